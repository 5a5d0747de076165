// What the tests do to the editor, in their words.
import * as vscode from 'vscode';
import { ok, until } from './check.ts';

/** The source of our diagnostics. */
export const source = 'shipshape';

/** Writes a file into the workspace. */
export async function writeFile(name: string, text: string): Promise<void> {
  await vscode.workspace.fs.writeFile(inWorkspace(name), new TextEncoder().encode(text));
}

/** Writes a file into the workspace and shows it. */
export async function openFile(name: string, text: string): Promise<vscode.TextDocument> {
  const uri = inWorkspace(name);
  await writeFile(name, text);
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document);
  // An open document of the same name follows its file a little later.
  await until(`the new text of ${name}`, () => document.getText() === text);
  return document;
}

/** Shows an untitled document. */
export async function openUntitled(language: string, content: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument({ language, content });
  await vscode.window.showTextDocument(document);
  return document;
}

/** A path of the first workspace folder. */
export function inWorkspace(path: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  ok(folder, 'a workspace folder');
  return vscode.Uri.joinPath(folder.uri, path);
}

/** Replaces the document's text in the editor, unsaved. */
export async function setText(document: vscode.TextDocument, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  const end = document.lineAt(document.lineCount - 1).range.end;
  edit.replace(document.uri, new vscode.Range(new vscode.Position(0, 0), end), text);
  ok(await vscode.workspace.applyEdit(edit), 'the edit was applied');
}

/** Puts text at the end of the document, unsaved. */
export async function typeAtEnd(document: vscode.TextDocument, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.insert(document.uri, document.lineAt(document.lineCount - 1).range.end, text);
  ok(await vscode.workspace.applyEdit(edit), 'the edit was applied');
}

/** The problems we report on a document now. */
export function problemsOf(document: vscode.TextDocument): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(document.uri).filter((problem) => problem.source === source);
}

/** The rule that a problem is of. */
export function ruleOf(problem: vscode.Diagnostic): string {
  const { code } = problem;
  return String(typeof code === 'object' ? code.value : (code ?? ''));
}

/** Waits for the first problem of a rule. */
export function problem(document: vscode.TextDocument, rule: string): Promise<vscode.Diagnostic> {
  return until(
    `a problem of ${rule}`,
    () => problemsOf(document).find((found) => ruleOf(found) === rule),
    () => problemsOf(document).map(ruleOf),
  );
}

/** Waits until no problem of a rule is left. */
export async function noProblem(document: vscode.TextDocument, rule: string): Promise<void> {
  await until(`no problem of ${rule}`, () => !problemsOf(document).some((found) => ruleOf(found) === rule));
}

/** The code actions at a range, resolved. */
export async function actionsAt(
  document: vscode.TextDocument,
  range: vscode.Range,
  kind?: vscode.CodeActionKind,
): Promise<vscode.CodeAction[]> {
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    range,
    kind?.value,
    100,
  );
  return actions.filter((action) => action.edit !== undefined || action.command !== undefined);
}

/** The quick fix with that title on a problem, with its edit. */
export async function fixOf(
  document: vscode.TextDocument,
  found: vscode.Diagnostic,
  title: RegExp,
): Promise<vscode.CodeAction> {
  const actions = await actionsAt(document, found.range, vscode.CodeActionKind.QuickFix);
  const fix = actions.find((action) => title.test(action.title));
  ok(fix, `a quick fix like ${title} among ${JSON.stringify(actions.map((each) => each.title))}`);
  return fix;
}

/** Applies a code action as a click would. */
export async function apply(action: vscode.CodeAction): Promise<void> {
  if (action.edit) ok(await vscode.workspace.applyEdit(action.edit), `"${action.title}" was applied`);
  if (action.command) {
    await vscode.commands.executeCommand(action.command.command, ...(action.command.arguments ?? []));
  }
}

/** Opens a file with the text, applies that quick fix of the rule's first problem and returns the new text. */
export async function fixed(name: string, text: string, rule: string, title: RegExp): Promise<string> {
  const document = await openFile(name, text);
  await apply(await fixOf(document, await problem(document, rule), title));
  await noProblem(document, rule);
  return document.getText();
}

/** The place of a text in a document, `offset` characters into it. */
export function placeOf(document: vscode.TextDocument, text: string, offset = 0): vscode.Position {
  const at = document.getText().indexOf(text);
  ok(at >= 0, `${JSON.stringify(text)} in the document`);
  return document.positionAt(at + offset);
}

/** The text of the hover at a place, empty when there is none. */
export async function hoverAt(document: vscode.TextDocument, position: vscode.Position): Promise<string> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    document.uri,
    position,
  );
  const contents = hovers.flatMap((hover) => hover.contents);
  return contents.map((content) => (typeof content === 'string' ? content : content.value)).join('\n');
}

/** Changes a setting of the workspace; undefined removes it. */
export async function setSetting(section: string, key: string, value: unknown): Promise<void> {
  await vscode.workspace.getConfiguration(section).update(key, value, vscode.ConfigurationTarget.Workspace);
}
