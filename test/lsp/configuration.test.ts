import { afterEach, describe, expect, test } from 'vitest';
import {
  type CodeAction,
  CodeActionResolveRequest,
  type CompletionItem,
  CompletionRequest,
  DidChangeWatchedFilesNotification,
  type Hover,
  HoverRequest,
  type TextDocumentEdit,
} from 'vscode-languageserver';
import { editorCapabilities } from '../stdio/serverProcess.ts';
import { place, Session } from './session.ts';

const uri = 'file:///ws/app/Dockerfile';
const text = 'FROM alpine:3.20\nMAINTAINER Ada\nCMD ["a"]\n';
const configuration = 'file:///ws/.shipshape.yaml';

let session: Session;

async function start(files: Readonly<Record<string, string>> = {}, settings?: unknown): Promise<void> {
  session = await Session.start({
    capabilities: editorCapabilities,
    files,
    folders: ['file:///ws'],
    settings: () => settings ?? {},
  });
}

const codes = async (): Promise<unknown[]> => (await session.diagnostics(uri)).map(({ code }) => code);

afterEach(() => session.dispose());

describe('a configuration file', () => {
  test('counts from the first diagnostics on', async () => {
    await start({ [configuration]: 'rules:\n  maintainer-deprecated: off\n' });
    await session.open(uri, text);
    expect(await codes()).not.toContain('maintainer-deprecated');
  });

  test('goes over the settings', async () => {
    await start(
      { [configuration]: 'rules:\n  maintainer-deprecated: hint\n' },
      { rules: { 'maintainer-deprecated': 'error', 'missing-user': 'off' } },
    );
    await session.open(uri, text);
    const found = await session.diagnostics(uri);
    expect(found.find(({ code }) => code === 'maintainer-deprecated')?.severity).toBe(4);
    expect(found.some(({ code }) => code === 'missing-user')).toBe(false);
  });

  test('excludes files', async () => {
    await start({ [configuration]: 'exclude: [app]\n' });
    await session.open(uri, text);
    expect(await codes()).toEqual([]);
  });

  test('of hadolint counts too, its comments until it says no', async () => {
    await start({ 'file:///ws/.hadolint.yaml': 'ignored: [DL4000]\ndisable-ignore-pragma: true\n' });
    await session.open(uri, 'FROM alpine:3.20\nMAINTAINER Ada\n# hadolint ignore=DL3002\nUSER root\n');
    expect(await codes()).not.toContain('maintainer-deprecated');
    expect(await codes()).toContain('last-user-root');
  });

  test('changes what is shown when it changes on disk', async () => {
    await start();
    await session.open(uri, text);
    expect(await codes()).toContain('maintainer-deprecated');
    session.host.files.set(configuration, 'rules: { maintainer-deprecated: off }');
    await session.client.sendNotification(DidChangeWatchedFilesNotification.type, {
      changes: [{ uri: configuration, type: 1 }],
    });
    await session.settle();
    await session.advance(100);
    expect(session.refreshes).toBe(1);
    expect(await codes()).not.toContain('maintainer-deprecated');
  });

  test('counts unsaved, as the editor has it, and no more when it is closed', async () => {
    await start();
    await session.open(uri, text);
    expect(await codes()).toContain('maintainer-deprecated');
    await session.open(configuration, 'rules: { maintainer-deprecated: off }', 'yaml');
    await session.advance(100);
    expect(await codes()).not.toContain('maintainer-deprecated');
    await session.close(configuration);
    await session.advance(100);
    expect(await codes()).toContain('maintainer-deprecated');
    expect(session.refreshes).toBe(2);
  });
});

