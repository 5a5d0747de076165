import { rememberedOfText } from '../text/memo.ts';
import { atLeast, beginningWith, intersection, type VersionRange } from '../text/versionIntervals.ts';
import {
  type ReadConstraint,
  readComposerConstraint,
  readMinimum,
  readNpmRange,
  readPoetryConstraint,
  readPrefix,
  readPythonSpecifier,
  readRubyRequirement,
} from './versionConstraints.ts';

/** What a manifest says of the version of its language. */
export interface VersionNeed {
  readonly range: VersionRange;
  /** As it is written there: `>=20`, `1.23`. */
  readonly written: string;
  /** The line that says so, from zero. */
  readonly line: number;
}

/**
 * Each reads one kind of file, for the few keys that matter, and strictly: undefined where the file does not say, or says
 * it in a way that is not understood. Computed once per text.
 */
type ReadNeed = (text: string) => VersionNeed | undefined;

export interface GoModule extends VersionNeed {
  /** Go before 1.21 cannot read the file: a version of three numbers, or a line `toolchain`. */
  readonly isNewSyntax: boolean;
}

/** https://go.dev/ref/mod#go-mod-file-go */
export const goModule: (text: string) => GoModule | undefined = rememberedOfText((text) => {
  const found = onlyMatch(text, /^go[ \t]+(\S+)[ \t]*(?:\/\/.*)?\r?$/gm);
  const need = found && needOf(found, readMinimum);
  const isNewSyntax = /^toolchain[ \t]/m.test(text) || /^\d+\.\d+\./.test(need?.written ?? '');
  return need && { ...need, isNewSyntax };
});

export interface NodePackage {
  readonly engine: VersionNeed | undefined;
  /** `yarn@4.1.0` */
  readonly packageManager: string;
  /** It says elsewhere too which Node.js it runs on, which a package manager may fetch. */
  readonly hasRuntime: boolean;
}

/** https://docs.npmjs.com/cli/configuring-npm/package-json#engines */
export const nodePackage: (text: string) => NodePackage | undefined = rememberedOfText((text) => {
  const manifest = readJson(text);
  if (!manifest) return undefined;
  const { packageManager, devEngines } = manifest;
  return {
    engine: jsonNeed(text, ['engines', 'node'], manifest, readNpmRange),
    packageManager: typeof packageManager === 'string' ? packageManager : '',
    hasRuntime: devEngines !== undefined,
  };
});

