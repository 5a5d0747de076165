// The light bulbs on what is wrong with a build context: the squiggle, the edit, and that the squiggle is gone after it.
import * as vscode from 'vscode';
import { equal, until } from './check.ts';
import {
  apply,
  fixOf,
  inWorkspace,
  noProblem,
  openFile,
  problemsOf,
  ruleOf,
  setSetting,
  writeFile,
} from './editor.ts';

export function contextFixTests(): void {
  describe('mends the build context:', () => {
    for (const each of cases) {
      it(each.rule, async () => {
        const folder = `mends/${each.rule}`;
        for (const [path, text] of Object.entries(each.files)) await writeFile(`${folder}/${path}`, text);
        if (each.setting !== undefined) await setSetting('shipshape', 'rules', { [each.rule]: each.setting });
        try {
          const document = await openFile(`${folder}/${each.open}`, each.files[each.open] ?? '');
          // What is said before the folder has been read may be less.
          const found = await until(
            `${each.rule}: ${each.message}`,
            () =>
              problemsOf(document).find((one) => ruleOf(one) === each.rule && each.message.test(one.message)),
            () => problemsOf(document).map(({ message }) => message),
          );
          equal(document.getText(found.range), each.mark, 'what is marked');
          await apply(await fixOf(document, found, each.fix));
          await noProblem(document, each.rule);
          const changed = await vscode.workspace.openTextDocument(
            inWorkspace(`${folder}/${each.changed ?? each.open}`),
          );
          equal(changed.getText(), each.after, 'after the fix');
        } finally {
          if (each.setting !== undefined) await setSetting('shipshape', 'rules', undefined);
        }
      });
    }
  });
}

interface FixCase {
  readonly rule: string;
  /** What the rule is set to, where its default says nothing here. */
  readonly setting?: unknown;
  readonly files: Readonly<Record<string, string>>;
  /** The file with the problem. */
  readonly open: string;
  /** The text under the squiggle. */
  readonly mark: string;
  readonly message: RegExp;
  /** The title in the menu of the light bulb. */
  readonly fix: RegExp;
  /** The file that the fix changes, where it is another one. */
  readonly changed?: string;
  /** Its whole text then. */
  readonly after: string;
}

const copiesAll = 'FROM node:22-slim\nWORKDIR /app\nCOPY . .\nUSER node\nCMD ["node", "server.js"]\n';

const cases: readonly FixCase[] = [
  {
    rule: 'context-git-history',
    files: {
      Dockerfile: copiesAll,
      'server.js': '',
      '.git/HEAD': 'ref: refs/heads/main\n',
      '.dockerignore': '*.log\n',
    },
    open: 'Dockerfile',
    mark: '.',
    message: /^This copies \.git into the image/,
    fix: /^Hold back \.git /,
    changed: '.dockerignore',
    after: '*.log\n.git\n',
  },
  {
    rule: 'context-dependencies',
    files: {
      Dockerfile: copiesAll.replace('COPY', 'COPY package*.json ./\nRUN npm ci\nCOPY'),
      'package.json': '{"name": "x"}\n',
      'package-lock.json': '{}\n',
      'packages/a/node_modules/koa/index.js': '',
      '.dockerignore': 'node_modules\n',
    },
    open: 'Dockerfile',
    mark: '.',
    message: /^This copies packages\/a\/node_modules of this machine: the line node_modules/,
    fix: /^Hold back \*\*\/node_modules /,
    changed: '.dockerignore',
    after: 'node_modules\n**/node_modules\n',
  },
  {
    rule: 'context-too-large',
    setting: { options: { files: 3 } },
    files: {
      Dockerfile: copiesAll,
      'server.js': '',
      'coverage/a.html': '',
      'coverage/b.html': '',
      'coverage/c.html': '',
      'coverage/d.html': '',
      '.dockerignore': '*.log\n',
    },
    open: 'Dockerfile',
    mark: '.',
    message: /7 files, most of it from coverage\./,
    fix: /^Hold back coverage /,
    changed: '.dockerignore',
    after: '*.log\ncoverage\n',
  },
  {
    rule: 'copy-source-missing',
    files: {
      Dockerfile: 'FROM python:3.13-slim\nCOPY requirments.txt setup.cfg ./\n',
      'requirements.txt': 'flask==3.0.0\n',
      'setup.cfg': '',
    },
    open: 'Dockerfile',
    mark: 'requirments.txt',
    message: /Did you mean requirements\.txt\?/,
    fix: /^Write requirements\.txt /,
    after: 'FROM python:3.13-slim\nCOPY requirements.txt setup.cfg ./\n',
  },
  {
    rule: 'copy-outside-context',
    files: { Dockerfile: 'FROM node:22-slim\nCOPY ../shared /app/shared\n', 'shared/a.js': '' },
    open: 'Dockerfile',
    mark: '../shared',
    message: /^Nothing leads above the build context/,
    fix: /^Write shared /,
    after: 'FROM node:22-slim\nCOPY shared /app/shared\n',
  },
  {
    rule: 'copy-partly-ignored',
    setting: 'on',
    files: {
      Dockerfile: 'FROM python:3.13-slim\nCOPY src /src\n',
      'src/app.py': '',
      'src/lib/data/words.txt': '',
      '.dockerignore': '**/data\n',
    },
    open: 'Dockerfile',
    mark: 'src',
    message: /src\/lib\/data is left out by \*\*\/data in line 1/,
    fix: /^Add !src\/lib\/data to \.dockerignore/,
    changed: '.dockerignore',
    after: '**/data\n!src/lib/data\n',
  },
  {
    rule: 'dockerignore-empty',
    files: {
      Dockerfile: 'FROM scratch\n',
      '.dockerignore': '.git\nnode_modules\n',
      'Dockerfile.dockerignore': '# Nothing yet\n',
    },
    open: 'Dockerfile.dockerignore',
    mark: '# Nothing yet',
    message: /^This file keeps nothing out/,
    fix: /^Copy the lines of \.dockerignore/,
    after: '.git\nnode_modules\n# Nothing yet\n',
  },
  {
    rule: 'dockerignore-replaced',
    files: {
      Dockerfile: 'FROM scratch\n',
      '.dockerignore': '.git\n**/node_modules\n',
      'node_modules/koa/index.js': '',
      'Dockerfile.dockerignore': '.git\ndocs\n',
    },
    open: 'Dockerfile.dockerignore',
    mark: '.git',
    message: /node_modules\/ is sent, which \.dockerignore keeps out/,
    fix: /^Copy what is missing from \.dockerignore/,
    after: '**/node_modules\n.git\ndocs\n',
  },
  {
    rule: 'dockerignore-unmatched-pattern',
    files: { Dockerfile: 'FROM scratch\n', '.dockerignore': 'benchmraks\n', 'benchmarks/run.py': '' },
    open: '.dockerignore',
    mark: 'benchmraks',
    message: /benchmarks\/, which is sent/,
    fix: /^Write benchmarks /,
    after: 'benchmarks\n',
  },
];