test('what a file turns off is not offered without a squiggle either', async () => {
  const offered = async (configured: string) => {
    await start({ [configuration]: configured });
    await session.open(uri, 'FROM alpine:3.20\nRUN make one\nCMD ["a"]\n');
    await session.diagnostics(uri);
    const actions = await session.actions(uri, place(0, 2), ['refactor']);
    return actions.map(({ title }) => title).filter((title) => /HEALTHCHECK/.test(title));
  };
  const found = await offered('rules: {}');
  expect(found.length).toBeGreaterThan(0);
  session.dispose();
  expect(await offered('rules: { missing-healthcheck: off }')).toEqual([]);
  session.dispose();
  expect(await offered('exclude: [app]')).toEqual([]);
});

describe('in the configuration file itself', () => {
  const wrong = 'rules:\n  last-user-rooot: off\n';

  test('problems are marked, with a fix', async () => {
    await start();
    await session.open(configuration, wrong, 'yaml');
    const [found] = await session.diagnostics(configuration);
    expect(found).toMatchObject({
      range: { start: { line: 1, character: 2 }, end: { line: 1, character: 17 } },
      message: 'There is no rule named "last-user-rooot". Did you mean last-user-root?',
      severity: 2,
      source: 'shipshape',
    });
    const [action] = await session.actions(configuration, place(1, 5));
    expect(action).toMatchObject({
      title: 'Change it to last-user-root',
      kind: 'quickfix',
      isPreferred: true,
    });
    const [change] = (action?.edit?.documentChanges ?? []) as TextDocumentEdit[];
    expect(change?.edits).toEqual([{ range: found?.range, newText: 'last-user-root' }]);
    await session.change(configuration, 2, found?.range ?? place(0, 0), 'last-user-root');
    expect(await session.diagnostics(configuration)).toEqual([]);
  });

  test('rules are completed and explained', async () => {
    await start();
    await session.open(configuration, 'rules:\n  last-user-root: off\n  \n', 'yaml');
    const textDocument = { uri: configuration };
    const items = (await session.client.sendRequest(CompletionRequest.type, {
      textDocument,
      position: { line: 2, character: 2 },
    })) as CompletionItem[];
    expect(items.map(({ label }) => label)).toContain('maintainer-deprecated');
    const hover = (await session.client.sendRequest(HoverRequest.type, {
      textDocument,
      position: { line: 1, character: 4 },
    })) as Hover;
    expect(JSON.stringify(hover.contents)).toContain('last-user-root.md');
  });

  test("hadolint's is checked as hadolint reads it", async () => {
    await start();
    const hadolint = 'file:///ws/.hadolint.yaml';
    await session.open(hadolint, 'ingored: [DL4000]\n', 'yaml');
    expect((await session.diagnostics(hadolint)).map(({ message }) => message)).toEqual([
      'hadolint has no setting "ingored". Did you mean ignored?',
    ]);
  });
});

describe('turning a rule off for the project', () => {
  const title = 'Turn maintainer-deprecated off in .shipshape.yaml';

  async function resolved(): Promise<CodeAction | undefined> {
    const action = (await session.actions(uri, place(1, 3))).find((one) => one.title === title);
    return action && session.client.sendRequest(CodeActionResolveRequest.type, action);
  }

  test('adds a line to the file that counts', async () => {
    await start({ [configuration]: 'rules:\n  missing-user: off\n' });
    await session.open(uri, text);
    await session.diagnostics(uri);
    const action = await resolved();
    expect(action?.edit?.documentChanges).toEqual([
      {
        textDocument: { uri: configuration, version: null },
        edits: [{ range: place(1, 19), newText: '\n  maintainer-deprecated: off' }],
      },
    ]);
  });

  test('creates the file in the workspace folder', async () => {
    await start();
    await session.open(uri, text);
    await session.diagnostics(uri);
    const action = await resolved();
    expect(action?.edit?.documentChanges).toMatchObject([
      { kind: 'create', uri: configuration },
      { edits: [{ newText: 'rules:\n  maintainer-deprecated: off\n' }] },
    ]);
  });

  test("is not offered where hadolint's file counts", async () => {
    await start({ 'file:///ws/.hadolint.yaml': 'ignored: []' });
    await session.open(uri, text);
    await session.diagnostics(uri);
    expect(await resolved()).toBeUndefined();
  });
});
