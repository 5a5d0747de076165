/** Finds which of many short texts stand in another one, in one walk over it. Letters count in either case. */
export class Literals {
  /** By its first character: whether that is a literal of its own. */
  private readonly single = new Int16Array(characters).fill(none);
  /** By the first two characters, the first of the longer literals that begin so; each leads to the next. */
  private readonly heads = new Int16Array(characters * characters).fill(none);
  private readonly next: number[] = [];
  private readonly texts: readonly string[];
  /** By literal, the last walk that met it: nothing is made anew for each. */
  private readonly met: Int32Array;
  private walk = 0;

  /** @param texts in lower case, ASCII, none empty, each once; told by their index here */
  constructor(texts: readonly string[]) {
    this.texts = texts;
    this.met = new Int32Array(texts.length);
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

  /** Hands over the indices of those that stand in a text, each once. Linear in the text. */
  eachIn(text: string, take: (index: number) => void): void {
    const lower = text.toLowerCase();
    const { single, heads, next, texts, met } = this;
    const walk = ++this.walk;
    const { length } = lower;
    let code = length > 0 ? lower.charCodeAt(0) : 0;
    for (let at = 0; at < length; at++) {
      const following = at + 1 < length ? lower.charCodeAt(at + 1) : characters;
      if (code < characters) {
        const alone = single[code] as number;
        if (alone !== none && met[alone] !== walk) {
          met[alone] = walk;
          take(alone);
        }
        if (following < characters) {
          let index = heads[code * characters + following] as number;
          while (index !== none) {
            if (met[index] !== walk && lower.startsWith(texts[index] as string, at)) {
              met[index] = walk;
              take(index);
            }
            index = next[index] as number;
          }
        }
      }
      code = following;
    }
  }
}

/** Of ASCII. */
const characters = 128;
const none = -1;
