import {
  commands,
  type Disposable,
  type LogOutputChannel,
  type QuickPickItem,
  QuickPickItemKind,
  Range,
  Uri,
  WorkspaceEdit,
  window,
  workspace,
} from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { commands as ids } from '../../shared/src/identifiers.ts';
import {
  type WhyParams,
  type WireRange,
  type WireWhy,
  type WireWhyAnswer,
  type WireWhyFix,
  type WireWhyStep,
  whyRequest,
} from '../../shared/src/protocol.ts';

/**
 * The command that tells why a file is in an image, or not: of what was clicked in the Explorer, else of the path at
 * the cursor, else of the open file. `ready` starts the server, and resolves when it runs.
 */
export function registerWhyCommand(
  client: BaseLanguageClient,
  log: LogOutputChannel,
  ready: () => Promise<void>,
): Disposable {
  return commands.registerCommand(ids.whyInImage, async (clicked?: unknown, selected?: unknown) => {
    const params = whatToAsk(client, clicked, selected);
    if (!params) {
      await window.showInformationMessage('Open a file, or pick one in the Explorer.');
      return;
    }
    try {
      await ready();
      const why: WireWhy | null = await client.sendRequest(whyRequest.method, params);
      if (why) await show(why);
    } catch (error) {
      log.error(`Why a file is in an image could not be asked: ${String(error)}`);
      await window.showWarningMessage('Shipshape could not answer. Its log says why.');
    }
  });
}

/** The Explorer hands what is selected, too; an editor's own menu the URI of its document, and there the cursor counts. */
function whatToAsk(client: BaseLanguageClient, clicked: unknown, selected: unknown): WhyParams | undefined {
  const editor = window.activeTextEditor;
  const { code2ProtocolConverter: convert } = client;
  const own = editor?.document.uri;
  if (clicked instanceof Uri && (Array.isArray(selected) || clicked.toString() !== own?.toString())) {
    return { uri: convert.asUri(clicked) };
  }
  if (!editor || !own) return undefined;
  const { line, character } = editor.selection.active;
  return { uri: convert.asUri(own), position: { line, character } };
}

/** VS Code shows a message whole where there is a button, and else its first line. */
const openDockerfile = 'Open a Dockerfile';

async function show({ uri, answers }: WireWhy): Promise<void> {
  const [first, ...others] = answers;
  if (!first) {
    const message = `No Dockerfile has ${nameOf(uri)} in its build context. Shipshape looked at those that are open, and in the folders above the file.`;
    if (await window.showInformationMessage(message, openDockerfile))
      await commands.executeCommand('workbench.action.quickOpen', 'Dockerfile');
    return;
  }
  const answer = others.length === 0 ? first : await pickAnswer(answers);
  if (answer) await showAnswer(answer);
}

async function pickAnswer(answers: readonly WireWhyAnswer[]): Promise<WireWhyAnswer | undefined> {
  const items = answers.map((answer) => ({
    label: `${verdictIcons[answer.verdict]} ${nameOf(answer.dockerfile)}`,
    detail: answer.title,
    answer,
  }));
  const picked = await window.showQuickPick(items, {
    title: 'Why is this file (not) in the image?',
    placeHolder: 'The Dockerfile whose image to look at',
    matchOnDetail: true,
  });
  return picked?.answer;
}

interface Item extends QuickPickItem {
  readonly go?: () => Promise<void>;
}

/** A list, since that is what every editor shows at hand: each step leads to its line, each fix is one more choice. */
async function showAnswer({ dockerfile, context, title, steps, fixes }: WireWhyAnswer): Promise<void> {
  const items: Item[] = steps.map((step) => ({
    label: `${stepIcons[step.kind]} ${step.text}`,
    ...(step.place ? { description: lineOf(step.place), go: () => open(step.place) } : {}),
  }));
  if (fixes.length > 0) items.push({ label: 'What you can do', kind: QuickPickItemKind.Separator });
  for (const fix of fixes) items.push({ label: `$(lightbulb) ${fix.title}`, go: () => apply(fix) });
  const picked = await window.showQuickPick(items, {
    title,
    placeHolder: `${nameOf(dockerfile)}, build context ${folderOf(context)}: pick a step to see its line`,
    matchOnDescription: true,
  });
  await picked?.go?.();
}

const verdictIcons: Readonly<Record<WireWhyAnswer['verdict'], string>> = {
  in: '$(pass)',
  hidden: '$(eye-closed)',
  maybe: '$(question)',
  out: '$(circle-slash)',
  unknown: '$(question)',
};

const stepIcons: Readonly<Record<WireWhyStep['kind'], string>> = {
  passes: '$(pass)',
  stops: '$(circle-slash)',
  'may-pass': '$(question)',
  note: '$(info)',
};

function nameOf(uri: string): string {
  return workspace.asRelativePath(Uri.parse(uri));
}

/** Of a workspace folder VS Code would show the whole path. */
function folderOf(uri: string): string {
  const folder = Uri.parse(uri.replace(/\/$/, ''));
  const own = workspace.workspaceFolders?.find((each) => each.uri.toString() === folder.toString());
  return own?.name ?? workspace.asRelativePath(folder, false);
}

function lineOf({ uri, range }: NonNullable<WireWhyStep['place']>): string {
  return `${nameOf(uri)}:${range.start.line + 1}`;
}

async function open(place: WireWhyStep['place']): Promise<void> {
  if (!place) return;
  const document = await workspace.openTextDocument(Uri.parse(place.uri));
  await window.showTextDocument(document, { selection: rangeOf(place.range) });
}

/** The file is shown afterwards, not saved: the change can be looked at, and undone. */
async function apply({ uri, create, range, newText }: WireWhyFix): Promise<void> {
  const edit = new WorkspaceEdit();
  const file = Uri.parse(uri);
  if (create) edit.createFile(file, { ignoreIfExists: true });
  edit.replace(file, rangeOf(range), newText);
  if (await workspace.applyEdit(edit)) await open({ uri, range: { start: range.start, end: range.start } });
  else await window.showWarningMessage('The change could not be made: the file may be read-only.');
}

function rangeOf({ start, end }: WireRange): Range {
  return new Range(start.line, start.character, end.line, end.character);
}
