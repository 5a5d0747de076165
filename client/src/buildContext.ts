import {
  ConfigurationTarget,
  commands,
  type Disposable,
  type QuickPickItem,
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

function sentenceOf({ folder, root, description }: WireContext): string {
  return `Build context: ${folder ?? root} (${description})`;
}

interface Choice extends QuickPickItem {
  readonly pick: () => Promise<string | undefined> | string | undefined;
}

async function chooseContext(contexts: WireContexts): Promise<void> {
  const { chosen, others, workspace: folder, path } = contexts;
  if (folder === null || path === null) {
    await window.showInformationMessage(
      'The setting for it belongs to a workspace folder, and this Dockerfile is in none. Write a comment instead: # shipshape context=..',
    );
    return;
  }
  if (chosen.kind === 'comment') {
    await window.showInformationMessage(`The context is set by a ${chosen.description}: change it there.`);
    return;
  }
  const items: Choice[] = [chosen, ...others].map((context) => ({
    label: context.folder === '.' ? 'Workspace folder' : (context.folder ?? context.root),
    description: context.description + (context.target === null ? '' : `, target ${context.target}`),
    ...(context === chosen ? { detail: 'In force now' } : {}),
    pick: () => context.folder ?? undefined,
  }));
  items.push({ label: 'Browse…', pick: () => browse(Uri.parse(folder), Uri.parse(chosen.root)) });
  const forget: Choice = {
    label: 'Forget this choice',
    description: 'What other files say counts',
    pick: () => undefined,
  };
  if (chosen.kind === 'setting') items.push(forget);
  const picked = await window.showQuickPick(items, { placeHolder: `Build context of ${path}` });
  const value = await picked?.pick();
  if (picked === undefined || (value === undefined && picked !== forget)) return;
  await writeSetting(Uri.parse(contexts.dockerfile), path, value);
}

async function browse(folder: Uri, from: Uri): Promise<string | undefined> {
  const [picked] =
    (await window.showOpenDialog({
      canSelectFiles: false,
      canSelectFolders: true,
      defaultUri: from,
      openLabel: 'Use as build context',
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
