// The server as a process: over IPC in VS Code, over stdio (`--stdio`) for any other client.
import { createConnection } from 'vscode-languageserver/node';
import { startServer } from '../lsp/server.ts';
import { nodeRuntime } from './nodeRuntime.ts';

const connection = createConnection();
process.on('unhandledRejection', (reason) => {
  connection.console.error(
    `Unhandled: ${reason instanceof Error ? (reason.stack ?? reason.message) : reason}`,
  );
});
startServer(connection, nodeRuntime());
