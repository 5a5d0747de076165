import {
  baseImageFacts,
  hasPlainEnvironment,
  mayDefine,
  runsAsRoot,
  scratchFacts,
  someWindowsFacts,
  unknownFacts,
  unknownPart,
} from '../knowledge/baseImages.ts';
import { defaultPath } from '../knowledge/variables.ts';
import type { Escape, Flag, Instruction } from '../syntax/dockerfile/tree.ts';
import { variableReferences, withNested } from '../syntax/dockerfile/variables.ts';
import { parseImageReference } from '../syntax/imageReference.ts';
import { anchorOf } from '../text/anchor.ts';
import type { TextRange } from '../text/range.ts';
import { emptyMap } from './persistentMap.ts';
import { baseDefinition, define, emptyScope, expandPartly, type Outside, type Scope } from './scope.ts';
import { defaultShell, type StateParts } from './state.ts';
import type { BaseImage, BaseImageFacts, CommandSetting, Setting, Stage } from './types.ts';

/** A base image and what the model alone needs to know of it. */
export interface ResolvedBase {
  readonly base: BaseImage;
  /** Registry and path, and the tag, as far as they are known: `unknownPart` stands for the rest. */
  readonly name: ImageName | undefined;
  /** Names of the variables that chose it. */
  readonly chosenBy: ReadonlySet<string>;
}

interface ImageName {
  readonly repository: string;
  readonly tag: string | undefined;
}

/**
 * What a FROM builds on.
 * @param stageNamed the stage of that name defined above. The name must match exactly: BuildKit lowers the case of
 * names after AS, not of those after FROM
 */
export function resolveBase(
  from: Instruction,
  globals: Scope,
  escapeToken: Escape,
  stageNamed: (name: string) => (Stage & { readonly resolved: ResolvedBase }) | undefined,
): ResolvedBase {
  const word = from.words[0];
  const text = word?.text ?? '';
  const partly = word ? expandPartly(text, globals, escapeToken).value : undefined;
  const resolved = partly === undefined || partly === '' || partly.includes(unknownPart) ? undefined : partly;
  const references = word ? withNested(variableReferences(word, { escape: escapeToken })) : [];
  const common: Common = {
    text,
    range: word?.range ?? behind(from.keyword.range),
    resolved,
    hasVariables: references.length > 0,
    platform: from.flags.find((flag) => flag.name === 'platform'),
  };
  const chosenBy = references.length === 0 ? noNames : new Set(references.map((reference) => reference.name));
  const parent = resolved === undefined ? undefined : stageNamed(resolved);
  if (parent) {
    const { facts, root } = parent.base;
    const base: BaseImage = {
      kind: 'stage',
      stage: parent,
      reference: undefined,
      facts,
      root,
      ...common,
    };
    return {
      base,
      name: parent.resolved.name,
      chosenBy: both(chosenBy, parent.resolved.chosenBy),
    };
  }
  const isScratch = resolved === 'scratch';
  const name = isScratch || partly === undefined ? undefined : readName(partly);
  const parsed = resolved === undefined || isScratch ? undefined : parseImageReference(resolved);
  const base = new OwnRoot(
    isScratch ? 'scratch' : resolved === undefined ? 'unknown' : 'image',
    common,
    parsed?.ok ? parsed.reference : undefined,
    isScratch ? scratchFacts : factsOf(name, common.platform, globals, escapeToken),
  );
  return { base, name, chosenBy };
}

