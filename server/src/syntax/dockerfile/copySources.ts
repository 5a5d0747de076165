import { quote } from '../../text/goStrings.ts';
import { gitReference } from './gitReferences.ts';

/** What BuildKit refuses as a source of COPY, in its own words: what is fetched from elsewhere is ADD's. */
export function copySourceProblem(source: string): string | undefined {
  if (gitReference(source)) return "source can't be a git ref for COPY";
  if (/^https?:\/\//.test(source)) return "source can't be a URL for COPY";
  return undefined;
}

/** What it refuses as a source of ADD: a repository whose address contradicts itself, or the flags. */
export function addSourceProblem(
  source: string,
  flags: { readonly checksum: string | undefined; readonly keepGitDir: boolean | undefined },
): string | undefined {
  const git = gitReference(source);
  if (!git || git.problem !== undefined) return git?.problem;
  if (flags.keepGitDir !== undefined && git.keepGitDir !== undefined && flags.keepGitDir !== git.keepGitDir) {
    return 'inconsistent keep-git-dir configuration';
  }
  if (!flags.checksum || !git.checksum || flags.checksum === git.checksum) return undefined;
  return `checksum mismatch ${quote(flags.checksum)} != ${quote(git.checksum)}`;
}
