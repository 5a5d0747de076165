import type { BuildModel, PackageCommand, Stage, Step } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import type { ShellCommand, ShellWord } from '../../syntax/shell/tree.ts';
import { packageNames } from './aptRecommended.ts';
import { mayInstallPackages } from './hiddenInstalls.ts';
import { textOf } from './instructionTexts.ts';
import { aptManagers, isOwnRoot, usesManager } from './packageCalls.ts';
import { aptWithoutRecommends, settingInForce } from './programSettings.ts';
import { type StageOrder, stageOrderOf } from './stageOrder.ts';

/** A client of HTTPS that is installed without certificates, and then called. */
export interface BareClient {
  readonly client: string;
  /** What installs it. */
  readonly step: Step;
  readonly install: PackageCommand;
  /** Its word there; undefined where a variable names it. */
  readonly word: ShellWord | undefined;
  readonly address: ShellWord;
}

/**
 * Clients that apt installs without what they recommend, in an image of which it is known that it brings no certificates,
 * and that are called with an address of HTTPS before anything may have brought some.
 */
export function bareClientsOf(model: BuildModel): readonly BareClient[] {
  return mayHaveBareClients(model) ? model.once(visitStages).flatMap(({ found }) => found) : [];
}

/** Whether a program is such a client when an ADD runs. */
export function isBareAt(step: Step, program: string, model: BuildModel): boolean {
  if (!mayHaveBareClients(model)) return false;
  return model.once(visitStages).some(({ atAdd }) => atAdd.get(step)?.includes(program));
}

function mayHaveBareClients(model: BuildModel): boolean {
  return usesManager(model, ['apt-get', 'apt']) && model.fact(asksHttps) && model.fact(installsBareClient);
}

function asksHttps(model: BuildModel): boolean {
  return model.stepsWith('RUN', 'ADD').some(({ instruction }) => instruction.once(namesHttps));
}

function namesHttps({ line, heredocs }: Instruction): boolean {
  return line.text.includes('https://') || heredocs.some(({ content }) => content.includes('https://'));
}

/** Of most files it is plain at once: another image, or certificates in the very install. */
function installsBareClient(model: BuildModel): boolean {
  const bare = new Set<Stage>();
  return model.stages.some((stage) => {
    const { stage: parent } = stage.base;
    if (parent ? !bare.has(parent) : !hasNoCertificates(stage)) return false;
    bare.add(stage);
    return stage.instructionsWith('RUN').some((one) => one.once(mayInstallBareClient));
  });
}

function mayInstallBareClient(instruction: Instruction): boolean {
  const text = textOf(instruction);
  return (
    /\binstall\b/.test(text) && /\b(?:curl|wget|git)\b|\$/.test(text) && !mentionsCertificates.test(text)
  );
}

interface Visit {
  readonly stage: Stage;
  readonly isSwitchedOff: (stage: Stage, offset: number) => boolean;
  readonly found: BareClient[];
  readonly atAdd: Map<Step, readonly string[]>;
}

function visitStages(model: BuildModel): readonly Visit[] {
  const order = stageOrderOf(model);
  const isSwitchedOff = settingInForce(model, order, aptWithoutRecommends);
  const states = new Map<Stage, State>();
  return model.stages.map((stage) => {
    const { stage: parent } = stage.base;
    const before = parent ? states.get(parent) : hasNoCertificates(stage) ? newState : undefined;
    const visit: Visit = { stage, isSwitchedOff, found: [], atAdd: new Map() };
    const state = before && walk(visit, before, order);
    if (state) states.set(stage, state);
    return visit;
  });
}

/** The clients so far, by their programs. Where certificates may have come there is none. */
type State = ReadonlyMap<string, Omit<BareClient, 'address'>>;

const newState: State = new Map();

function hasNoCertificates({ base }: Stage): boolean {
  const { kind, reference, facts } = base;
  if (kind !== 'image') return false;
  return (
    facts.family === 'debian' ||
    facts.family === 'ubuntu' ||
    // https://github.com/nodejs/docker-node: removed with what was needed for the download.
    (facts.family === 'node' && /slim/.test(reference?.tag ?? ''))
  );
}

