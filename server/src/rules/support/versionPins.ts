import type { BuildModel, PackageCommand, PackageOperand, Step } from '../../model/types.ts';
import { remembered } from '../../text/memo.ts';
import type { TextRange } from '../../text/range.ts';
import type { FixEdit } from '../rule.ts';
import { callsOf, isOwnRoot } from './packageCalls.ts';

/** How packages are given a version on the command line of a package manager. */
export interface PinSyntax {
  /** Programs that know the same packages under the same names. */
  readonly managers: readonly string[];
  /** Between the name and the version: `=`, `==`, `@`. */
  readonly separator: string | ((call: PackageCommand) => string);
  /** What stays behind the version when a package has it: an architecture. */
  readonly behind?: RegExp;
  /** The packages of a call that are there to be pinned; by default those of an install. */
  readonly packages?: (call: PackageCommand) => readonly PackageOperand[];
  /** Versions that name something else tomorrow, such as `latest`. */
  readonly moving?: RegExp;
  /** Whether packages and versions depend on the base image. */
  readonly isSystem: boolean;
  /** The same for the revision of a repository. */
  readonly repositorySeparator?: string;
  /** What stands for the version until the user fills it in. */
  readonly placeholder?: string;
}

export interface Unpinned {
  readonly at: TextRange;
  readonly name: string;
  /** The package with a version, as it is to be written. */
  readonly pinned: string;
  /** The version that another install of the file gives the package. */
  readonly known: string | undefined;
  readonly edit: FixEdit | undefined;
}

export const pinMessages = {
  unpinned:
    'This installs whatever version of {name} is current on the day of the build. Give it one: {pinned}.',
  pinnedElsewhere:
    'This installs whatever version of {name} is current; another install of this file asks for {version}. Give it that one.',
} as const;

export const pinFixes = {
  pin: { title: 'Give {name} a version', safety: 'manual', availability: 'sometimes' },
  pinAsElsewhere: {
    title: 'Install {pinned}, as elsewhere in this file',
    safety: 'unsafe',
    availability: 'sometimes',
  },
} as const;

/** What a rule reports about an unpinned package. */
export function pinReport({ at, name, pinned, known, edit }: Unpinned) {
  if (known === undefined) {
    const fixes = edit && [{ fix: 'pin' as const, values: { name }, edits: [edit] }];
    return { at, message: 'unpinned', values: { name, pinned }, fixes } as const;
  }
  const fixes = edit && [{ fix: 'pinAsElsewhere' as const, values: { pinned }, edits: [edit] }];
  return { at, message: 'pinnedElsewhere', values: { name, version: known }, fixes } as const;
}

/** The packages that some steps install without a version. What a variable decides is not known, and left alone. */
export function unpinnedPackages(
  model: BuildModel,
  steps: readonly Step[],
  syntax: PinSyntax,
): readonly Unpinned[] {
  const found: Unpinned[] = [];
  let versions: ReadonlyMap<string, string | null> | undefined;
  for (const { step, call } of callsOf(steps, syntax.managers)) {
    if (syntax.isSystem && !isOwnRoot(call)) continue;
    for (const operand of packagesOf(call, syntax)) {
      const { name } = operand;
      if (name === undefined || isPinned(operand, syntax)) continue;
      versions ??= new Map(JSON.parse(model.fact(versionsBy(syntax))));
      const known = versions.get(keyOf(name, step, syntax)) ?? undefined;
      found.push(unpinnedAt({ operand, name, known, call, step }, model, syntax));
    }
  }
  return found;
}

function packagesOf(call: PackageCommand, syntax: PinSyntax): readonly PackageOperand[] {
  if (syntax.packages) return syntax.packages(call);
  return call.action === 'install' ? call.packages : [];
}

function isPinned({ version }: PackageOperand, { moving }: PinSyntax): boolean {
  return version !== undefined && !moving?.test(version);
}

interface Place {
  readonly operand: PackageOperand;
  readonly name: string;
  readonly known: string | undefined;
  readonly call: PackageCommand;
  readonly step: Step;
}

function unpinnedAt(
  { operand: { word, version, kind }, name, known, call, step: { run } }: Place,
  { tree: { text } }: BuildModel,
  syntax: PinSyntax,
): Unpinned {
  const separator = separatorOf(call, kind, syntax);
  const bare = version === undefined ? (word.value ?? name) : name;
  // A revision stands before what else is said of a repository: `….git@v1#egg=x`.
  const tail = (version === undefined && syntax.behind?.exec(bare)?.[0]) || '';
  const pinned =
    bare.slice(0, bare.length - tail.length).replace(/(?=#)|$/, () => `${separator}${known ?? '<version>'}`) +
    tail;
  const inserted = known ?? syntax.placeholder ?? 'VERSION';
  const hash = kind === 'url' ? word.text.indexOf('#') : -1;
  const last = word.range.end - (run?.form === 'exec' ? 1 : 0);
  const end = hash >= 0 ? word.range.start + hash : last - tail.length;
  // A moving version is replaced, where it stands at the end of the word.
  const start = version === undefined ? end : end - version.length;
  const isPlain =
    word.segments.length === 1 &&
    !(run?.form === 'exec' && separator.includes(' ')) &&
    (tail === '' || text.slice(end, last) === tail) &&
    (version === undefined || text.slice(start - separator.length, end) === `${separator}${version}`);
  const newText = version === undefined ? `${separator}${inserted}` : inserted;
  const mark = { start: newText.length - inserted.length, end: newText.length };
  const edit = { range: { start, end }, newText, ...(known === undefined ? { placeholder: mark } : {}) };
  return { at: word.range, name, pinned, known, edit: isPlain ? edit : undefined };
}

function separatorOf(call: PackageCommand, kind: PackageOperand['kind'], syntax: PinSyntax): string {
  if (kind !== 'package' && syntax.repositorySeparator) return syntax.repositorySeparator;
  return typeof syntax.separator === 'string' ? syntax.separator : syntax.separator(call);
}

/** A text, since most RUNs that change bring no other version: as JSON, what `knownVersions` gives. */
const versionsBy = remembered(
  (syntax: PinSyntax) => (model: BuildModel) => JSON.stringify([...knownVersions(model, syntax)]),
);

/** The version of each package that the file asks for wherever it asks for one; null where it is of two minds. */
function knownVersions(model: BuildModel, syntax: PinSyntax): ReadonlyMap<string, string | null> {
  const versions = new Map<string, string | null>();
  for (const { step, call } of callsOf(model.stepsWith('RUN'), syntax.managers)) {
    for (const operand of packagesOf(call, syntax)) {
      const { name, version, kind } = operand;
      if (name === undefined || version === undefined || kind !== 'package') continue;
      if (!isPinned(operand, syntax) || !/^\w[\w.+~:*-]*$/.test(version)) continue;
      const key = keyOf(name, step, syntax);
      const bare = syntax.behind ? version.replace(syntax.behind, '') : version;
      versions.set(key, versions.has(key) && versions.get(key) !== bare ? null : bare);
    }
  }
  return versions;
}

/** What a system calls a package, and which versions it has, is a matter of the base image. */
function keyOf(name: string, { stage }: Step, { isSystem }: PinSyntax): string {
  return isSystem ? `${stage?.base.root.text ?? ''} ${name}` : name;
}
