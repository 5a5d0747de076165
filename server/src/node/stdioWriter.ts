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
  /** Where the next message is put together; undefined while one that was put there is still on its way. */
  private free: Buffer | undefined;

  /** @param stream is done with what it was given when it calls back, as pipes, sockets and files are */
  constructor(stream: Writable) {
    super();
    this.stream = stream;
    stream.on('error', (error) => this.fireError(error));
    stream.on('close', () => this.fireClose());
  }

  write(message: Message): Promise<void> {
    return new Promise((resolve, reject) => {
      const put = new PutTogether(this.free);
      this.free = undefined;
      eachText(message, (text) => put.add(text));
      this.stream.write(put.finished(), (error) => {
        if (put.buffer.length <= keptBytes) this.free = put.buffer;
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

/** Bytes that are kept at most for the next message: as many as the report of a long document takes. */
const keptBytes = 1 << 20;

/** Bytes that are free before the body: the header comes last, when the length is known. */
const headerBytes = 40;

/** A message in a buffer, which grows as it must. */
class PutTogether {
  buffer: Buffer;
  private end = headerBytes;

  constructor(buffer: Buffer | undefined) {
    this.buffer = buffer ?? Buffer.allocUnsafeSlow(1 << 14);
  }

  add(text: string): void {
    // Three bytes are the most that a UTF-16 code unit takes; of a long text it is worth counting them.
    const most = this.end + (text.length < 10_000 ? 3 * text.length : Buffer.byteLength(text));
    if (most > this.buffer.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(most, 2 * this.buffer.length));
      this.buffer.copy(larger, 0, 0, this.end);
      this.buffer = larger;
    }
    this.end += this.buffer.write(text, this.end, 'utf8');
  }

  finished(): Buffer {
    const header = `Content-Length: ${this.end - headerBytes}\r\n\r\n`;
    const start = headerBytes - header.length;
    this.buffer.write(header, start, 'latin1');
    return this.buffer.subarray(start, this.end);
  }
}

function eachText(message: Message, take: (text: string) => void): void {
  const { result } = message as ResponseMessage;
  if (!(result instanceof WrittenReport)) {
    take(JSON.stringify(message));
    return;
  }
  const { jsonrpc, id } = message as ResponseMessage;
  take(`{"jsonrpc":${JSON.stringify(jsonrpc)},"id":${JSON.stringify(id)},"result":`);
  result.eachText(take);
  take('}');
}
