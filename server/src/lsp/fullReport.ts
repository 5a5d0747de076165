import type { Diagnostic, FullDocumentDiagnosticReport } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Problem } from '../lint/problem.ts';
import type { LintResult } from '../lint/run.ts';
import type { ClientFeatures } from './capabilities.ts';
import { type Locate, toDiagnostics, toRange, toRelatedInformation, toSaying } from './convert.ts';
import { DocumentDiagnosticReportKind } from './protocol.ts';

/** What a report is made of. */
export interface ReportSource {
  readonly result: LintResult;
  readonly document: TextDocument;
  readonly features: ClientFeatures;
  readonly locate: Locate;
}

/** All diagnostics of a document as they are now, for a connection that writes objects. */
export function fullReport(resultId: string, items: Diagnostic[]): FullDocumentDiagnosticReport {
  return { kind: DocumentDiagnosticReportKind.Full, resultId, items };
}

/** The same, ready to be written, for a connection that can: see `Runtime.writesText`. */
export class WrittenReport implements FullDocumentDiagnosticReport {
  readonly kind = DocumentDiagnosticReportKind.Full;
  readonly resultId: string;
  private readonly itemTexts: readonly string[];

  constructor(resultId: string, itemTexts: readonly string[]) {
    this.resultId = resultId;
    this.itemTexts = itemTexts;
  }

  /**
   * What `JSON.stringify` would give, in pieces, of which a long report has many: a string of some hundred kilobytes is
   * a large object to V8, which stays until all of the heap is collected.
   */
  pieces(): string[] {
    const pieces: string[] = [];
    let from = 0;
    let length = 0;
    const take = (to: number, before: string, behind: string): void => {
      pieces.push(`${before}${this.itemTexts.slice(from, to).join()}${behind}`);
      from = to;
      length = 0;
    };
    const head = `{"kind":"full","resultId":${JSON.stringify(this.resultId)},"items":[`;
    for (let i = 0; i < this.itemTexts.length; i++) {
      if (length > pieceLength) take(i, pieces.length === 0 ? head : ',', '');
      length += (this.itemTexts[i] as string).length;
    }
    take(this.itemTexts.length, pieces.length === 0 ? head : ',', ']}');
    return pieces;
  }

  get items(): Diagnostic[] {
    return this.toJSON().items;
  }

  toJSON(): FullDocumentDiagnosticReport {
    return JSON.parse(this.pieces().join(''));
  }
}

/** Characters from which on a piece ends with the next item. */
const pieceLength = 30_000;

/**
 * Texts of the problems of the document that was reported last. Between two keystrokes most problems say the same, some
 * characters or lines further on.
 */
export class ProblemTexts {
  private uri: string | undefined;
  private known: ReadonlyMap<string, Known> = new Map();

  of({ result, document, features, locate }: ReportSource): string[] {
    if (result.note) {
      return toDiagnostics(result, document, features, locate).map((one) => JSON.stringify(one));
    }
    const before = document.uri === this.uri ? this.known : noneKnown;
    const now = new Map<string, Known>();
    this.uri = document.uri;
    this.known = now;
    return result.problems.map((problem) => {
      const { fingerprint, range, related } = problem;
      // No two problems of a document have the same one.
      let known = before.get(fingerprint);
      if (!known || !saysTheSame(known, problem)) known = newlyKnown(problem, features);
      now.set(fingerprint, known);
      const { start, end } = toRange(range, document);
      const text = `{"range":{"start":${placeText(start)},"end":${placeText(end)}},${known.said}`;
      const more = related.length === 0 ? [] : toRelatedInformation(problem, document, features, locate);
      return more.length === 0 ? `${text}}` : `${text},"relatedInformation":${JSON.stringify(more)}}`;
    });
  }
}

interface Known extends Pick<Problem, 'rule' | 'message' | 'severity' | 'tags'> {
  /** The members of its diagnostic but for the places. */
  readonly said: string;
}

const noneKnown: ReadonlyMap<string, Known> = new Map();

function newlyKnown(problem: Problem, features: ClientFeatures): Known {
  const { rule, message, severity, tags } = problem;
  const said = JSON.stringify(toSaying(problem, features)).slice(1, -1);
  return { rule, message, severity, tags, said };
}

function saysTheSame(known: Known, { rule, message, severity, tags }: Problem): boolean {
  return (
    known.rule === rule && known.message === message && known.severity === severity && known.tags === tags
  );
}

function placeText({ line, character }: { readonly line: number; readonly character: number }): string {
  return `{"line":${line},"character":${character}}`;
}