function factsOf(
  name: ImageName | undefined,
  platform: Flag | undefined,
  globals: Scope,
  escapeToken: Escape,
): BaseImageFacts {
  const facts = name ? baseImageFacts(name.repository, name.tag) : unknownFacts;
  if (!platform || facts.distribution === 'windows') return facts;
  const system = expandPartly(platform.value ?? '', globals, escapeToken).value;
  return system !== undefined && /^windows(?![^/(])/i.test(system) ? someWindowsFacts : facts;
}

const noNames: ReadonlySet<string> = new Set();

function both(one: ReadonlySet<string>, other: ReadonlySet<string>): ReadonlySet<string> {
  if (other.size === 0) return one;
  return one.size === 0 ? other : new Set([...one, ...other]);
}

/** Where the image is missing; kept for as long as the instruction stays the same, wherever it goes. */
function behind(keyword: TextRange): TextRange {
  return anchorOf(keyword).range(keyword.end, keyword.end);
}

type Common = Pick<BaseImage, 'text' | 'range' | 'resolved' | 'hasVariables' | 'platform'>;

/** A base that is no stage. */
class OwnRoot implements BaseImage {
  readonly kind: BaseImage['kind'];
  readonly text: string;
  readonly range: TextRange;
  readonly resolved: string | undefined;
  readonly hasVariables: boolean;
  readonly stage = undefined;
  readonly reference: BaseImage['reference'];
  readonly platform: BaseImage['platform'];
  readonly facts: BaseImage['facts'];
  readonly root = this;

  constructor(
    kind: BaseImage['kind'],
    { text, range, resolved, hasVariables, platform }: Common,
    reference: BaseImage['reference'],
    facts: BaseImage['facts'],
  ) {
    this.kind = kind;
    this.text = text;
    this.range = range;
    this.resolved = resolved;
    this.hasVariables = hasVariables;
    this.reference = reference;
    this.platform = platform;
    this.facts = facts;
  }
}

/** True when the base image is one whose own environment is known, and may define a name. */
export function knownBaseMayDefine({ base, name: image }: ResolvedBase, name: string): boolean {
  if (base.root.kind === 'scratch') return false;
  return image !== undefined && mayDefine(image.repository, image.tag, name) === true;
}

/** True when the base image's own environment may define a name. */
export function baseMayDefine(
  { base, name: image, chosenBy }: ResolvedBase,
  name: string,
  isGlobalArg: boolean,
): boolean {
  if (base.root.kind === 'scratch') return false;
  const known = image && mayDefine(image.repository, image.tag, name);
  if (known !== undefined) return known;
  // Of images we do not know: a global ARG that the stage forgot to declare is likelier than a variable of the image,
  // unless it chose the image (`FROM company/ruby:$RUBY_VERSION`), for then the image often carries it too.
  return !isGlobalArg || chosenBy.has(name);
}

/** The configuration a stage starts from when it is not built on another stage. */
export function baseParts(resolved: ResolvedBase, from: Instruction, scope: Scope): StateParts {
  const { base, name } = resolved;
  const { facts } = base;
  const isScratch = base.kind === 'scratch';
  const isWindows = facts.distribution === 'windows';
  const isRoot = isScratch || (name !== undefined && runsAsRoot(name.repository, name.tag) === true);
  const isKnown = isScratch || facts.distribution !== undefined || facts.family !== undefined;
  const knownShell = isWindows
    ? facts.shell === 'cmd'
      ? defaultShell(true)
      : undefined
    : isKnown
      ? defaultShell(false)
      : undefined;
  const noCommand = known<CommandSetting>({ form: 'exec', argv: [], instruction: from });
  return {
    user: known(facts.defaultUser ?? (isRoot && !isWindows ? 'root' : undefined)),
    workdir: known(isWindows ? facts.workdir?.replaceAll('/', '\\') : facts.workdir),
    shell: known(knownShell),
    entrypoint: known(facts.entrypoint && { form: 'exec', argv: facts.entrypoint, instruction: from }),
    cmd: isScratch ? noCommand : unknownSetting,
    healthcheck: isScratch ? known<CommandSetting | 'none'>('none') : unknownSetting,
    stopSignal: unknownSetting,
    exposed: undefined,
    volumes: undefined,
    labels: emptyMap(),
    scope,
    cmdIsOwn: false,
  };
}

const unknownSetting = { value: undefined, by: undefined, fromBase: false } as const;

function known<T>(value: T | undefined): Setting<T> {
  return value === undefined ? unknownSetting : { value, by: undefined, fromBase: true };
}

/** BuildKit sets `PATH` where the image does not; on Windows it leaves it to the system. */
export function baseScope({ base, name }: ResolvedBase, outside: Outside): Scope {
  const scope = emptyScope(outside);
  if (base.facts.distribution === 'windows') return scope;
  const isPlain = base.kind === 'scratch' || (name !== undefined && hasPlainEnvironment(name.repository));
  return define(scope, baseDefinition('PATH', isPlain ? defaultPath : undefined));
}

/** The name of an image in full, its tag and whether it is there; undefined when a variable hides the name. */
function readName(text: string): ImageName | undefined {
  const [name = '', digest] = text.split('@');
  const colon = name.indexOf(':', name.lastIndexOf('/') + 1);
  const path = colon < 0 ? name : name.slice(0, colon);
  if (path === '' || path.includes(unknownPart)) return undefined;
  const written = colon < 0 ? undefined : name.slice(colon + 1);
  const tag = written || (digest === undefined ? 'latest' : undefined);
  const [first = ''] = path.split('/', 1);
  const hasRegistry = path.includes('/') && (/[.:]/.test(first) || first === 'localhost');
  // `docker.io/alpine` is `docker.io/library/alpine` as well.
  // https://github.com/distribution/reference/blob/main/normalize.go (splitDockerDomain)
  const ofHub = hasRegistry ? /^(?:(?:index|registry-1)\.)?docker\.io\/(.*)$/.exec(path)?.[1] : path;
  if (ofHub === undefined) return { repository: path, tag };
  return { repository: `docker.io/${ofHub.includes('/') ? ofHub : `library/${ofHub}`}`, tag };
}
