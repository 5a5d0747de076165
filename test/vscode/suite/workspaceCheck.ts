// The command that checks what is not open, and the problems it leaves, as they follow the files.
import * as vscode from 'vscode';
import { equal, ok, until } from './check.ts';
import { inWorkspace, openFile, problem, ruleOf, source, writeFile } from './editor.ts';

const deprecated = 'FROM alpine:3.22\nMAINTAINER Ada\nUSER 1000\n';
const rule = 'maintainer-deprecated';

export function workspaceCheckTests(): void {
  describe('checks the whole workspace and', () => {
    before(async () => {
      await writeFile('closed/Dockerfile', deprecated);
      await writeFile('closed/.dockerignore', 'build\nbuild\n');
      await vscode.commands.executeCommand('shipshape.checkWorkspace');
    });

    after(() => vscode.commands.executeCommand('shipshape.clearWorkspace'));

    it('shows the problems of files that are not open', async () => {
      await until('the problem of the Dockerfile', () => count('closed/Dockerfile', rule) === 1);
      const found = vscode.languages.getDiagnostics(inWorkspace('closed/Dockerfile')).find(isOurs);
      ok(found, 'a problem of ours');
      equal(found.range.start.line, 1, 'line');
      await until('the problem of the ignore file', () =>
        Boolean(count('closed/.dockerignore', 'dockerignore-duplicate-pattern')),
      );
    });

    it('shows them once where the file is opened, and again when it is closed', async () => {
      const document = await openFile('closed/Dockerfile', deprecated);
      await problem(document, rule);
      await until('one of two', () => count('closed/Dockerfile', rule) === 1);
      await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
      await until('still one', () => count('closed/Dockerfile', rule) === 1);
    });

    it('follows files that change and go', async () => {
      await writeFile('closed/Dockerfile', 'FROM alpine:3.22\nUSER 1000\n');
      await until('nothing left to say', () => count('closed/Dockerfile', rule) === 0);
      await writeFile('closed/other.Dockerfile', deprecated);
      await until('a new file', () => count('closed/other.Dockerfile', rule) === 1);
      await vscode.workspace.fs.delete(inWorkspace('closed/other.Dockerfile'));
      await until('a file that is gone', () => count('closed/other.Dockerfile', rule) === 0);
    });

    it('is silent again when that is wanted', async () => {
      await vscode.commands.executeCommand('shipshape.clearWorkspace');
      equal(count('closed/.dockerignore', 'dockerignore-duplicate-pattern'), 0);
      await writeFile('closed/late.Dockerfile', deprecated);
      await new Promise((resolve) => setTimeout(resolve, 1000));
      equal(count('closed/late.Dockerfile', rule), 0);
    });
  });
}

function isOurs(found: vscode.Diagnostic): boolean {
  return found.source === source;
}

function count(path: string, id: string): number {
  return vscode.languages.getDiagnostics(inWorkspace(path)).filter((one) => isOurs(one) && ruleOf(one) === id)
    .length;
}
