import { servicePrograms } from '../../knowledge/rootPrograms.ts';
import type { Stage } from '../../model/types.ts';
import { programOf } from './argv.ts';

/**
 * The programs that ENTRYPOINT and CMD of the file start, by their file names, in shell text those of all its commands;
 * what starts a service stands for that. The init of a distribution is `systemd`, whatever it is.
 */
export function startedPrograms({ final }: Stage): readonly string[] {
  return [final.entrypoint, final.cmd].flatMap(({ by, value }) =>
    by && value ? commandsOf(value.argv).flatMap((argv) => programIn(argv) ?? []) : [],
  );
}

/** Of `sh -c text` the commands in the text, roughly: the first word of each counts. */
function commandsOf(argv: readonly string[]): readonly (readonly string[])[] {
  const program = programOf(argv);
  const text = argv[argv.findIndex((word) => /^-\w*c$/.test(word)) + 1];
  if (!program || !/^(?:ba|da|a|z|k)?sh$/.test(program.name) || text === undefined || text === argv[0])
    return [argv];
  return text.split(/[;&|\n]+/).map((part) =>
    part
      .trim()
      .split(/\s+/)
      .map((word) => word.replace(/^["']|["']$/g, ''))
      .filter((word) => word !== ''),
  );
}

function programIn(argv: readonly string[]): string | undefined {
  const program = programOf(argv);
  if (!program) return undefined;
  const { name, index, wrappers } = program;
  const path = argv[index] ?? '';
  if (name === 'httpd' && (wrappers.includes('busybox') || isSmallHttpd(argv.slice(index + 1))))
    return undefined;
  if (/^(?:\/usr)?\/sbin\/init$/.test(path)) return 'systemd';
  const service = path.startsWith('/etc/init.d/') ? name : name === 'service' ? argv[index + 1] : undefined;
  return service === undefined ? name : (servicePrograms[service] ?? service);
}

/** That of BusyBox, which writes no files: `-f` keeps it in front and takes no value, and Apache has no `-p` and `-h`. */
function isSmallHttpd(args: readonly string[]): boolean {
  const front = args.indexOf('-f');
  return (
    args.includes('-p') || args.includes('-h') || (front >= 0 && (args[front + 1] ?? '-').startsWith('-'))
  );
}
