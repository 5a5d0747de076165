import { saysDirectory } from '../../../model/context/destination.ts';
import { destinationAt } from '../../../model/context/takes.ts';
import { type CopyWords, copyWordsOf } from '../../../model/context/takeWords.ts';
import type { Instruction } from '../../../syntax/dockerfile/tree.ts';
import { isUnknownPath, joinPath, mayOverlap, workdirOf } from '../containerPaths.ts';
import { buildFolders } from './buildOnly.ts';
import type { SingleStage } from './singleStage.ts';

/**
 * COPY and ADD above the cut whose files are none of the build: they go to a place of their own, outside of the folders
 * that it works in, where the program is to find them. They are done again in the final stage. Undefined where one of
 * them might not do the same there.
 */
export function carriedCopies(subject: SingleStage, cut: Instruction): Instruction[] | undefined {
  const { stage, model } = subject;
  const copies: Instruction[] = [];
  let folders: readonly string[] | undefined;
  for (const instruction of stage.instructions) {
    if (instruction.range.start > cut.range.start) break;
    const step = model.stepOf(instruction);
    const words = copyWordsOf(step);
    // What comes out of another image is a tool, as a rule.
    if (!words || words.hasFrom) continue;
    if (words.to === undefined) return undefined;
    const target = joinPath(workdirOf(step), words.to);
    folders ??= buildFolders(subject, cut);
    if (forTools.test(`${target}/`) || folders.some((folder) => isIn(folder, target))) continue;
    const isPlaced = words.to.startsWith('/') && landsAlike(words, target, subject, instruction);
    const isAll = words.sources.some(({ text }) => /^["']?(?:\.|\*|\.?\/)+["']?$/.test(text));
    if (!isPlaced || isAll || homes.test(target) || !ownsPlainly(instruction)) return undefined;
    if (!isOfFile(instruction, subject)) return undefined;
    copies.push(instruction);
  }
  return copies;
}

/** A build in the root directory, or in one that nobody knows, hardly works in those of the system. */
function isIn(folder: string, target: string): boolean {
  const isAnywhere = folder === '/' || isUnknownPath(folder);
  return isAnywhere ? !ofSystem.test(target) : mayOverlap(folder, target);
}

const ofSystem = /^\/(?:etc|srv|var|usr\/share|usr\/local\/(?:etc|share))\//;

/** Where compilers and their packages are, what is there for a while, and what only tools of the build read. */
const forTools =
  /^\/(?:go|tmp|var\/tmp|usr\/src|usr\/local\/(?:go|cargo|rustup)|etc\/(?:apt|apk|yum\.repos\.d))\/|\/(?:maven|gradle|nuget|npmrc|pip\.conf|gitconfig|nuget\.config|\.(?:m2|gradle|npmrc|yarnrc|yarnrc\.yml|cargo|ssh|netrc|gitconfig|git-credentials|nuget|pip))\//i;

/** The program may run as somebody else there, who has no access. */
const homes = /^\/(?:root|home)(?:\/|$)/;

/** Whether a file lands at the same path, though a directory that was there may not be in the other image. */
function landsAlike(
  { to = '', sources, remotes, heredocs, keepsParents }: CopyWords,
  target: string,
  { model }: SingleStage,
  instruction: Instruction,
): boolean {
  if (saysDirectory(to) || keepsParents || sources.length + remotes.length + heredocs > 1) return true;
  const source = sources[0]?.text.replace(/["']|\/+$/g, '') ?? 'heredoc.txt';
  const [from = '', at = ''] = [source, target].map((path) => path.slice(path.lastIndexOf('/') + 1));
  // A folder, whose files go into the destination, or the same name as before.
  if (!/[.*?[$]/.test(from) || from === at) return true;
  return at.includes('.') && destinationAt(model, instruction)?.isDirectory !== true;
}

/** An account by name may be one that only the image has. */
function ownsPlainly({ flags }: Instruction): boolean {
  const owner = flags.find(({ name }) => name === 'chown')?.value;
  return owner === undefined || /^(?:\d+|root)(?::(?:\d+|root))?$/.test(owner);
}

/** Whether this file sets its variables, so that the final stage can do so as well. */
function isOfFile(instruction: Instruction, { model }: SingleStage): boolean {
  const uses = model.variableUsesIn([model.stepOf(instruction)]);
  return uses.every(({ result }) => result.kind === 'defined' && result.definition.instruction !== undefined);
}
