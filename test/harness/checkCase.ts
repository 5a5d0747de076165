import { serialize } from 'node:v8';
import { expect } from 'vitest';
import { fixAll } from '../../server/src/lint/fixAll.ts';
import { insertIgnoreFileSuppression, insertSuppression } from '../../server/src/lint/insertSuppression.ts';
import { defaultConfiguration, type Problem, type ProblemFix } from '../../server/src/lint/problem.ts';
import { proveFixes } from '../../server/src/lint/proof/prove.ts';
import { type LintResult, lintDockerfile } from '../../server/src/lint/run.ts';
import { createModel } from '../../server/src/model/model.ts';
import { rules } from '../../server/src/rules/index.ts';
import type { Rule } from '../../server/src/rules/rule.ts';
import { parseDockerfile } from '../../server/src/syntax/dockerfile/parser.ts';
import { readIgnoreFile } from '../../server/src/syntax/dockerignore/reader.ts';
import { applyEdits, areDisjoint, type TextEdit } from '../../server/src/text/edit.ts';
import { splitsUnit } from '../../server/src/text/minimalEdit.ts';
import { contextOf } from './contextFacts.ts';
import {
  applyFix,
  applyToFiles,
  lint,
  lintWith,
  syntaxErrors,
  type TestDocument,
  tally,
  textEdits,
} from './document.ts';
import { type Marker, renderMarkers } from './markers.ts';
import type { FixedBlock, Spec, SpecCase } from './spec.ts';
import { variantsOf } from './variants.ts';

export function documentOf(specCase: SpecCase): TestDocument {
  const { language, text, options, files, path } = specCase;
  if (language === 'dockerfile' || files.size === 0)
    return { language, text, options, context: contextOf(files) };
  return { language, text, options, context: contextOf(files, { path, text }), own: { path, files } };
}

/** Every automatic check of one case; throws with a message that names what is wrong and how it should read. */
export function checkCase(rule: Rule, spec: Spec, specCase: SpecCase): void {
  const document = documentOf(specCase);
  const result = lintWith(rule, document);
  expect(result.log, `the rule must not fail, and the options must be valid (${specCase.name})`).toEqual([]);
  checkMarkers(specCase.text, specCase.markers, result.problems, specCase.name);
  if (specCase.expects === 'bad') {
    expect(result.problems.length, 'a bad example needs a problem').toBeGreaterThan(0);
  }
  if (specCase.expects === 'good') expect(result.problems.map(showProblem)).toEqual([]);
  checkDeterminism(rule, document, result);
  for (const problem of result.problems) checkProblem(rule, document, problem);
  if (specCase.noFix) {
    const offered = result.problems.flatMap(({ fixes }) => fixes.map(({ id }) => id));
    expect(offered, 'the fence says no-fix').toEqual([]);
  }
  for (const block of specCase.fixed) checkFixed(rule, specCase, block, result.problems);
  checkFixpoint(rule, document);
  checkVariants(rule, spec, specCase, result.problems);
  checkSuppression(rule, document, result.problems);
}

/** The problems as markers, so that they can be pasted into the spec. */
export function toMarkers(problems: readonly Problem[]): Marker[] {
  return problems.map(({ range, messageId, message }) => ({ range, id: messageId, text: message }));
}

/** The text a `fixed` block stands for; throws when there is no such fix. */
export function fixedText(
  rule: Rule,
  specCase: SpecCase,
  block: FixedBlock,
  problems: readonly Problem[],
): { readonly text: string; readonly fix: ProblemFix | undefined } {
  if (block.fix === 'all') {
    return { text: fixEverything(rule, documentOf(specCase)), fix: undefined };
  }
  const offering = problems.flatMap(({ fixes }) => fixes.filter(({ id }) => id === block.fix));
  const fix = offering[block.occurrence - 1];
  if (!fix) {
    const ids = [...new Set(problems.flatMap(({ fixes }) => fixes.map(({ id }) => id)))];
    throw new Error(
      `line ${block.fence.line + 1}: no ${block.occurrence > 1 ? `${block.occurrence}. ` : ''}problem offers the fix ` +
        `"${block.fix}"; offered are: ${ids.join(', ') || 'none'}`,
    );
  }
  if (block.file === undefined) return { text: applyFix(specCase.text, fix), fix };
  return { text: applyToFiles(specCase.files, fix).get(block.file) ?? '', fix };
}

