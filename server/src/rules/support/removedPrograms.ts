import type { PackageCommand, RunModel } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { ShellCommand, ShellWord } from '../../syntax/shell/tree.ts';

/**
 * Whether a command of a RUN behind another one may take a program away that packages, an archive or a version manager
 * have brought, so that it is not to be called at the end: `apk del .build-deps`, `rm -rf /opt/conda/bin`. Rather yes
 * than no: what a virtual package holds, and what apt takes along, the file does not tell.
 */
export function mayRemoveProgram(program: string, run: RunModel, after: ShellCommand): boolean {
  const isIt = (name: string) => name === program || runtimes.test(name);
  const { start } = after.range;
  return (
    run.packageCommands.some((call) => call.command.range.start > start && removesPackages(call, isIt)) ||
    run.commands.some((command) => command.range.start > start && removesFiles(command, isIt))
  );
}

type IsIt = (name: string) => boolean;

function removesPackages({ command, manager, action, packages }: PackageCommand, isIt: IsIt): boolean {
  // `yum history undo last` takes back an install.
  if (isSystem.test(manager) && command.words.some(({ text }) => text === 'history')) return true;
  if (action !== 'remove') return false;
  return isSystem.test(manager) || packages.some(({ name }) => name === undefined || isIt(name));
}

const isSystem = /^(?:apt(?:-get|itude)?|apk|yum|(?:micro|t)?dnf|zypper|pacman|brew|choco)$/;

/** What the programs run on, or come with. */
const runtimes = /^(?:node(?:js|env)?|npx|yarnpkg|corepack|(?:mini|micro)?(?:conda|mamba)\d?)$/;

function removesFiles(command: ShellCommand, isIt: IsIt): boolean {
  const mayHoldIt = ({ text }: ShellWord) => mayHoldPrograms(text, isIt);
  const { name, args } = unwrapCommand(command);
  const [verb] = args;
  switch (name) {
    case 'rm':
    case 'unlink':
    case 'shred':
    case 'mv':
      return args.some(mayHoldIt);
    case 'find':
      return args.some(({ text }) => /^-(?:delete|exec|execdir)$/.test(text)) && args.some(mayHoldIt);
    case 'dpkg':
      return args.some(({ text }) => /^(?:-[rP]|--(?:remove|purge).*)$/.test(text));
    case 'rpm':
      return args.some(({ text }) => /^(?:-e\w*|--erase)$/.test(text));
    case 'sh':
    case 'bash':
    case 'ash':
    case 'dash':
    case 'eval':
      return args.some(({ text }) => /\b(?:rm|del|erase|\w*remove|purge|uninstall)\b/.test(text));
    case 'corepack':
    case 'nvm':
    case 'n':
    case 'volta':
    case 'fnm':
    case 'asdf':
    case 'mise':
      return /^(?:disable|deactivate|unload|uninstall|rm|prune)$/.test(verb?.text ?? '');
    default:
      return false;
  }
}

/** A path at which programs lie, or which nobody knows. */
function mayHoldPrograms(text: string, isIt: IsIt): boolean {
  const path = text.replaceAll(/["']/g, '');
  if (path.startsWith('-')) return false;
  const folders = path.split('/');
  const last = folders.at(-1)?.replace(/(?:-?v?\d[\w.]*)?\*?$/, '') ?? '';
  return (
    folders.some((folder) => /^(?:s?bin|node_modules|\.(?:nvm|volta|fnm|asdf|yarn))$/.test(folder)) ||
    /^\/(?:opt|usr)(?:$|\/(?!share\/|include\/|src\/|local\/(?:share|include|src)\/))/.test(path) ||
    /^[$`](?!\{?HOME\b)/.test(path) ||
    isIt(last)
  );
}
