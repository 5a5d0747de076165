import {
  commands,
  type Disposable,
  type ExtensionContext,
  env,
  type LogOutputChannel,
  Uri,
  window,
  workspace,
} from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import {
  fixAllKind,
  fixInstructionKind,
  fixRuleKind,
  homepage,
  commands as ids,
} from '../../shared/src/identifiers.ts';
import { findUses } from './findUses.ts';

export function registerCommands(
  context: ExtensionContext,
  client: BaseLanguageClient,
  log: LogOutputChannel,
): Disposable[] {
  return [
    commands.registerCommand(ids.showLog, () => log.show()),
    commands.registerCommand(ids.restartServer, () => restart(client)),
    commands.registerCommand(ids.fixAll, () =>
      commands.executeCommand('editor.action.sourceAction', { kind: fixAllKind, apply: 'first' }),
    ),
    // Where the cursor is on problems of several rules, VS Code lets the user choose.
    commands.registerCommand(ids.fixRule, () =>
      commands.executeCommand('editor.action.codeAction', { kind: fixRuleKind, apply: 'ifSingle' }),
    ),
    commands.registerCommand(ids.fixInstruction, () =>
      commands.executeCommand('editor.action.codeAction', { kind: fixInstructionKind, apply: 'first' }),
    ),
    commands.registerCommand(ids.findUses, (file?: unknown) => findUses(client, file)),
    commands.registerCommand(ids.openRulePage, (rule?: unknown) => openRulePage(context.extensionUri, rule)),
  ];
}

async function restart(client: BaseLanguageClient): Promise<void> {
  if (client.needsStop()) await client.stop();
  await client.start();
}

/** The page ships with the extension, so that it opens offline; where there is no preview, the one on the web. */
async function openRulePage(extension: Uri, asked: unknown): Promise<void> {
  const folder = Uri.joinPath(extension, 'docs', 'rules');
  const rule = typeof asked === 'string' && /^[a-z0-9-]+$/.test(asked) ? asked : await pickRule(folder);
  if (rule === undefined) return;
  const page = Uri.joinPath(folder, `${rule}.md`);
  try {
    // Wakes VS Code's Markdown extension; until then the list of commands does not have it.
    await commands.executeCommand('markdown.showPreview', page);
  } catch {
    await env.openExternal(Uri.parse(`${homepage}/blob/main/docs/rules/${rule}.md`));
  }
}

async function pickRule(folder: Uri): Promise<string | undefined> {
  const entries = await workspace.fs.readDirectory(folder).then(undefined, () => []);
  const rules = entries.flatMap(([name]) => /^([a-z0-9-]+)\.md$/.exec(name)?.[1] ?? []).sort();
  return window.showQuickPick(rules, { placeHolder: 'The rule whose page to open' });
}
