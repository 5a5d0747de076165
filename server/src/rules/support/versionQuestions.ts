import { type Language, type LanguageTag, languageNames } from '../../knowledge/languageTags.ts';
import {
  cargoPackage,
  composerPackage,
  dotnetGlobal,
  dotnetProject,
  gemfile,
  goModule,
  mavenProject,
  nodePackage,
  poetryProject,
  pythonProject,
  rustToolchain,
  type VersionNeed,
  versionFile,
} from '../../knowledge/versionNeeds.ts';
import {
  beginningWith,
  compareVersions,
  overlaps,
  type VersionRange,
  versionOf,
} from '../../text/versionIntervals.ts';
import { textOf as instructionText } from './instructionTexts.ts';
import type { ProjectRead } from './projectReads.ts';
import { isBerryCall } from './yarnBerry.ts';

/** What becomes of a command whose project needs another version than there is. */
export type Outcome =
  /** It stops, and the build with it. */
  | 'stops'
  /** It goes on with a warning. */
  | 'warns'
  /** It goes on, and stops where something is used that the older version lacks. */
  | 'tries'
  /** It looks for another version, and stops where it finds none. */
  | 'searches'
  /** It gets the other version. */
  | 'fetches'
  /** Nothing: those who develop have another version than what is built. */
  | 'differs';

/** A file of the project. */
export interface FileAsked {
  /** In the project's folder; or a path of the container. */
  readonly name: string;
  /** Another file of the project: the one asked for is next to it in the context, and need not be in the image. */
  readonly beside?: string | undefined;
}

export interface Asked {
  readonly file: FileAsked;
  readonly need: VersionNeed;
  /** `Go 1.23`, `Node.js >=20` */
  readonly needed: string;
  readonly outcome: Outcome;
  /** The program that decides it. */
  readonly tool: string;
}

/** The files that `askedOf` may want to read. */
export function filesAsked(language: Language, { files }: ProjectRead): readonly FileAsked[] {
  const own = [...names[language], ...(language === 'dotnet' ? files : [])].map((name) => ({ name }));
  return [...own, ...pins[language]];
}

const names: Readonly<Record<Language, readonly string[]>> = {
  go: ['go.mod'],
  node: ['package.json', '.npmrc', '.yarnrc', '.yarnrc.yml'],
  python: ['pyproject.toml'],
  ruby: ['Gemfile', '.ruby-version'],
  rust: ['Cargo.toml', 'rust-toolchain', 'rust-toolchain.toml'],
  php: ['composer.json'],
  java: ['pom.xml'],
  dotnet: ['global.json'],
};

/** Files that tell those who develop which version to use. */
const pins: Readonly<Record<Language, readonly FileAsked[]>> = {
  go: [],
  node: [
    { name: '.nvmrc', beside: 'package.json' },
    { name: '.node-version', beside: 'package.json' },
  ],
  python: [
    { name: '.python-version', beside: 'pyproject.toml' },
    { name: '.python-version', beside: 'requirements.txt' },
  ],
  ruby: [{ name: '.ruby-version', beside: 'Gemfile' }],
  rust: [],
  php: [],
  java: [],
  dotnet: [],
};

/** The programs that look at them, of those that are understood. */
export const languageManagers: Readonly<Record<Language, readonly string[]>> = {
  go: ['go'],
  node: ['npm', 'yarn', 'pnpm'],
  python: ['pip', 'poetry'],
  ruby: ['bundle'],
  rust: ['cargo'],
  php: ['composer'],
  java: ['maven'],
  dotnet: ['dotnet'],
};

/**
 * The lock file for which a branch takes a package manager, as in the examples of Next.js; undefined of a manager that
 * nobody takes so.
 */
export function lockFileOf({ call }: ProjectRead): FileAsked | undefined {
  const name = lockFiles[call.manager];
  return name === undefined ? undefined : { name, beside: 'package.json' };
}

const lockFiles: Readonly<Record<string, string>> = {
  npm: 'package-lock.json',
  yarn: 'yarn.lock',
  pnpm: 'pnpm-lock.yaml',
};