function checkMarkers(
  text: string,
  expected: readonly Marker[],
  problems: readonly Problem[],
  name: string,
  compareText = true,
): void {
  const actual = toMarkers(problems);
  const pairs = [...expected].sort(byPlace);
  const found = [...actual].sort(byPlace);
  const wanted = pairs.map((marker, i) => {
    const same = found[i];
    const isSame = same && byPlace(same, marker) === 0;
    return isSame && (!compareText || marker.text === undefined) ? { ...marker, text: same.text } : marker;
  });
  expect(
    renderMarkers(text, found).join('\n'),
    `${name}: the problems (received) must be those of the markers (expected); UPDATE=1 rewrites the spec`,
  ).toBe(renderMarkers(text, wanted).join('\n'));
}

function byPlace(a: Marker, b: Marker): number {
  return (
    a.range.start - b.range.start || a.range.end - b.range.end || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
  );
}

function checkDeterminism(rule: Rule, document: TestDocument, result: LintResult): void {
  expect(summary(lintWith(rule, document)), 'check must say the same twice').toEqual(summary(result));
  if (document.language !== 'dockerfile') return;
  const tree = parseDockerfile(document.text);
  const model = createModel(tree);
  const before = serialize(tree);
  const configuration = {
    preset: 'all',
    rules: { [rule.id]: { severity: 'on', options: document.options } },
  } as const;
  const input = { text: document.text, model, context: document.context, configuration, rules: [rule] };
  expect(summary(lintDockerfile(input))).toEqual(summary(result));
  expect(summary(lintDockerfile(input)), 'check must not change the model').toEqual(summary(result));
  expect(serialize(tree).equals(before), 'check must not change the tree').toBe(true);
}

function summary(result: LintResult): unknown {
  return result.problems.map(({ rule, ...rest }) => ({ rule: rule.id, ...rest }));
}

function checkProblem(rule: Rule, document: TestDocument, problem: Problem): void {
  const { text } = document;
  const shown = showProblem(problem);
  const ranges = [problem.range, ...problem.related.flatMap((one) => ('range' in one ? [one.range] : []))];
  for (const range of ranges) {
    expect(range.end > range.start || text.trim() === '', `an empty range cannot be seen: ${shown}`).toBe(
      true,
    );
    checkRange(text, range, shown);
  }
  expect(problem.message, shown).not.toMatch(/[{}]|undefined|\n/);
  for (const fix of problem.fixes) checkFix(rule, document, problem, fix);
}

function checkFix(rule: Rule, document: TestDocument, problem: Problem, fix: ProblemFix): void {
  const { text } = document;
  const shown = `fix "${fix.id}" of ${showProblem(problem)}`;
  const edits = textEdits(fix);
  expect(fix.edits.length, `a fix needs an edit: ${shown}`).toBeGreaterThan(0);
  expect(areDisjoint(edits), `edits must not overlap or insert twice at one place: ${shown}`).toBe(true);
  edits.reduce((previous, { range, newText }) => {
    expect(range.start >= previous, `edits must be sorted: ${shown}`).toBe(true);
    checkRange(text, range, shown);
    const old = text.slice(range.start, range.end);
    expect(old !== newText, `an edit that changes nothing: ${shown}`).toBe(true);
    expect(
      isMinimal(old, newText),
      `an edit is longer than it needs to be (${JSON.stringify(old)} -> ${JSON.stringify(newText)}): ${shown}`,
    ).toBe(true);
    return range.end;
  }, 0);
  const after: TestDocument = { ...document, text: applyFix(text, fix) };
  if (edits.length === 0) return;
  if (fix.safety === 'manual') return;
  const errors = syntaxErrors(document);
  const newErrors = syntaxErrors(after).filter((code) => !errors.includes(code));
  expect(newErrors, `the fix brings a syntax error: ${shown}\n${after.text}`).toEqual([]);
  const before = tally(lintWith(rule, document).problems);
  const rest = tally(lintWith(rule, after).problems);
  const key = `${rule.id} ${problem.messageId}`;
  expect(rest.get(key) ?? 0, `the problem is still there after ${shown}\n${after.text}`).toBeLessThan(
    before.get(key) ?? 0,
  );
  if (fix.safety !== 'safe') return;
  const proof = proveFixes(document.language, text, [fix]);
  expect(proof, `the claim does not hold: ${shown}\n${after.text}`).toEqual({ ok: true });
  const others = rules.filter(({ id }) => id !== rule.id);
  const oldOthers = tally(lint(document, others, defaultConfiguration).problems);
  const newOthers = tally(lint(after, others, defaultConfiguration).problems);
  const added = [...newOthers].filter(([id, count]) => count > (oldOthers.get(id) ?? 0)).map(([id]) => id);
  expect(added, `new problems of other rules after ${shown}\n${after.text}`).toEqual([]);
}

