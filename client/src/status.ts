import { type Disposable, LanguageStatusSeverity, languages } from 'vscode';
import { type BaseLanguageClient, State } from 'vscode-languageclient';
import { commands, serverName } from '../../shared/src/identifiers.ts';
import { documentSelector } from './documentSelector.ts';

/** The item behind `{}` in the status bar: whether the server runs, and the way to its log. */
export function showStatus(client: BaseLanguageClient): Disposable {
  const item = languages.createLanguageStatusItem('shipshape.server', documentSelector);
  item.name = serverName;
  const show = (state: State): void => {
    item.text = serverName;
    item.busy = state === State.Starting;
    const stopped = state === State.Stopped || state === State.StartFailed;
    item.severity = stopped ? LanguageStatusSeverity.Warning : LanguageStatusSeverity.Information;
    item.detail = stopped
      ? 'The language server is not running'
      : 'Checks Dockerfiles and .dockerignore files';
    item.command = stopped
      ? { title: 'Start', command: commands.restartServer }
      : { title: 'Show log', command: commands.showLog };
  };
  show(State.Starting);
  const listener = client.onDidChangeState(({ newState }) => show(newState));
  return {
    dispose() {
      listener.dispose();
      item.dispose();
    },
  };
}
