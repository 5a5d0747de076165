import { PassThrough, Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { type Message, StreamMessageReader } from 'vscode-languageserver/node';
import { WrittenReport } from '../../server/src/lsp/fullReport.ts';
import { StdioWriter } from '../../server/src/node/stdioWriter.ts';

/** Resolves with the first messages that arrive. */
function collect(stream: PassThrough, count: number): Promise<Message[]> {
  const messages: Message[] = [];
  return new Promise((resolve) => {
    new StreamMessageReader(stream).listen((message) => {
      messages.push(message);
      if (messages.length === count) resolve(messages);
    });
  });
}

/** As a pipe: once it has called back, it does not look at what it was given again. */
function pipeTo(stream: PassThrough): Writable {
  return new Writable({
    write: (chunk: Buffer, _, done) => {
      stream.write(Buffer.from(chunk), done);
    },
    final: (done) => {
      stream.end(done);
    },
  });
}

test('what is written is what a reader of the protocol reads', async () => {
  const stream = new PassThrough();
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  const writer = new StdioWriter(pipeTo(stream));
  const sent = [
    { jsonrpc: '2.0', method: 'plain', params: { text: 'ASCII' } },
    { jsonrpc: '2.0', method: 'more', params: { text: '\u00e9 \u4e2d \u{1f600} \u2028 \ud800' } },
    { jsonrpc: '2.0', id: 'a"b', result: new WrittenReport('1', ['{"message":"\u4e2d"}']) },
    { jsonrpc: '2.0', id: 3, result: null },
  ];
  const read = collect(stream, sent.length);
  await Promise.all(sent.map((message) => writer.write(message)));
  expect(chunks).toHaveLength(sent.length);
  expect(await read).toEqual(JSON.parse(JSON.stringify(sent)));
  writer.end();
  expect(stream.writableEnded).toBe(true);
});

test('a long report arrives in one piece', async () => {
  const stream = new PassThrough();
  const writer = new StdioWriter(pipeTo(stream));
  const items = Array.from({ length: 3_000 }, (_, i) => ({ message: `${i} \u4e2d \u{1f600}` }));
  const report = new WrittenReport(
    '1',
    items.map((item) => JSON.stringify(item)),
  );
  const read = collect(stream, 2);
  await Promise.all([
    writer.write({ jsonrpc: '2.0', id: 1, result: report } as Message),
    writer.write({ jsonrpc: '2.0', id: 2, result: null } as Message),
  ]);
  expect(await read).toEqual([
    { jsonrpc: '2.0', id: 1, result: { kind: 'full', resultId: '1', items } },
    { jsonrpc: '2.0', id: 2, result: null },
  ]);
});

test('who writes to a stream that is gone is told', async () => {
  const stream = new PassThrough();
  const writer = new StdioWriter(stream);
  const errors: (number | undefined)[] = [];
  let isClosed = false;
  writer.onError(([, , count]) => errors.push(count));
  writer.onClose(() => {
    isClosed = true;
  });
  stream.destroy();
  await expect(writer.write({ jsonrpc: '2.0' })).rejects.toThrow();
  expect(errors).toContain(1);
  await new Promise((resolve) => setImmediate(resolve));
  expect(isClosed).toBe(true);
});
