import { addLines } from '../../server/src/features/codeActions/addLines.ts';
import type { Problem, ProblemFix } from '../../server/src/lint/problem.ts';
import { type LintResult, lintDockerfile, lintIgnoreFile } from '../../server/src/lint/run.ts';
import { createModel } from '../../server/src/model/model.ts';
import type { ContextFacts, Rule } from '../../server/src/rules/rule.ts';
import { parseDockerfile } from '../../server/src/syntax/dockerfile/parser.ts';
import { readIgnoreFile } from '../../server/src/syntax/dockerignore/reader.ts';
import { applyEdits, type TextEdit } from '../../server/src/text/edit.ts';
import { contextOf } from './contextFacts.ts';

/** A document and what a rule needs to judge it. */
export interface TestDocument {
  readonly language: Rule['language'];
  readonly text: string;
  readonly context: ContextFacts;
  /** Of an ignore file: its name, and the files of its context, which is judged by each text anew. */
  readonly own?: { readonly path: string; readonly files: ReadonlyMap<string, string> };
  readonly options: Readonly<Record<string, unknown>>;
}

/** What one rule says, whatever its preset. */
export function lintWith(rule: Rule, document: TestDocument): LintResult {
  return lint(document, [rule], {
    preset: 'all',
    rules: { [rule.id]: { severity: 'on', options: document.options } },
  });
}

export function lint(
  { language, text, context, own }: TestDocument,
  rules: readonly Rule[],
  configuration: Parameters<typeof lintDockerfile>[0]['configuration'],
): LintResult {
  if (language === 'dockerignore') {
    const facts = own ? contextOf(own.files, { path: own.path, text }) : context;
    return lintIgnoreFile({ text, file: readIgnoreFile(text), context: facts, configuration, rules });
  }
  const model = createModel(parseDockerfile(text));
  return lintDockerfile({ text, model, context, configuration, rules });
}

/** Codes of what the parser refuses. */
export function syntaxErrors({ language, text }: TestDocument): string[] {
  return language === 'dockerfile'
    ? parseDockerfile(text).errors.map(({ code }) => code)
    : readIgnoreFile(text).errors.map(({ code }) => code);
}

export function textEdits(fix: ProblemFix): TextEdit[] {
  return fix.edits.filter((edit) => 'range' in edit);
}

export function applyFix(text: string, fix: ProblemFix): string {
  return applyEdits(text, textEdits(fix));
}

/** The other files after a fix, by path. Lines that are there already are not added twice. */
export function applyToFiles(files: ReadonlyMap<string, string>, fix: ProblemFix): Map<string, string> {
  const result = new Map(files);
  for (const edit of fix.edits) {
    if (!('path' in edit)) continue;
    const old = result.get(edit.path);
    if (old === undefined && !edit.create) continue;
    const added = addLines(old ?? '', edit);
    if (added) result.set(edit.path, applyEdits(old ?? '', [added]));
  }
  return result;
}

/** Rules and messages, without what depends on the place. */
export function tally(problems: readonly Problem[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const problem of problems) {
    const key = `${problem.rule.id} ${problem.messageId}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}
