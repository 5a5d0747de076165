import { createModel, type ModelOptions } from '../model/model.ts';
import type { ContextFacts, FixEdit, LinesForFile, Rule } from '../rules/rule.ts';
import { instructionErrors } from '../syntax/dockerfile/instructionErrors.ts';
import { parseDockerfile } from '../syntax/dockerfile/parser.ts';
import { readIgnoreFile } from '../syntax/dockerignore/reader.ts';
import { applyEdits, type TextEdit } from '../text/edit.ts';
import { minimalEdit } from '../text/minimalEdit.ts';
import type { LintConfiguration, Problem, ProblemFix } from './problem.ts';
import { proveFixes } from './proof/prove.ts';
import { lintDockerfile, lintIgnoreFile } from './run.ts';
import { TakenPlaces } from './takenPlaces.ts';

export interface FixAllInput extends ModelOptions {
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
  /** Lines to add to other files, in the order of the fixes. */
  readonly files: readonly LinesForFile[];
  /** How many fixes were applied. */
  readonly applied: number;
  /** Fixes that did not keep their claim and were left out: one sentence each, for the log. */
  readonly withheld: readonly string[];
}

const maximumRounds = 20;

/** Each costs a reading of the file. Only where fixes are refused are there more than two in a round. */
const maximumTries = 100;

/**
 * Applies fixes in rounds until nothing is left: per round those that do not get in each other's way, then the text is
 * read again. Fixes that claim something are applied only with their claims proved, together; one that claims nothing
 * has the instructions that it changes to itself. At most twenty rounds; a text seen before ends it, so that two rules
 * that undo each other cannot go in circles.
 */
export function fixAll(input: FixAllInput): FixAllResult {
  let text = input.text;
  const seen = new Set([text]);
  const files: LinesForFile[] = [];
  const withheld = new Set<string>();
  const budget: Budget = { left: maximumTries };
  let applied = 0;
  let refused = new Set<string>();
  for (let round = 0; round < maximumRounds; round++) {
    const known = refused.size;
    const chosen = chosenOf(input, text, budget, withheld, refused);
    const next = applyEdits(text, chosen.flatMap(textEdits));
    for (const { fix } of chosen) {
      for (const edit of fix.edits) if ('path' in edit) files.push(edit);
    }
    // Others may have waited for a fix that cannot be applied.
    if (next === text && refused.size > known) continue;
    if (seen.has(next)) break;
    applied += chosen.length;
    seen.add(next);
    text = next;
    refused = new Set();
  }
  return {
    text,
    edit: minimalEdit(input.text, text),
    files: unique(files),
    applied,
    withheld: [...withheld],
  };
}

interface Candidate {
  readonly problem: Problem;
  readonly fix: ProblemFix;
}

/** What the rules find in a text, which may be another than the input's. */
export function problemsOf(input: FixAllInput, text: string): readonly Problem[] {
  const { context, configuration } = input;
  const rules = input.rules ? { rules: input.rules } : {};
  if (input.language === 'dockerignore') {
    return lintIgnoreFile({ text, file: readIgnoreFile(text), context, configuration, ...rules }).problems;
  }
  const model = createModel(parseDockerfile(text), input);
  return lintDockerfile({ text, model, context, configuration, ...rules }).problems;
}

/** What one round applies. Adds to `refused` what cannot be applied to this text, and leaves out what is in it. */
function chosenOf(
  input: FixAllInput,
  text: string,
  budget: Budget,
  withheld: Set<string>,
  refused: Set<string>,
): readonly Candidate[] {
  const candidates = candidatesOf(input, text, refused);
  const unproved = (some: readonly Candidate[]): string | undefined => {
    const proof = proveFixes(
      input.language,
      text,
      some.map(({ fix }) => fix),
    );
    return proof.ok ? undefined : proof.reason;
  };
  const refuse = (candidate: Candidate) => {
    refused.add(keyOf(candidate));
  };
  const withhold = (candidate: Candidate, reason: string): void => {
    const { problem, fix } = candidate;
    refuse(candidate);
    withheld.add(`The fix "${fix.id}" of "${problem.rule.id}" was withheld: ${reason}`);
  };
  const safe = largest(
    candidates.filter(({ fix }) => fix.safety === 'safe'),
    unproved,
    budget,
    withhold,
  );
  const unsafe = candidates.filter(({ fix }) => fix.safety !== 'safe');
  if (unsafe.length === 0) return safe;
  // An unsafe fix promises less, but what it promises it keeps. That it does not break the syntax is the least.
  const claimed = largest(
    unsafe.filter(({ fix }) => fix.claim),
    (some) => unproved([...safe, ...some]),
    budget,
    (candidate) => {
      const reason = unproved([candidate]);
      if (reason === undefined) refuse(candidate);
      else withhold(candidate, reason);
    },
  );
  const errors = errorCount(input, text);
  const breaks = (some: readonly Candidate[]): string | undefined =>
    errorCount(input, applyEdits(text, [...safe, ...some].flatMap(textEdits))) > errors
      ? 'it would break the syntax'
      : undefined;
  const kept = new Set(claimed);
  const rest = unsafe.filter((candidate) => !candidate.fix.claim || kept.has(candidate));
  return [...safe, ...largest(rest, breaks, budget, refuse)].sort(
    (a, b) => a.problem.range.start - b.problem.range.start,
  );
}

