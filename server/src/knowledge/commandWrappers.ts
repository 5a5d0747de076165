/**
 * Programs that run another program given in their arguments, unchanged. What they wrap is what a rule is about:
 * `sudo -u app env A=b nice -n 5 apt-get install x` is an `apt-get install`.
 */
export interface CommandWrapper {
  /** Options that take the next word as their value. */
  readonly valueOptions: readonly string[];
  /** Operands of its own before the wrapped command: the duration of `timeout`, the root of `chroot`. */
  readonly operands: number;
  /** `NAME=value` words may stand before the wrapped command. */
  readonly assignments: boolean;
  /** Its own first operand, when it only wraps in that form: `conda run …`. */
  readonly verb: string | undefined;
  /** With one of these it asks about a program instead of running it: `command -v`. */
  readonly queries: readonly string[];
  /** The only programs it wraps; any when empty. */
  readonly only: readonly string[];
}

export function commandWrapper(name: string): CommandWrapper | undefined {
  return WRAPPERS.get(name);
}

function wrapper(facts: Partial<CommandWrapper> = {}): CommandWrapper {
  return {
    valueOptions: [],
    operands: 0,
    assignments: false,
    verb: undefined,
    queries: [],
    only: [],
    ...facts,
  };
}

const inEnvironment = wrapper({
  verb: 'run',
  valueOptions: [
    '-n',
    '--name',
    '-p',
    '--prefix',
    '--cwd',
    '-r',
    '--root-prefix',
    '-e',
    '--env',
    '-a',
    '--attach',
  ],
});

const WRAPPERS: ReadonlyMap<string, CommandWrapper> = new Map<string, CommandWrapper>([
  [
    'sudo',
    wrapper({
      assignments: true,
      valueOptions: [
        ...['-u', '-g', '-h', '-p', '-C', '-r', '-t', '-U', '-D', '-R', '-T'],
        ...['--user', '--group', '--host', '--prompt', '--close-from', '--role', '--type', '--other-user'],
        ...['--chdir', '--chroot', '--command-timeout'],
      ],
    }),
  ],
  ['doas', wrapper({ valueOptions: ['-u', '-C'] })],
  ['env', wrapper({ assignments: true, valueOptions: ['-u', '--unset', '-C', '--chdir'] })],
  ['exec', wrapper({ valueOptions: ['-a'] })],
  ['command', wrapper({ queries: ['-v', '-V'] })],
  ['builtin', wrapper()],
  ['time', wrapper({ valueOptions: ['-f', '--format', '-o', '--output'] })],
  ['nice', wrapper({ valueOptions: ['-n', '--adjustment'] })],
  ['ionice', wrapper({ valueOptions: ['-c', '--class', '-n', '--classdata'] })],
  ['chrt', wrapper({ operands: 1 })],
  ['taskset', wrapper({ operands: 1 })],
  ['nohup', wrapper()],
  ['setsid', wrapper()],
  ['timeout', wrapper({ operands: 1, valueOptions: ['-s', '--signal', '-k', '--kill-after'] })],
  ['stdbuf', wrapper({ valueOptions: ['-i', '-o', '-e', '--input', '--output', '--error'] })],
  ['unbuffer', wrapper()],
  ['chroot', wrapper({ operands: 1 })],
  ['gosu', wrapper({ operands: 1 })],
  ['su-exec', wrapper({ operands: 1 })],
  ['runuser', wrapper({ valueOptions: ['-u', '--user', '-g', '--group', '-G', '--supp-group'] })],
  ['setarch', wrapper({ operands: 1 })],
  ['linux32', wrapper()],
  ['linux64', wrapper()],
  ['eatmydata', wrapper()],
  ['fakeroot', wrapper()],
  ['catchsegv', wrapper()],
  ['tini', wrapper({ valueOptions: ['-p', '-e'] })],
  ['dumb-init', wrapper({ valueOptions: ['-r', '--rewrite'] })],
  ['xvfb-run', wrapper({ valueOptions: ['-e', '-f', '-n', '-p', '-s', '-w'] })],
  ['busybox', wrapper()],
  [
    'xargs',
    wrapper({
      valueOptions: [
        '-a',
        '-d',
        '-E',
        '-I',
        '-L',
        '-n',
        '-P',
        '-s',
        '--arg-file',
        '--max-args',
        '--max-procs',
      ],
    }),
  ],
  ['corepack', wrapper({ only: ['yarn', 'yarnpkg', 'pnpm', 'npm'] })],
  ['conda', inEnvironment],
  ['mamba', inEnvironment],
  ['micromamba', inEnvironment],
  ['pipenv', wrapper({ verb: 'run' })],
  ['poetry', wrapper({ verb: 'run' })],
]);
