import { afterEach, describe, expect, test } from 'vitest';
import {
  CancellationTokenSource,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  DocumentDiagnosticRequest,
} from 'vscode-languageserver';
import { editorCapabilities } from '../stdio/serverProcess.ts';
import { place, Session, type SessionOptions } from './session.ts';

const uri = 'file:///ws/Dockerfile';
const deprecated = 'FROM alpine:3.20\nMAINTAINER Ada\n';

let session: Session;

async function start(options: SessionOptions = {}): Promise<Session> {
  session = await Session.start({ capabilities: editorCapabilities, ...options });
  return session;
}

afterEach(() => session.dispose());

async function codes(document = uri): Promise<unknown[]> {
  return (await session.diagnostics(document)).map(({ code }) => code);
}

describe('pulled diagnostics', () => {
  test('say everything the client understands', async () => {
    await start();
    await session.open(uri, deprecated);
    const found = (await session.diagnostics(uri)).find(({ code }) => code === 'maintainer-deprecated');
    expect(found).toMatchObject({
      range: { start: { line: 1, character: 0 }, end: { line: 1, character: 10 } },
      severity: 2,
      source: 'shipshape',
      tags: [2],
      codeDescription: {
        href: 'https://github.com/shipshape-dev/shipshape/blob/main/docs/rules/maintainer-deprecated.md',
      },
    });
    expect(found?.data).toEqual(expect.stringMatching(/^[0-9a-f]{16}$/));
  });

  test('say nothing the client does not understand', async () => {
    await start({ capabilities: { textDocument: { diagnostic: {} } } });
    await session.open(uri, deprecated);
    const found = (await session.diagnostics(uri)).find(({ code }) => code === 'maintainer-deprecated');
    expect(Object.keys(found ?? {}).sort()).toEqual(['code', 'message', 'range', 'severity', 'source']);
  });

  test('follow incremental changes, in UTF-16', async () => {
    await start();
    await session.open(uri, 'FROM alpine:3.20\r\nRUN echo 😀😀\r\n');
    await session.change(uri, 2, place(1, 13), '\r\nMAINTAINER Ada 😀');
    const found = (await session.diagnostics(uri)).find(({ code }) => code === 'maintainer-deprecated');
    expect(found?.range).toEqual({ start: { line: 2, character: 0 }, end: { line: 2, character: 10 } });
  });

  test('are not sent again while they are the same', async () => {
    await start();
    await session.open(uri, deprecated);
    const first = await session.pull(uri);
    expect(first.kind).toBe('full');
    const again = await session.pull(uri, first.resultId);
    expect(again).toEqual({ kind: 'unchanged', resultId: first.resultId });
    await session.change(uri, 2, place(1, 0), '# ');
    expect((await session.pull(uri, first.resultId)).kind).toBe('full');
    expect(await codes()).not.toContain('maintainer-deprecated');
  });

  test('are never pushed as well', async () => {
    await start();
    await session.open(uri, deprecated);
    await session.change(uri, 2, place(0, 0), '\n');
    await session.advance(10_000);
    await session.close(uri);
    expect(session.published).toEqual([]);
    expect(session.result.capabilities.diagnosticProvider).toMatchObject({ interFileDependencies: true });
  });

  test('of a document that is not open are none', async () => {
    await start();
    expect(await session.pull('file:///ws/other/Dockerfile')).toMatchObject({ kind: 'full', items: [] });
    await session.open(uri, deprecated);
    await session.close(uri);
    expect(await codes()).toEqual([]);
  });

  test('a cancelled request is answered as such, before any work', async () => {
    await start();
    await session.open(uri, deprecated);
    const source = new CancellationTokenSource();
    const asking = session.client.sendRequest(
      DocumentDiagnosticRequest.type,
      { textDocument: { uri } },
      source.token,
    );
    source.cancel();
    await expect(asking).rejects.toThrow(/cancel/i);
    expect(await codes()).toContain('maintainer-deprecated');
  });
});

describe('pushed diagnostics', () => {
  const capabilities = { textDocument: { publishDiagnostics: {} } };

  test('come at once when a document is opened, and after a moment of quiet when it changes', async () => {
    await start({ capabilities });
    expect(session.result.capabilities.diagnosticProvider).toBeUndefined();
    await session.open(uri, deprecated);
    await session.advance(0);
    expect(session.published).toHaveLength(1);
    expect(session.published[0]).toMatchObject({ uri, version: 1 });
    await session.change(uri, 2, place(1, 0), '#');
    await session.advance(60);
    await session.change(uri, 3, place(1, 1), '#');
    await session.advance(60);
    expect(session.published).toHaveLength(1);
    await session.advance(60);
    expect(session.published).toHaveLength(2);
    expect(session.published[1]).toMatchObject({ version: 3 });
    expect(session.published[1]?.diagnostics.map(({ code }) => code)).not.toContain('maintainer-deprecated');
  });

  test("the delay is the client's to choose", async () => {
    await start({ capabilities, initializationOptions: { pushDelay: 0 } });
    await session.open(uri, 'FROM alpine:3.20\n');
    await session.advance(0);
    await session.change(uri, 2, place(1, 0), 'MAINTAINER Ada\n');
    await session.advance(0);
    expect(session.published[1]?.diagnostics.map(({ code }) => code)).toContain('maintainer-deprecated');
  });

  test('go when the document is closed', async () => {
    await start({ capabilities });
    await session.open(uri, deprecated);
    await session.advance(0);
    await session.close(uri);
    await session.advance(1000);
    expect(session.published.at(-1)).toMatchObject({ uri, diagnostics: [] });
    expect(session.published).toHaveLength(2);
  });

  test('settings told by the client count', async () => {
    await start({ capabilities });
    await session.open(uri, deprecated);
    await session.advance(0);
    const settings = { shipshape: { rules: { 'maintainer-deprecated': 'error' } } };
    await session.client.sendNotification(DidChangeConfigurationNotification.type, { settings });
    await session.settle();
    await session.advance(100);
    const found = session.published.at(-1)?.diagnostics.find(({ code }) => code === 'maintainer-deprecated');
    expect(found?.severity).toBe(1);
  });
});

