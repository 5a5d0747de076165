import { type Disposable, LanguageStatusSeverity, languages } from 'vscode';
import { type BaseLanguageClient, State } from 'vscode-languageclient';
import { commands, serverName } from '../../shared/src/identifiers.ts';
import { type ContextProgress, contextProgressNotification } from '../../shared/src/protocol.ts';
import { followContext } from './buildContext.ts';
import { documentSelector } from './documentSelector.ts';

/**
 * The item behind `{}` in the status bar: whether the server runs, what it is reading, the way to its log, and the build
 * context of the Dockerfile in the editor.
 */
export function showStatus(client: BaseLanguageClient): Disposable {
  const item = languages.createLanguageStatusItem('shipshape.server', documentSelector);
  item.name = serverName;
  let state: State = State.Starting;
  let reading: ContextProgress | undefined;
  let context: string | undefined;
  const show = (): void => {
    item.text = serverName;
    const stopped = state === State.Stopped || state === State.StartFailed;
    item.busy = state === State.Starting || (reading !== undefined && !stopped);
    item.severity = stopped ? LanguageStatusSeverity.Warning : LanguageStatusSeverity.Information;
    item.detail = stopped
      ? 'The language server is not running'
      : reading
        ? detailOf(reading)
        : (context ?? detailOf(undefined));
    if (stopped) item.command = { title: 'Start', command: commands.restartServer };
    else if (context === undefined) item.command = { title: 'Show log', command: commands.showLog };
    else item.command = { title: 'Choose', command: commands.chooseContext };
  };
  show();
  const listeners = [
    client.onDidChangeState(({ newState }) => {
      state = newState;
      // A server that is started anew knows nothing of what the one before was reading.
      reading = undefined;
      show();
    }),
    client.onNotification(contextProgressNotification.method, (progress: ContextProgress) => {
      reading = progress.done ? undefined : progress;
      show();
    }),
    followContext(client, (sentence) => {
      context = sentence;
      show();
    }),
  ];
  return {
    dispose() {
      for (const listener of listeners) listener.dispose();
      item.dispose();
    },
  };
}

function detailOf(reading: ContextProgress | undefined): string {
  return reading
    ? `Reading the build context: ${reading.seen.toLocaleString('en')} files and folders`
    : 'Checks Dockerfiles and .dockerignore files';
}
