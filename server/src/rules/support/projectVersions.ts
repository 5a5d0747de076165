import {
  type Language,
  type LanguageTag,
  languageNames,
  languageTag,
  tagWith,
} from '../../knowledge/languageTags.ts';
import type { VersionNeed } from '../../knowledge/versionNeeds.ts';
import { stageTakesOf, takesAt } from '../../model/context/takes.ts';
import type { BaseImage, BuildModel, Stage } from '../../model/types.ts';
import type { TextRange } from '../../text/range.ts';
import type { ContextFacts, FixEdit } from '../rule.ts';
import { baseWithReference, tagRange } from './baseImages.ts';
import { joinPath, wayDown } from './containerPaths.ts';
import { contextPathsOf } from './contextFile.ts';
import { namedPath } from './contextTakes.ts';
import { textOf } from './instructionTexts.ts';
import { nearestVersion } from './nearestVersion.ts';
import { type ProjectRead, projectReads } from './projectReads.ts';
import {
  type Asked,
  askedOf,
  type FileAsked,
  filesAsked,
  languageManagers,
  lockFileOf,
} from './versionQuestions.ts';

/** A project that asks for another version of its language than the image has. */
export interface OtherVersion extends Asked {
  readonly read: ProjectRead;
  /** The image at the bottom of the stage. */
  readonly base: BaseImage;
  readonly tag: LanguageTag;
  /** The version in the tag, or the image. */
  readonly at: TextRange;
  /** `Go 1.22` */
  readonly has: string;
  /** A path of the context. */
  readonly path: string;
  readonly need: VersionNeed;
}

/** Files of the context that `otherVersions` reads. */
export function versionFiles(model: BuildModel): readonly string[] {
  return languageReads(model).flatMap(({ tag, read }) =>
    filesAsked(tag.language, read).flatMap((file) => pathsOf(file, read, model)),
  );
}

/** In order of the stages; of each image and file once. */
export function otherVersions(model: BuildModel, context: ContextFacts): readonly OtherVersion[] {
  const found: OtherVersion[] = [];
  for (const { base, tag, read } of languageReads(model)) {
    if (context.namedContexts.includes(base.text)) continue;
    if (read.isBranch && !isTaken(read, model, context)) continue;
    const files = new Map<string, ContextFile | 'unknown' | undefined>();
    const asked = askedOf(tag, read, (file) => {
      const at = fileAt(file, read, model, context);
      files.set(keyOf(file), at);
      return at === 'unknown' ? undefined : at?.text;
    });
    const file = asked && files.get(keyOf(asked.file));
    const { stage } = read.step;
    // As long as one is not known, another one may count for nothing.
    if (!asked || !stage || typeof file !== 'object' || [...files.values()].includes('unknown')) continue;
    const { path } = file;
    if (found.some((other) => other.base === base && other.path === path)) continue;
    if (bringsAnother(tag.language, stage) || isMadeHere(asked.file.name, read, stage, model)) continue;
    const has = `${languageNames[tag.language]} ${tag.numbers.join('.')}`;
    found.push({ ...asked, read, base, tag, at: placeOf(base, tag), has, path });
  }
  return found;
}

/** Whether a branch is the one for the lock file that there is. */
function isTaken(read: ProjectRead, model: BuildModel, context: ContextFacts): boolean {
  const lockFile = lockFileOf(read);
  return lockFile !== undefined && pathsOf(lockFile, read, model).some((path) => context.exists(path));
}

function keyOf({ name, beside = '' }: FileAsked): string {
  return `${beside} ${name}`;
}

interface LanguageRead {
  readonly base: BaseImage;
  readonly tag: LanguageTag;
  readonly read: ProjectRead;
}

function languageReads(model: BuildModel): readonly LanguageRead[] {
  const found: LanguageRead[] = [];
  for (const stage of model.stages) {
    const base = stage.base.root;
    const tag = tagOf(base);
    if (!tag) continue;
    for (const instruction of stage.instructionsWith('RUN')) {
      for (const read of projectReads(model.stepOf(instruction), languageManagers[tag.language])) {
        found.push({ base, tag, read });
      }
    }
  }
  return found;
}

function tagOf(base: BaseImage): LanguageTag | undefined {
  const reference = baseWithReference(base);
  return reference?.tag === undefined ? undefined : languageTag(reference.name, reference.tag);
}

