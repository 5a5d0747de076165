import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { ShellCommand } from '../../syntax/shell/tree.ts';

/**
 * Whether a command that is no package manager's may well call one where we cannot see it: a script, a program that a
 * variable names, a build or provisioning tool, another front end. Errs on the side of yes for programs given by
 * their path.
 */
export function mayInstallPackages(command: ShellCommand): boolean {
  const { program, name, args } = unwrapCommand(command);
  if (!program) return false;
  if (name === undefined) return true;
  if (harmless.has(name)) return false;
  if (shells.has(name)) return args.length > 0 || command.inPipeline || command.redirects.length > 0;
  if (installers.test(name)) return true;
  if (args.some(({ text }) => /install[-_]?(?:build[-_])?deps|with[-_]deps/.test(text))) return true;
  const directory = program.text.replaceAll(/["']/g, '').replace(/[^/]*$/, '');
  return directory !== '' && !/^(?:\/usr(?:\/local)?)?\/s?bin\/$/.test(directory);
}

const shells: ReadonlySet<string> = new Set(['sh', 'bash', 'ash', 'dash', 'zsh', 'ksh', 'eval']);

/** Names or paths that look like an installer's but install no packages. */
const harmless: ReadonlySet<string> = new Set([
  ...['install', 'apt-key', 'apt-mark', 'apt-config', 'add-apt-repository'],
  ...['configure', 'autogen.sh', 'gradlew', 'mvnw'],
]);

const installers =
  /apt|install|deps|setup|\.sh$|^(?:ansible.*|chef.*|puppet|salt-call|playwright|rosdep|tasksel|gdebi|unminimize|nala)$/;
