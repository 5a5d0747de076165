import type { LinesForFile } from '../rules/rule.ts';
import { parseDockerfile } from '../syntax/dockerfile/parser.ts';
import type { DockerfileTree, Instruction } from '../syntax/dockerfile/tree.ts';
import { applyEdits, type TextEdit } from '../text/edit.ts';
import { minimalEdit } from '../text/minimalEdit.ts';
import type { TextRange } from '../text/range.ts';
import { errorCount, type FixAllInput, type FixAllResult, problemsOf, unique } from './fixAll.ts';
import type { Problem, ProblemFix } from './problem.ts';
import { proveFixes } from './proof/prove.ts';

/** Each costs a reading of the file; an instruction with more problems than that is rare. */
const maximumFixes = 40;

/**
 * Applies the first fix that needs no value of every problem of one instruction, safe or not: one after the other, the
 * text read again after each, since they may overlap and may make another one needless. A fix that does not keep what
 * it claims, would break the syntax, or brings back a text that was there before is left out. `offset` lies in the
 * instruction.
 */
export function fixInstruction(input: FixAllInput, offset: number): FixAllResult {
  const before = parseDockerfile(input.text);
  const files: LinesForFile[] = [];
  const withheld = new Set<string>();
  let { text } = input;
  let region = instructionAt(before, offset)?.range;
  const seen = new Set([text]);
  let applied = 0;
  for (let tries = 0; region && tries < maximumFixes; tries++) {
    const step = nextStep(input, text, region, seen, withheld);
    if (!step) break;
    for (const edit of step.fix.edits) if ('path' in edit) files.push(edit);
    applied++;
    text = step.text;
    seen.add(text);
    region = moved(region, textEdits(step.fix));
  }
  return {
    text,
    edit: minimalEdit(input.text, text),
    files: unique(files),
    applied,
    withheld: [...withheld],
  };
}

/** The instruction an offset lies in, on the top level. */
export function instructionAt({ instructions }: DockerfileTree, offset: number): Instruction | undefined {
  return instructions.find(({ range }) => range.start <= offset && offset <= range.end);
}

/** The fix of a problem that can be applied without a word from the user. */
export function firstFix({ fixes }: Problem): ProblemFix | undefined {
  return fixes.find(({ safety }) => safety !== 'manual');
}

export function isWithin({ range }: Problem, region: TextRange): boolean {
  return region.start <= range.start && range.start <= region.end;
}

function nextStep(
  input: FixAllInput,
  text: string,
  region: TextRange,
  seen: ReadonlySet<string>,
  withheld: Set<string>,
): { readonly fix: ProblemFix; readonly text: string } | undefined {
  let errors: number | undefined;
  for (const problem of problemsOf(input, text)) {
    const fix = isWithin(problem, region) ? firstFix(problem) : undefined;
    if (!fix) continue;
    const after = applyEdits(text, textEdits(fix));
    if (seen.has(after)) continue;
    errors ??= errorCount(input, text);
    const breaks = errorCount(input, after) > errors;
    const reason = breaks ? 'it would break the syntax' : disproof(text, fix);
    if (reason === undefined) return { fix, text: after };
    withheld.add(`The fix "${fix.id}" of "${problem.rule.id}" was withheld: ${reason}`);
  }
  return undefined;
}

function disproof(text: string, fix: ProblemFix): string | undefined {
  if (!fix.claim) return undefined;
  const proof = proveFixes('dockerfile', text, [fix]);
  return proof.ok ? undefined : proof.reason;
}

/** Where the region is after edits. What is put right in front of it stays outside; what overlaps it, inside. */
function moved(region: TextRange, edits: readonly TextEdit[]): TextRange {
  let { start, end } = region;
  for (const { range, newText } of edits) {
    const growth = newText.length - (range.end - range.start);
    if (range.end <= region.start) {
      start += growth;
      end += growth;
    } else if (range.start <= region.end) {
      if (range.start < region.start) start -= region.start - range.start;
      end = Math.max(end, range.end) + growth;
    }
  }
  return { start, end: Math.max(start, end) };
}

function textEdits(fix: ProblemFix): TextEdit[] {
  return fix.edits.filter((edit) => 'range' in edit);
}