/** Edits are token-sized: none repeats a whole word at its start or end. */
function isMinimal(old: string, text: string): boolean {
  const shorter = Math.min(old.length, text.length);
  let start = 0;
  while (start < shorter && old[start] === text[start]) start++;
  let tail = 0;
  while (tail < shorter - start && old.at(-1 - tail) === text.at(-1 - tail)) tail++;
  return !/\S\s/.test(old.slice(0, start)) && !/\s\S/.test(old.slice(old.length - tail));
}

function checkRange(
  text: string,
  range: { readonly start: number; readonly end: number },
  shown: string,
): void {
  for (const offset of [range.start, range.end]) {
    expect(splitsUnit(text, offset), `a range splits a surrogate pair or a CRLF: ${shown}`).toBe(false);
  }
}

function checkFixed(rule: Rule, specCase: SpecCase, block: FixedBlock, problems: readonly Problem[]): void {
  const where = `line ${block.fence.line + 1}: after the fix "${block.fix}" the text is (received), the spec says (expected)`;
  const { text, fix } = fixedText(rule, specCase, block, problems);
  expect(text, where).toBe(block.text);
  if (!fix) return;
  const declared = block.safety ?? rule.fixes[fix.id]?.safety;
  expect(
    fix.safety,
    `line ${block.fence.line + 1}: safety of "${fix.id}"; write it on the fence when it is lower`,
  ).toBe(declared);
  if (!block.placeholder) return;
  const { start, end } = block.placeholder;
  const marked = textEdits(fix).flatMap(({ newText }, i) => {
    const placeholder = fix.edits.filter((edit) => 'range' in edit)[i]?.placeholder;
    return placeholder ? [newText.slice(placeholder.start, placeholder.end)] : [];
  });
  expect(marked, `line ${block.fence.line + 1}: the placeholder`).toEqual([block.text.slice(start, end)]);
}

function checkFixpoint(rule: Rule, document: TestDocument): void {
  const text = fixEverything(rule, document);
  expect(fixEverything(rule, { ...document, text }), 'fix all must be idempotent').toBe(text);
  const left = lintWith(rule, { ...document, text }).problems.flatMap(({ fixes }) => fixes.slice(0, 1));
  expect(
    left.filter(({ safety }) => safety === 'safe').map(({ title }) => title),
    `safe fixes are left after fix all\n${text}`,
  ).toEqual([]);
}

function fixEverything(rule: Rule, { language, text, context, options }: TestDocument): string {
  return fixAll({
    language,
    text,
    context,
    configuration: { preset: 'all', rules: { [rule.id]: { severity: 'on', options } } },
    rules: [rule],
  }).text;
}

