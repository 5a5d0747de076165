// The configuration file, and the actions that compose.
import * as vscode from 'vscode';
import { equal, match, ok, pause, until } from './check.ts';
import {
  actionsAt,
  apply,
  fixOf,
  hoverAt,
  noProblem,
  openFile,
  placeOf,
  problem,
  problemsOf,
  setText,
} from './editor.ts';

export function configurationTests(): void {
  describe('a configuration file', () => {
    const dockerfile = 'FROM alpine:3.20\nMAINTAINER Ada\nCMD node server.js\n';

    it('counts, and is followed while it is edited', async () => {
      const configuration = await openFile(
        'configured/.shipshape.yaml',
        'rules:\n  maintainer-deprecated: off\n',
      );
      const document = await openFile('configured/Dockerfile', dockerfile);
      await problem(document, 'prefer-exec-form');
      await noProblem(document, 'maintainer-deprecated');
      await setText(configuration, 'rules:\n  prefer-exec-form: off\n');
      await problem(document, 'maintainer-deprecated');
      await noProblem(document, 'prefer-exec-form');
      ok(await configuration.save(), 'saved');
    });

    it('marks what is wrong in it, mends it, completes and explains rules', async () => {
      const text = 'rules:\n  last-user-rooot: off\n  \n';
      const configuration = await openFile('checked/.shipshape.yaml', text);
      equal(configuration.languageId, 'yaml');
      const found = await problem(configuration, 'configuration');
      match(found.message, /last-user-root/);
      await apply(await fixOf(configuration, found, /last-user-root/));
      await until('no problem', () => problemsOf(configuration).length === 0);
      match(await hoverAt(configuration, placeOf(configuration, 'last-user-root', 3)), /last-user-root\.md/);
      const list = await vscode.commands.executeCommand<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        configuration.uri,
        new vscode.Position(2, 2),
      );
      const labels = list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
      ok(labels.includes('maintainer-deprecated'), 'rules are offered');
    });

    it('of hadolint counts where there is none of ours', async () => {
      await openFile('hadolint/.hadolint.yaml', 'ignored:\n  - DL4000\n');
      const document = await openFile('hadolint/Dockerfile', dockerfile);
      await problem(document, 'prefer-exec-form');
      await noProblem(document, 'maintainer-deprecated');
    });
  });

  describe('composes', () => {
    it("the guides' form of an instruction, as one edit to confirm", async () => {
      const document = await openFile(
        'guides/Dockerfile',
        'FROM debian:12-slim\nRUN apt-get update && apt-get install curl\nUSER nobody\n',
      );
      const found = await problem(document, 'apt-assume-yes');
      const kind = vscode.CodeActionKind.QuickFix.append('shipshape').append('instruction');
      const [action] = await actionsAt(document, found.range, kind);
      ok(action?.edit, 'the action with its edit');
      const edits = action.edit.get(document.uri);
      equal(edits.length, 1, 'edits');
      // Without its annotation: nobody is here to tick the box of the preview.
      const plain = new vscode.WorkspaceEdit();
      plain.set(document.uri, edits);
      ok(await vscode.workspace.applyEdit(plain), 'applied');
      match(document.getText(), /apt-get install -y --no-install-recommends curl/);
      await noProblem(document, 'apt-assume-yes');
    });

    it('all fixes of a rule, by the command', async () => {
      const document = await openFile(
        'rule/Dockerfile',
        'FROM alpine:3.20\nENV a b\nMAINTAINER Ada\nENV c d\n',
      );
      const found = await problem(document, 'legacy-key-value');
      ok(vscode.window.activeTextEditor, 'an editor');
      vscode.window.activeTextEditor.selection = new vscode.Selection(found.range.start, found.range.start);
      await press(document, 'shipshape.fixRule');
      await noProblem(document, 'legacy-key-value');
      equal(document.getText(), 'FROM alpine:3.20\nENV a=b\nMAINTAINER Ada\nENV c=d\n');
    });

    it('all safe fixes, by the command', async () => {
      const document = await openFile('file/Dockerfile', 'FROM alpine:3.20\nENV a b\nMAINTAINER Ada\n');
      await problem(document, 'legacy-key-value');
      await press(document, 'shipshape.fixAll');
      await noProblem(document, 'maintainer-deprecated');
      await noProblem(document, 'legacy-key-value');
    });
  });
}

/**
 * Runs a command that edits the document, and again when nothing came of it, as a user would: VS Code gives up in
 * silence when problems change while it collects the actions.
 */
async function press(document: vscode.TextDocument, command: string): Promise<void> {
  const before = document.getText();
  await until(`what ${command} does`, async () => {
    await vscode.commands.executeCommand(command);
    for (let waited = 0; waited < 2000 && document.getText() === before; waited += 50) await pause(50);
    return document.getText() !== before;
  });
}
