import type { Diagnostic } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { languageOf } from '../../../shared/src/languages.ts';
import {
  type CheckFilesParams,
  checkFilesRequest,
  type WireCheckedFile,
} from '../../../shared/src/protocol.ts';
import { ClosedFiles } from '../closedFiles.ts';
import type { Host } from '../host.ts';
import { toDiagnostics } from './convert.ts';
import { RequestType } from './protocol.ts';
import type { SettingsStore } from './settings.ts';
import type { Wiring } from './wiring.ts';

interface CheckFilesWiring extends Pick<Wiring, 'connection' | 'features'> {
  readonly host: Host;
  readonly settings: SettingsStore;
  readonly folders: () => readonly string[];
}

/**
 * Answers `shipshape/checkFiles`. It is work in the background: whoever types goes first. What is read for it is let go of
 * with the answer.
 */
export function answerCheckFiles(wiring: CheckFilesWiring): void {
  const { connection, host, folders } = wiring;
  connection.onRequest(
    new RequestType<CheckFilesParams, WireCheckedFile[], never>(checkFilesRequest.method),
    async ({ uris }, token) => {
      const files = new ClosedFiles(host, folders());
      const checked: WireCheckedFile[] = [];
      try {
        for (const uri of uris) {
          await host.pause();
          if (token.isCancellationRequested) break;
          checked.push({ uri, diagnostics: await diagnosticsOf(uri, files, wiring) });
        }
      } finally {
        files.finish();
      }
      return checked;
    },
  );
}

async function diagnosticsOf(
  uri: string,
  files: ClosedFiles,
  { host, features, settings }: CheckFilesWiring,
): Promise<Diagnostic[] | null> {
  const { settings: wanted, configuration } = await settings.get(uri);
  // Nobody tells when a file that is not open is of interest no more.
  settings.forget(uri);
  const language = languageOf(uri, '');
  const text = wanted.enable && language ? await host.readFile(uri) : undefined;
  if (text === undefined || !language) return null;
  const result = await files.check({ uri, language, text }, { configuration, contexts: wanted.contexts });
  const document = TextDocument.create(uri, language, 0, text);
  return toDiagnostics(result, document, features, (_, path) => result.locate(path));
}