type Read = (file: FileAsked) => string | undefined;

/** What a project asks for first of what the tag does not have; undefined where all that can be read fits. */
export function askedOf(tag: LanguageTag, read: ProjectRead, file: Read): Asked | undefined {
  const { language } = tag;
  const asked = questions[language](read, file, tag).find(
    (one) => one && !overlaps(one.fits ?? one.need.range, beginningWith(tag.numbers)),
  );
  return asked && { needed: `${languageNames[language]} ${asked.need.written}`, ...asked };
}

type Question = Omit<Asked, 'needed'> & {
  readonly needed?: string;
  /** What is near enough. */
  readonly fits?: VersionRange;
};

type Ask = (read: ProjectRead, file: Read, tag: LanguageTag) => readonly (Question | undefined)[];

function ask(
  name: string,
  need: VersionNeed | undefined,
  outcome: Outcome,
  tool: string,
  needed?: string,
): Question | undefined {
  if (!need) return undefined;
  return { file: { name }, need, outcome, tool, ...(needed !== undefined && { needed }) };
}

/** What the files for those who develop say; only the first numbers of it are meant for the image as well. */
function pinned(language: Language, file: Read, tool: string, count: number): readonly Question[] {
  return pins[language].flatMap((asked) => {
    const text = file(asked);
    const need = text === undefined ? undefined : versionFile(text);
    const from = need?.range[0]?.from;
    if (!need || !from) return [];
    const fits = beginningWith(from.slice(0, Math.min(count, need.written.split('.').length)));
    return [{ file: asked, need, fits, outcome: 'differs', tool }];
  });
}

function textOf<T>(file: Read, name: string, read: (text: string) => T): T | undefined {
  const text = file({ name });
  return text === undefined ? undefined : read(text);
}

const questions: Readonly<Record<Language, Ask>> = {
  go: goQuestions,
  node: nodeQuestions,
  python: pythonQuestions,
  ruby: rubyQuestions,
  rust: rustQuestions,
  php: ({ call }, file) =>
    call.hasOption('--ignore-platform-reqs', '--ignore-platform-req')
      ? []
      : [ask('composer.json', textOf(file, 'composer.json', composerPackage), 'stops', 'composer')],
  java: ({ builds, call }, file) =>
    !builds || call.command.words.some(({ text }) => /^-D(?:maven\.compiler|java\.version)|^-P/.test(text))
      ? []
      : [ask('pom.xml', textOf(file, 'pom.xml', mavenProject), 'stops', 'the compiler')],
  dotnet: ({ files }, file) => [
    ask('global.json', textOf(file, 'global.json', dotnetGlobal), 'stops', 'dotnet'),
    ...files.map((path) => {
      const need = textOf(file, path, dotnetProject);
      return ask(path, need, 'stops', 'dotnet', `the SDK for ${need?.written ?? ''}`);
    }),
  ],
};

/**
 * From 1.21 on Go refuses a module of a later version, unless it may fetch that one; the official images say that it may
 * not. Before, it knew no versions of three numbers, and tried the rest. https://go.dev/doc/toolchain
 */
function goQuestions(
  { call }: ProjectRead,
  file: Read,
  { numbers }: LanguageTag,
): readonly (Question | undefined)[] {
  // What is named with a version is built on its own.
  if (call.command.words.some(({ text }) => text.includes('@'))) return [];
  const module = textOf(file, 'go.mod', goModule);
  const isStrict = compareVersions(versionOf(numbers), [1, 21, 0]) >= 0;
  return [ask('go.mod', module, isStrict || module?.isNewSyntax ? 'stops' : 'tries', 'go')];
}