/**
 * The best fix of each problem that may be applied unseen; those that are in the way of another wait. Those without a
 * claim come first: they rewrite the most, and what they leave the others to do shows when the text is read again (a
 * cache mount needs no clean-up). Among these, one that adds a stage comes before all: it decides what ships, and the
 * others then look at that. Then by place and rule id.
 */
function candidatesOf(input: FixAllInput, text: string, refused: ReadonlySet<string>): Candidate[] {
  const all: Candidate[] = [];
  // A chain is one problem per link with one and the same fix, which may be as long as the file.
  const known = new Set<readonly FixEdit[]>();
  for (const problem of problemsOf(input, text)) {
    if (input.only !== undefined && problem.rule.id !== input.only) continue;
    const fix = problem.fixes.find(
      ({ safety }) => safety === 'safe' || (safety === 'unsafe' && input.unsafe === true),
    );
    if (!fix || known.has(fix.edits)) continue;
    known.add(fix.edits);
    if (!refused.has(keyOf({ problem, fix }))) all.push({ problem, fix });
  }
  const isClaimed = ({ fix }: Candidate) => fix.claim !== undefined;
  const taken = new TakenPlaces(input.language === 'dockerfile' ? parseDockerfile(text).instructions : []);
  const chosen = new Set<Candidate>();
  const lines = new Set<string>();
  const rank = (one: Candidate) => (isClaimed(one) ? 2 : textEdits(one).some(addsStage) ? 0 : 1);
  for (const one of [...all].sort((a, b) => rank(a) - rank(b))) {
    const edits = textEdits(one);
    // The same line higher up may be enough: SHELL is for all that follows.
    const own = isClaimed(one) ? [] : edits.filter(isNewLine).map(({ newText }) => newText.trim());
    if (!own.some((line) => lines.has(line)) && taken.add(edits, isClaimed(one))) chosen.add(one);
    for (const line of own) lines.add(line);
  }
  return all.filter((one) => chosen.has(one));
}

function addsStage({ newText }: TextEdit): boolean {
  return /^[ \t]*FROM[ \t]/im.test(newText);
}

function isNewLine({ range, newText }: TextEdit): boolean {
  return range.start === range.end && /^\s*\n|\n$/.test(newText);
}

function keyOf({ problem, fix }: Candidate): string {
  return `${problem.fingerprint} ${fix.id}`;
}

interface Budget {
  left: number;
}

/**
 * Candidates that pass a test together, as many as halving finds. Says which ones fail on their own. Leaves out what
 * it could not look at within the budget.
 */
function largest(
  candidates: readonly Candidate[],
  refusal: (some: readonly Candidate[]) => string | undefined,
  budget: Budget,
  refused: (candidate: Candidate, reason: string) => void,
): readonly Candidate[] {
  const [only] = candidates;
  if (!only || budget.left <= 0) return [];
  budget.left--;
  const reason = refusal(candidates);
  if (reason === undefined) return candidates;
  if (candidates.length === 1) {
    refused(only, reason);
    return [];
  }
  const middle = candidates.length >> 1;
  const first = largest(candidates.slice(0, middle), refusal, budget, refused);
  const second = largest(candidates.slice(middle), refusal, budget, refused);
  const both = [...first, ...second];
  if (first.length === 0 || second.length === 0) return both;
  if (budget.left <= 0) return first;
  budget.left--;
  return refusal(both) === undefined ? both : first;
}

/** How much of a text the build refuses. */
export function errorCount({ language }: Pick<FixAllInput, 'language'>, text: string): number {
  if (language === 'dockerignore') return readIgnoreFile(text).errors.length;
  const tree = parseDockerfile(text);
  return tree.errors.length + instructionErrors(tree).length;
}

function textEdits({ fix }: Candidate): TextEdit[] {
  return fix.edits.filter((edit) => 'range' in edit);
}

/** Edits of other files, each once. */
export function unique(files: readonly LinesForFile[]): LinesForFile[] {
  const seen = new Set<string>();
  return files.filter((file) => {
    const key = JSON.stringify(file);
    return seen.has(key) ? false : seen.add(key) !== undefined;
  });
}
