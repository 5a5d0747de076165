import type { BuildModel, Stage, StageUse, Step } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { ShellCommand, ShellWord } from '../../syntax/shell/tree.ts';
import { pathOf, placedCommands } from './commandPaths.ts';
import { joinPath, mayOverlap, wayDown } from './containerPaths.ts';
import { copiesProgram } from './copiedPrograms.ts';
import { unquoted } from './words.ts';

/** A `go build` or `go install` of a RUN. */
export interface GoBuild {
  readonly step: Step;
  readonly command: ShellCommand;
  /** `go build`, in the document. */
  readonly range: { readonly start: number; readonly end: number };
  /** What CGO_ENABLED is for it: `0`, `1`, …; undefined when nothing sets it; `?` when something may. */
  readonly cgo: string | undefined;
  /** It links everything into the program, or cannot: options that speak of it. */
  readonly isExplicit: boolean;
  /** The program, or a folder it is put into; undefined where nobody can tell. */
  readonly output: string | undefined;
}

/** In order, those of the stages below included: what a stage holds was built in any of them. */
export function goBuildsOf(stage: Stage, model: BuildModel): readonly GoBuild[] {
  const ownBuilds = model.once(goBuildsByStage);
  const parts: (readonly GoBuild[])[] = [];
  for (let at: Stage | undefined = stage; at; at = at.base.stage) {
    const own = ownBuilds(at);
    if (own.length > 0) parts.push(own);
  }
  return parts.reverse().flat();
}

function goBuildsByStage(model: BuildModel): (stage: Stage) => readonly GoBuild[] {
  const { text } = model.tree;
  const builds = new Map<Stage, readonly GoBuild[]>();
  return (stage) => {
    const known = builds.get(stage);
    if (known) return known;
    const found = stage.instructions.flatMap((instruction) => {
      const { name, range } = instruction;
      if (name !== 'RUN' || !/\bgo\b/.test(text.slice(range.start, range.end))) return [];
      return buildsOf(model.stepOf(instruction));
    });
    builds.set(stage, found);
    return found;
  };
}

/**
 * Whether a COPY may bring the program of a build: not where all it takes is the program of another one. A path that
 * none of them is known to write may hold it: programs are moved.
 */
export function mayBring(
  { instruction }: StageUse,
  build: GoBuild,
  builds: readonly GoBuild[],
  model: BuildModel,
): boolean {
  const others = builds.flatMap((other) => (other === build ? [] : (other.output ?? [])));
  const { output } = build;
  return instruction.words.slice(0, -1).some((word) => {
    if (!copiesProgram({ words: [word, word] })) return false;
    const text = model.expand(unquoted(word).text, instruction).value;
    if (text === undefined || /[*?[]/.test(text)) return true;
    const source = joinPath('/', text);
    if (others.includes(source) && source !== output) return false;
    if (output === undefined || mayOverlap(source, output)) return true;
    return !others.some((other) => wayDown(source, other) !== undefined);
  });
}

function buildsOf(step: Step): GoBuild[] {
  const { run } = step;
  if (!run) return [];
  return placedCommands(step).flatMap(({ command, cwd }) => {
    const { name, program, args } = unwrapCommand(command);
    const verb = args[0];
    if (name !== 'go' || !program || !verb || (verb.value !== 'build' && verb.value !== 'install')) return [];
    // `go install example.org/tool@latest` is a tool of the build.
    if (args.some(({ text }) => text === 'tool' || /\w@\w/.test(text))) return [];
    const words = args.map(({ text }) => text).join(' ');
    return [
      {
        step,
        command,
        range: { start: program.range.start, end: verb.range.end },
        cgo: cgoOf(step, command, run.commands),
        isExplicit: /-static|netgo|-race|linkmode|-buildmode=(?:c-|plugin)|musl/.test(words),
        output: verb.value === 'build' ? outputOf(args, cwd, step) : undefined,
      },
    ];
  });
}

/** What `-o` says; without it the program is in the working directory. */
function outputOf(args: readonly ShellWord[], cwd: string | undefined, step: Step): string | undefined {
  // `-C dir` goes there first.
  if (args.some(({ text }) => /^--?C(?:=|$)/.test(text))) return undefined;
  const at = args.findIndex(({ text }) => /^--?o(?:=|$)/.test(text));
  if (at < 0) return args.some(({ expands, quoted }) => expands && !quoted) ? undefined : cwd;
  const word = args[at];
  const joined = /^--?o=(.+)$/s.exec(word?.value ?? '')?.[1];
  if (word?.text.includes('=')) {
    if (joined === undefined) return undefined;
    return joined.startsWith('/') || cwd !== undefined ? joinPath(cwd ?? '/', joined) : undefined;
  }
  const next = args[at + 1];
  return next && pathOf(next, cwd, step);
}

function cgoOf(step: Step, own: ShellCommand, commands: readonly ShellCommand[]): string | undefined {
  // `env CGO_ENABLED=0`, `export CGO_ENABLED=0`, `go env -w CGO_ENABLED=0`, wherever it stands: but what another
  // call of Go is given is for that one.
  for (const command of [own, ...commands]) {
    if (command !== own && isCallOfGo(command)) continue;
    const assigned = command.assignments.find(({ name }) => name === CGO);
    if (assigned) return assigned.value?.value ?? '?';
    for (const { text } of command.words) {
      const match = /CGO_ENABLED=["']?(\w*)/.exec(text);
      if (match) return match[1] === '' ? '?' : match[1];
    }
  }
  const value = step.before.env(CGO);
  if (value.kind === 'defined') return value.value ?? '?';
  return undefined;
}

function isCallOfGo(command: ShellCommand): boolean {
  const { name, args } = unwrapCommand(command);
  return name === 'go' && args[0]?.value !== 'env';
}

const CGO = 'CGO_ENABLED';
