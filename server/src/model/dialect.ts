import { dialectOfShell, programName } from '../knowledge/shells.ts';
import type { Escape } from '../syntax/dockerfile/tree.ts';
import type { ShellDialect } from '../syntax/shell/tree.ts';
import type { BaseImageFacts, Setting } from './types.ts';

/** The language of shell forms: what SHELL names, else what a comment says, else what runs them in the base image. Shebangs are RUN's own affair. */
export function shellDialect(
  shell: Setting<readonly string[]>,
  declared: ShellDialect | undefined,
  facts: BaseImageFacts,
  escapeToken: Escape,
): ShellDialect {
  const systemShell = facts.shell ?? 'posix';
  if (shell.by) {
    if (!shell.value) return 'unknown';
    const dialect = dialectOfShell(shell.value);
    const isPlainSh = dialect === 'posix' && shell.value.some((word) => programName(word) === 'sh');
    return isPlainSh ? systemShell : dialect;
  }
  if (declared) return declared;
  if (facts.distribution === 'windows') return facts.shell ?? 'unknown';
  // The backtick is for Windows; with a base image we know nothing of, its shell may be any.
  if (!facts.distribution && !facts.family && escapeToken === '`') return 'unknown';
  return systemShell;
}

/** What `sh` is in an image, as a shebang or a command calls it. */
export function systemShellOf({ shell, distribution }: BaseImageFacts): ShellDialect {
  return distribution === 'windows' ? 'posix' : (shell ?? 'posix');
}
