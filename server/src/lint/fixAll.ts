import { createModel } from '../model/model.ts';
import type { ContextFacts, FixEdit, Rule } from '../rules/rule.ts';
import { parseDockerfile } from '../syntax/dockerfile/parser.ts';
import { readIgnoreFile } from '../syntax/dockerignore/reader.ts';
import { applyEdits, areDisjoint, type TextEdit } from '../text/edit.ts';
import { minimalEdit } from '../text/minimalEdit.ts';
import type { LintConfiguration, Problem, ProblemFix } from './problem.ts';
import { proveFixes } from './proof/prove.ts';
import { lintDockerfile, lintIgnoreFile } from './run.ts';

export interface FixAllInput {
  readonly language: Rule['language'];
  readonly text: string;
  readonly context: ContextFacts;
  readonly configuration: LintConfiguration;
  /** Apply unsafe fixes too (never manual ones). */
  readonly unsafe?: boolean;
  /** Only the problems of this rule. */
  readonly only?: string;
  readonly rules?: readonly Rule[];
}

export interface FixAllResult {
  readonly text: string;
  /** One edit that makes the old text the new one; undefined when there is nothing to do. */
  readonly edit: TextEdit | undefined;
  /** Lines to add to other files of the context, in the order of the fixes. */
  readonly files: readonly FileEdit[];
  /** How many fixes were applied. */
  readonly applied: number;
  /** Fixes that did not keep their claim and were left out: one sentence each, for the log. */
  readonly withheld: readonly string[];
}

export type FileEdit = Extract<FixEdit, { readonly path: string }>;

const maximumRounds = 10;

/**
 * Applies fixes in rounds until nothing is left: per round those that do not overlap, by place and rule id; then the
 * text is read again. Safe fixes are applied only with their claims proved, together. At most ten rounds; a text seen
 * before ends it, so that two rules that undo each other cannot go in circles.
 */
export function fixAll(input: FixAllInput): FixAllResult {
  let text = input.text;
  const seen = new Set([text]);
  const files: FileEdit[] = [];
  const withheld: string[] = [];
  let applied = 0;
  for (let round = 0; round < maximumRounds; round++) {
    const candidates = candidatesOf(input, problemsOf(input, text));
    const safe = provable(
      input,
      text,
      candidates.filter(({ fix }) => fix.safety === 'safe'),
      withheld,
    );
    const unsafe = candidates.filter(({ fix }) => fix.safety !== 'safe');
    const chosen = selectUnsafe(input, text, safe, unsafe);
    const next = applyEdits(text, chosen.flatMap(textEdits));
    files.push(...chosen.flatMap(({ fix }) => fix.edits.filter((edit) => 'path' in edit)));
    if (seen.has(next)) break;
    applied += chosen.length;
    seen.add(next);
    text = next;
  }
  return {
    text,
    edit: minimalEdit(input.text, text),
    files: unique(files),
    applied,
    withheld: [...new Set(withheld)],
  };
}

interface Candidate {
  readonly problem: Problem;
  readonly fix: ProblemFix;
}

function problemsOf(input: FixAllInput, text: string): readonly Problem[] {
  const { context, configuration } = input;
  const rules = input.rules ? { rules: input.rules } : {};
  if (input.language === 'dockerignore') {
    return lintIgnoreFile({ text, file: readIgnoreFile(text), context, configuration, ...rules }).problems;
  }
  const model = createModel(parseDockerfile(text));
  return lintDockerfile({ text, model, context, configuration, ...rules }).problems;
}

/** The best fix of each problem that may be applied unseen, in order; those that overlap an earlier one wait. */
function candidatesOf(input: FixAllInput, problems: readonly Problem[]): Candidate[] {
  const chosen: Candidate[] = [];
  let edits: TextEdit[] = [];
  for (const problem of problems) {
    if (input.only !== undefined && problem.rule.id !== input.only) continue;
    const fix = problem.fixes.find(
      ({ safety }) => safety === 'safe' || (safety === 'unsafe' && input.unsafe === true),
    );
    if (!fix) continue;
    // Most fixes come in document order and touch nothing before; only the neighborhood can overlap.
    const own = textEdits({ problem, fix });
    const start = Math.min(...own.map(({ range }) => range.start));
    const near = edits.filter(({ range }) => range.end >= start);
    if (!areDisjoint([...near, ...own])) continue;
    chosen.push({ problem, fix });
    edits = [...near, ...own];
  }
  return chosen;
}

/** The candidates whose claims hold when they are applied together. */
function provable(
  input: FixAllInput,
  text: string,
  candidates: readonly Candidate[],
  withheld: string[],
): readonly Candidate[] {
  if (candidates.length === 0) return candidates;
  const proof = proveFixes(
    input.language,
    text,
    candidates.map(({ fix }) => fix),
  );
  if (proof.ok) return candidates;
  if (candidates.length === 1) {
    for (const { problem, fix } of candidates) {
      withheld.push(`The fix "${fix.id}" of "${problem.rule.id}" was withheld: ${proof.reason}`);
    }
    return [];
  }
  const middle = candidates.length >> 1;
  const first = provable(input, text, candidates.slice(0, middle), withheld);
  const second = provable(input, text, candidates.slice(middle), withheld);
  const both = [...first, ...second];
  if (first.length === 0 || second.length === 0) return both;
  const together = proveFixes(
    input.language,
    text,
    both.map(({ fix }) => fix),
  );
  return together.ok ? both : first;
}

/** Unsafe fixes come with no proof; that they do not break the syntax is the least to ask. */
function selectUnsafe(
  input: FixAllInput,
  text: string,
  safe: readonly Candidate[],
  unsafe: readonly Candidate[],
): readonly Candidate[] {
  if (unsafe.length === 0) return safe;
  const all = [...safe, ...unsafe].sort((a, b) => a.problem.range.start - b.problem.range.start);
  const errors = errorCount(input, text);
  if (errorCount(input, applyEdits(text, all.flatMap(textEdits))) <= errors) return all;
  return [
    ...safe,
    ...unsafe
      .filter((one) => errorCount(input, applyEdits(text, [...safe, one].flatMap(textEdits))) <= errors)
      .slice(0, 1),
  ];
}

function errorCount(input: FixAllInput, text: string): number {
  return input.language === 'dockerfile'
    ? parseDockerfile(text).errors.length
    : readIgnoreFile(text).errors.length;
}

function textEdits({ fix }: Candidate): TextEdit[] {
  return fix.edits.filter((edit) => 'range' in edit);
}

function unique(files: readonly FileEdit[]): FileEdit[] {
  const seen = new Set<string>();
  return files.filter((file) => {
    const key = JSON.stringify(file);
    return seen.has(key) ? false : seen.add(key) !== undefined;
  });
}
