import type { Connection } from 'vscode-languageserver';
import {
  listRequest,
  type Request,
  readFileRequest,
  sizesRequest,
  statRequest,
} from '../../../shared/src/protocol.ts';
import type { Files } from './runtime.ts';

/** Files as the editor sees them: virtual file systems, and every file when the server runs in a browser. */
export function clientFiles(connection: Connection): Files {
  const ask = async <P, R>(request: Request<P, R | null>, params: P): Promise<R | undefined> => {
    try {
      const answer: R | null = await connection.sendRequest(request.method, params);
      return answer ?? undefined;
    } catch {
      // The editor is going down, or does not know the request.
      return undefined;
    }
  };
  return {
    readFile: (uri) => ask(readFileRequest, { uri }),
    stat: (uri) => ask(statRequest, { uri }),
    list: (uri) => ask(listRequest, { uri }),
    async sizes(uri, names) {
      const sizes = await ask(sizesRequest, { uri, names });
      return names.map((_, index) => sizes?.[index] ?? undefined);
    },
  };
}
