// The build context as a user of any VS Code sees it: secrets it lets through, what is sent, why a file is in the image.
import * as vscode from 'vscode';
import { equal, match, ok, until } from './check.ts';
import {
  apply,
  fixOf,
  hoverAt,
  inWorkspace,
  noProblem,
  openFile,
  placeOf,
  problem,
  setText,
  writeFile,
} from './editor.ts';

export function contextTests(): void {
  describe('knows the build context and', () => {
    it('names the secret that a copied .gitignore lets through, and mends it where it is copied', async () => {
      await writeProject('secret', 'node_modules\n*.log\n.env\n');
      const document = await openFile('secret/Dockerfile', dockerfile);
      const found = await problem(document, 'context-secret-file');
      match(found.message, /packages\/a\/\.env/);
      equal(document.getText(found.range), '.', 'range');
      await apply(await fixOf(document, found, /^Hold back \*\*\/\.env/));
      await noProblem(document, 'context-secret-file');
      match(await textOf('secret/.dockerignore'), /^\*\*\/\.env$/m);
    });

    it('marks the habit of .gitignore in the ignore file, and the meter follows the fix', async () => {
      await writeProject('habit', undefined);
      await openFile('habit/Dockerfile', dockerfile);
      const document = await openFile('habit/.dockerignore', 'node_modules\n*.log\n.env\n');
      const found = await problem(document, 'dockerignore-root-only-pattern');
      match(found.message, /packages\/a\/\.env/);
      await meter(document, /^sends 6 files/);
      await apply(await fixOf(document, found, /^Write \*\*\/\.env/));
      await noProblem(document, 'dockerignore-root-only-pattern');
      equal(document.getText(), 'node_modules\n*.log\n**/.env\n');
      await meter(document, /^sends 5 files.*keeps out 1 file/);
      match(await hoverAt(document, placeOf(document, '**/.env', 3)), /packages\/a\/\.env/);
    });

    it('tells how much a COPY takes, as the ignore file is typed', async () => {
      await writeProject('meter', 'node_modules\n');
      const copying = await openFile('meter/Dockerfile', dockerfile);
      await meter(copying, /^copies 6 files/);
      const ignoring = await openFile('meter/.dockerignore', 'node_modules\n');
      await setText(ignoring, 'node_modules\npackages\n');
      await meter(copying, /^copies 3 files/);
    });

    it('writes the ignore file that is missing, for the kind of project', async () => {
      await writeProject('missing', undefined);
      const document = await openFile('missing/Dockerfile', dockerfile);
      const found = await problem(document, 'dockerignore-missing');
      await apply(await fixOf(document, found, /^Create a \.dockerignore for Node/));
      await noProblem(document, 'dockerignore-missing');
      const text = await textOf('missing/.dockerignore');
      match(text, /^\*\*\/node_modules$/m);
      match(text, /^\*\*\/\.env/m);
    });

    it('finds a source that is not there, and follows files that come', async () => {
      await writeProject('source', 'node_modules\n');
      await writeFile('source/src/server.js', 'x');
      const document = await openFile('source/Dockerfile', 'FROM node:22\nCOPY src/servr.js /app/\n');
      const found = await problem(document, 'copy-source-missing');
      match(found.message, /src\/server\.js/);
      await writeFile('source/src/servr.js', 'x');
      await noProblem(document, 'copy-source-missing');
    });

    it('takes the context that a Compose file names, and says so', async () => {
      await writeFile('composed/src/server.js', 'x');
      await writeFile(
        'composed/compose.yaml',
        'services:\n  web:\n    build:\n      context: .\n      dockerfile: docker/web.Dockerfile\n',
      );
      await writeFile('composed/docker/other.txt', 'x');
      const document = await openFile(
        'composed/docker/web.Dockerfile',
        'FROM node:22\nCOPY src /app/\nCOPY src/servr.js /\n',
      );
      const hover = await until('a hover that names the Compose file', async () => {
        const text = await hoverAt(document, placeOf(document, 'COPY', 1));
        return text.includes('compose.yaml') && text;
      });
      match(hover, /Build context/);
      match((await problem(document, 'copy-source-missing')).message, /src\/server\.js/);
    });

    it('completes paths, and marks those that are kept out', async () => {
      await writeProject('paths', 'packages/a/.env\n');
      const document = await openFile('paths/Dockerfile', 'FROM node:22\nCOPY packages/a/ /app/\n');
      const labels = await until('paths', async () => {
        const place = placeOf(document, 'packages/a/', 'packages/a/'.length);
        const list = await vscode.commands.executeCommand<vscode.CompletionList>(
          'vscode.executeCompletionItemProvider',
          document.uri,
          place,
        );
        const found = list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
        // Until the ignore file has been read, nobody knows what it keeps out.
        return found.at(-1) === '.env' && found;
      });
      ok(labels.includes('server.js'), 'what is sent');
    });

    it('opens what a COPY names, and counts it in a hover', async () => {
      await writeProject('links', '');
      const document = await openFile('links/Dockerfile', 'FROM node:22\nCOPY packages/a/server.js /app/\n');
      const [first] = await until('a definition', async () => {
        const found = await vscode.commands.executeCommand<(vscode.Location | vscode.LocationLink)[]>(
          'vscode.executeDefinitionProvider',
          document.uri,
          placeOf(document, 'server.js', 2),
        );
        return found.length > 0 && found;
      });
      ok(first, 'a place');
      const uri = 'targetUri' in first ? first.targetUri : first.uri;
      equal(uri.path, inWorkspace('links/packages/a/server.js').path);
    });
  });
}

const dockerfile = [
  'FROM node:22',
  'WORKDIR /app',
  'COPY package.json ./',
  'RUN npm install',
  'COPY . .',
  'USER node',
  'CMD ["node", "packages/a/server.js"]',
  '',
].join('\n');

/** A workspace of packages; three files at the top when there is an ignore file, the Dockerfile among them. */
async function writeProject(folder: string, ignoreText: string | undefined): Promise<void> {
  const files: Readonly<Record<string, string>> = {
    'package.json': '{"name": "x", "private": true, "workspaces": ["packages/*"]}\n',
    'packages/a/package.json': '{"name": "a", "version": "1.0.0"}\n',
    'packages/a/server.js': 'console.log(1);\n',
    'packages/a/.env': 'API_KEY=not-a-real-key\n',
    ...(ignoreText === undefined ? {} : { '.dockerignore': ignoreText }),
  };
  for (const [path, text] of Object.entries(files)) await writeFile(`${folder}/${path}`, text);
}

async function textOf(name: string): Promise<string> {
  const uri = inWorkspace(name);
  return (await vscode.workspace.openTextDocument(uri)).getText();
}

/** Waits until one of the hints of a document reads so. */
async function meter(document: vscode.TextDocument, expected: RegExp): Promise<void> {
  const end = document.lineAt(document.lineCount - 1).range.end;
  const whole = new vscode.Range(new vscode.Position(0, 0), end);
  let labels: string[] = [];
  await until(
    `a meter like ${expected}`,
    async () => {
      const hints = await vscode.commands.executeCommand<vscode.InlayHint[]>(
        'vscode.executeInlayHintProvider',
        document.uri,
        whole,
      );
      labels = hints.map(({ label }) =>
        typeof label === 'string' ? label : label.map(({ value }) => value).join(''),
      );
      return labels.some((label) => expected.test(label));
    },
    () => labels,
  );
}
