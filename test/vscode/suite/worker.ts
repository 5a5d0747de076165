// That the suite runs where it claims to run.
import * as vscode from 'vscode';
import { equal } from './check.ts';

export function workerTests(): void {
  describe('the host', () => {
    it('is a web worker without Node', () => {
      equal(typeof (globalThis as { importScripts?: unknown }).importScripts, 'function', 'importScripts');
      equal(vscode.env.uiKind, vscode.UIKind.Web, 'kind of user interface');
      equal(vscode.workspace.workspaceFolders?.[0]?.uri.scheme === 'file', false, 'workspace on a disk');
    });
  });
}
