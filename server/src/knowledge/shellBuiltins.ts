/** Builtins that change the shell they run in, and that no program of the same name could stand in for. */
const ofTheShell = [
  '.',
  'alias',
  'break',
  'cd',
  'continue',
  'declare',
  'eval',
  'exec',
  'exit',
  'export',
  'getopts',
  'hash',
  'let',
  'local',
  'popd',
  'pushd',
  'read',
  'readonly',
  'return',
  'set',
  'shift',
  'shopt',
  'source',
  'trap',
  'typeset',
  'ulimit',
  'umask',
  'unalias',
  'unset',
  'wait',
];

/** Builtins that change the shell they run in. `exec` counts for its redirections and for never coming back. */
export const shellChangingBuiltins: ReadonlySet<string> = new Set([...ofTheShell, 'mapfile', 'readarray']);

/** Builtins without a program of the same name, or whose program cannot do what the builtin does. */
export const shellOnlyBuiltins: ReadonlySet<string> = new Set([
  ...ofTheShell,
  ':',
  'bg',
  'command',
  'fg',
  'jobs',
  'times',
  'type',
]);

/** Builtins that also exist as programs. */
export const builtinsWithPrograms: ReadonlySet<string> = new Set([
  '[',
  'echo',
  'false',
  'kill',
  'printf',
  'pwd',
  'test',
  'time',
  'true',
]);
