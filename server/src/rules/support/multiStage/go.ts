import { staticRuntime } from '../../../knowledge/runtimeImages.ts';
import type { Step } from '../../../model/types.ts';
import type { ShellWord } from '../../../syntax/shell/tree.ts';
import { joinPath } from '../containerPaths.ts';
import { copiedTo, isAllForTheBuild } from './buildOnly.ts';
import { carriedCopies } from './carriedCopies.ts';
import type { Artifact, FoundBuild } from './conversion.ts';
import { cutAfterRuns, namedBy } from './place.ts';
import { sideFolders } from './sideFolders.ts';
import { type PlacedCommand, resolve, type SingleStage, textOf } from './singleStage.ts';
import { pathsOfStart } from './startPaths.ts';

/** `go build` of the very program that the container starts. */
export function goBuild(subject: SingleStage): FoundBuild | undefined {
  const builds = subject.commands.filter(isBuild);
  const program = subject.start.argv[0];
  if (builds.length === 0 || program === undefined) return undefined;
  const path = program.includes('/')
    ? resolve(subject.start.cwd, program)
    : binaries
        .map((folder) => `${folder}/${program}`)
        .find((candidate) =>
          builds.some((one) => outputOf(one) !== undefined && makes(one, program, candidate)),
        );
  const build = builds.find((one) => makes(one, program, path));
  const isCopied = path !== undefined && copiedTo(subject, path);
  if (!build && !isCopied) return undefined;
  const found = build ?? builds[0];
  if (!found) return undefined;
  return {
    ...namedBy(found),
    product: 'the binary',
    conversion: conversionOf(subject, builds, artifactOf(found, program, path)),
  };
}

/** Where a program is looked for that is called by its name, in the image of Go and in the one that gets it. */
const binaries = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

function isBuild({ call }: PlacedCommand): boolean {
  if (call?.manager !== 'go' || !call.verb) return false;
  // A tool with a version of its own is no part of the project.
  return call.verb.text === 'build' || (call.verb.text === 'install' && !call.command.words.some(hasVersion));
}

function hasVersion({ text }: { readonly text: string }): boolean {
  return text.includes('@');
}

/** Whether the program of the container comes out of this command. */
function makes(build: PlacedCommand, program: string, path: string | undefined): boolean {
  const name = program.slice(program.lastIndexOf('/') + 1);
  if (build.call?.verb?.text === 'install') {
    return path === undefined
      ? !program.includes('/') && !/^(?:go|sh|bash)$/.test(program)
      : path === `/go/bin/${name}`;
  }
  if (path === undefined) return false;
  const output = outputOf(build);
  if (output === undefined) return false;
  if (output === path) return true;
  // A folder gets one file per package.
  return joinPath(output, name) === path && !name.includes('.');
}

/** What `-o` names; the current directory where it is missing. Undefined where a variable decides. */
function outputOf({ call, step, cwd }: PlacedCommand): string | undefined {
  if (!call || call.hasOption('-C')) return undefined;
  if (!call.hasOption('-o')) return cwd;
  const words = call.command.words;
  const at = words.findIndex(({ text }) => text === '-o' || text === '--o');
  const joined = words.find(({ text }) => /^--?o=/.test(text))?.value?.replace(/^--?o=/, '');
  const value = joined ?? (at < 0 ? undefined : textOf(words[at + 1], step));
  return value === undefined ? undefined : resolve(cwd, value);
}

function artifactOf(build: PlacedCommand, program: string, path: string | undefined): Artifact {
  const isInstalled = build.call?.verb?.text === 'install' && path === undefined;
  if (isInstalled) return { path: `/go/bin/${program}`, kind: 'file', to: `/usr/local/bin/${program}` };
  return { path: path ?? program, kind: 'file' };
}