function placeOf(base: BaseImage, { start, end }: LanguageTag): TextRange {
  const reference = baseWithReference(base);
  const range = reference && (tagRange(base, reference) ?? writtenTag(base, reference.tag ?? ''));
  return range ? { start: range.start + start, end: range.start + end } : base.range;
}

/** Where a file of the project may be in the context: the likeliest first. */
function pathsOf({ name, beside }: FileAsked, read: ProjectRead, model: BuildModel): readonly string[] {
  if (beside !== undefined) return pathsOf({ name: beside }, read, model).map((path) => sibling(path, name));
  const { step } = read;
  const path = containerPathOf(name, read);
  const mounted = takesAt(model, step.instruction).flatMap(({ kind, destination, sources }) => {
    const way = kind === 'bind' && destination ? wayDown(destination.path, path) : undefined;
    const source = way === undefined || !sources[0] ? undefined : namedPath(sources[0]);
    return source === undefined ? [] : [[source, way].filter((part) => part !== '').join('/')];
  });
  const copied = step.stage ? contextPathsOf(path, step.stage, model, step.instruction) : [];
  return [...mounted, ...copied];
}

function containerPathOf(name: string, { folder }: ProjectRead): string {
  return name.startsWith('/') ? name : joinPath(folder, name);
}

function sibling(path: string, name: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1) + name;
}

interface ContextFile {
  /** A path of the context. */
  readonly path: string;
  readonly text: string;
}

function fileAt(
  { name, beside }: FileAsked,
  read: ProjectRead,
  model: BuildModel,
  context: ContextFacts,
): ContextFile | 'unknown' | undefined {
  if (beside !== undefined) {
    const other = fileAt({ name: beside }, read, model, context);
    return typeof other === 'object' ? readFile(sibling(other.path, name), context) : other;
  }
  for (const path of pathsOf({ name }, read, model)) {
    const file = readFile(path, context);
    if (file === 'unknown' || (file && !context.isIgnored(path))) return file;
  }
  return undefined;
}

/** Undefined where there is no such file. */
function readFile(path: string, context: ContextFacts): ContextFile | 'unknown' | undefined {
  const exists = context.exists(path);
  if (exists === false) return undefined;
  const text = exists ? context.read(path) : undefined;
  return text === undefined ? 'unknown' : { path, text };
}

/** Whether anything in a stage, or in those below it, speaks of another version of the language. */
function bringsAnother(language: Language, stage: Stage): boolean {
  for (let at: Stage | undefined = stage; at; at = at.base.stage) {
    for (const instruction of at.instructionsWith('RUN', 'ENV', 'ARG', 'COPY', 'ADD', 'SHELL')) {
      const text = textOf(instruction);
      if (instruction.name === 'COPY' && text.includes('--from') && languageFolders.test(text)) return true;
      if (otherSources.test(text) || switches[language].test(text)) return true;
    }
  }
  return false;
}

const languageFolders =
  /\/usr\/local(?:\/(?:bin|lib|go|cargo|rustup|bundle))?\/?(?:\s|$)|\s\/(?:usr|opt\/java\/openjdk|usr\/share\/dotnet|usr\/lib\/jvm)?\/?(?:\s|$)|\/bin\/(?:node|python[\d.]*|ruby|php|java|dotnet|go)(?:\s|$)/;

/** Programs that install any language in any version. */
const otherSources = /\b(?:asdf|mise|(?:micro)?mamba|conda|nix(?:-\w+)?|homebrew|brew)\b/;