/** https://docs.npmjs.com/cli/configuring-npm/package-json#engines, https://classic.yarnpkg.com/en/docs/package-json#engines- */
function nodeQuestions({ call, step }: ProjectRead, file: Read): readonly (Question | undefined)[] {
  const { manager } = call;
  const project = textOf(file, 'package.json', nodePackage);
  const npmrc = file({ name: '.npmrc' }) ?? '';
  if (!project || project.hasRuntime || /node-version/.test(npmrc)) return [];
  const isBerry =
    manager === 'yarn' &&
    (isBerryCall(call) ||
      /^yarn@(?![01]\.)/.test(project.packageManager) ||
      file({ name: '.yarnrc.yml' }) !== undefined);
  const isStrict =
    manager === 'yarn' ||
    /^[ \t]*engine-strict[ \t]*=[ \t]*true\b/m.test(npmrc) ||
    call.hasOption('--engine-strict') ||
    ['npm_config_engine_strict', 'NPM_CONFIG_ENGINE_STRICT'].some((name) => {
      const set = step.before.env(name);
      return set.kind === 'defined' && set.value === 'true';
    });
  const isForced =
    call.hasOption('--ignore-engines') ||
    (manager === 'npm' && call.hasOption('--force')) ||
    /ignore-engines/.test(file({ name: '.yarnrc' }) ?? '');
  // Later versions of Yarn do not look at it, nor does who is told not to.
  const engine = isBerry || isForced ? undefined : project.engine;
  return [
    ask('package.json', engine, isStrict ? 'stops' : 'warns', manager),
    ...pinned('node', file, manager, 1),
  ];
}

/** https://pip.pypa.io/en/stable/cli/pip_install/, https://python-poetry.org/docs/managing-environments/ */
function pythonQuestions({ call, builds, step }: ProjectRead, file: Read): readonly (Question | undefined)[] {
  const { manager } = call;
  const isPoetry = manager === 'poetry';
  const isAsked = isPoetry || (builds && !call.hasOption('--ignore-requires-python'));
  const need = isAsked ? textOf(file, 'pyproject.toml', isPoetry ? poetryProject : pythonProject) : undefined;
  return [
    ask('pyproject.toml', need, isPoetry && !usesGivenPython(step) ? 'searches' : 'stops', manager),
    ...pinned('python', file, manager, 2),
  ];
}

/** Without an environment of its own, poetry has no other Python to look for. */
function usesGivenPython({ stage, before }: ProjectRead['step']): boolean {
  const set = before.env('POETRY_VIRTUALENVS_CREATE');
  if (set.kind === 'defined' && /^(?:false|0)$/.test(set.value ?? '')) return true;
  const runs = stage?.instructionsWith('RUN') ?? [];
  return runs.some((instruction) => /virtualenvs\.create\s+["']?false/.test(instructionText(instruction)));
}

function rubyQuestions(_: ProjectRead, file: Read): readonly (Question | undefined)[] {
  const { need, file: other, isOpen } = textOf(file, 'Gemfile', gemfile) ?? {};
  if (need) return [ask('Gemfile', need, 'stops', 'bundle')];
  if (other === '.ruby-version') return [ask(other, textOf(file, other, versionFile), 'stops', 'bundle')];
  return isOpen ? pinned('ruby', file, 'bundle', 2) : [];
}

/** rustup gets what a toolchain file names; else cargo, from 1.56 on, compares. */
function rustQuestions(
  { call }: ProjectRead,
  file: Read,
  { numbers }: LanguageTag,
): readonly (Question | undefined)[] {
  for (const name of ['rust-toolchain', 'rust-toolchain.toml']) {
    const text = file({ name });
    if (text !== undefined) return [ask(name, rustToolchain(text), 'fetches', 'rustup')];
  }
  const found = textOf(file, 'Cargo.toml', cargoPackage);
  const isOld = compareVersions(versionOf(numbers), [1, 56, 0]) < 0;
  if (!found || (found.key === 'rust-version' && (isOld || call.hasOption('--ignore-rust-version'))))
    return [];
  const { need, key } = found;
  const paths = call.optionValues('--path');
  if (paths.some((path) => path !== '.' && path !== './')) return [];
  const needed =
    key === 'edition'
      ? `Rust ${need?.range[0]?.from.slice(0, 2).join('.')} (edition ${need?.written})`
      : undefined;
  return [ask('Cargo.toml', need, 'stops', 'cargo', needed)];
}
