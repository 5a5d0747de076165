import { copyWordsOf } from '../../model/context/takeWords.ts';
import type { Step } from '../../model/types.ts';
import { code, escapeMarkdown } from '../../text/markdown.ts';

/** The build context as a hover shows it. Paths are seen from the Dockerfile's folder. */
export interface ContextInWords {
  readonly path: string;
  /** Who says so: `compose.yaml, service web, line 12`. */
  readonly description: string;
  /** URI of the place where it is said. */
  readonly source: string | undefined;
  readonly isGuess: boolean;
  /** The context is fetched from Git, and holds the same files. */
  readonly isFromGit: boolean;
  /** What else is said, if it is another folder. */
  readonly others: readonly { readonly path: string; readonly description: string }[];
  readonly ignoreFile: string | undefined;
}

/** Where an instruction takes its files from; undefined where they do not come from the build context. */
export function describeContext(step: Step, context: () => ContextInWords | undefined): string | undefined {
  if (step.instruction.isTrigger || !takesFromContext(step)) return undefined;
  const known = context();
  if (!known) return undefined;
  const { others, ignoreFile, isFromGit } = known;
  const [other, ...more] = others;
  // BuildKit reads none in a context that it fetches itself (`MainContext`), but most people build their folder as well.
  // https://github.com/moby/buildkit/blob/master/frontend/dockerui/config.go
  const scope = isFromGit ? ' for builds of the folder on this machine' : '';
  const ignore = ignoreFile === undefined ? 'no ignore file' : `ignore file ${code(ignoreFile)}${scope}`;
  const also = other
    ? ` Also said: ${code(other.path)} (${escapeText(other.description)})${more.length > 0 ? `, and ${more.length} more` : ''}; *Choose Build Context* picks.`
    : '';
  return `${placeOf(known)}, ${ignore}.${also}`;
}

/** Which folder the numbers and files are of, where it is not the one that the document is in. */
export function contextElsewhere(known: ContextInWords | undefined): string | undefined {
  return known && known.path !== '.' ? `${placeOf(known)}.` : undefined;
}

function placeOf({ path, description, source, isGuess }: ContextInWords): string {
  const by = source === undefined ? escapeText(description) : `[${escapeText(description)}](${source})`;
  return `Build context: ${code(path)} (${isGuess ? 'a guess: ' : ''}${by})`;
}

function takesFromContext(step: Step): boolean {
  const { name, flags, words, heredocs } = step.instruction;
  if (name !== 'COPY' && name !== 'ADD') return false;
  const copy = copyWordsOf(step);
  if (copy) return !copy.hasFrom && copy.sources.length > 0;
  // Nothing is written behind the keyword yet.
  return words.length === 0 && heredocs.length === 0 && !flags.some((flag) => flag.name === 'from');
}

/** Names of services and files have dots and dashes, which mean nothing within a sentence. */
function escapeText(text: string): string {
  return escapeMarkdown(text).replaceAll('\\.', '.').replaceAll('\\-', '-');
}
