// The server as a process: over IPC in VS Code, over stdio (`--stdio`) for any other client. `main.ts` loads it.
import { type Connection, createConnection, type MessageReader } from 'vscode-languageserver/node';
import { startServer } from '../lsp/server.ts';
import { nodeRuntime } from './nodeRuntime.ts';
import { StdioWriter } from './stdioWriter.ts';

/** `worked` is called at every request: by then most of the code that a session needs has run. */
export function startEngine(worked: () => void): void {
  const isStdio = process.argv.includes('--stdio');
  const connection = isStdio ? overStdio() : createConnection();
  process.on('unhandledRejection', (reason) => {
    connection.console.error(
      `Unhandled: ${reason instanceof Error ? (reason.stack ?? reason.message) : reason}`,
    );
  });
  startServer(connection, nodeRuntime(worked, isStdio));
}

function overStdio(): Connection {
  // What is printed would be taken for a part of the protocol.
  const print = console.error.bind(console);
  Object.assign(console, { log: print, info: print, debug: print, dir: print });
  // The library takes streams and its own readers and writers in any mixture; its types know pairs only.
  return createConnection(process.stdin as unknown as MessageReader, new StdioWriter(process.stdout));
}
