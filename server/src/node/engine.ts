// The server as a process: over IPC in VS Code, over stdio (`--stdio`) for any other client. `main.ts` loads it.
import { createConnection } from 'vscode-languageserver/node';
import { startServer } from '../lsp/server.ts';
import { nodeRuntime } from './nodeRuntime.ts';

/** `worked` is called at every request: by then most of the code that a session needs has run. */
export function startEngine(worked: () => void): void {
  const connection = createConnection();
  process.on('unhandledRejection', (reason) => {
    connection.console.error(
      `Unhandled: ${reason instanceof Error ? (reason.stack ?? reason.message) : reason}`,
    );
  });
  startServer(connection, nodeRuntime(worked));
}
