import type { Diagnostic, DiagnosticRelatedInformation, MarkupContent, Range } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { diagnosticSource } from '../../../shared/src/identifiers.ts';
import { rulePage } from '../features/rulePage.ts';
import type { Problem } from '../lint/problem.ts';
import type { LintResult } from '../lint/run.ts';
import type { TextRange } from '../text/range.ts';
import type { ClientFeatures } from './capabilities.ts';
import { DiagnosticSeverity, DiagnosticTag, MarkupKind } from './protocol.ts';

/** Where a path of a document's build context is; undefined where that is not known. */
export type Locate = (document: string, path: string) => string | undefined;

/** A lint result as the client may see it. */
export function toDiagnostics(
  result: LintResult,
  document: TextDocument,
  features: ClientFeatures,
  locate: Locate,
): Diagnostic[] {
  const { problems, note } = result;
  const diagnostics = problems.map((problem) => toDiagnostic(problem, document, features, locate));
  if (note) {
    diagnostics.push({
      range: toRange(note.range, document),
      message: note.message,
      severity: DiagnosticSeverity.Information,
      source: diagnosticSource,
    });
  }
  return diagnostics;
}

const severities = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
} as const;

const tagsOf = { unnecessary: DiagnosticTag.Unnecessary, deprecated: DiagnosticTag.Deprecated } as const;

export function toDiagnostic(
  problem: Problem,
  document: TextDocument,
  features: ClientFeatures,
  locate: Locate,
): Diagnostic {
  const related = toRelatedInformation(problem, document, features, locate);
  return {
    range: toRange(problem.range, document),
    ...toSaying(problem, features),
    ...(related.length > 0 ? { relatedInformation: related } : {}),
  };
}

/** The part of a diagnostic that is the same wherever its problem goes. */
export function toSaying(problem: Problem, features: ClientFeatures): Omit<Diagnostic, 'range'> {
  const { rule } = problem;
  const tags = problem.tags.map((tag) => tagsOf[tag]).filter((tag) => features.tags.has(tag));
  return {
    message: problem.message,
    severity: severities[problem.severity],
    source: diagnosticSource,
    code: rule.id,
    ...(features.codeDescription ? { codeDescription: { href: rulePage(rule.id) } } : {}),
    ...(features.diagnosticData ? { data: problem.fingerprint } : {}),
    ...(tags.length > 0 ? { tags } : {}),
  };
}

export function toRelatedInformation(
  { related }: Problem,
  document: TextDocument,
  features: ClientFeatures,
  locate: Locate,
): DiagnosticRelatedInformation[] {
  return features.relatedInformation ? related.flatMap((one) => toRelated(one, document, locate)) : [];
}

function toRelated(
  related: Problem['related'][number],
  document: TextDocument,
  locate: Locate,
): DiagnosticRelatedInformation[] {
  const { message } = related;
  if ('range' in related) {
    return [{ location: { uri: document.uri, range: toRange(related.range, document) }, message }];
  }
  const uri = locate(document.uri, related.path);
  const start = { line: related.line ?? 0, character: 0 };
  return uri === undefined ? [] : [{ location: { uri, range: { start, end: start } }, message }];
}

export function toRange(range: TextRange, document: TextDocument): Range {
  return { start: document.positionAt(range.start), end: document.positionAt(range.end) };
}

export function toOffsets(range: Range, document: TextDocument): TextRange {
  const start = document.offsetAt(range.start);
  return { start, end: Math.max(start, document.offsetAt(range.end)) };
}

/** Clients without Markdown get the text with its marks taken off. */
export function toMarkup(markdown: string, supportsMarkdown: boolean): MarkupContent {
  if (supportsMarkdown) return { kind: MarkupKind.Markdown, value: markdown };
  const plain = markdown
    .replace(/^```.*\n?/gm, '')
    .replace(/\[([^\]]*)\]\(([^)]*)\)/g, '$1: $2')
    .replace(/\*\*|(?<!\\)`/g, '')
    .replace(/\\([\\`*_{}[\]()#+\-!<>|~])/g, '$1');
  return { kind: MarkupKind.PlainText, value: plain };
}
