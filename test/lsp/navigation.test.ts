import { afterEach, describe, expect, test } from 'vitest';
import {
  DefinitionRequest,
  DocumentHighlightRequest,
  DocumentLinkRequest,
  DocumentSymbolRequest,
  FoldingRangeRequest,
  PrepareRenameRequest,
  ReferencesRequest,
  RenameRequest,
} from 'vscode-languageserver';
import { usesOfFileRequest, type WireFileUses } from '../../shared/src/protocol.ts';
import { Session, type SessionOptions } from './session.ts';

const uri = 'file:///ws/Dockerfile';
const textDocument = { uri };
const text = 'FROM alpine:3.20 AS base\nCOPY a.c \\\n  b.c /src/\nFROM base\nCOPY --from=base /src/a.c /\n';
const files = { 'file:///ws/a.c': '', 'file:///ws/b.c': '', 'file:///ws/.dockerignore': 'b.c\n' };

let session: Session;

async function start(options: SessionOptions = {}): Promise<void> {
  session = await Session.start({ files, ...options });
  await session.open(uri, text);
}

afterEach(() => session.dispose());

const range = (line: number, start: number, end: number) => ({
  start: { line, character: start },
  end: { line, character: end },
});

describe('a definition', () => {
  const at = (line: number, character: number) =>
    session.client.sendRequest(DefinitionRequest.type, { textDocument, position: { line, character } });

  test('says what leads to it, for an editor that wants to know', async () => {
    await start({ capabilities: { textDocument: { definition: { linkSupport: true } } } });
    expect(await at(3, 6)).toEqual([
      {
        originSelectionRange: range(3, 5, 9),
        targetUri: uri,
        targetRange: range(0, 20, 24),
        targetSelectionRange: range(0, 20, 24),
      },
    ]);
  });

  test('is a place in this file or another', async () => {
    await start();
    expect(await at(2, 3)).toEqual([{ uri: 'file:///ws/b.c', range: range(0, 0, 0) }]);
    expect(await at(4, 20)).toEqual([{ uri, range: range(1, 5, 8) }]);
    expect(await at(0, 1)).toBeNull();
  });
});

test('references and highlights', async () => {
  await start();
  const position = { line: 3, character: 6 };
  const uses = [range(3, 5, 9), range(4, 12, 16)];
  const declared = range(0, 20, 24);
  const references = (includeDeclaration: boolean) =>
    session.client.sendRequest(ReferencesRequest.type, {
      textDocument,
      position,
      context: { includeDeclaration },
    });
  expect(await references(true)).toEqual([declared, ...uses].map((place) => ({ uri, range: place })));
  expect(await references(false)).toEqual(uses.map((place) => ({ uri, range: place })));
  expect(await session.client.sendRequest(DocumentHighlightRequest.type, { textDocument, position })).toEqual(
    [{ range: declared, kind: 3 }, ...uses.map((place) => ({ range: place, kind: 2 }))],
  );
});

test('links', async () => {
  await start();
  expect(await session.client.sendRequest(DocumentLinkRequest.type, { textDocument })).toEqual([
    { range: range(1, 5, 8), target: 'file:///ws/a.c' },
    { range: range(2, 2, 5), target: 'file:///ws/b.c' },
  ]);
});

test('the uses of a file', async () => {
  await start();
  const usesOf = (file: string) =>
    session.client.sendRequest<WireFileUses>(usesOfFileRequest.method, { uri: file });
  expect(await usesOf('file:///ws/a.c')).toEqual({ uses: [{ uri, range: range(1, 5, 8) }], keptOutBy: [] });
  expect(await usesOf('file:///ws/b.c')).toEqual({ uses: [], keptOutBy: ['line 1 of .dockerignore'] });
});

test('outline and folding', async () => {
  await start({
    capabilities: { textDocument: { documentSymbol: { hierarchicalDocumentSymbolSupport: true } } },
  });
  expect(await session.client.sendRequest(DocumentSymbolRequest.type, { textDocument })).toMatchObject([
    { name: 'base', detail: 'alpine:3.20', kind: 2, children: [{ name: 'COPY a.c b.c /src/' }] },
    { name: 'FROM base', children: [{ name: 'COPY /src/a.c /' }] },
  ]);
  expect(await session.client.sendRequest(FoldingRangeRequest.type, { textDocument })).toEqual([
    { startLine: 0, endLine: 2 },
    { startLine: 1, endLine: 2 },
    { startLine: 3, endLine: 4 },
  ]);
});

describe('a new name', () => {
  const position = { line: 3, character: 6 };

  test('for a stage, in all its places, of this version of the document', async () => {
    await start({
      capabilities: {
        textDocument: { rename: { prepareSupport: true } },
        workspace: { workspaceEdit: { documentChanges: true } },
      },
    });
    const prepared = await session.client.sendRequest(PrepareRenameRequest.type, { textDocument, position });
    expect(prepared).toEqual({ range: range(3, 5, 9), placeholder: 'base' });
    const edit = await session.client.sendRequest(RenameRequest.type, {
      textDocument,
      position,
      newName: ' deps ',
    });
    expect(edit).toEqual({
      documentChanges: [
        {
          textDocument: { uri, version: 1 },
          edits: [range(0, 20, 24), range(3, 5, 9), range(4, 12, 16)].map((at) => ({
            range: at,
            newText: 'deps',
          })),
        },
      ],
    });
  });

  test('plainly, for an editor that knows no versions; refused with the reason', async () => {
    await start();
    const rename = (newName: string) =>
      session.client.sendRequest(RenameRequest.type, { textDocument, position, newName });
    expect((await rename('deps'))?.changes?.[uri]).toHaveLength(3);
    await expect(rename('scratch')).rejects.toThrow('scratch means something else to the builder.');
    const nothing = { textDocument, position: { line: 0, character: 1 }, newName: 'x' };
    expect(await session.client.sendRequest(RenameRequest.type, nothing)).toBeNull();
  });
});
