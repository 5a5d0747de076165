import { isSpace } from '../../text/goStrings.ts';

/** A word of an expanded text and the place in the source it was made from (half-open, UTF-16). */
export interface ExpandedWord {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Splits an expanded text at the blanks outside quotes, as BuildKit's `shell.Lex` does. */
export class WordCollector {
  private readonly words: ExpandedWord[] = [];
  private text = '';
  private inWord = false;
  private isDropped = false;
  private start = 0;
  private end = 0;

  /** A character of the source, or of a value, that splits words when it is a blank. */
  addCharacter(character: string, start: number, end: number): void {
    if (!isSpace(character.charCodeAt(0))) this.addRaw(character, start, end);
    else if (this.inWord && this.text !== '') this.push();
  }

  addRaw(text: string, start: number, end: number): void {
    if (this.text === '' && (!this.inWord || this.isDropped)) this.start = start;
    this.isDropped = false;
    this.text += text;
    this.end = end;
    this.inWord = true;
  }

  addValue(text: string, start: number, end: number): void {
    for (const character of text) this.addCharacter(character, start, end);
  }

  /** Forgets what was collected of the word so far. */
  drop(): void {
    this.text = '';
    this.isDropped = true;
  }

  finish(): ExpandedWord[] {
    if (this.text !== '') this.push();
    return this.words;
  }

  private push(): void {
    this.words.push({ text: this.text, start: this.start, end: this.end });
    this.text = '';
    this.inWord = false;
  }
}