function walk(
  { stage, isSwitchedOff, found, atAdd }: Visit,
  before: State,
  order: StageOrder,
): State | undefined {
  const clients = new Map(before);
  for (const step of order.stepsOf(stage)) {
    const { instruction, run } = step;
    if (instruction.isTrigger) continue;
    const text = textOf(instruction);
    if (mentionsCertificates.test(text)) return undefined;
    if (instruction.name === 'COPY' || instruction.name === 'ADD') {
      if (instruction.name === 'ADD') atAdd.set(step, [...clients.keys()]);
      if (systemFolders.test(instruction.words.at(-1)?.text ?? '')) return undefined;
      continue;
    }
    if (!run) continue;
    if (run.form === 'heredoc' && run.commands.length === 0) return undefined;
    const calls = new Map(run.packageCommands.map((call) => [call.command, call]));
    for (const command of run.commands) {
      const call = calls.get(command);
      if (call && aptManagers.includes(call.manager)) {
        if (call.action !== 'install') continue;
        const { names, isComplete } = packageNames(call, step);
        if (!isComplete || !isOwnRoot(call) || call.mayHideOptions) return undefined;
        const isBare =
          call.hasOption('--no-install-recommends') || isSwitchedOff(stage, call.command.range.start);
        if (!isBare || !names.every(bringsNone)) return undefined;
        for (const name of names.filter((one) => programs.has(one))) {
          const word = call.packages.find((operand) => operand.name === name)?.word;
          if (!clients.has(name)) clients.set(name, { client: name, step, install: call, word });
        }
      } else if (!call && (mayInstallPackages(command) || unwrapCommand(command).name === 'dpkg')) {
        return undefined;
      } else {
        const { name = '' } = unwrapCommand(command);
        const client = clients.get(name);
        const address = client && callsHttps(command);
        if (address && !command.conditional) {
          found.push({ ...client, address });
          clients.delete(name);
        }
      }
    }
  }
  return clients;
}

const programs: ReadonlySet<string> = new Set(['curl', 'wget', 'git']);

const mentionsCertificates =
  /ca-certificates|\/etc\/ssl|\/etc\/pki|SSL_CERT|CA_BUNDLE|GIT_SSL|http\.ssl|\.(?:crt|pem)\b|curlrc|wgetrc|gitconfig/;

const systemFolders = /^(?:\/|\/(?:etc|usr)(?:\/.*)?|.*\$.*)$/;

/** Packages that certainly need no certificates themselves, and so do not bring them. */
function bringsNone(name: string): boolean {
  return plain.has(name) || /^lib[a-z0-9.+-]+-dev$|^(?:gcc|g\+\+|clang|llvm|php|perl)-?[\d.]*$/.test(name);
}

const plain: ReadonlySet<string> = new Set([
  ...[
    'curl',
    'wget',
    'git',
    'gnupg',
    'gnupg2',
    'gpg',
    'gpg-agent',
    'dirmngr',
    'lsb-release',
    'build-essential',
  ],
  ...[
    'make',
    'cmake',
    'ninja-build',
    'autoconf',
    'automake',
    'libtool',
    'pkg-config',
    'pkgconf',
    'bison',
    'flex',
  ],
  ...[
    'patch',
    'file',
    'tar',
    'gzip',
    'bzip2',
    'xz-utils',
    'zip',
    'unzip',
    'zstd',
    'rsync',
    'sudo',
    'gosu',
    'tini',
  ],
  ...[
    'jq',
    'vim',
    'vim-tiny',
    'nano',
    'less',
    'tree',
    'bc',
    'procps',
    'psmisc',
    'lsof',
    'htop',
    'strace',
    'tzdata',
  ],
  ...[
    'locales',
    'openssh-client',
    'iproute2',
    'iputils-ping',
    'net-tools',
    'netcat',
    'netcat-openbsd',
    'dnsutils',
  ],
  ...[
    'telnet',
    'gettext',
    'gettext-base',
    'python3',
    'python3-dev',
    'python3-venv',
    'bash-completion',
    'tmux',
  ],
  ...[
    'zlib1g-dev',
    'musl-tools',
    'upx-ucl',
    'ccache',
    'gdb',
    'binutils',
    'nasm',
    'yasm',
    'texinfo',
    'help2man',
  ],
  ...[
    'libc6',
    'libssl3',
    'libicu72',
    'libgomp1',
    'libstdc++6',
    'libgl1',
    'libglib2.0-0',
    'dumb-init',
    'socat',
  ],
]);

/** An address of HTTPS among its words, unless it is told to trust whoever answers, or whom. */
function callsHttps(command: ShellCommand): ShellWord | undefined {
  const { name, args } = unwrapCommand(command);
  if (args.some(({ text }) => trusting.test(text) || (name === 'curl' && /^-[a-zA-Z]*k/.test(text))))
    return undefined;
  if (
    name === 'git' &&
    !args.some(({ text }) => text === 'clone' || text === 'fetch' || text === 'ls-remote')
  )
    return undefined;
  return args.find(({ text }) => /^["']?https:\/\//.test(text));
}

const trusting =
  /^--(?:insecure|cacert|capath|ca-certificate|ca-directory|no-check-certificate|proxy|socks5)/;
