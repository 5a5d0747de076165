import { parseArgs } from 'node:util';
import type { LintConfiguration } from '../lint/problem.ts';
import type { Severity } from '../rules/categories.ts';
import { type FormatName, formatNames } from './formats/formats.ts';

export interface Options {
  /** Files and folders as they were named; `-` is the standard input. */
  readonly paths: readonly string[];
  readonly format: FormatName;
  readonly preset: LintConfiguration['preset'];
  /** From this severity on, problems are a failure. Undefined: they never are. */
  readonly failOn: Severity | undefined;
  readonly fix: 'nothing' | 'safe' | 'unsafe';
  /** What the standard input is called, and where it would lie. */
  readonly stdinName: string;
  readonly color: boolean | undefined;
}

export type ParsedOptions =
  | { readonly kind: 'check'; readonly options: Options }
  | { readonly kind: 'help' | 'version' }
  | { readonly kind: 'refused'; readonly reason: string };

export const severities: readonly Severity[] = ['error', 'warning', 'information', 'hint'];

const presets = ['recommended', 'strict', 'all'] as const;

export const help = `Usage: shipshape [options] [file or folder]…

Says what is wrong in Dockerfiles and .dockerignore files: those that are named, and all in the folders that are
named; without a name, in this folder. "-" reads the standard input.

  --format <name>        ${formatNames.join(', ')} (default: text)
  --preset <name>        which rules run: ${presets.join(', ')} (default: recommended)
  --fail-on <severity>   from which severity on the exit code is 1: ${severities.join(', ')},
                         or never (default: warning)
  --fix                  apply the safe fixes, which leave the build what it is
  --fix-unsafe           apply unsafe fixes too, which change what is built: look at the difference
  --stdin-name <path>    what the standard input is called (default: Dockerfile)
  --color, --no-color    color the text or not (default: in a terminal)
  --version, --help

A .shipshape.yaml, else a .hadolint.yaml, beside a file or above it counts as it does in the editor.

Exit code: 0 nothing from that severity on, 1 something, 2 wrong usage or a file that cannot be read or written.
`;

/** Reads the arguments behind the program's name. Never throws. */
export function parseOptions(args: readonly string[]): ParsedOptions {
  let values: ReturnType<typeof read>['values'];
  let positionals: readonly string[];
  try {
    ({ values, positionals } = read(args));
  } catch (error) {
    return refused(error instanceof Error ? firstSentence(error.message) : String(error));
  }
  if (values.help) return { kind: 'help' };
  if (values.version) return { kind: 'version' };
  const { format, preset, 'fail-on': failOn } = values;
  if (!isOneOf(formatNames, format)) return refusedName('format', format, formatNames);
  if (!isOneOf(presets, preset)) return refusedName('preset', preset, presets);
  if (failOn !== 'never' && !isOneOf(severities, failOn))
    return refusedName('severity', failOn, [...severities, 'never']);
  if (values.color && values['no-color']) return refused('--color and --no-color contradict each other.');
  const paths = positionals.length === 0 ? ['.'] : positionals;
  if (paths.includes('-') && paths.length > 1)
    return refused('"-" is the standard input, which is checked alone.');
  return {
    kind: 'check',
    options: {
      paths,
      format,
      preset,
      failOn: failOn === 'never' ? undefined : failOn,
      fix: values['fix-unsafe'] ? 'unsafe' : values.fix ? 'safe' : 'nothing',
      stdinName: values['stdin-name'],
      color: values.color ? true : values['no-color'] ? false : undefined,
    },
  };
}

function read(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      format: { type: 'string', default: 'text' },
      preset: { type: 'string', default: 'recommended' },
      'fail-on': { type: 'string', default: 'warning' },
      fix: { type: 'boolean', default: false },
      'fix-unsafe': { type: 'boolean', default: false },
      'stdin-name': { type: 'string', default: 'Dockerfile' },
      color: { type: 'boolean', default: false },
      'no-color': { type: 'boolean', default: false },
      version: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
}

function isOneOf<T extends string>(names: readonly T[], name: string): name is T {
  return (names as readonly string[]).includes(name);
}

function refusedName(what: string, name: string, names: readonly string[]): ParsedOptions {
  return refused(`There is no ${what} "${name}". There are: ${names.join(', ')}.`);
}

function refused(reason: string): ParsedOptions {
  return { kind: 'refused', reason };
}

/** Node goes on with advice about names that begin with a dash. */
function firstSentence(message: string): string {
  const end = message.search(/\.(?:\s|$)/);
  return end < 0 ? message : message.slice(0, end + 1);
}