describe('which documents', () => {
  const withProblem: readonly (readonly [string, string, string])[] = [
    ['file:///ws/Containerfile', 'dockerfile', deprecated],
    ['untitled:Untitled-1', 'dockerfile', deprecated],
    ['vscode-vfs://github/o/r/Dockerfile', 'dockerfile', deprecated],
    ['file:///ws/.dockerignore', 'ignore', '[a-\n'],
    ['file:///ws/.containerignore', 'plaintext', '[a-\n'],
    ['file:///ws/Dockerfile.dockerignore', 'dockerfile', '[a-\n'],
    ['untitled:Untitled-2', 'dockerignore', '[a-\n'],
  ];
  test.each(withProblem)('%s with the language id %s is checked', async (document, languageId, text) => {
    await start();
    await session.open(document, text, languageId);
    expect(await codes(document)).not.toEqual([]);
  });

  test.each([
    ['git:/ws/Dockerfile?%7B%22ref%22%3A%22HEAD%22%7D', 'dockerfile'],
    ['gitlens://abc/ws/Dockerfile', 'dockerfile'],
    ['file:///ws/.gitignore', 'ignore'],
    ['file:///ws/Dockerfile.md', 'markdown'],
  ])('%s with the language id %s is not', async (document, languageId) => {
    await start();
    await session.open(document, `${deprecated}[a-\n`, languageId);
    expect(await codes(document)).toEqual([]);
  });

  test('a template gets one note instead of errors', async () => {
    await start();
    await session.open(uri, 'FROM {{ .Base }}\n{{- if .Debug }}\nMAINTAINER Ada\n{{- end }}\n');
    expect(await session.diagnostics(uri)).toEqual([
      expect.objectContaining({ severity: 3, message: expect.stringContaining('template') }),
    ]);
  });
});

describe('settings', () => {
  test('are asked for once per document, and again when they change', async () => {
    let rules: unknown = { 'maintainer-deprecated': 'off' };
    await start({ settings: () => ({ rules }) });
    await session.open(uri, deprecated);
    expect(await codes()).not.toContain('maintainer-deprecated');
    await session.diagnostics(uri);
    expect(session.configurationRequests).toBe(1);
    rules = {};
    await session.client.sendNotification(DidChangeConfigurationNotification.type, { settings: null });
    await session.settle();
    await session.advance(100);
    expect(session.refreshes).toBe(1);
    expect(await codes()).toContain('maintainer-deprecated');
  });

  test('are those of the resource', async () => {
    await start({ settings: (scope) => ({ enable: scope !== uri }) });
    await session.open(uri, deprecated);
    await session.open('file:///other/Dockerfile', deprecated);
    expect(await codes()).toEqual([]);
    expect(await session.actions(uri, place(1, 0))).toEqual([]);
    expect(await codes('file:///other/Dockerfile')).toContain('maintainer-deprecated');
  });

  test.each([
    [null],
    ['nonsense'],
    [{ rules: 'nonsense', preset: 7, enable: 'no' }],
    [{ rules: { nothing: 'off' } }],
  ])('that make no sense (%j) are defaults', async (settings) => {
    await start({ settings: () => settings });
    await session.open(uri, deprecated);
    expect(await codes()).toContain('maintainer-deprecated');
  });

  test('that nobody understands are said once in the log', async () => {
    await start({ settings: () => ({ rules: { 'no-such-rule': 'off' } }) });
    await session.open(uri, deprecated);
    await session.diagnostics(uri);
    await session.change(uri, 2, place(0, 0), '\n');
    await session.diagnostics(uri);
    expect(session.log.filter((message) => message.includes('no-such-rule'))).toHaveLength(1);
  });
});

describe('the files around', () => {
  test('are watched, as the client allows', async () => {
    await start();
    await session.settle();
    const watched = session.registrations.find(
      ({ method }) => method === DidChangeWatchedFilesNotification.method,
    );
    expect(watched?.registerOptions).toEqual({
      watchers: [
        { globPattern: '**/.dockerignore' },
        { globPattern: '**/*.dockerignore' },
        { globPattern: '**/.containerignore' },
        { globPattern: '**/.shipshape.yaml' },
        { globPattern: '**/.shipshape.yml' },
        { globPattern: '**/.hadolint.yaml' },
        { globPattern: '**/.hadolint.yml' },
        { globPattern: '**/{compose,docker-compose}*.{yaml,yml}' },
        { globPattern: '**/docker-bake*.{hcl,json}' },
        { globPattern: '**/devcontainer.json' },
        { globPattern: '**/.devcontainer.json' },
        { globPattern: '**/.github/workflows/*.{yaml,yml}' },
        { globPattern: '**/.env' },
      ],
    });
  });

  test('an unsaved ignore file that is closed leaves the one on disk in force', async () => {
    await start();
    await session.open('file:///ws/.dockerignore', '[a-\n', 'ignore');
    expect(await codes('file:///ws/.dockerignore')).toEqual(['dockerignore-invalid-pattern']);
    await session.close('file:///ws/.dockerignore');
    expect(await codes('file:///ws/.dockerignore')).toEqual([]);
  });
});
