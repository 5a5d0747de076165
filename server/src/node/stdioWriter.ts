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
  private readonly stream: NodeJS.WritableStream;
  private errors = 0;

  constructor(stream: NodeJS.WritableStream) {
    super();
    this.stream = stream;
    stream.on('error', (error) => this.fireError(error));
    stream.on('close', () => this.fireClose());
  }

  write(message: Message): Promise<void> {
    return new Promise((resolve, reject) => {
      const body = textOf(message);
      const length = Buffer.byteLength(body);
      // As many bytes as characters: all of them are ASCII, and nothing has to be looked at again.
      const encoding = length === body.length ? 'latin1' : 'utf8';
      this.stream.write(`Content-Length: ${length}\r\n\r\n${body}`, encoding, (error) => {
        if (!error) {
          resolve();
          return;
        }
        this.errors++;
        this.fireError(error, message, this.errors);
        reject(error);
      });
    });
  }

  end(): void {
    this.stream.end();
  }
}

function textOf(message: Message): string {
  const { result } = message as ResponseMessage;
  if (!(result instanceof WrittenReport)) return JSON.stringify(message);
  const { jsonrpc, id } = message as ResponseMessage;
  return `{"jsonrpc":${JSON.stringify(jsonrpc)},"id":${JSON.stringify(id)},"result":${result.text}}`;
}
