import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { featuresOf } from '../../server/src/lsp/capabilities.ts';
import { toDiagnostics } from '../../server/src/lsp/convert.ts';
import { ResultIds } from '../../server/src/lsp/resultIds.ts';
import { lintText } from '../../server/src/service.ts';
import { seeds } from '../fuzz/seeds.ts';
import { editorCapabilities } from '../stdio/serverProcess.ts';

const features = featuresOf({ processId: null, rootUri: null, capabilities: editorCapabilities });
const nowhere = () => undefined;
const lint = (text: string) => lintText(text, { configuration: { preset: 'all', rules: {} } });
const open = (text: string, version: number) =>
  TextDocument.create('file:///Dockerfile', 'dockerfile', version, text);

interface Change {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Ids of two versions of a document, and how the editor that shows the first one moves it. */
function compare(text: string, ...changes: readonly Change[]) {
  const ids = new ResultIds();
  const document = open(text, 1);
  const old = lint(text);
  const first = toDiagnostics(old, document, features, nowhere);
  const id = ids.idOf(old, document.uri);
  for (const change of changes) {
    const range = { start: document.positionAt(change.start), end: document.positionAt(change.end) };
    const events = [{ range, text: change.text }];
    ids.changing(document, events);
    TextDocument.update(document, events, document.version + 1);
  }
  const now = lint(document.getText());
  const isSame = ids.idOf(now, document.uri) === id;
  const said = toDiagnostics(now, document, features, nowhere);
  return { isSame, said, first, old, document };
}

/** Where an editor that shows the problems of the first version sees them after one change. */
function followed({ old, document }: ReturnType<typeof compare>, { start, end, text: inserted }: Change) {
  const moved = inserted.length - (end - start);
  /** Undefined: the change touches it, and what becomes of it is up to the editor. */
  const follow = (offset: number) => (offset < start ? offset : offset > end ? offset + moved : undefined);
  return old.problems.flatMap(({ range, related }) =>
    [range, ...related.flatMap((one) => ('range' in one ? one.range : []))].map((one) => {
      const [from, to] = [follow(one.start), follow(one.end)];
      return from === undefined || to === undefined
        ? undefined
        : { start: document.positionAt(from), end: document.positionAt(to) };
    }),
  );
}

describe('the name of a lint result', () => {
  it('stays when a character is typed where nothing is reported', () => {
    const text = 'FROM alpine:3.20\nMAINTAINER Ada\nRUN echo a && echo b\nWORKDIR srv\n';
    const at = text.indexOf(' && echo') - 1;
    expect(compare(text, { start: at, end: at, text: 'x' }).isSame).toBe(true);
  });

  it('changes when a problem is touched, comes, goes or moves', () => {
    const text = 'FROM alpine:3.20\nMAINTAINER Ada\nWORKDIR srv\n';
    const change = (start: number, end: number, inserted: string) =>
      compare(text, { start, end, text: inserted }).isSame;
    expect(change(text.length - 1, text.length - 1, 'x')).toBe(false);
    expect(change(text.indexOf('srv'), text.indexOf('srv'), '/')).toBe(false);
    expect(change(text.length, text.length, 'WORKDIR x')).toBe(false);
    expect(change(text.indexOf('WORKDIR'), text.indexOf('WORKDIR'), '\n')).toBe(false);
    expect(change(text.indexOf('WORKDIR'), text.indexOf('WORKDIR'), ' ')).toBe(false);
  });

  it('changes when there was more than one change', () => {
    const text = 'FROM alpine:3.20\nRUN echo a\n';
    const at = text.length - 2;
    expect(compare(text, { start: at, end: at, text: 'x' }).isSame).toBe(true);
    expect(
      compare(text, { start: at, end: at, text: 'x' }, { start: at, end: at + 1, text: '' }).isSame,
    ).toBe(false);
  });

  it('stays only if the editor shows what it would be told', () => {
    const change = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      length: fc.integer({ min: 0, max: 3 }),
      text: fc.constantFrom('', 'x', ' ', '"', '\\', '\n', '\r', '/', '$A', '#', 'é'),
    });
    let same = 0;
    fc.assert(
      fc.property(fc.constantFrom(...seeds), change, (text, { at, length, text: inserted }) => {
        // No editor has a place between the characters of a CRLF.
        const document = open(text, 1);
        const place = (offset: number) => document.offsetAt(document.positionAt(offset));
        const start = place(Math.floor(at * text.length));
        const end = Math.max(start, place(Math.min(text.length, start + length)));
        const applied = { start, end, text: inserted };
        const found = compare(text, applied);
        if (!found.isSame) return;
        same++;
        expect(found.said).toEqual(found.first);
        expect(followed(found, applied)).toEqual(
          found.said.flatMap(({ range, relatedInformation = [] }) => [
            range,
            ...relatedInformation.map(({ location }) => location.range),
          ]),
        );
      }),
      { numRuns: 400 },
    );
    // Else nothing was compared.
    expect(same).toBeGreaterThan(0);
  });
});
