import type { BuildModel, Stage, Step } from '../../model/types.ts';
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
  for (let at = stage; at; at = at.base.stage) {
    for (const own of at.instructions) {
      if (at === stage && isOrdered && own.range.start > instruction.range.start) break;
      if (mayBringShell(model.stepOf(own), program, model)) return true;
    }
  }
  return false;
}

function mayBringShell(step: Step, program: string | undefined, model: BuildModel): boolean {
  const { instruction } = step;
  if (instruction.name !== 'COPY' && instruction.name !== 'ADD') return false;
  const destination = instruction.words.at(-1);
  const path = destination && model.expand(destination.text, instruction).value;
  if (path === undefined) return true;
  const target = joinPath(workdirOf(step), path);
  if (!holdsShell(target)) return false;
  return instruction.words.slice(0, -1).some(({ text }) => {
    const name = text.slice(text.lastIndexOf('/') + 1);
    const isFile =
      name === program ||
      text.startsWith('<<') ||
      /\.(?:json|ya?ml|txt|crt|pem|conf|toml|xml|html|js|jar|env|ini)$/.test(name);
    return !isFile;
  });
}

/** A directory that `/bin/sh` may lie in, links between `/bin` and `/usr/bin` included; or the shell itself. */
function holdsShell(path: string): boolean {
  return shells.some((shell) => wayDown(path, shell) !== undefined);
}

const shells = ['/bin/sh', '/usr/bin/sh', '/busybox/sh'];
