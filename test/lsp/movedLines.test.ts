import { afterEach, describe, expect, test } from 'vitest';
import { type CodeAction, CodeActionResolveRequest, type WorkspaceEdit } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { editorCapabilities } from '../stdio/serverProcess.ts';
import { place, Session } from './session.ts';

const root = 'file:///ws/my%20app/';
const uri = `${root}services/api/.dockerignore`;
const target = `${root}.dockerignore`;
const files = {
  'services/api/.dockerignore': 'on disk\n',
  'services/api/main.ts': '',
  Dockerfile: 'FROM node:22\nCOPY services/api/main.ts /app/\n',
};
const text = '# Own\nnode_modules\r\n!dist\n';
const moved = ['# Own', 'services/api/node_modules', '!services/api/dist', ''].join('\n');

let session: Session;
afterEach(() => session.dispose());

interface Given {
  readonly more?: Readonly<Record<string, string>>;
  /** Texts of documents that are open beside, by path; in their second version. */
  readonly open?: Readonly<Record<string, string>>;
  readonly workspaceEdit?: object;
  /** What the setting `fixAll.unsafe` says. */
  readonly unsafe?: boolean;
}

async function offered(given: Given): Promise<CodeAction | undefined> {
  await start(given);
  const actions = await session.actions(uri, place(1, 0), ['quickfix']);
  return actions.find(({ title }) => title.startsWith('Move the lines'));
}

async function start({ more = {}, open = {}, workspaceEdit, unsafe = false }: Given): Promise<void> {
  const all = Object.entries({ ...files, ...more }).map(([path, content]) => [root + path, content]);
  const workspace = { ...editorCapabilities.workspace, ...(workspaceEdit ? { workspaceEdit } : {}) };
  session = await Session.start({
    capabilities: { ...editorCapabilities, workspace },
    folders: [root.slice(0, -1)],
    files: Object.fromEntries(all),
    settings: () => ({ fixAll: { unsafe } }),
  });
  for (const [path, content] of Object.entries(open)) {
    await session.open(root + path, '', 'ignore');
    await session.change(root + path, 2, place(0, 0), content);
  }
  await session.open(uri, text, 'ignore');
  for (let refreshes = -1; refreshes !== session.refreshes; ) {
    refreshes = session.refreshes;
    await session.diagnostics(uri);
    await session.settle();
    await session.advance(100);
  }
}

/** The texts after an edit, and what is deleted; as a client does it, which knows the versions of what is open. */
function applied(edit: WorkspaceEdit | undefined, open: Readonly<Record<string, string>>, given: Given) {
  const texts = new Map<string, string>([[uri, text]]);
  for (const [path, content] of Object.entries({ ...given.more, ...open })) texts.set(root + path, content);
  for (const change of edit?.documentChanges ?? []) {
    if (!('kind' in change)) {
      const { uri: changed, version } = change.textDocument;
      const path = changed.slice(root.length);
      expect(version).toBe(changed === uri ? 1 : path in open ? 2 : null);
      const document = TextDocument.create(changed, 'ignore', 1, texts.get(changed) ?? 'missing');
      texts.set(changed, TextDocument.applyEdits(document, change.edits as []));
    } else if (change.kind === 'create') texts.set(change.uri, texts.get(change.uri) ?? '');
    else if (change.kind === 'delete') texts.delete(change.uri);
  }
  return Object.fromEntries(texts);
}

const creating = { documentChanges: true, resourceOperations: ['create'], changeAnnotationSupport: {} };

