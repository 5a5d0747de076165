import {
  ConfigurationTarget,
  commands,
  type Disposable,
  env,
  type QuickPickItem,
  Range,
  Uri,
  window,
  workspace,
} from 'vscode';
import { type BaseLanguageClient, State } from 'vscode-languageclient';
import { commands as ids, settingsSection } from '../../shared/src/identifiers.ts';
import {
  contextsChangedNotification,
  contextsRequest,
  type UriParams,
  type WireContext,
  type WireContexts,
} from '../../shared/src/protocol.ts';

/** The command that picks the build context of the Dockerfile in the editor. */
export function registerContextCommand(client: BaseLanguageClient): Disposable {
  return commands.registerCommand(ids.chooseContext, async () => {
    const document = window.activeTextEditor?.document;
    const contexts = document && (await askForContexts(client, document.uri));
    if (!contexts) await window.showInformationMessage('Open a Dockerfile to choose its build context.');
    else await chooseContext(contexts);
  });
}

/**
 * Says which build context is in force for the document in the editor, whenever that may have changed; undefined where
 * there is none.
 */
export function followContext(
  client: BaseLanguageClient,
  show: (sentence: string | undefined) => void,
): Disposable {
  let count = 0;
  const ask = async (): Promise<void> => {
    const asked = ++count;
    const uri = window.activeTextEditor?.document.uri;
    const contexts = uri && client.state === State.Running ? await askForContexts(client, uri) : undefined;
    if (asked === count) show(contexts && sentenceOf(contexts.chosen));
  };
  const told = client.onNotification(contextsChangedNotification.method, ({ uri }: UriParams) => {
    if (window.activeTextEditor?.document.uri.toString() === Uri.parse(uri).toString()) void ask();
  });
  const moved = window.onDidChangeActiveTextEditor(() => void ask());
  return {
    dispose() {
      told.dispose();
      moved.dispose();
    },
  };
}

async function askForContexts(client: BaseLanguageClient, uri: Uri): Promise<WireContexts | undefined> {
  try {
    const answer: WireContexts | null = await client.sendRequest(contextsRequest.method, {
      uri: client.code2ProtocolConverter.asUri(uri),
    });
    return answer ?? undefined;
  } catch {
    // The server is going down; the next one will be asked.
    return undefined;
  }
}

function sentenceOf({ kind, folder, root, description, line }: WireContext): string {
  // A dot says little where no file is at hand to count from.
  const name = folder === '.' ? (/([^/]+)\/$/.exec(Uri.parse(root).path)?.[1] ?? '/') : folder;
  // There is room for the file that says so; its services and lines stand in the list of the command, and in hovers.
  const by = line === null || kind === 'comment' ? description : description.replace(/, .*/, '');
  return `Build context: ${name ?? root} (${by})`;
}

const comment = '# shipshape context=..';

/** VS Code shows a message whole where there is a button, and else its first line. */
const copyComment = 'Copy Comment';

interface Choice extends QuickPickItem {
  readonly pick: () => Promise<string | undefined> | string | undefined;
}

async function chooseContext(contexts: WireContexts): Promise<void> {
  const { chosen, others, dockerfile, workspace: folder, path } = contexts;
  if (chosen.kind === 'comment') {
    const line = (chosen.line ?? 1) - 1;
    // The whole line, however long it is.
    const selection = new Range(line, 0, line, Number.MAX_SAFE_INTEGER);
    await window.showTextDocument(Uri.parse(dockerfile), { selection });
    await window.showInformationMessage('This comment sets the build context: change it here.');
    return;
  }
  if (folder === null || path === null) {
    const message = `Settings belong to a workspace folder, and this Dockerfile is in none. A comment in it does the same: ${comment}`;
    if (await window.showInformationMessage(message, copyComment)) await env.clipboard.writeText(comment);
    return;
  }
  const items: Choice[] = [chosen, ...others].map((context) => ({
    label: context.folder === '.' ? 'Workspace folder' : (context.folder ?? context.root),
    description: context.description + (context.target === null ? '' : `, target ${context.target}`),
    ...(context === chosen ? { detail: 'In force now' } : {}),
    pick: () => context.folder ?? undefined,
  }));
  items.push({ label: 'Browse…', pick: () => browse(path, Uri.parse(folder), Uri.parse(chosen.root)) });
  const forget: Choice = {
    label: 'Forget this choice',
    description: 'Shipshape finds the context itself again',
    pick: () => undefined,
  };
  if (chosen.kind === 'setting') items.push(forget);
  const picked = await window.showQuickPick(items, { placeHolder: `Build context of ${path}` });
  const value = await picked?.pick();
  if (picked === undefined || (value === undefined && picked !== forget)) return;
  await writeSetting(Uri.parse(dockerfile), path, value);
}

async function browse(path: string, folder: Uri, from: Uri): Promise<string | undefined> {
  const [picked] =
    (await window.showOpenDialog({
      canSelectFiles: false,
      canSelectFolders: true,
      defaultUri: from,
      title: `Build Context of ${path}`,
      openLabel: 'Use as Build Context',
    })) ?? [];
  if (!picked) return undefined;
  const top = folder.path.replace(/\/$/, '');
  if (picked.path === top) return '.';
  // One outside of the workspace folder is only found on this machine.
  return picked.path.startsWith(`${top}/`) ? picked.path.slice(top.length + 1) : picked.path;
}

/** `value` undefined: what was chosen before is taken out. */
async function writeSetting(dockerfile: Uri, path: string, value: string | undefined): Promise<void> {
  const isOneOfMany = (workspace.workspaceFolders?.length ?? 0) > 1;
  const configuration = workspace.getConfiguration(settingsSection, dockerfile);
  const now = configuration.inspect<Record<string, string>>('contexts');
  const before = isOneOfMany ? now?.workspaceFolderValue : now?.workspaceValue;
  const { [path]: _, ...others } = before ?? {};
  const after = value === undefined ? others : { ...others, [path]: value };
  await configuration.update(
    'contexts',
    Object.keys(after).length === 0 ? undefined : after,
    isOneOfMany ? ConfigurationTarget.WorkspaceFolder : ConfigurationTarget.Workspace,
  );
}