function checkVariants(rule: Rule, spec: Spec, specCase: SpecCase, problems: readonly Problem[]): void {
  for (const variant of variantsOf(specCase)) {
    if (spec.not.has(variant.name) || specCase.not.has(variant.name)) continue;
    const name = `${specCase.name} as ${variant.name} (leave out with not=${variant.name})`;
    const document = { ...documentOf(specCase), text: variant.text };
    const result = lintWith(rule, document);
    expect(result.log, name).toEqual([]);
    checkMarkers(
      variant.text,
      variant.markers,
      result.problems,
      name,
      variant.name === 'crlf' || variant.name === 'bom',
    );
    result.problems.forEach((problem, i) => {
      checkProblem(rule, document, problem);
      const plain = problems[i];
      if (!plain || variant.name === 'onbuild') return;
      expect(
        problem.fixes.map(({ id }) => id),
        `${name}: the fixes offered`,
      ).toEqual(plain.fixes.map(({ id }) => id));
      problem.fixes.forEach((fix, j) => {
        const original = plain.fixes[j];
        const wanted = original && variant.transform(applyFix(specCase.text, original));
        if (wanted !== undefined)
          expect(applyFix(variant.text, fix), `${name}: after "${fix.id}"`).toBe(wanted);
      });
    });
  }
}

/** Each problem is silenced by our comment, for the line and for the file, and by the codes of its equivalents. */
function checkSuppression(rule: Rule, document: TestDocument, problems: readonly Problem[]): void {
  const { text, language } = document;
  const left = (edited: string) => lintWith(rule, { ...document, text: edited }).problems;
  const tree = language === 'dockerfile' ? parseDockerfile(text) : undefined;
  const file = readIgnoreFile(text);
  for (const problem of problems) {
    for (const scope of ['next', 'file'] as const) {
      const edit = tree
        ? insertSuppression(tree, problem.range, rule, scope)
        : insertIgnoreFileSuppression(file, problem.range, rule, scope);
      if (!edit) {
        expect(scope, 'only directives cannot be silenced one by one').toBe('next');
        continue;
      }
      const edited = applyEdits(text, [edit]);
      const remaining = left(edited).map(({ messageId }) => messageId);
      const shown = `silenced for ${scope}: ${showProblem(problem)}\n${edited}`;
      expect(remaining.length, shown).toBeLessThan(problems.length);
      if (scope === 'file') expect(remaining, shown).toEqual([]);
      else checkForeignComments(rule, document, problems, edit);
    }
  }
  if (!tree || problems.length === 0 || tree.directives.length > 0) return;
  const bom = text.startsWith('\uFEFF') ? '\uFEFF' : '';
  for (const { tool, code, match } of rule.equivalents) {
    if (match === 'related') continue;
    const comment =
      tool === 'hadolint'
        ? `# hadolint global ignore=${code}`
        : tool === 'buildkit'
          ? `# check=skip=${code}`
          : undefined;
    if (comment === undefined) continue;
    const edited = `${bom}${comment}\n${text.slice(bom.length)}`;
    expect(left(edited).map(showProblem), `silenced by ${comment}`).toEqual([]);
  }
}

/** The comment of hadolint or BuildKit in the place where ours would be. */
function checkForeignComments(
  rule: Rule,
  document: TestDocument,
  problems: readonly Problem[],
  edit: TextEdit,
): void {
  const own = `# shipshape ignore=${rule.id}`;
  if (document.language !== 'dockerfile' || !edit.newText.includes(own)) return;
  for (const { tool, code, match } of rule.equivalents) {
    if (match === 'related' || (tool !== 'hadolint' && tool !== 'buildkit')) continue;
    const comment = tool === 'hadolint' ? `# hadolint ignore=${code}` : `# check=skip=${code} // why`;
    const newText = edit.newText.replace(own, comment);
    const text = applyEdits(document.text, [{ range: edit.range, newText }]);
    // In front of everything it is a directive, whose value ends with the line.
    if (parseDockerfile(text).directives.some(({ name }) => name === 'check')) continue;
    const left = lintWith(rule, { ...document, text }).problems;
    expect(left.length, `silenced by "${comment}"\n${text}`).toBeLessThan(problems.length);
  }
}

function showProblem({ rule, messageId, message, range }: Problem): string {
  return `${rule.id}/${messageId} at ${range.start}..${range.end}: ${message}`;
}
