import type {
  Diagnostic,
  DiagnosticRelatedInformation,
  FullDocumentDiagnosticReport,
  Position,
  Range,
} from 'vscode-languageserver';
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
   * Hands over what `JSON.stringify` would give, text by text. They are there already, and put together they would be
   * some hundred kilobytes more for V8 to collect after each keystroke.
   */
  eachText(take: (text: string) => void): void {
    take(`{"kind":"full","resultId":${JSON.stringify(this.resultId)},"items":[`);
    for (let i = 0; i < this.itemTexts.length; i++) {
      if (i > 0) take(',');
      take(this.itemTexts[i] as string);
    }
    take(']}');
  }

  get items(): Diagnostic[] {
    return this.toJSON().items;
  }

  toJSON(): FullDocumentDiagnosticReport {
    const texts: string[] = [];
    this.eachText((text) => texts.push(text));
    return JSON.parse(texts.join(''));
  }
}

/**
 * Texts of the problems of the document that was reported last. Between two keystrokes most problems say the same, and
 * most of them at the same lines and characters; the others some further on.
 */
export class ProblemTexts {
  private uri: string | undefined;
  private readonly known = new Map<string, Known>();

  of({ result, document, features, locate }: ReportSource): string[] {
    if (result.note) {
      return toDiagnostics(result, document, features, locate).map((one) => JSON.stringify(one));
    }
    const { known } = this;
    // What is gone may come back with the next keystroke, and is let go when much of it has come together.
    if (document.uri !== this.uri || known.size > 2 * result.problems.length + 100) known.clear();
    this.uri = document.uri;
    return result.problems.map((problem) => {
      const { fingerprint, related } = problem;
      // No two problems of a document have the same one.
      let one = known.get(fingerprint);
      if (!one || !saysTheSame(one, problem)) {
        one = newlyKnown(problem, features);
        known.set(fingerprint, one);
      }
      const range = toRange(problem.range, document);
      const more = related.length === 0 ? none : toRelatedInformation(problem, document, features, locate);
      if (one.text === undefined || !isSameRange(one.range, range) || !areSame(one.more, more)) {
        one.range = range;
        one.more = more;
        const told = more.length === 0 ? '' : `,"relatedInformation":${JSON.stringify(more)}`;
        one.text = `{"range":${rangeText(range)},${one.said}${told}}`;
      }
      return one.text;
    });
  }
}

interface Known extends Pick<Problem, 'rule' | 'message' | 'severity' | 'tags'> {
  /** The members of its diagnostic but for the places. */
  readonly said: string;
  /** All of its diagnostic, where it was last. */
  text?: string;
  range?: Range;
  more?: readonly DiagnosticRelatedInformation[];
}

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

const none: readonly DiagnosticRelatedInformation[] = [];

function areSame(
  some: readonly DiagnosticRelatedInformation[] | undefined,
  others: readonly DiagnosticRelatedInformation[],
): boolean {
  if (some?.length !== others.length) return false;
  for (let i = 0; i < others.length; i++) {
    const [one, other] = [some[i], others[i]] as [DiagnosticRelatedInformation, DiagnosticRelatedInformation];
    const isSame = one.message === other.message && one.location.uri === other.location.uri;
    if (!isSame || !isSameRange(one.location.range, other.location.range)) return false;
  }
  return true;
}

function isSameRange(one: Range | undefined, { start, end }: Range): boolean {
  return one !== undefined && isSamePosition(one.start, start) && isSamePosition(one.end, end);
}

function isSamePosition(one: Position, { line, character }: Position): boolean {
  return one.line === line && one.character === character;
}

function rangeText({ start, end }: Range): string {
  return `{"start":${positionText(start)},"end":${positionText(end)}}`;
}

function positionText({ line, character }: Position): string {
  return `{"line":${line},"character":${character}}`;
}
