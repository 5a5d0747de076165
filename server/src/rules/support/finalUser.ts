import type { BaseImageFacts, BuildModel, ImageState, Stage } from '../../model/types.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import { lineBreakOf } from '../../text/lines.ts';
import type { FixEdit, Related } from '../rule.ts';
import { accountsUpTo } from './createdAccounts.ts';
import { endOfLine, isOpenAtEnd } from './insertLine.ts';
import { keywordLike } from './keywords.ts';

/** The account the container runs as, as far as the file and the known base image tell. */
export type RunsAs = 'root' | 'unprivileged' | 'unknown';

export function runsAs(state: ImageState): RunsAs {
  const user = state.user.value;
  if (user === undefined) return 'unknown';
  return isRoot(user) ? 'root' : 'unprivileged';
}

/** `root` and `0`, with or without a group, and the administrator of Windows. A name with a variable is not known. */
export function isRoot(user: string): boolean {
  return /^(?:(?:root|0+)(?::.*)?|ContainerAdministrator)$/i.test(user.trim());
}

export interface Account {
  readonly name: string;
  /** Commands that create it, one after the other; none when the image has it. */
  readonly create: readonly string[];
}

/**
 * The account that the file creates, if it is a single one; else one that fits the base image: its own where it
 * brings one, one that its tools can create, or a number.
 */
export function accountFor(stage: Stage, model: BuildModel): Account {
  const { facts } = stage.base.root;
  const own = accountsUpTo(stage, model);
  const [only] = own;
  if (only?.name !== undefined && own.length === 1) return { name: only.name, create: [] };
  // `nobody` is shared by whatever else wants to be nobody: an account of its own is better.
  if (facts.availableUser !== undefined && facts.availableUser !== 'nobody') {
    return { name: facts.availableUser, create: [] };
  }
  return facts.distribution === 'distroless' ? { name: 'nonroot', create: [] } : ownAccount(facts);
}

/** One that the tools of an image can create, or a number. */
export function ownAccount(facts: BaseImageFacts): Account {
  switch (facts.distribution) {
    case 'alpine':
    case 'busybox':
      return { name: 'app', create: ['addgroup -S app', 'adduser -S -G app app'] };
    case 'fedora':
    case 'rhel':
      // Minimal images, and those of Amazon Linux, come without the tools.
      return facts.packageManagers.includes('dnf') ? systemAccount : numbered;
    case 'debian':
    case 'ubuntu':
    case 'arch':
      return systemAccount;
    default:
      // No tool is known to be there, and none is needed for a number.
      return numbered;
  }
}

const systemAccount: Account = {
  name: 'app',
  create: ['groupadd --system app', 'useradd --system --gid app app'],
};

/** Nothing but the kernel needs to know a number. */
const numbered: Account = { name: '65532', create: [] };

/** Where a container that runs as root keeps what outlives it. */
export function volumesOfRoot(stage: Stage): readonly Related[] {
  return stage
    .instructionsWith('VOLUME')
    .filter(({ name }) => name === 'VOLUME')
    .map(({ args: { range } }) => ({
      range,
      message: 'What the container writes here belongs to root, also outside of it',
    }));
}

/**
 * Lines that end a stage as another user: right below the last instruction that writes to the image, so that what
 * comes before still runs as root. Undefined where that place is not plain.
 */
export function userEdit(stage: Stage, account: Account, model: BuildModel): FixEdit | undefined {
  const { text } = model.tree;
  const last = [...stage.instructions].reverse().find(writesToImage) ?? stage.from;
  const lineBreak = lineBreakOf(text);
  const at = endOfLine(text, last.range.end);
  // A continuation that nothing follows would swallow the new line.
  if (isOpenAtEnd(last)) return undefined;
  const run =
    account.create.length === 0 ? [] : [`${keywordLike(stage.from, 'RUN')} ${account.create.join(' && ')}`];
  const lines = [...run, `${keywordLike(stage.from, 'USER')} ${account.name}`];
  return { range: { start: at, end: at }, newText: lines.map((line) => lineBreak + line).join('') };
}

function writesToImage({ name }: Instruction): boolean {
  return name === 'RUN' || name === 'COPY' || name === 'ADD' || name === 'WORKDIR' || name === 'USER';
}