/** What pip is told of the project itself. https://packaging.python.org/en/latest/specifications/pyproject-toml/ */
export const pythonProject: ReadNeed = rememberedOfText((text) => {
  const standard = tomlString(text, 'project', 'requires-python');
  if (standard) return needOf(standard, readPythonSpecifier);
  return /^build-backend\s*=\s*["']poetry\.core\./m.test(text) ? poetryPython(text) : undefined;
});

/** https://python-poetry.org/docs/pyproject/ */
export const poetryProject: ReadNeed = rememberedOfText((text) => {
  const standard = tomlString(text, 'project', 'requires-python');
  return poetryPython(text) ?? (standard && needOf(standard, readPythonSpecifier));
});

function poetryPython(text: string): VersionNeed | undefined {
  const found = tomlString(text, 'tool.poetry.dependencies', 'python');
  return found && needOf(found, readPoetryConstraint);
}

export interface Gemfile {
  readonly need: VersionNeed | undefined;
  /** `ruby file: ".ruby-version"`: another file says it. */
  readonly file: string | undefined;
  /** It says nothing at all of a version. */
  readonly isOpen: boolean;
}

/** https://bundler.io/man/gemfile.5.html#RUBY */
export const gemfile: (text: string) => Gemfile = rememberedOfText((text) => {
  const nothing = { need: undefined, file: undefined, isOpen: false };
  if (!/\bruby\b[ \t(]/.test(text)) return { ...nothing, isOpen: true };
  // In an `if`, or beside another one, it holds for some only.
  if (/^[ \t]+ruby[ \t(]/m.test(text)) return nothing;
  const found = onlyMatch(text, /^ruby[ \t(]+(['"a-z:][^#\r\n)]*?)\)?[ \t]*(?:#.*)?\r?$/gm);
  if (!found) return nothing;
  const file = /^(?:file:|:file[ \t]*=>)[ \t]*(['"])([\w./-]+)\1$/.exec(found.written)?.[2];
  if (file !== undefined) return { ...nothing, file };
  let range: VersionRange | undefined;
  const shown: string[] = [];
  for (const part of found.written.split(/[ \t]*,[ \t]*/)) {
    const requirement = /^(['"])([^'"]+)\1$/.exec(part)?.[2];
    const read = requirement === undefined ? undefined : readRubyRequirement(requirement);
    if (!read) return nothing;
    range = range ? intersection(range, read) : read;
    shown.push(requirement ?? '');
  }
  const need = range && range.length > 0 ? { range, written: shown.join(', '), line: found.line } : undefined;
  return { ...nothing, need };
});

/** What `.nvmrc`, `.node-version`, `.python-version` and `.ruby-version` say: one version, or the beginning of one. */
export const versionFile: ReadNeed = rememberedOfText((text) => {
  const lines = text.split(/\r?\n/).map((line) => line.replace(/#.*/, '').trim());
  const [written = '', ...more] = lines.filter((line) => line !== '');
  if (more.length > 0) return undefined;
  return needOf(
    { written: written.replace(/^(?:ruby|node|python)-/, ''), line: lines.indexOf(written) },
    readPrefix,
  );
});

export interface CargoPackage {
  readonly need: VersionNeed | undefined;
  /** Its key: `rust-version`, or `edition`, which no Rust before knows. */
  readonly key: 'rust-version' | 'edition';
}

/** https://doc.rust-lang.org/cargo/reference/rust-version.html, https://doc.rust-lang.org/edition-guide/ */
export const cargoPackage: (text: string) => CargoPackage | undefined = rememberedOfText((text) => {
  const least = tomlString(text, 'package', 'rust-version');
  const need = least && needOf(least, readMinimum);
  const edition = tomlString(text, 'package', 'edition');
  const minor = edition && editions[edition.written];
  const from = minor === undefined ? undefined : ([1, minor, 0] as const);
  if (need && (!from || (need.range[0]?.from[1] ?? 0) >= from[1])) return { need, key: 'rust-version' };
  return edition && from
    ? { need: { ...edition, range: atLeast(from) }, key: 'edition' }
    : need && { need, key: 'rust-version' };
});

/** The minor version of Rust that brought each. */
const editions: Readonly<Record<string, number>> = { 2018: 31, 2021: 56, 2024: 85 };

/** `rust-toolchain.toml`, or `rust-toolchain` in either form: https://rust-lang.github.io/rustup/overrides.html */
export const rustToolchain: ReadNeed = rememberedOfText((text) => {
  const channel = tomlString(text, 'toolchain', 'channel');
  if (channel) return needOf(channel, readPrefix);
  return /^\s*[\d.]+\s*$/.test(text) ? needOf({ written: text.trim(), line: 0 }, readPrefix) : undefined;
});

/** https://getcomposer.org/doc/01-basic-usage.md#platform-packages */
export const composerPackage: ReadNeed = rememberedOfText((text) => {
  const manifest = readJson(text);
  const { platform } = asRecord(manifest?.config) ?? {};
  // It is told to take another version for granted.
  if (!manifest || asRecord(platform)?.php !== undefined) return undefined;
  return jsonNeed(text, ['require', 'php'], manifest, readComposerConstraint);
});

/**
 * The release of Java that Maven compiles for, as a least version.
 * https://maven.apache.org/plugins/maven-compiler-plugin/compile-mojo.html#release
 */
export const mavenProject: ReadNeed = rememberedOfText((text) => {
  const pom = text.replaceAll(/<!--[\s\S]*?-->/g, (comment) => comment.replaceAll(/[^\n]/g, ' '));
  if (/toolchain|<profile>|<fork>|<executable>/.test(pom)) return undefined;
  const property = (name: string) =>
    onlyMatch(pom, new RegExp(`<${name.replaceAll('.', '\\.')}>\\s*([^<]*?)\\s*</`, 'g'));
  const given = ['maven.compiler.release', 'maven.compiler.target'].find((name) => pom.includes(`<${name}>`));
  const found = given === undefined ? undefined : property(given);
  // A name that Spring Boot's parent uses, or the file itself.
  const isOwn =
    found?.written === ownJava ||
    (given === undefined && (pom.includes('spring-boot-starter-parent') || compilesForOwn.test(pom)));
  const release = isOwn ? property('java.version') : found;
  const major = /^(?:1\.)?(\d{1,2})$/.exec(release?.written ?? '')?.[1];
  if (!release || major === undefined) return undefined;
  return { range: atLeast([Number(major), 0, 0]), written: major, line: release.line };
});

const ownJava = `\${java.version}`;
const compilesForOwn = /<(?:release|target)>\s*\$\{java\.version\}/;

/** Which SDK `dotnet` looks for. https://learn.microsoft.com/dotnet/core/tools/global-json */
export const dotnetGlobal: ReadNeed = rememberedOfText((text) => {
  const manifest = readJson(text);
  const { version, rollForward } = asRecord(manifest?.sdk) ?? {};
  const major = typeof version === 'string' ? /^(\d+)\.\d+\.\d+$/.exec(version)?.[1] : undefined;
  if (major === undefined) return undefined;
  const isWide = typeof rollForward === 'string' && /major$/i.test(rollForward);
  const range = isWide ? atLeast([Number(major), 0, 0]) : beginningWith([Number(major)]);
  return { range, written: `${version}`, line: lineOf(text, text.indexOf('"version"')) };
});

/** The newest framework a project is built for, as a least version of the SDK. */
export const dotnetProject: ReadNeed = rememberedOfText((text) => {
  const found = onlyMatch(text, /<TargetFrameworks?>\s*([^<]*?)\s*<\/TargetFrameworks?>/g);
  const versions = found?.written.split(';').flatMap((name) => {
    const [, major, minor] = /^net(?:coreapp)?(\d+)\.(\d+)(?:-[a-z][\w.]*)?$/.exec(name.trim()) ?? [];
    return major === undefined ? [] : [{ name, version: [Number(major), Number(minor), 0] as const }];
  });
  const newest = versions?.sort((a, b) => b.version[0] - a.version[0] || b.version[1] - a.version[1])[0];
  return found && newest && { range: atLeast(newest.version), written: newest.name, line: found.line };
});

interface Found {
  readonly written: string;
  readonly line: number;
}

function needOf({ written, line }: Found, read: ReadConstraint): VersionNeed | undefined {
  const range = read(written);
  // What nothing fits is a slip, or one of ours.
  return range && range.length > 0 ? { range, written, line } : undefined;
}

/** The first group of the only match: a thing that is said twice is said for different cases. */
function onlyMatch(text: string, pattern: RegExp): Found | undefined {
  const [match, ...more] = text.matchAll(pattern);
  const written = match?.[1];
  return written === undefined || more.length > 0
    ? undefined
    : { written, line: lineOf(text, match?.index ?? 0) };
}

function lineOf(text: string, index: number): number {
  return index < 0 ? 0 : text.slice(0, index).split('\n').length - 1;
}

/** A plain string under a plain key of a table, both written in the usual way. */
function tomlString(text: string, table: string, key: string): Found | undefined {
  // In a string of many lines anything may stand.
  const plain = text.replaceAll(/("""|''')[\s\S]*?\1/g, (long) => long.replaceAll(/[^\n]/g, ' '));
  let at = '';
  for (const [line, content] of plain.split('\n').entries()) {
    const header = /^\s*\[\s*([^[\]]*?)\s*\]\s*(?:#.*)?$/.exec(content)?.[1];
    if (header !== undefined) at = header;
    else if (/^\s*\[\[/.test(content)) at = '';
    if (at !== table || !content.trimStart().startsWith(key)) continue;
    const match = /^\s*([\w-]+)\s*=\s*(?:"([^"\\]*)"|'([^']*)')\s*(?:#.*)?$/.exec(content);
    if (match?.[1] === key) return { written: match[2] ?? match[3] ?? '', line };
  }
  return undefined;
}

function readJson(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return asRecord(JSON.parse(text.replace(/^\uFEFF/, '')));
  } catch {
    return undefined;
  }
}

function jsonNeed(
  text: string,
  [outer, inner]: readonly [string, string],
  manifest: Readonly<Record<string, unknown>>,
  read: ReadConstraint,
): VersionNeed | undefined {
  const written = asRecord(manifest[outer])?.[inner];
  if (typeof written !== 'string') return undefined;
  const line = lineOf(text, text.indexOf(`"${inner}"`, text.indexOf(`"${outer}"`)));
  return needOf({ written, line }, read);
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}
