import type { Writable } from 'node:stream';
import {
  AbstractMessageWriter,
  type Message,
  type MessageWriter,
  type ResponseMessage,
} from 'vscode-languageserver/node';
import { WrittenReport } from '../lsp/fullReport.ts';

/**
 * Writes each message as one piece. The protocol library writes the header, waits, and then the body: two system calls,
 * and two times the client wakes up, for each answer.
 */
export class StdioWriter extends AbstractMessageWriter implements MessageWriter {
  private readonly stream: Writable;
  private errors = 0;

  constructor(stream: Writable) {
    super();
    this.stream = stream;
    stream.on('error', (error) => this.fireError(error));
    stream.on('close', () => this.fireClose());
  }

  write(message: Message): Promise<void> {
    return new Promise((resolve, reject) => {
      const pieces = piecesOf(message);
      const length = pieces.reduce((sum, piece) => sum + Buffer.byteLength(piece), 0);
      const characters = pieces.reduce((sum, piece) => sum + piece.length, 0);
      // As many bytes as characters: all of them are ASCII, and nothing has to be looked at again.
      const encoding = length === characters ? 'latin1' : 'utf8';
      pieces[0] = `Content-Length: ${length}\r\n\r\n${pieces[0]}`;
      const last = pieces.pop() as string;
      // Held back until all are there: they go out as one.
      this.stream.cork();
      for (const piece of pieces) this.stream.write(piece, encoding);
      this.stream.write(last, encoding, (error) => {
        if (!error) {
          resolve();
          return;
        }
        this.errors++;
        this.fireError(error, message, this.errors);
        reject(error);
      });
      this.stream.uncork();
    });
  }

  end(): void {
    this.stream.end();
  }
}

/** At least one. */
function piecesOf(message: Message): string[] {
  const { result } = message as ResponseMessage;
  if (!(result instanceof WrittenReport)) return [JSON.stringify(message)];
  const { jsonrpc, id } = message as ResponseMessage;
  const pieces = result.pieces();
  pieces[0] = `{"jsonrpc":${JSON.stringify(jsonrpc)},"id":${JSON.stringify(id)},"result":${pieces[0]}`;
  pieces.push(`${pieces.pop()}}`);
  return pieces;
}
