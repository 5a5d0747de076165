import { afterEach, describe, expect, test } from 'vitest';
import { place, Session } from './session.ts';

let session: Session;

afterEach(() => session?.dispose());

const folder = 'file:///ws/app/';
const uri = `${folder}.dockerignore`;

async function open(files: Readonly<Record<string, string>>, text: string, name = '.dockerignore') {
  session = await Session.start({
    capabilities: {
      textDocument: { diagnostic: {}, publishDiagnostics: { relatedInformation: true } },
      workspace: { diagnostics: { refreshSupport: true } },
    },
    folders: ['file:///ws'],
    files: Object.fromEntries(Object.entries(files).map(([path, content]) => [folder + path, content])),
  });
  await session.open(folder + name, text, 'ignore');
  // As a client does: it asks, and again when it is told that there is more to know.
  for (let refreshes = -1; refreshes !== session.refreshes; ) {
    refreshes = session.refreshes;
    await session.diagnostics(folder + name);
    await session.settle();
    await session.advance(100);
  }
}

async function said(of = uri): Promise<string[]> {
  return (await session.diagnostics(of)).map(({ code, range }) => `${code} ${range.start.line}`);
}

describe('rules that look at the files of the context', () => {
  test('speak once these have been read', async () => {
    await open({ 'api/.env': 'TOKEN=1', 'src/a.ts': '' }, '.env\n*.ts\n');
    expect(await said()).toEqual(['dockerignore-root-only-pattern 0', 'dockerignore-root-only-pattern 1']);
  });

  test('while lines are typed, each keeps what is known of it, and none takes what is known of another', async () => {
    await open({ 'api/.env': 'TOKEN=1', 'src/a.ts': '' }, '.env\n');
    expect(await said()).toEqual(['dockerignore-root-only-pattern 0']);
    await session.change(uri, 2, place(0, 0), '*.tsx\n');
    expect(await said()).toEqual(['dockerignore-root-only-pattern 1']);
    await session.change(uri, 3, { start: { line: 0, character: 4 }, end: { line: 0, character: 5 } }, '');
    await session.advance(100);
    expect(await said()).toEqual(['dockerignore-root-only-pattern 0', 'dockerignore-root-only-pattern 1']);
  });

  test('offer what they mend', async () => {
    await open({ 'api/.env': 'TOKEN=1' }, '.env\n');
    const actions = await session.actions(uri, place(0, 0), ['quickfix']);
    expect(actions.map(({ title }) => title)).toContain('Write **/.env (unsafe)');
  });

  test('know what lies beside: the ignore file of a Dockerfile, and the one it replaces', async () => {
    const files = {
      Dockerfile: 'FROM scratch',
      '.dockerignore': '.git\nnode_modules\n',
      'Dockerfile.dockerignore': '# Nothing\n',
      'node_modules/a.js': '',
    };
    await open(files, files['.dockerignore']);
    expect(await said()).toEqual(['dockerignore-replaced 0']);
    const [replaced] = await session.diagnostics(uri);
    expect(replaced?.relatedInformation).toEqual([
      {
        location: { uri: `${folder}Dockerfile.dockerignore`, range: place(0, 0) },
        message: 'Read for Dockerfile',
      },
    ]);
    session.dispose();
    await open(files, files['Dockerfile.dockerignore'], 'Dockerfile.dockerignore');
    expect(await said(`${folder}Dockerfile.dockerignore`)).toEqual(['dockerignore-empty 0']);
    session.dispose();
    await open(files, '.git\n', 'Dockerfile.dockerignore');
    expect(await said(`${folder}Dockerfile.dockerignore`)).toEqual(['dockerignore-replaced 0']);
  });

  test('know the folders above', async () => {
    await open(
      { 'src/.dockerignore': 'x\n', 'src/a.ts': '', Dockerfile: 'FROM x\nCOPY src/a.ts /\n' },
      'x\n',
      'src/.dockerignore',
    );
    expect(await said(`${folder}src/.dockerignore`)).toEqual(['dockerignore-not-read 0']);
  });
});