describe('the lines of an ignore file that no build reads', () => {
  test('go where they are read: into a file that is made, out of one that is deleted, once the user agrees', async () => {
    const action = await offered({});
    expect(action?.title).toBe(
      'Move the lines to where they are read (unsafe, also changes ../../.dockerignore)',
    );
    expect(action?.isPreferred).toBeUndefined();
    expect(action?.edit?.changeAnnotations).toEqual({
      confirm: { label: 'Moves what is in a file', needsConfirmation: true },
    });
    expect(action?.edit?.documentChanges).toEqual([
      { kind: 'create', uri: target, options: { ignoreIfExists: true }, annotationId: 'confirm' },
      { textDocument: { uri: target, version: null }, edits: [expect.anything()] },
      { kind: 'delete', uri, options: { ignoreIfNotExists: true }, annotationId: 'confirm' },
    ]);
    expect(applied(action?.edit, {}, {})).toEqual({ [target]: moved });
  });

  test('into one that is there', async () => {
    const given = { more: { '.dockerignore': '.git' } };
    const action = await offered(given);
    expect(applied(action?.edit, {}, given)).toEqual({ [target]: `.git\n\n${moved}` });
  });

  test('into one that is open, and not saved', async () => {
    const open = { '.dockerignore': '\uFEFF.git\r\nservices/api/node_modules\r\n' };
    const given = { more: { '.dockerignore': 'old\n' }, open };
    const action = await offered(given);
    expect(applied(action?.edit, open, given)).toEqual({
      [target]: `${open['.dockerignore']}\r\n# Own\r\n!services/api/dist\r\n`,
    });
  });

  test('into that of the Dockerfile, where it has one', async () => {
    const given = { more: { '.dockerignore': 'x\n', 'Dockerfile.dockerignore': '' } };
    const action = await offered(given);
    expect(action?.title).toContain('also changes ../../Dockerfile.dockerignore');
    expect(applied(action?.edit, {}, given)).toEqual({
      [target]: 'x\n',
      [`${root}Dockerfile.dockerignore`]: moved,
    });
  });

  test('leave an empty file where the client cannot delete one, or cannot ask', async () => {
    const action = await offered({ more: { '.dockerignore': '' }, workspaceEdit: creating });
    expect(action?.edit?.changeAnnotations).toBeUndefined();
    expect(applied(action?.edit, {}, { more: { '.dockerignore': '' } })).toEqual({
      [uri]: '',
      [target]: moved,
    });
    session.dispose();
    const unasked = { documentChanges: true, resourceOperations: ['create', 'delete'] };
    const other = await offered({ workspaceEdit: unasked });
    expect(applied(other?.edit, {}, {})).toEqual({ [uri]: '', [target]: moved });
  });

  test('stay where the client cannot make the file', async () => {
    const workspaceEdit = { ...creating, resourceOperations: [] };
    expect(await offered({ workspaceEdit })).toBeUndefined();
    session.dispose();
    expect(await offered({ workspaceEdit: {} })).toBeUndefined();
  });

  test('stay where several ignore files are read for the folder', async () => {
    const web = { 'web.Dockerfile': 'FROM x\nCOPY . .\n', 'web.Dockerfile.dockerignore': '' };
    expect(await offered({ more: web })).toBeUndefined();
    expect((await session.diagnostics(uri)).map(({ code }) => code)).toContain('dockerignore-not-read');
  });

  test('are moved by "fix all" where this may do what is not safe, and nothing is deleted', async () => {
    for (const unsafe of [false, true]) {
      await start({ more: { '.dockerignore': '' }, unsafe });
      const [all] = await session.actions(uri, place(0, 0), ['source.fixAll']);
      const resolved = all && (await session.client.sendRequest(CodeActionResolveRequest.type, all));
      const texts = applied(resolved?.edit, {}, { more: { '.dockerignore': '' } });
      expect(texts).toEqual(unsafe ? { [uri]: '', [target]: moved } : { [uri]: text, [target]: '' });
      session.dispose();
    }
  });

  test('name the Dockerfile, wherever it is', async () => {
    await offered({});
    const [problem] = await session.diagnostics(uri);
    expect(problem?.relatedInformation).toEqual([
      {
        location: { uri: `${root}Dockerfile`, range: place(0, 0) },
        message: 'Copies services/api/main.ts',
      },
    ]);
  });
});
