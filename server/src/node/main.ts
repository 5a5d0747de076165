// The server as a process: over IPC in VS Code, over stdio (`--stdio`) for any other client.
import { setFlagsFromString } from 'node:v8';
import { createConnection } from 'vscode-languageserver/node';
import { startServer } from '../lsp/server.ts';
import { nodeRuntime } from './nodeRuntime.ts';

// A keystroke leaves a tree of garbage behind. Collected while young it costs a tenth more time; left to V8's own
// ways it costs 30 MB of memory that an editor with a dozen servers misses. In VS Code the client passes a flag.
if (!('electron' in process.versions)) setFlagsFromString('--semi-space-growth-factor=1');

const connection = createConnection();
process.on('unhandledRejection', (reason) => {
  connection.console.error(
    `Unhandled: ${reason instanceof Error ? (reason.stack ?? reason.message) : reason}`,
  );
});
startServer(connection, nodeRuntime);
