import { afterEach, describe, expect, test } from 'vitest';
import type { Diagnostic } from 'vscode-languageserver';
import { checkFilesRequest, type WireCheckedFile } from '../../shared/src/protocol.ts';
import { editorCapabilities } from '../stdio/serverProcess.ts';
import { Session, type SessionOptions } from './session.ts';

let session: Session;

afterEach(() => session.dispose());

async function start(options: SessionOptions): Promise<void> {
  session = await Session.start({ capabilities: editorCapabilities, folders: ['file:///ws'], ...options });
}

function check(...uris: readonly string[]): Promise<WireCheckedFile[]> {
  return session.client.sendRequest(checkFilesRequest.method, { uris });
}

function codesOf({ diagnostics }: WireCheckedFile): unknown[] | undefined {
  return (diagnostics as readonly Diagnostic[] | null)?.map(({ code }) => code);
}

const deprecated = 'FROM alpine:3.22\nMAINTAINER Ada\nCOPY gone.txt /srv/\nUSER 1000\n';

describe('files that are not open', () => {
  test('are answered as they are on the disk, with all that is known of them', async () => {
    await start({
      files: {
        'file:///ws/compose.yaml': 'services:\n  a:\n    build: .\n',
        'file:///ws/Dockerfile': deprecated,
        'file:///ws/.dockerignore': '[a-\n',
      },
    });
    const [dockerfile, ignoreFile] = await check('file:///ws/Dockerfile', 'file:///ws/.dockerignore');
    expect(codesOf(dockerfile as WireCheckedFile)).toEqual(
      expect.arrayContaining(['maintainer-deprecated', 'copy-source-missing']),
    );
    expect(codesOf(ignoreFile as WireCheckedFile)).toContain('dockerignore-invalid-pattern');
    // The editor is told nothing that it would show a second time.
    expect(session.published).toEqual([]);
  });

  test('go by their own settings and configuration files', async () => {
    await start({
      settings: (uri) => ({
        enable: !uri?.includes('/off/'),
        preset: uri?.includes('/all/') ? 'all' : 'recommended',
      }),
      files: {
        'file:///ws/off/Dockerfile': deprecated,
        'file:///ws/all/Dockerfile': deprecated,
        'file:///ws/own/Dockerfile': deprecated,
        'file:///ws/own/.shipshape.yaml': 'rules: { maintainer-deprecated: off }\n',
      },
    });
    const [off, all, own] = await check(
      'file:///ws/off/Dockerfile',
      'file:///ws/all/Dockerfile',
      'file:///ws/own/Dockerfile',
    );
    expect(off).toEqual({ uri: 'file:///ws/off/Dockerfile', diagnostics: null });
    expect(codesOf(all as WireCheckedFile)).toContain('missing-healthcheck');
    expect(codesOf(own as WireCheckedFile)).not.toContain('maintainer-deprecated');
    expect(codesOf(own as WireCheckedFile)).not.toContain('missing-healthcheck');
  });

  test('what is not there, or is none of ours, has no answer', async () => {
    await start({ files: { 'file:///ws/notes.md': 'FROM here' } });
    expect(await check('file:///ws/Dockerfile', 'file:///ws/notes.md')).toEqual([
      { uri: 'file:///ws/Dockerfile', diagnostics: null },
      { uri: 'file:///ws/notes.md', diagnostics: null },
    ]);
  });

  test('leave open documents alone', async () => {
    await start({ files: { 'file:///ws/Dockerfile': deprecated } });
    await session.open('file:///ws/Dockerfile', 'FROM alpine:3.22\nUSER 1000\n');
    const [onDisk] = await check('file:///ws/Dockerfile');
    expect(codesOf(onDisk as WireCheckedFile)).toContain('maintainer-deprecated');
    expect(await session.diagnostics('file:///ws/Dockerfile')).toEqual([]);
  });
});
