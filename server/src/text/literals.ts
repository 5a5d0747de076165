/** Finds which of many short texts stand in another one, in one walk over it. Letters count in either case. */
export class Literals {
  /** By its first character: whether that is a literal of its own. */
  private readonly single = new Int16Array(characters).fill(none);
  /** By the first two characters, the first of the longer literals that begin so; each leads to the next. */
  private readonly heads = new Int16Array(characters * characters).fill(none);
  private readonly next: number[] = [];
  private readonly texts: readonly string[];

  /** @param texts in lower case, ASCII, none empty, each once; told by their index here */
  constructor(texts: readonly string[]) {
    this.texts = texts;
    texts.forEach((text, index) => {
      const first = text.charCodeAt(0);
      if (text.length === 1) {
        this.single[first] = index;
        this.next.push(none);
        return;
      }
      const head = first * characters + text.charCodeAt(1);
      this.next.push(this.heads[head] as number);
      this.heads[head] = index;
    });
  }

  /** The indices of those that stand in a text, each once. Linear in the text. */
  foundIn(text: string): number[] {
    const lower = text.toLowerCase();
    const { single, heads, next, texts } = this;
    const seen = new Uint8Array(texts.length);
    const found: number[] = [];
    const { length } = lower;
    let code = length > 0 ? lower.charCodeAt(0) : 0;
    for (let at = 0; at < length; at++) {
      const following = at + 1 < length ? lower.charCodeAt(at + 1) : characters;
      if (code < characters) {
        const alone = single[code] as number;
        if (alone !== none && seen[alone] === 0) {
          seen[alone] = 1;
          found.push(alone);
        }
        if (following < characters) {
          let index = heads[code * characters + following] as number;
          while (index !== none) {
            if (seen[index] === 0 && lower.startsWith(texts[index] as string, at)) {
              seen[index] = 1;
              found.push(index);
            }
            index = next[index] as number;
          }
        }
      }
      code = following;
    }
    return found;
  }
}

/** Of ASCII. */
const characters = 128;
const none = -1;