function conversionOf(subject: SingleStage, builds: readonly PlacedCommand[], artifact: Artifact) {
  const cut = cutAfterRuns(subject, false);
  const hasCompiler = subject.commands.some(({ call }) =>
    call?.packages.some(({ name }) => isCompiler(name)),
  );
  const exports = exportsOf(subject);
  const edits = builds.flatMap((build) => withoutCgo(build, hasCompiler, exports) ?? [undefined]);
  if (!cut || edits.includes(undefined)) return undefined;
  if (artifact.path.startsWith('/go/bin/') && builds.some((build) => isElsewhere(build, subject)))
    return undefined;
  const artifacts = [artifact, ...others(builds, artifact)];
  const products = artifacts.map(({ path }) => path);
  const isKnown = ({ call, program }: PlacedCommand) =>
    call?.manager === 'go' || program === 'go' || program === 'make' || goTools.has(program ?? '');
  if (!isAllForTheBuild(subject, { cut, products, hasShell: false, isKnown })) return undefined;
  const repeated = carriedCopies(subject, cut);
  const more = repeated && pathsOfStart(subject, artifacts, cut, repeated);
  if (!more) return undefined;
  return {
    runtime: staticRuntime,
    artifacts: [...artifacts, ...more, ...sideFolders(subject, cut)],
    cut,
    repeated,
    edits: edits.filter((edit) => edit !== undefined),
  };
}

/** `go install` puts it where these variables say. https://pkg.go.dev/cmd/go#hdr-Environment_variables */
function isElsewhere({ step, command, call }: PlacedCommand, { commands }: SingleStage): boolean {
  if (call?.verb?.text !== 'install') return false;
  const isSet = (name: string, folder: string) => {
    const variable = step.before.env(name);
    const isOther = ({ value }: { readonly value: string | undefined }) => value !== folder;
    return (
      (variable.kind === 'defined' && variable.definition.instruction !== undefined && isOther(variable)) ||
      command.assignments.some((one) => one.name === name) ||
      commands.some(
        ({ program, args }) => program === 'export' && args.some(({ text }) => text.startsWith(name)),
      )
    );
  };
  return isSet('GOBIN', '/go/bin') || isSet('GOPATH', '/go');
}

/** Further programs that the stage builds by name are there for a reason. */
function others(builds: readonly PlacedCommand[], main: Artifact): Artifact[] {
  const paths = builds.flatMap((build) => {
    const output = build.call?.hasOption('-o') ? outputOf(build) : undefined;
    return output !== undefined && !joinPath(main.path, '..').startsWith(output) ? [output] : [];
  });
  return [...new Set(paths)]
    .filter((path) => path !== main.path && !path.startsWith('/dev/'))
    .map((path): Artifact => ({ path, kind: 'file' }));
}

/**
 * The edit that makes the program a static one, none where it is one. Undefined where the file asks for C: then the
 * program needs libraries that nobody has named.
 */
function withoutCgo(
  { command, step, call }: PlacedCommand,
  hasCompiler: boolean,
  exports: ReadonlyMap<Step, ShellWord>,
) {
  const words = command.words.map(({ text }) => text).join(' ');
  if (/(?:^|\s)-(?:race|msan|asan)\b|-linkmode[ =]external|-buildmode[ =](?!exe)/.test(words))
    return undefined;
  const own = command.assignments.find(({ name }) => name === 'CGO_ENABLED')?.value?.value;
  const exported = exports.get(step);
  const variable = step.before.env('CGO_ENABLED');
  const value =
    own ??
    exported?.value?.slice('CGO_ENABLED='.length) ??
    (variable.kind === 'defined' ? variable.value : undefined);
  if (value === '0') return [];
  if (value !== undefined || variable.kind === 'defined' || exported) return undefined;
  if (/CGO_ENABLED/.test(words) || step.run?.form === 'exec' || !call) return undefined;
  if (hasCompiler) return undefined;
  const at = command.range.start;
  return [{ range: { start: at, end: at }, newText: 'CGO_ENABLED=0 ' }];
}

/** `export CGO_ENABLED=…`, by RUN. */
function exportsOf({ commands }: SingleStage): ReadonlyMap<Step, ShellWord> {
  return new Map(
    commands.flatMap(({ program, args, step }) => {
      const word = program === 'export' && args.find(({ text }) => text.startsWith('CGO_ENABLED='));
      return word ? [[step, word] as const] : [];
    }),
  );
}

function isCompiler(name: string | undefined): boolean {
  return (
    name === undefined || /^(?:gcc|g\+\+|clang|build-essential|build-base|musl-dev|libc6?-dev)/.test(name)
  );
}

const goTools: ReadonlySet<string> = new Set([
  ...['templ', 'sqlc', 'swag', 'buf', 'protoc', 'mockgen', 'wire', 'gofmt'],
]);
