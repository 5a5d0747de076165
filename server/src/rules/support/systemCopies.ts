import type { Step } from '../../model/types.ts';
import { joinPath, workdirOf } from './containerPaths.ts';

/** Where COPY or ADD puts something, absolute and clean; undefined where that is not known. */
function destinationOf(step: Step): string | undefined {
  const { instruction } = step;
  const text = instruction.words.at(-1)?.text;
  if (text === undefined) return undefined;
  const { value } = step.expand(text);
  return value === undefined || /["']/.test(value) ? undefined : joinPath(workdirOf(step), value);
}

/**
 * Whether COPY or ADD may bring a directory of these, or a part of its files that nobody can name: a tree, an archive, what
 * a pattern stands for. Not single files, which have a name with the extension of one.
 */
export function mayFill(step: Step, directories: RegExp): boolean {
  const path = destinationOf(step);
  if (path === undefined) return true;
  if (!directories.test(path)) return false;
  const { words, heredocs } = step.instruction;
  return words.slice(0, -1).some(({ text }) => {
    if (text.startsWith('<<') && heredocs.length > 0) return false;
    return !files.test(text) || /[*?[$]/.test(text);
  });
}

const files =
  /\.(?:c|cfg|conf|crt|css|deb|dll|env|exe|go|html|ini|jar|js|json|key|list|lock|md|mjs|mod|patch|pem|php|pl|properties|py|rb|repo|rpm|rs|service|sh|so|sql|sum|toml|ts|txt|war|xml|ya?ml|zip)$/;
