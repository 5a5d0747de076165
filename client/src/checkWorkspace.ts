import {
  commands,
  type DiagnosticCollection,
  Disposable,
  languages,
  ProgressLocation,
  TabInputText,
  type Uri,
  window,
  workspace,
} from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { diagnosticSource, commands as ids } from '../../shared/src/identifiers.ts';
import {
  dockerfileNames,
  fileName,
  ignoreFileNames,
  isDockerfileName,
  isIgnoreFileName,
} from '../../shared/src/languages.ts';
import { type CheckFilesParams, checkFilesRequest, type WireCheckedFile } from '../../shared/src/protocol.ts';

const ours = `**/{${[...dockerfileNames, ...ignoreFileNames].join(',')}}`;

/** Files that are asked for together; in between the user may cancel. */
const batch = 10;

/** Milliseconds in which several changes of files become one question. */
const changeDelay = 300;

const showProblems = 'Show Problems';

/**
 * The command that checks all Dockerfiles and ignore files of the workspace, and the problems it shows of those that are
 * not open. From then on they follow the files, until they are cleared; what is open in a tab the server tells of by
 * itself.
 */
export function registerCheckWorkspace(client: BaseLanguageClient, start: () => Promise<void>): Disposable {
  const closed = new ClosedProblems(client);
  return Disposable.from(
    closed,
    commands.registerCommand(ids.checkWorkspace, async () => {
      await start();
      await closed.checkAll();
    }),
    commands.registerCommand(ids.clearWorkspace, () => closed.clear()),
  );
}

class ClosedProblems implements Disposable {
  private readonly client: BaseLanguageClient;
  private readonly shown: DiagnosticCollection;
  private following: Disposable | undefined;
  private readonly changed = new Map<string, Uri>();
  private waiting: ReturnType<typeof setTimeout> | undefined;

  constructor(client: BaseLanguageClient) {
    this.client = client;
    this.shown = languages.createDiagnosticCollection(`${diagnosticSource}-closed`);
  }

  async checkAll(): Promise<void> {
    const files = await workspace.findFiles(ours, '**/node_modules/**');
    if (files.length === 0) {
      void window.showInformationMessage('There is no Dockerfile and no .dockerignore in this workspace.');
      return;
    }
    this.follow();
    files.sort((a, b) => (a.path < b.path ? -1 : 1));
    const options = {
      location: ProgressLocation.Notification,
      title: 'Checking Dockerfiles',
      cancellable: true,
    };
    const counts = await window.withProgress(options, async (progress, token) => {
      const all: number[] = [];
      for (let i = 0; i < files.length && !token.isCancellationRequested; i += batch) {
        const asked = files.slice(i, i + batch);
        progress.report({
          message: `${i} of ${files.length}`,
          increment: (100 * asked.length) / files.length,
        });
        all.push(...(await this.check(asked)));
      }
      return all;
    });
    // The user may take their time to answer.
    void tell(counts);
  }

  clear(): void {
    this.following?.dispose();
    this.following = undefined;
    clearTimeout(this.waiting);
    this.changed.clear();
    this.shown.clear();
  }

  dispose(): void {
    this.clear();
    this.shown.dispose();
  }

  /** How many problems each file has that can be read. */
  private async check(files: readonly Uri[]): Promise<number[]> {
    const { code2ProtocolConverter: toWire, protocol2CodeConverter: fromWire } = this.client;
    const params: CheckFilesParams = { uris: files.map((file) => toWire.asUri(file)) };
    const checked = await this.client.sendRequest<WireCheckedFile[]>(checkFilesRequest.method, params);
    const counts: number[] = [];
    for (const { uri, diagnostics } of checked) {
      const file = fromWire.asUri(uri);
      const found = diagnostics && (await fromWire.asDiagnostics(diagnostics as never));
      if (found) counts.push(found.length);
      // It may have been opened, or all been cleared, while the answer was made.
      if (!found || isOpen(file) || !this.following) this.shown.delete(file);
      else this.shown.set(file, found);
    }
    return counts;
  }

  /** From now on the problems follow the files. */
  private follow(): void {
    if (this.following) return;
    const watcher = workspace.createFileSystemWatcher(ours);
    const look = (file: Uri): void => this.look(file);
    this.following = Disposable.from(
      watcher,
      watcher.onDidCreate(look),
      watcher.onDidChange(look),
      watcher.onDidDelete(look),
      window.tabGroups.onDidChangeTabs(({ opened, closed }) => {
        for (const { input } of opened) if (input instanceof TabInputText) this.shown.delete(input.uri);
        for (const { input } of closed) {
          if (input instanceof TabInputText && isOurs(input.uri)) look(input.uri);
        }
      }),
    );
  }

  private look(file: Uri): void {
    this.changed.set(file.toString(), file);
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => {
      const files = [...this.changed.values()].filter((one) => !isOpen(one));
      this.changed.clear();
      // The server may be down: the command tells of that when it is called again.
      if (files.length > 0) this.check(files).catch(() => undefined);
    }, changeDelay);
  }
}

async function tell(counts: readonly number[]): Promise<void> {
  const sum = counts.reduce((all, count) => all + count, 0);
  const files = counts.length === 1 ? 'the one file' : `${counts.length} files`;
  if (sum === 0) {
    void window.showInformationMessage(`No problems in ${files}.`);
    return;
  }
  const having = counts.filter((count) => count > 0).length;
  const problems = sum === 1 ? '1 problem' : `${sum} problems`;
  const message = `${problems} in ${having} of ${files}.`;
  if ((await window.showInformationMessage(message, showProblems)) === showProblems)
    await commands.executeCommand('workbench.actions.view.problems');
}

/** One that a search of the workspace would find. */
function isOurs(file: Uri): boolean {
  const name = fileName(file.path);
  return (
    workspace.getWorkspaceFolder(file) !== undefined && (isDockerfileName(name) || isIgnoreFileName(name))
  );
}

function isOpen(file: Uri): boolean {
  const key = file.toString();
  return window.tabGroups.all.some(({ tabs }) =>
    tabs.some(({ input }) => input instanceof TabInputText && input.uri.toString() === key),
  );
}
