import type { BuildModel, Stage, Step } from '../../model/types.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import { joinPath, wayDown, workdirOf } from './containerPaths.ts';

/**
 * The name of the image below a stage when it certainly has no shell: scratch, distroless images and their like.
 * Undefined when it has one, or when nobody knows.
 */
export function shellFreeBase(stage: Stage): string | undefined {
  const { root } = stage.base;
  if (root.facts.hasShell !== false || root.resolved === undefined) return undefined;
  return root.kind === 'scratch' ? 'scratch' : root.reference?.familiarName;
}

/**
 * Whether the stage may have got a shell of its own by the time a step runs: copied in, or mounted while it runs. What
 * the container starts, and what a trigger does, comes after all of the stage. `program` is a file that is known to be
 * no directory: it is started.
 */
export function mayHaveShell(step: Step, program: string | undefined, model: BuildModel): boolean {
  const { instruction, run, stage } = step;
  if (run?.mounts.some(({ target }) => target === undefined || target.includes('$') || holdsShell(target))) {
    return true;
  }
  const isOrdered = run !== undefined && !instruction.isTrigger;
  const bringers = model.once(bringersByStage);
  for (let at = stage && bringers(stage); at; at = at.below) {
    for (const { copy, files } of at.own) {
      if (isOrdered && at.stage === stage && copy.range.start > instruction.range.start) break;
      if (!files?.every((file) => file === program || isNoShell.test(file))) return true;
    }
  }
  return false;
}

/** The instructions of a stage that copy to where a shell would be. */
interface Bringers {
  readonly stage: Stage;
  readonly own: readonly {
    readonly copy: Instruction;
    /** The names of what is copied; undefined where that is not known. */
    readonly files: readonly string[] | undefined;
  }[];
  /** Those of the next stage below that has any. */
  readonly below: Bringers | undefined;
}

function bringersByStage(model: BuildModel): (stage: Stage) => Bringers | undefined {
  const known = new Map<Stage, Bringers | undefined>();
  return (stage) => {
    // From the lowest stage that is not known yet upwards.
    const open: Stage[] = [];
    for (let at: Stage | undefined = stage; at && !known.has(at); at = at.base.stage) open.push(at);
    for (const at of open.reverse()) {
      const below = at.base.stage && known.get(at.base.stage);
      const own = at.instructions.flatMap((copy) => bringerOf(model.stepOf(copy), model) ?? []);
      known.set(at, own.length > 0 ? { stage: at, own, below } : below);
    }
    return known.get(stage);
  };
}

function bringerOf(step: Step, model: BuildModel): Bringers['own'][number] | undefined {
  const { instruction } = step;
  if (instruction.name !== 'COPY' && instruction.name !== 'ADD') return undefined;
  const destination = instruction.words.at(-1);
  const path = destination && model.expand(destination.text, instruction).value;
  if (path === undefined) return { copy: instruction, files: undefined };
  if (!holdsShell(joinPath(workdirOf(step), path))) return undefined;
  const files = instruction.words.slice(0, -1).map(({ text }) => text.slice(text.lastIndexOf('/') + 1));
  return { copy: instruction, files };
}

const isNoShell = /^<<|\.(?:json|ya?ml|txt|crt|pem|conf|toml|xml|html|js|jar|env|ini)$/;

/** A directory that `/bin/sh` may lie in, links between `/bin` and `/usr/bin` included; or the shell itself. */
function holdsShell(path: string): boolean {
  return shells.some((shell) => wayDown(path, shell) !== undefined);
}

const shells = ['/bin/sh', '/usr/bin/sh', '/busybox/sh'];
