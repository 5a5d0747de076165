// Fix on save.
import * as vscode from 'vscode';
import { equal, ok } from './check.ts';
import { openFile, problem, setSetting, setText } from './editor.ts';

export function saveTests(): void {
  describe('on save', () => {
    before(() => setSetting('editor', 'codeActionsOnSave', { 'source.fixAll.shipshape': 'explicit' }));
    after(() => setSetting('editor', 'codeActionsOnSave', undefined));

    it('writes the safe fixes to the file', async () => {
      const document = await openFile('save/Dockerfile', 'FROM alpine:3.20\n');
      await setText(document, 'FROM alpine:3.20\nMAINTAINER Ada <ada@example.org>\n');
      await problem(document, 'maintainer-deprecated');
      ok(await document.save(), 'saved');
      const wanted = 'FROM alpine:3.20\nLABEL org.opencontainers.image.authors="Ada <ada@example.org>"\n';
      equal(await inFile(document), wanted);
      equal(document.getText(), wanted);
    });

    it('leaves a fix that is not safe alone', async () => {
      const text = 'FROM debian:12\nRUN make one\nRUN make two\n';
      const document = await openFile('save-unsafe/Dockerfile', '');
      await setText(document, text);
      await problem(document, 'consecutive-run');
      ok(await document.save(), 'saved');
      equal(await inFile(document), text);
    });
  });
}

async function inFile(document: vscode.TextDocument): Promise<string> {
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(document.uri));
}
