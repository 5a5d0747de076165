import type { TextDocumentContentChangeEvent } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Problem } from '../lint/problem.ts';
import type { LintResult } from '../lint/run.ts';
import type { TextEdit } from '../text/edit.ts';
import type { TextRange } from '../text/range.ts';
import { toOffsets } from './convert.ts';

/**
 * Names for lint results: the same as long as an editor that shows the one need not be told of the other. Most
 * keystrokes change no problem, and what is not said again is neither converted, nor sent, nor drawn again.
 */
export class ResultIds {
  private readonly last = new Map<string, Named>();
  private count = 0;

  /** To be told before a document changes. */
  changing(document: TextDocument, changes: readonly TextDocumentContentChangeEvent[]): void {
    const named = this.last.get(document.uri);
    if (!named) return;
    const [change] = changes;
    // One change at a time: of more the first may hide what the second does.
    const isOnly = changes.length === 1 && named.stays === undefined;
    named.stays =
      isOnly && change && 'range' in change
        ? staysPut({ range: toOffsets(change.range, document), newText: change.text }, document.getText())
        : never;
  }

  idOf(result: LintResult, uri: string): string {
    const before = this.last.get(uri);
    if (before?.result === result) return before.id;
    const isSame = before?.stays !== undefined && looksSame(before.result, result, before.stays);
    const id = isSame ? before.id : String(++this.count);
    this.last.set(uri, { id, result, stays: undefined });
    return id;
  }

  forget(uri: string): void {
    this.last.delete(uri);
  }
}

interface Named {
  readonly id: string;
  readonly result: LintResult;
  /** Undefined: the document has not changed since. */
  stays: StaysPut | undefined;
}

/** Whether a range before the change is at the same line and character behind it, and the editor sees it there. */
type StaysPut = (old: TextRange, now: TextRange) => boolean;

const never: StaysPut = () => false;

/**
 * Editors move what they show along with the text. What a change touches may be anywhere then, and is said again. When
 * lines come or go, everything below is somewhere else.
 */
function staysPut({ range, newText }: TextEdit, text: string): StaysPut {
  const hasBreak = /[\r\n]/;
  if (hasBreak.test(newText) || hasBreak.test(text.slice(range.start, range.end))) return never;
  // It may come between the characters of a CRLF, or join them.
  if (text[range.start - 1] === '\r') return never;
  const lineEnd = text.indexOf('\n', range.end);
  const below = lineEnd < 0 ? text.length : lineEnd;
  const moved = newText.length - (range.end - range.start);
  return (old, now) => {
    const isAbove = old.end < range.start;
    const isBelow = old.start > below;
    // It goes on in another line: its end is where it was, as the editor sees it.
    const isAround = old.start < range.start && old.end > below;
    if (!isAbove && !isBelow && !isAround) return false;
    return now.start === old.start + (isBelow ? moved : 0) && now.end === old.end + (isAbove ? 0 : moved);
  };
}

function looksSame(old: LintResult, now: LintResult, stays: StaysPut): boolean {
  if (old.problems.length !== now.problems.length || old.note || now.note) return false;
  return old.problems.every((problem, i) => isSame(problem, now.problems[i], stays));
}

function isSame(old: Problem, now: Problem | undefined, stays: StaysPut): boolean {
  return (
    now !== undefined &&
    old.rule === now.rule &&
    old.fingerprint === now.fingerprint &&
    old.message === now.message &&
    old.severity === now.severity &&
    stays(old.range, now.range) &&
    old.tags.length === now.tags.length &&
    old.tags.every((tag, i) => tag === now.tags[i]) &&
    old.related.length === now.related.length &&
    old.related.every((one, i) => {
      const other = now.related[i];
      // Where another file lies is not told by the text.
      return (
        other !== undefined &&
        'range' in one &&
        'range' in other &&
        one.message === other.message &&
        stays(one.range, other.range)
      );
    })
  );
}
