import { afterEach, describe, expect, test } from 'vitest';
import {
  type CodeAction,
  CodeActionRequest,
  CodeActionResolveRequest,
  CodeActionTriggerKind,
  ExecuteCommandRequest,
  ShowDocumentRequest,
  type TextDocumentEdit,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { editorCapabilities } from '../stdio/serverProcess.ts';
import { place, Session, type SessionOptions } from './session.ts';

const uri = 'file:///ws/Dockerfile';
const text = 'FROM alpine:3.20\nMAINTAINER Ada\nFROM alpine:3.20\nMAINTAINER Bob\n';
const here = place(1, 3);

let session: Session;

async function start(options: SessionOptions = {}): Promise<Session> {
  session = await Session.start({ capabilities: editorCapabilities, ...options });
  return session;
}

afterEach(() => session.dispose());

/** The text after the edits of an action on the open document. */
function applied(action: CodeAction | undefined, before = text): string | undefined {
  const changes = action?.edit?.documentChanges as TextDocumentEdit[] | undefined;
  const edits = changes?.find(({ textDocument }) => textDocument.uri === uri)?.edits;
  if (!edits) return undefined;
  const document = TextDocument.create(uri, 'dockerfile', 1, before);
  return TextDocument.applyEdits(
    document,
    edits.map((edit) => ('snippet' in edit ? { range: edit.range, newText: edit.snippet.value } : edit)),
  );
}

function find(actions: readonly CodeAction[], title: RegExp): CodeAction | undefined {
  return actions.find((action) => title.test(action.title));
}

describe('code actions', () => {
  test('of an untitled document change that alone, and say nothing of files beside it', async () => {
    const untitled = 'untitled:Untitled-1';
    await start();
    await session.open(
      untitled,
      'FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci\nCMD ["node", "server.js"]\n',
    );
    const reorder = find(await session.actions(untitled, place(2, 1)), /then copy the rest/);
    expect(reorder?.title).toBe('Copy package*.json first, install, then copy the rest (unsafe)');
    const changed = reorder?.edit?.documentChanges?.map(
      (change) => (change as TextDocumentEdit).textDocument.uri,
    );
    expect(changed).toEqual([untitled]);
  });

  test('are fixes of this version, with the problem they mend', async () => {
    await start();
    await session.open(uri, text);
    const [first] = await session.actions(uri, here);
    expect(first).toMatchObject({ kind: 'quickfix', isPreferred: true });
    expect(first?.diagnostics).toEqual(
      (await session.diagnostics(uri)).filter(
        ({ code, range }) => code === 'maintainer-deprecated' && range.start.line === 1,
      ),
    );
    expect(first?.edit?.documentChanges?.[0]).toMatchObject({ textDocument: { uri, version: 1 } });
    expect(applied(first)).toBe(
      'FROM alpine:3.20\nLABEL org.opencontainers.image.authors="Ada"\nFROM alpine:3.20\nMAINTAINER Bob\n',
    );
  });

  test('ignoring a rule leaves the cursor on the reason', async () => {
    await start();
    await session.open(uri, text);
    const ignore = find(await session.actions(uri, here), /^Ignore maintainer-deprecated here$/);
    expect(applied(ignore)).toBe(
      'FROM alpine:3.20\n# shipshape ignore=maintainer-deprecated ${1:reason}\nMAINTAINER Ada\nFROM alpine:3.20\nMAINTAINER Bob\n',
    );
  });

  test('without snippets, the comment has no reason', async () => {
    const { workspaceEdit, ...workspace } = editorCapabilities.workspace ?? {};
    expect(workspaceEdit?.snippetEditSupport).toBe(true);
    await start({
      capabilities: {
        ...editorCapabilities,
        workspace: { ...workspace, workspaceEdit: { documentChanges: true } },
      },
    });
    await session.open(uri, text);
    const ignore = find(await session.actions(uri, here), /^Ignore maintainer-deprecated here$/);
    expect(applied(ignore)).toContain('\n# shipshape ignore=maintainer-deprecated\nMAINTAINER Ada\n');
  });

  test('all fixes of a rule get their edits when they are chosen', async () => {
    await start();
    await session.open(uri, text);
    const all = find(await session.actions(uri, here), /^Fix all 2 maintainer-deprecated problems/);
    expect(all?.edit).toBeUndefined();
    const resolved = await session.client.sendRequest(CodeActionResolveRequest.type, all as CodeAction);
    expect(applied(resolved)).not.toContain('MAINTAINER');
  });

  test('a choice that comes after the next keystroke has no edits', async () => {
    await start();
    await session.open(uri, text);
    const [all] = await session.actions(uri, here, ['source.fixAll']);
    await session.change(uri, 2, place(0, 0), '\n');
    const resolved = await session.client.sendRequest(CodeActionResolveRequest.type, all as CodeAction);
    expect(resolved.edit).toBeUndefined();
  });

  test('source.fixAll.shipshape applies every safe fix, whatever the range', async () => {
    const { codeAction, ...textDocument } = editorCapabilities.textDocument ?? {};
    const { codeActionLiteralSupport } = codeAction ?? {};
    const plain = codeActionLiteralSupport ? { codeActionLiteralSupport } : {};
    await start({
      capabilities: { ...editorCapabilities, textDocument: { ...textDocument, codeAction: plain } },
    });
    await session.open(uri, text);
    for (const only of [['source.fixAll'], ['source.fixAll.shipshape']]) {
      const [all, ...others] = await session.actions(uri, place(0, 0), only);
      expect(others).toEqual([]);
      expect(all?.kind).toBe('source.fixAll.shipshape');
      expect(applied(all)).not.toContain('MAINTAINER');
    }
    expect(await session.actions(uri, place(0, 0), ['source.fixAll.eslint'])).toEqual([]);
  });

  test('a client that knows only commands gets none', async () => {
    await start({ capabilities: { textDocument: { diagnostic: {}, codeAction: {} } } });
    expect(session.result.capabilities.codeActionProvider).toBeUndefined();
  });

  test('a client without versioned edits gets plain ones', async () => {
    await start({ capabilities: { textDocument: editorCapabilities.textDocument ?? {} } });
    await session.open(uri, text);
    const [first] = await session.actions(uri, here);
    expect(Object.keys(first?.edit?.changes ?? {})).toEqual([uri]);
  });

  test('none for what is not open', async () => {
    await start();
    expect(await session.actions(uri, here)).toEqual([]);
  });
});

describe('refactorings', () => {
  const run = 'FROM alpine:3.20\nWORKDIR /src\nRUN make && make install\n';
  const command = place(2, 12);

  test('are announced as a kind of their own', async () => {
    await start();
    expect(session.result.capabilities.codeActionProvider).toMatchObject({
      codeActionKinds: expect.arrayContaining(['quickfix', 'refactor.rewrite', 'source.fixAll.shipshape']),
    });
  });

  test('part a RUN where there is no problem', async () => {
    await start();
    await session.open(uri, run);
    for (const only of [undefined, ['refactor'], ['refactor.rewrite']]) {
      const split = find(
        await session.actions(uri, command, only),
        /^Split this RUN in front of make install$/,
      );
      expect(split?.kind).toBe('refactor.rewrite');
      expect(split?.diagnostics).toBeUndefined();
      expect(applied(split, run)).toBe('FROM alpine:3.20\nWORKDIR /src\nRUN make\nRUN make install\n');
    }
  });

  test('do not light a bulb by themselves', async () => {
    await start();
    await session.open(uri, run);
    const context = { diagnostics: [], triggerKind: CodeActionTriggerKind.Automatic };
    const params = { textDocument: { uri }, range: command, context };
    const found = (await session.client.sendRequest(CodeActionRequest.type, params)) ?? [];
    expect(found.filter((action) => 'kind' in action && action.kind?.startsWith('refactor'))).toEqual([]);
  });

  test('offer the fix of a rule that is off by default', async () => {
    const apt = 'FROM debian:12\nRUN apt install -y curl\n';
    await start();
    await session.open(uri, apt);
    const diagnostics = await session.diagnostics(uri);
    expect(diagnostics.map(({ code }) => code)).not.toContain('prefer-apt-get');
    const offered = await session.actions(uri, place(1, 20), ['refactor']);
    expect(new Set(offered.map(({ kind }) => kind))).toEqual(new Set(['refactor.rewrite']));
    expect(offered.map((action) => applied(action, apt))).toContain(
      'FROM debian:12\nRUN apt-get install -y curl\n',
    );
  });
});

describe('the page of a rule', () => {
  test('is opened by the extension where there is one', async () => {
    await start({ initializationOptions: { commands: true } });
    await session.open(uri, text);
    const page = find(await session.actions(uri, here), /^Open the page of maintainer-deprecated$/);
    expect(page?.command).toMatchObject({
      command: 'shipshape.openRulePage',
      arguments: ['maintainer-deprecated'],
    });
    expect(session.result.capabilities.executeCommandProvider).toBeUndefined();
  });

  test('else by the editor, on the web', async () => {
    await start();
    const shown: unknown[] = [];
    session.client.onRequest(ShowDocumentRequest.type, (params) => {
      shown.push(params);
      return { success: true };
    });
    await session.open(uri, text);
    const page = find(await session.actions(uri, here), /^Open the page/);
    const { command = '', arguments: given = [] } = page?.command ?? {};
    expect(session.result.capabilities.executeCommandProvider?.commands).toContain(command);
    await session.client.sendRequest(ExecuteCommandRequest.type, { command, arguments: given });
    expect(shown).toEqual([
      {
        uri: 'https://github.com/shipshape-dev/shipshape/blob/main/docs/rules/maintainer-deprecated.md',
        external: true,
      },
    ]);
  });

  test('else not at all', async () => {
    await start({ capabilities: { ...editorCapabilities, window: {} } });
    await session.open(uri, text);
    expect(find(await session.actions(uri, here), /^Open the page/)).toBeUndefined();
  });
});

describe("the guides' form of an instruction", () => {
  const run = 'FROM debian:12-slim\nRUN apt-get update && apt-get install curl\nUSER nobody\n';

  test('is computed when it is chosen, as one edit to confirm', async () => {
    await start();
    await session.open(uri, run);
    const action = find(await session.actions(uri, place(1, 10)), /guides' form/);
    expect(action).toMatchObject({ kind: 'quickfix.shipshape.instruction' });
    expect(action?.edit).toBeUndefined();
    const resolved = await session.client.sendRequest(CodeActionResolveRequest.type, action as CodeAction);
    const [annotation] = Object.values(resolved.edit?.changeAnnotations ?? {});
    expect(annotation).toEqual({ label: "The guides' form", needsConfirmation: true });
    const changes = resolved.edit?.documentChanges as TextDocumentEdit[];
    expect(changes[0]?.edits).toHaveLength(1);
    expect(applied(resolved, run)).toContain('apt-get install -y --no-install-recommends curl');
  });

  test('is computed at once for a client that cannot ask again', async () => {
    const textDocument = {
      ...editorCapabilities.textDocument,
      codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: [] } } },
    };
    await start({ capabilities: { ...editorCapabilities, textDocument } });
    await session.open(uri, run);
    const action = find(await session.actions(uri, place(1, 10)), /guides' form/);
    expect(applied(action, run)).toContain('--no-install-recommends');
  });
});
