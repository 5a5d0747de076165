import { code } from '../../text/markdown.ts';
import { shorten } from '../../text/shorten.ts';

/** The same sentence for a list of an editor, and for Markdown, where names stand out as code. */
export interface Sentence {
  readonly plain: string;
  readonly markdown: string;
}

/** A template whose own text holds no characters of Markdown; what is put in is a name or code, or a sentence. */
export function say(
  parts: TemplateStringsArray,
  ...values: readonly (string | number | Sentence)[]
): Sentence {
  let plain = parts[0] ?? '';
  let markdown = plain;
  values.forEach((value, index) => {
    const after = parts[index + 1] ?? '';
    if (typeof value === 'object') {
      plain += value.plain;
      markdown += value.markdown;
    } else if (typeof value === 'number') {
      plain += value;
      markdown += value;
    } else {
      const short = shorten(value.replace(/\s+/g, ' '), longest);
      plain += short;
      markdown += code(short);
    }
    plain += after;
    markdown += after;
  });
  return { plain, markdown };
}

const longest = 120;
