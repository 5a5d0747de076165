import type { Connection } from 'vscode-languageserver';
import { contextProgressNotification } from '../../../shared/src/protocol.ts';
import type { ClientFeatures } from './capabilities.ts';
import { DidChangeWatchedFilesNotification } from './protocol.ts';
import type { Runtime } from './runtime.ts';

/** Milliseconds between two messages; a context that is read in less is not told of. */
const interval = 250;

/**
 * Follows the reading of build contexts: tells the client how far it is, where the client shows it, and has the client
 * tell of all files from the first time on.
 */
export function followReading(
  connection: Connection,
  runtime: Runtime,
  features: ClientFeatures,
): (seen: number, done: boolean) => void {
  const tell = features.options.contextProgress === true ? progressTeller(connection, runtime) : undefined;
  let isWatching = !features.dynamicWatchers;
  return (seen, done) => {
    tell?.(seen, done);
    if (isWatching) return;
    isWatching = true;
    const watchers = [{ globPattern: '**/*' }];
    // A client that refuses tells of ignore files and the like alone: what was read is then as old as it is.
    connection.client.register(DidChangeWatchedFilesNotification.type, { watchers }).catch(() => undefined);
  };
}

function progressTeller(connection: Connection, runtime: Runtime): (seen: number, done: boolean) => void {
  let latest = { seen: 0, done: true };
  let isPlanned = false;
  let toldDone = true;
  const plan = (): void => {
    isPlanned = true;
    runtime.after(interval, () => {
      isPlanned = false;
      if (latest.done && toldDone) return;
      toldDone = latest.done;
      connection.sendNotification(contextProgressNotification.method, latest).catch(() => undefined);
    });
  };
  return (seen, done) => {
    latest = { seen, done };
    if (!isPlanned && !(done && toldDone)) plan();
  };
}
