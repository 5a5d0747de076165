import { afterEach, describe, expect, test } from 'vitest';
import {
  type CompletionItem,
  CompletionRequest,
  CompletionTriggerKind,
  DocumentFormattingRequest,
  DocumentOnTypeFormattingRequest,
  DocumentRangeFormattingRequest,
  DocumentSymbolRequest,
  FoldingRangeRequest,
  type Hover,
  HoverRequest,
  type MarkupContent,
  SignatureHelpRequest,
} from 'vscode-languageserver';
import { editorCapabilities } from '../stdio/serverProcess.ts';
import { Session, type SessionOptions } from './session.ts';

const uri = 'file:///ws/Dockerfile';

let session: Session;

async function start(options: SessionOptions = {}): Promise<Session> {
  session = await Session.start({ capabilities: editorCapabilities, ...options });
  return session;
}

afterEach(() => session.dispose());

function hover(line: number, character: number, document = uri): Promise<Hover | null> {
  return session.client.sendRequest(HoverRequest.type, {
    textDocument: { uri: document },
    position: { line, character },
  });
}

function markup(found: Hover | null): MarkupContent {
  return found?.contents as MarkupContent;
}

describe('hovers', () => {
  test('explain a keyword, with its range', async () => {
    await start();
    await session.open(uri, 'FROM alpine:3.20\n  copy a b\n');
    const found = await hover(1, 4);
    expect(found?.range).toEqual({ start: { line: 1, character: 2 }, end: { line: 1, character: 6 } });
    expect(markup(found)).toMatchObject({ kind: 'markdown', value: expect.stringContaining('**COPY**') });
  });

  test('are plain text for an editor without Markdown', async () => {
    await start({ capabilities: {} });
    await session.open(uri, 'FROM alpine:3.20\n');
    const { kind, value } = markup(await hover(0, 1));
    expect(kind).toBe('plaintext');
    expect(value).not.toMatch(/\*\*|```|\]\(/);
  });

  test('tell of a problem, unless problems are switched off', async () => {
    let enable = true;
    await start({ settings: () => ({ enable }) });
    await session.open(uri, 'FROM alpine:3.20\nMAINTAINER Ada\n');
    expect(markup(await hover(1, 3)).value).toContain('**maintainer-deprecated**');
    enable = false;
    await session.open('file:///ws/other/Dockerfile', 'FROM alpine:3.20\nMAINTAINER Ada\n');
    const value = markup(await hover(1, 3, 'file:///ws/other/Dockerfile')).value;
    expect(value).toContain('MAINTAINER');
    expect(value).not.toContain('**maintainer-deprecated**');
  });

  test('work in the old side of a diff too', async () => {
    await start();
    await session.open('git:/ws/Dockerfile?x', 'FROM alpine:3.20\n');
    expect(markup(await hover(0, 1, 'git:/ws/Dockerfile?x')).value).toContain('FROM');
  });

  test('are none where there is nothing to say', async () => {
    await start();
    await session.open(uri, 'FROM alpine:3.20\n\n');
    expect(await hover(1, 0)).toBeNull();
    expect(await hover(1000, 0)).toBeNull();
    expect(await hover(0, 0, 'file:///nowhere/Dockerfile')).toBeNull();
  });
});

describe('completion and signatures', () => {
  async function complete(line: number, character: number): Promise<CompletionItem[]> {
    const found = await session.client.sendRequest(CompletionRequest.type, {
      textDocument: { uri },
      position: { line, character },
    });
    return found as CompletionItem[];
  }

  test('complete a keyword in place, as a snippet, with documentation', async () => {
    await start();
    await session.open(uri, 'FROM alpine:3.20\nWORK\n');
    expect(await complete(1, 4)).toEqual([
      {
        label: 'WORKDIR /the/workdir/path',
        kind: 15,
        textEdit: {
          range: { start: { line: 1, character: 0 }, end: { line: 1, character: 4 } },
          newText: 'WORKDIR ${1:/the/workdir/path}',
        },
        insertTextFormat: 2,
        documentation: { kind: 'markdown', value: expect.stringContaining('docs.docker.com') },
      },
    ]);
  });

  test('mark what is deprecated', async () => {
    await start();
    await session.open(uri, 'FROM alpine:3.20\nMAINT\n');
    expect(await complete(1, 5)).toEqual([expect.objectContaining({ tags: [1] })]);
  });

  test('show the forms of an instruction', async () => {
    await start();
    await session.open(uri, 'FROM alpine:3.20\nEXPOSE \n');
    const help = await session.client.sendRequest(SignatureHelpRequest.type, {
      textDocument: { uri },
      position: { line: 1, character: 7 },
    });
    expect(help?.signatures[0]?.label).toBe('EXPOSE port ...');
    expect(help?.activeParameter).toBe(0);
  });

  test('complete a path of the build context, and say what the ignore file keeps out', async () => {
    const completion = {
      completionItem: {
        insertReplaceSupport: true,
        labelDetailsSupport: true,
        tagSupport: { valueSet: [1 as const] },
      },
    };
    await start({
      capabilities: { textDocument: { completion } },
      initializationOptions: { commands: true },
      files: { 'file:///ws/.dockerignore': '*.log\n', 'file:///ws/src/a.c': '', 'file:///ws/a.log': '' },
    });
    await session.open(uri, 'FROM alpine:3.20\nCOPY ab\n');
    expect(await complete(1, 6)).toEqual([
      expect.objectContaining({ label: '.dockerignore', kind: 17 }),
      {
        label: 'src/',
        kind: 19,
        sortText: '1src',
        filterText: 'src/',
        textEdit: {
          newText: 'src/',
          insert: { start: { line: 1, character: 5 }, end: { line: 1, character: 6 } },
          replace: { start: { line: 1, character: 5 }, end: { line: 1, character: 7 } },
        },
        command: { title: 'Suggest', command: 'editor.action.triggerSuggest' },
      },
      expect.objectContaining({
        label: 'a.log',
        sortText: '2a.log',
        detail: 'Kept out by line 1 of .dockerignore',
        tags: [1],
        labelDetails: { description: 'kept out: line 1 of .dockerignore' },
      }),
    ]);
  });

  test('complete a path for an editor that knows little', async () => {
    await start({ capabilities: {}, files: { 'file:///ws/src/a.c': '' } });
    await session.open(uri, 'FROM alpine:3.20\nCOPY s\n');
    expect(await complete(1, 6)).toEqual([
      {
        label: 'src/',
        kind: 19,
        sortText: '1src',
        filterText: 'src/',
        textEdit: {
          newText: 'src/',
          range: { start: { line: 1, character: 5 }, end: { line: 1, character: 6 } },
        },
      },
    ]);
  });

  test('know no paths in a document without a folder', async () => {
    await start();
    await session.open('untitled:Untitled-1', 'FROM alpine:3.20\nCOPY \n');
    const found = await session.client.sendRequest(CompletionRequest.type, {
      textDocument: { uri: 'untitled:Untitled-1' },
      position: { line: 1, character: 5 },
    });
    expect(found).toEqual([]);
  });

  test('say when there are more paths', async () => {
    const many = Array.from({ length: 600 }, (_, i) => [`file:///ws/f${i}`, ''] as const);
    await start({ files: Object.fromEntries(many) });
    await session.open(uri, 'FROM alpine:3.20\nCOPY f\n');
    expect(await complete(1, 6)).toMatchObject({ isIncomplete: true, items: { length: 500 } });
  });

  test('are quiet behind a character that means nothing there', async () => {
    await start({ files: { 'file:///ws/src/a.c': '' } });
    await session.open(uri, 'FROM alpine:3.20\n \nCOPY \n');
    await session.open('file:///ws/.shipshape.yaml', 'preset: ', 'yaml');
    const triggered = (document: string, line: number, character: number) =>
      session.client.sendRequest(CompletionRequest.type, {
        textDocument: { uri: document },
        position: { line, character },
        context: { triggerKind: CompletionTriggerKind.TriggerCharacter, triggerCharacter: ' ' },
      });
    expect(session.result.capabilities.completionProvider?.triggerCharacters).toEqual(
      expect.arrayContaining([' ', '/', '=', '"']),
    );
    expect(await triggered(uri, 1, 1)).toEqual([]);
    expect(await triggered('file:///ws/.shipshape.yaml', 0, 8)).toEqual([]);
    expect(await triggered(uri, 2, 5)).toHaveLength(1);
  });

  test('nothing of it in an ignore file', async () => {
    await start();
    await session.open('file:///ws/.dockerignore', 'WORK', 'dockerignore');
    const position = {
      textDocument: { uri: 'file:///ws/.dockerignore' },
      position: { line: 0, character: 4 },
    };
    const found = await session.client.sendRequest(CompletionRequest.type, position);
    expect(JSON.stringify(found)).not.toContain('WORKDIR');
    expect(await session.client.sendRequest(SignatureHelpRequest.type, position)).toBeNull();
  });
});

describe('ignore files', () => {
  const ignored = 'file:///ws/.dockerignore';
  const text = '# deps\nnode_modules  \n\n\n!node_modules/keep';
  const textDocument = { uri: ignored };

  test('have an outline, folding and a format', async () => {
    await start();
    await session.open(ignored, text);
    const symbols = await session.client.sendRequest(DocumentSymbolRequest.type, { textDocument });
    expect(symbols).toMatchObject([
      { name: 'deps', children: [{ name: 'node_modules' }, { name: '!node_modules/keep' }] },
    ]);
    expect(await session.client.sendRequest(FoldingRangeRequest.type, { textDocument })).toEqual([
      { startLine: 0, endLine: 4, kind: 'region' },
    ]);
    const options = { tabSize: 2, insertSpaces: true };
    const edits = await session.client.sendRequest(DocumentFormattingRequest.type, { textDocument, options });
    expect(edits).toEqual([
      { range: { start: { line: 1, character: 12 }, end: { line: 1, character: 14 } }, newText: '' },
      { range: { start: { line: 3, character: 0 }, end: { line: 4, character: 0 } }, newText: '' },
      { range: { start: { line: 4, character: 18 }, end: { line: 4, character: 18 } }, newText: '\n' },
    ]);
  });

  test('have a flat outline for an editor that knows no tree', async () => {
    await start({ capabilities: {} });
    await session.open(ignored, text);
    const symbols = await session.client.sendRequest(DocumentSymbolRequest.type, { textDocument });
    expect(symbols?.map(({ name }) => name)).toEqual(['deps', 'node_modules', '!node_modules/keep']);
  });

  test('explain a pattern under the cursor', async () => {
    await start();
    await session.open(ignored, text);
    expect(markup(await hover(4, 3, ignored)).value).toContain('May take back from line 2');
  });
});

describe('formatting', () => {
  const textDocument = { uri };
  const options = { tabSize: 2, insertSpaces: true };
  const at = (line: number, start: number, end: number, newText: string) => ({
    range: { start: { line, character: start }, end: { line, character: end } },
    newText,
  });

  test('a Dockerfile, as the editor indents', async () => {
    await start();
    await session.open(uri, ' FROM alpine:3.20  \nRUN a && \\\n    b\n\n\n');
    const request = { textDocument, options };
    expect(await session.client.sendRequest(DocumentFormattingRequest.type, request)).toEqual([
      at(0, 0, 1, ''),
      at(2, 0, 4, '  '),
    ]);
    const more = {
      ...options,
      trimTrailingWhitespace: true,
      trimFinalNewlines: true,
      ignoreMultilineInstructions: true,
    };
    expect(
      await session.client.sendRequest(DocumentFormattingRequest.type, { textDocument, options: more }),
    ).toEqual([
      at(0, 0, 1, ''),
      at(0, 17, 19, ''),
      { range: { start: { line: 3, character: 0 }, end: { line: 5, character: 0 } }, newText: '' },
    ]);
  });

  test('lines of it; a selection that ends at a margin does not reach the line there', async () => {
    await start();
    await session.open(uri, ' FROM alpine:3.20\n USER a\n USER b\n');
    const range = { start: { line: 0, character: 3 }, end: { line: 2, character: 0 } };
    const request = { textDocument, range, options };
    expect(await session.client.sendRequest(DocumentRangeFormattingRequest.type, request)).toEqual([
      at(0, 0, 1, ''),
      at(1, 0, 1, ''),
    ]);
  });

  test('the line that joins an instruction as its end is typed', async () => {
    await start();
    expect(session.result.capabilities.documentOnTypeFormattingProvider).toEqual({
      firstTriggerCharacter: '\\',
      moreTriggerCharacter: ['`'],
    });
    await session.open(uri, 'FROM alpine:3.20\nRUN a && \\\nb\n');
    const request = { textDocument, position: { line: 1, character: 10 }, ch: '\\', options };
    expect(await session.client.sendRequest(DocumentOnTypeFormattingRequest.type, request)).toEqual([
      at(2, 0, 0, '  '),
    ]);
  });

  test('nothing where there is no such document, and with nonsense for a size', async () => {
    await start();
    const request = { textDocument: { uri: 'file:///gone/Dockerfile' }, options };
    expect(await session.client.sendRequest(DocumentFormattingRequest.type, request)).toEqual([]);
    await session.open(uri, 'FROM a\nRUN b && \\\nc\n');
    const odd = { textDocument, options: { tabSize: -3, insertSpaces: true } };
    expect(await session.client.sendRequest(DocumentFormattingRequest.type, odd)).toEqual([at(2, 0, 0, ' ')]);
  });
});
