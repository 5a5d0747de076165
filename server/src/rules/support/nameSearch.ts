import { closest } from '../../text/nearest.ts';

/**
 * Looks for the name that was meant, as long as that is cheap: a file with thousands of unknown names is not one with
 * thousands of slips, and each search looks at all names there are. One per check of a document.
 */
export class NameSearch {
  private left = 30_000;

  /** Undefined when nothing is near, or when too much was searched already. */
  closest(word: string, names: () => readonly string[]): string | undefined {
    if (this.left <= 0 || !/^[A-Za-z_][\w.-]+$/.test(word)) return undefined;
    const options = names();
    this.left -= options.length;
    // The same name in another case is the likeliest slip of all.
    const lower = word.toLowerCase();
    return (
      options.find((option) => option !== word && option.toLowerCase() === lower) ?? closest(word, options)
    );
  }
}
