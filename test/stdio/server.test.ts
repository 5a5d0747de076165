import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  CompletionRequest,
  DidChangeWatchedFilesNotification,
  DidSaveTextDocumentNotification,
  FileChangeType,
  HoverRequest,
} from 'vscode-languageserver/node';
import { type BuiltServer, buildServer, root } from './build.ts';
import { ServerProcess, type StartOptions } from './serverProcess.ts';

const uri = 'file:///ws/Dockerfile';
const deprecated = 'FROM alpine:3.20\nMAINTAINER Ada\n';

let built: BuiltServer;
let server: ServerProcess | undefined;

// Where other builds and tests run beside it, the build takes longer than a hook may.
beforeAll(() => {
  built = buildServer();
}, 60_000);

afterAll(() => built.remove());

afterEach(async () => {
  if (server?.isRunning) await server.stop();
  server = undefined;
});

async function start(options: Partial<StartOptions> = {}): Promise<ServerProcess> {
  server = await ServerProcess.start({ command: [process.execPath, built.node, '--stdio'], ...options });
  return server;
}

describe('the server as a process', () => {
  test('answers a client that pulls, and ends as the protocol wants it', async () => {
    const running = await start();
    await running.open(uri, deprecated);
    expect((await running.pull(uri)).map(({ code }) => code)).toContain('maintainer-deprecated');
    const hover = await running.connection.sendRequest(HoverRequest.type, {
      textDocument: { uri },
      position: { line: 0, character: 1 },
    });
    expect(JSON.stringify(hover)).toContain('**FROM**');
    expect(await running.stop()).toBe(0);
  });

  test('writes nothing beside the protocol: V8 tells of each flag that it does not know', () => {
    const { stderr } = spawnSync(process.execPath, [built.node, '--stdio'], { input: '', encoding: 'utf8' });
    expect(stderr).toBe('');
  });

  test('loads a library when it is first needed', async () => {
    const running = await start();
    await running.open(uri, 'FROM alpine:3.22\nHEALTHC');
    const items = await running.connection.sendRequest(CompletionRequest.type, {
      textDocument: { uri },
      position: { line: 1, character: 7 },
    });
    expect(JSON.stringify(items)).toContain('HEALTHCHECK');
  });

  test('pushes to a client that cannot pull', async () => {
    const running = await start({ capabilities: { textDocument: { publishDiagnostics: {} } } });
    const published = running.nextPublished(uri);
    await running.open(uri, deprecated);
    expect((await published).map(({ code }) => code)).toContain('maintainer-deprecated');
  });

  test('ends when its client is gone', async () => {
    const child = spawn(process.execPath, [built.node, '--stdio'], { stdio: ['pipe', 'ignore', 'inherit'] });
    const code = await new Promise((resolve) => {
      child.once('exit', resolve);
      child.stdin.end();
    });
    expect(code).toBe(1);
  });

  test('says how to start it when it is started without a transport', () => {
    const { status, stderr } = spawnSync(process.execPath, [built.node], { encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stderr).toContain('--stdio');
  });

  test('survives what no Dockerfile would hold', async () => {
    const running = await start();
    const hostile: readonly (readonly [string, string])[] = [
      ['binary', Array.from({ length: 20_000 }, (_, i) => String.fromCharCode((i * 7919) % 256)).join('')],
      ['a line of 1 MB', `FROM x\nRUN ${'a && b $C "d" '.repeat(75_000)}\n`],
      ['1 MB without an end', `RUN <<${'A'.repeat(1_000_000)}`],
      ['half surrogates', `FROM x\nRUN echo \uD83D \uDE00 \uD83D\n${'\uDE00'.repeat(1000)}`],
      ['lone CR', 'FROM x\rRUN a\rRUN b\r'.repeat(1000)],
      ['NUL', `FROM x\0\nR\0UN a\n${'\0'.repeat(10_000)}`],
      ['open heredocs', 'FROM x\n' + 'RUN <<A <<B <<"C" 3<<-D\n'.repeat(2000)],
      ['deep nesting', `FROM x\nRUN ${'$('.repeat(5000)}\nENV A=${'${B:-'.repeat(5000)}\n`],
      ['deep JSON', `FROM x\nCMD ${'['.repeat(50_000)}`],
      ['ONBUILD of ONBUILD', `FROM x\n${'ONBUILD '.repeat(5000)}RUN a\n`],
    ];
    for (const [name, text] of hostile) {
      const document = `file:///ws/${encodeURIComponent(name)}/Dockerfile`;
      await running.open(document, text);
      await running.pull(document);
      await running.connection.sendRequest(HoverRequest.type, {
        textDocument: { uri: document },
        position: { line: 1, character: 20 },
      });
      expect(running.isRunning, name).toBe(true);
      expect(
        running.log.filter((message) => /failed/.test(message)),
        name,
      ).toEqual([]);
    }
    await running.open(uri, deprecated);
    expect((await running.pull(uri)).map(({ code }) => code)).toContain('maintainer-deprecated');
  });

  test('the build context is the one that a Compose file of the folder says', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'shipshape-context-'));
    try {
      const text = 'FROM alpine:3.20\nCOPY src /src\n';
      const files = {
        'deploy/api/Dockerfile': text,
        'deploy/api/Dockerfile.dockerignore': 'dist\n',
        'compose/docker-compose.prod.yml':
          'services:\n  api:\n    build:\n      context: ${DIR:-..}\n      dockerfile: deploy/api/Dockerfile\n',
      };
      for (const [path, content] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), content);
      }
      const dockerfile = pathToFileURL(join(folder, 'deploy/api/Dockerfile')).href;
      const running = await start({ workspaceFolders: [pathToFileURL(folder).href] });
      await running.open(dockerfile, text);
      const position = { line: 1, character: 1 };
      await until(async () => {
        const hover = await running.connection.sendRequest(HoverRequest.type, {
          textDocument: { uri: dockerfile },
          position,
        });
        return /Build context: `\.\.\/\.\.` \(\[compose\/docker-compose\.prod\.yml, service api, line 4\]\(file:[^)]*prod\.yml#L4\)\), ignore file `Dockerfile\.dockerignore`\./.test(
          JSON.stringify(hover),
        );
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('reads the ignore file from the disk and notices that it changes', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'shipshape-ws-'));
    try {
      const dockerfile = pathToFileURL(join(folder, 'Dockerfile')).href;
      const ignoreFile = pathToFileURL(join(folder, '.dockerignore')).href;
      const text = 'FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci\nUSER node\n';
      writeFileSync(join(folder, 'Dockerfile'), text);
      const running = await start({ workspaceFolders: [pathToFileURL(folder).href] });
      await running.open(dockerfile, text);
      const dependsOnIgnoreFile = async (): Promise<string> => {
        const actions = await running.connection.sendRequest('textDocument/codeAction', {
          textDocument: { uri: dockerfile },
          range: { start: { line: 2, character: 0 }, end: { line: 2, character: 0 } },
          context: { diagnostics: [], only: ['quickfix'] },
        });
        return JSON.stringify(actions);
      };
      await running.pull(dockerfile);
      await until(async () =>
        (await dependsOnIgnoreFile()).includes(`"kind":"create","uri":"${ignoreFile}"`),
      );
      writeFileSync(join(folder, '.dockerignore'), 'node_modules\n');
      await running.connection.sendNotification(DidChangeWatchedFilesNotification.type, {
        changes: [{ uri: ignoreFile, type: FileChangeType.Created }],
      });
      await until(async () => !(await dependsOnIgnoreFile()).includes(ignoreFile));
      await running.connection.sendNotification(DidSaveTextDocumentNotification.type, {
        textDocument: { uri: dockerfile },
      });
      expect(running.log.filter((message) => /failed/.test(message))).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('no network', () => {
  test('is within reach of any bundle', () => {
    const texts = new Map(built.scripts.map((file) => [basename(file), readFileSync(file, 'utf8')]));
    expect([...texts.keys()].sort()).toEqual([
      'browser.js',
      'dockerfile-language-service.cjs',
      'engine.cjs',
      'node.cjs',
      'yaml.cjs',
    ]);
    expect(texts.get('browser.js')).toContain('Shipshape never uses the network.');
    expect(texts.get('dockerfile-language-service.cjs')).toContain('Shipshape never uses the network.');
    for (const text of texts.values()) {
      expect(text).not.toMatch(/require\(["'](node:)?(https?|http2|tls|dns|dgram)["']\)/);
      // Behind a backtick it is text: a command for a HEALTHCHECK.
      expect(text).not.toMatch(/\b(XMLHttpRequest|WebSocket|EventSource)\b|[^.\w`]fetch\(/);
    }
  });

  test('is asked for at a tag, where the upstream service would', async () => {
    const running = await start();
    await running.open(uri, 'FROM alpine:3\n');
    const found = await running.connection.sendRequest(CompletionRequest.type, {
      textDocument: { uri },
      position: { line: 0, character: 13 },
    });
    expect(found).toEqual([]);
  });
});

// Neovim is not a dependency of the project: where it is installed, it is one more client.
if (spawnSync('nvim', ['--version']).status === 0) {
  test('neovim shows diagnostics, hovers and fixes', () => {
    const folder = mkdtempSync(join(tmpdir(), 'shipshape-nvim-'));
    try {
      const file = join(folder, 'Dockerfile');
      writeFileSync(file, deprecated);
      const { status, stderr, stdout } = spawnSync(
        'nvim',
        ['--headless', '--clean', '-S', join(root, 'test/stdio/neovim.lua')],
        {
          encoding: 'utf8',
          timeout: 60_000,
          env: { ...process.env, LSP_NODE: process.execPath, LSP_SERVER: built.node, LSP_FILE: file },
        },
      );
      expect(`${stdout}${stderr}`).not.toContain('FAIL');
      expect(status).toBe(0);
      expect(readFileSync(file, 'utf8')).toBe(
        'FROM alpine:3.20\nLABEL org.opencontainers.image.authors="Ada"\n',
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  const limit = performance.now() + 10_000;
  while (!(await holds())) {
    if (performance.now() > limit) throw new Error('It did not come true within ten seconds.');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
