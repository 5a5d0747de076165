import { FileType, Uri, workspace } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import {
  listRequest,
  maximumFileSize,
  type Request,
  readFileRequest,
  sizesRequest,
  statRequest,
  type WireFileType,
} from '../../shared/src/protocol.ts';

/** Answers the server's questions for files through the editor, which also reads what is on no disk. */
export function answerFileRequests(client: BaseLanguageClient): void {
  answer(client, readFileRequest, async ({ uri }) => {
    const file = Uri.parse(uri);
    const { size } = await workspace.fs.stat(file);
    return size > maximumFileSize ? null : new TextDecoder().decode(await workspace.fs.readFile(file));
  });
  answer(client, statRequest, async ({ uri }) => {
    const { type, size } = await workspace.fs.stat(Uri.parse(uri));
    return { type: wireType(type), size };
  });
  answer(client, listRequest, async ({ uri }) => {
    const entries = await workspace.fs.readDirectory(Uri.parse(uri));
    return entries.map(([name, type]) => ({ name, type: wireType(type) }));
  });
  answer(client, sizesRequest, ({ uri, names }) => {
    const folder = Uri.parse(uri);
    const sizeOf = async (name: string): Promise<number | null> =>
      (await workspace.fs.stat(Uri.joinPath(folder, name))).size;
    return Promise.all(names.map((name) => sizeOf(name).catch(() => null)));
  });
}

/** What cannot be read is not there: the server has no use for the reason. */
function answer<P, R>(
  client: BaseLanguageClient,
  request: Request<P, R | null>,
  handle: (params: P) => Promise<R | null>,
): void {
  client.onRequest(request.method, (params: P): Promise<unknown> => handle(params).catch(() => null));
}

function wireType(type: FileType): WireFileType {
  if ((type & FileType.SymbolicLink) !== 0) return 'link';
  if (type === FileType.File) return 'file';
  return type === FileType.Directory ? 'directory' : 'other';
}
