import type { BuildModel } from '../../../model/types.ts';
import type { Instruction } from '../../../syntax/dockerfile/tree.ts';
import type { ContextFacts } from '../../rule.ts';
import type { FoundBuild } from './conversion.ts';
import { dotnetBuild } from './dotnet.ts';
import { goBuild } from './go.ts';
import { javaBuild } from './java.ts';
import { nodeBuild } from './node.ts';
import { phpBuild } from './php.ts';
import { pythonBuild } from './python.ts';
import { rustBuild } from './rust.ts';
import { type SingleStage, singleStageOf } from './singleStage.ts';
import { splitEdits } from './splitStage.ts';
import { staticSite } from './staticSite.ts';

/** The build whose product the container starts, in whichever language; undefined where nobody can be sure. */
export function findBuild(model: BuildModel, context: ContextFacts): FoundBuild | undefined {
  if (!model.fact(namesTool)) return undefined;
  const php = phpBuild(model);
  if (php || model.stages.length !== 1) return php;
  const subject = singleStageOf(model, context);
  for (const find of subject ? finders : []) {
    const found = subject && find(subject);
    if (!found) continue;
    const { conversion } = found;
    const edits = conversion && splitEdits(subject, conversion);
    return edits ? { ...found, ready: { edits, image: conversion.runtime.image } } : found;
  }
  return undefined;
}

/** Instructions are looked at once for as long as they stay the same. */
function namesTool({ tree }: BuildModel): boolean {
  return tree.instructions.some((instruction) => instruction.once(mayCallTool));
}

function mayCallTool({ line, heredocs }: Instruction): boolean {
  return anyTool.test(line.text) || heredocs.some(({ content }) => anyTool.test(content));
}

/** Most files call none of them. */
const anyTool =
  /\b(?:go|cargo|mvnw?|gradlew?|dotnet|npm|pnpm|yarn|npx|bunx|tsc|vite|ng|venv|virtualenv|composer)\b/;

const finders: readonly ((subject: SingleStage) => FoundBuild | undefined)[] = [
  goBuild,
  rustBuild,
  javaBuild,
  dotnetBuild,
  staticSite,
  nodeBuild,
  pythonBuild,
];