const switches: Readonly<Record<Language, RegExp>> = {
  go: /GOTOOLCHAIN(?![= ]["']?local\b)|golang\.org\/dl|go\.dev\/dl|dl\.google\.com\/go|GO111MODULE[= ]["']?off|\bgoenv\b|\bgvm\b/,
  node: /\b(?:nvm|fnm|nodenv|nodeenv|volta|nodesource)\b|nodejs\.org\/|(?:^|[\s;&|])n (?:\d|lts|stable|latest)|\b(?:install|add) [^&|;]*\bnodejs\b|use-node-version|ignore-engines|\benv use\b/,
  python:
    /\bpyenv\b|deadsnakes|python\.org\/|\b(?:install|add) [^&|;]*\bpython3?\.\d|\benv use\b|--python\b|\buv (?:venv|python)\b|\bpoetry python\b/,
  ruby: /\b(?:rbenv|rvm|chruby|ruby-install)\b|ruby-lang\.org|BUNDLE_GEMFILE/,
  rust: /\brustup (?!target|component|show|self|--version)|RUSTUP_TOOLCHAIN|sh\.rustup\.rs|cargo \+|IGNORE_RUST_VERSION|RUSTUP_INIT/i,
  php: /IGNORE_PLATFORM|ignore-platform|\bplatform\.php\b|\b(?:install|add) [^&|;]*\bphp\d/,
  java: /sdkman|\bsdk install\b|\b(?:install|add) [^&|;]*(?:jdk|java)|\bJAVA_HOME=|jabba|toolchain/i,
  dotnet: /dotnet-install|dotnet-sdk|DOTNET_ROLL|DOTNET_ROOT|\bdotnet\/Sdk\b/i,
};

/** Whether a file may be another one by then: a stage brings it, or a RUN changes it. */
function isMadeHere(name: string, read: ProjectRead, stage: Stage, model: BuildModel): boolean {
  const path = containerPathOf(name, read);
  const base = path.slice(path.lastIndexOf('/') + 1);
  const { start } = read.step.instruction.range;
  for (let at: Stage | undefined = stage; at; at = at.base.stage) {
    const own = at;
    const isAbove = (range: TextRange) => own !== stage || range.start <= start;
    for (const { instruction, destination, sources, stage: user } of stageTakesOf(model)) {
      if (user !== own || !isAbove(instruction.range)) continue;
      if (destination && wayDown(destination.path, path) === undefined) continue;
      const isOther = (source: string | undefined) =>
        source !== undefined && /\.\w+$/.test(source) && !source.endsWith(`/${base}`);
      if (!sources.every((source) => isOther(namedPath(source)))) return true;
    }
    for (const instruction of own.instructionsWith('RUN')) {
      const text = isAbove(instruction.range) ? textOf(instruction) : '';
      if (makers.test(text) || (text.includes(base) && changers.test(text))) return true;
    }
  }
  return false;
}

const makers =
  /\bgo mod (?:edit|init)\b|\bnpm (?:pkg|init)\b|\bpoetry init\b|\bcomposer (?:config|init|create-project)\b|\bgit apply\b|\bpatch\b/;
const changers = /\b(?:sed|awk|perl|jq|tee|cp|mv|rm|ln|cat|envsubst)\b|>/;

/** Puts the nearest version that fits in the place of the tag's. Undefined where it may not be published. */
export function versionFix(other: OtherVersion, model: BuildModel) {
  const { base, tag, need } = other;
  const reference = baseWithReference(base);
  if (!reference?.tag || reference.digest !== undefined) return undefined;
  const numbers = nearestVersion(tag, need.range);
  const moved = numbers && tagWith(reference.name, reference.tag, tag, numbers);
  if (!numbers || moved === undefined) return undefined;
  const range = tagRange(base, reference) ?? writtenTag(base, reference.tag);
  const edit = range
    ? { range, newText: moved }
    : defaultEdit(base, reference.tag, tag, numbers.join('.'), moved, model);
  return edit && { values: { tag: moved }, edits: [edit] };
}

/** Where a variable stands in front of the tag alone. */
function writtenTag({ text, range }: BaseImage, tag: string): TextRange | undefined {
  const isWhole = range.end - range.start === text.length && text.endsWith(`:${tag}`);
  return isWhole ? { start: range.end - tag.length, end: range.end } : undefined;
}

/** In the default of a global ARG that is the tag, or how it begins. */
function defaultEdit(
  base: BaseImage,
  tag: string,
  { start, end }: LanguageTag,
  version: string,
  moved: string,
  model: BuildModel,
): FixEdit | undefined {
  const [, braced, plain, suffix = ''] = /^[^$]*:\$(?:\{(\w+)\}|(\w+))([^$]*)$/.exec(base.text) ?? [];
  const [definition, ...more] = model.globalArgs.filter(({ name }) => name === (braced ?? plain));
  const { value, rawValue, nameRange } = definition ?? {};
  if (more.length > 0 || value === undefined || rawValue === undefined || !nameRange) return undefined;
  if (start !== 0 || value + suffix !== tag || end > value.length) return undefined;
  // What stands behind the variable stays.
  if (version + tag.slice(end) !== moved) return undefined;
  const quote = /^["']/.test(rawValue) ? 1 : 0;
  if (rawValue.slice(quote, quote + value.length) !== value) return undefined;
  const at = nameRange.end + 1 + quote;
  const range = { start: at, end: at + end };
  return model.tree.text.slice(range.start, range.end) === tag.slice(0, end)
    ? { range, newText: version }
    : undefined;
}
