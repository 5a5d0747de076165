import type { BuildModel, Stage, Step } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { ShellCommand, ShellScript } from '../../syntax/shell/tree.ts';

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

function buildsOf(step: Step): GoBuild[] {
  const { run } = step;
  if (!run) return [];
  return run.commands.flatMap((command) => {
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
        cgo: cgoOf(
          step,
          command,
          run.scripts.map(({ script }) => script),
        ),
        isExplicit: /-static|netgo|-race|linkmode|-buildmode=(?:c-|plugin)|musl/.test(words),
      },
    ];
  });
}

function cgoOf(step: Step, command: ShellCommand, scripts: readonly ShellScript[]): string | undefined {
  const own = command.assignments.find(({ name }) => name === CGO);
  if (own) return own.value?.value ?? '?';
  // `env CGO_ENABLED=0`, `export CGO_ENABLED=0`, `go env -w CGO_ENABLED=0`, wherever it stands.
  for (const { source } of scripts) {
    const match = /CGO_ENABLED=["']?(\w*)/.exec(source.text);
    if (match) return match[1] === '' ? '?' : match[1];
  }
  const value = step.before.env(CGO);
  if (value.kind === 'defined') return value.value ?? '?';
  return undefined;
}

const CGO = 'CGO_ENABLED';
