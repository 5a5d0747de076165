import { describe, expect, test } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { featuresOf } from '../../server/src/lsp/capabilities.ts';
import { toSnippet, toWorkspaceEdit } from '../../server/src/lsp/workspaceEdit.ts';
import { createLanguageService } from '../../server/src/service.ts';
import { MemoryHost } from '../harness/memoryHost.ts';
import { editorCapabilities } from '../stdio/serverProcess.ts';

const uri = 'file:///ws/Dockerfile';
const ignoreUri = 'file:///ws/.dockerignore';
const document = TextDocument.create(uri, 'dockerfile', 7, 'FROM alpine\n');
const features = featuresOf({ processId: null, rootUri: null, capabilities: editorCapabilities });
const options = {
  configuration: { preset: 'recommended', rules: {} },
  fixAllUnsafe: false,
  placeholders: true,
} as const;

/** The edits of a fix that adds lines to an ignore file, over the given files. */
async function editsFor(files: Readonly<Record<string, string>>, create: boolean, lines = ['dist']) {
  const service = createLanguageService(new MemoryHost(files), { contextChanged: () => undefined });
  service.update({ uri, language: 'dockerfile', version: 7, text: 'FROM alpine\n' });
  const edit = { path: '.dockerignore', appendLines: lines, create };
  return { service, edits: await service.editsOf(uri, { kind: 'edits', edits: [edit] }, options) };
}

describe('edits of another file', () => {
  test('add to its end', async () => {
    const { edits } = await editsFor({ [ignoreUri]: 'node_modules\ntmp' }, false);
    expect(edits && toWorkspaceEdit(edits, document, () => undefined, features, undefined)).toEqual({
      documentChanges: [
        {
          textDocument: { uri: ignoreUri, version: null },
          edits: [
            {
              range: { start: { line: 1, character: 3 }, end: { line: 1, character: 3 } },
              newText: '\ndist\n',
            },
          ],
        },
      ],
    });
  });

  test('are of the text in the editor, in its version, when it is open', async () => {
    const { service } = await editsFor({ [ignoreUri]: 'on disk\n' }, false);
    service.update({ uri: ignoreUri, language: 'dockerignore', version: 3, text: 'dist\n' });
    const effect = {
      kind: 'edits',
      edits: [{ path: '.dockerignore', appendLines: ['dist', 'tmp'], create: false }],
    } as const;
    const edits = await service.editsOf(uri, effect, options);
    expect(edits?.files).toEqual([
      { uri: ignoreUri, text: 'dist\n', edit: { range: { start: 5, end: 5 }, newText: 'tmp\n' } },
    ]);
    const converted = edits && toWorkspaceEdit(edits, document, () => 3, features, undefined);
    expect(converted?.documentChanges?.[0]).toMatchObject({ textDocument: { uri: ignoreUri, version: 3 } });
  });

  test('create it where the fix may', async () => {
    const { edits } = await editsFor({}, true, ['dist', 'node_modules']);
    expect(edits && toWorkspaceEdit(edits, document, () => undefined, features, undefined)).toEqual({
      documentChanges: [
        { kind: 'create', uri: ignoreUri, options: { ignoreIfExists: true } },
        {
          textDocument: { uri: ignoreUri, version: null },
          edits: [
            {
              range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
              newText: 'dist\nnode_modules\n',
            },
          ],
        },
      ],
    });
  });

  test('are none where the file is missing and must not be created, or holds the lines', async () => {
    expect((await editsFor({}, false)).edits).toBeUndefined();
    expect((await editsFor({ [ignoreUri]: 'dist\n' }, true)).edits).toBeUndefined();
  });

  test('are not half applied by a client that cannot create files', async () => {
    const { edits } = await editsFor({}, true);
    expect(
      edits &&
        toWorkspaceEdit(edits, document, () => undefined, { ...features, createFiles: false }, undefined),
    ).toBeUndefined();
    expect(
      edits &&
        toWorkspaceEdit(edits, document, () => undefined, { ...features, documentChanges: false }, undefined),
    ).toBeUndefined();
  });

  test('are confirmed where the client can ask', async () => {
    const { edits } = await editsFor({}, true);
    const edit = edits && toWorkspaceEdit(edits, document, () => undefined, features, 'Look here');
    expect(edit?.changeAnnotations).toEqual({ confirm: { label: 'Look here', needsConfirmation: true } });
    expect(edit?.documentChanges).toEqual([
      expect.objectContaining({ kind: 'create', annotationId: 'confirm' }),
      expect.objectContaining({ edits: [expect.objectContaining({ annotationId: 'confirm' })] }),
    ]);
    const unasked =
      edits &&
      toWorkspaceEdit(
        edits,
        document,
        () => undefined,
        { ...features, changeAnnotations: false },
        'Look here',
      );
    expect(JSON.stringify(unasked)).not.toContain('nnotation');
  });
});

describe('snippets', () => {
  test('escape what a snippet would read', () => {
    const text = 'RUN echo "$HOME" ${X} \\ here }';
    const start = text.indexOf('here');
    expect(toSnippet(text, { start, end: start + 4 })).toBe('RUN echo "\\$HOME" \\${X\\} \\\\ ${1:here} \\}');
  });

  test('are text for a client that does not know them', () => {
    const edits = {
      edits: [{ range: { start: 0, end: 4 }, newText: 'USER name', placeholder: { start: 5, end: 9 } }],
      files: [],
    };
    const [withField] =
      toWorkspaceEdit(edits, document, () => undefined, features, undefined)?.documentChanges ?? [];
    expect(withField).toMatchObject({ edits: [{ snippet: { kind: 'snippet', value: 'USER ${1:name}' } }] });
    const plain = toWorkspaceEdit(
      edits,
      document,
      () => undefined,
      { ...features, snippetEdits: false },
      undefined,
    );
    expect(plain?.documentChanges?.[0]).toMatchObject({ edits: [{ newText: 'USER name' }] });
  });
});
