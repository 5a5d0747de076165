import type {
  Connection,
  Diagnostic,
  DocumentDiagnosticParams,
  DocumentDiagnosticReport,
  FullDocumentDiagnosticReport,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Guard } from './guard.ts';
import { DocumentDiagnosticReportKind } from './protocol.ts';
import type { Runtime } from './runtime.ts';

export interface DiagnosticsSource {
  documentOf(uri: string): TextDocument | undefined;
  allDocuments(): readonly TextDocument[];
  diagnose(uri: string): Promise<Diagnosed>;
}

/** `id` is the same as long as the diagnostics are. */
export interface Diagnosed {
  readonly id: string;
  readonly items: () => Diagnostic[];
  /** All of them, for whoever does not know them yet. */
  readonly report: () => FullDocumentDiagnosticReport;
}

/** How diagnostics reach the client: it pulls them, or they are pushed; never both. */
export interface DiagnosticsDelivery {
  opened(uri: string): void;
  changed(uri: string): void;
  closed(uri: string): void;
  /** Diagnostics of any document may be others now: settings or files have changed. */
  refresh(): void;
}

/** Milliseconds in which several reasons to ask again become one. */
const refreshDelay = 20;

export function pullDiagnostics(
  connection: Connection,
  source: DiagnosticsSource,
  runtime: Runtime,
  guard: Guard,
  canRefresh: boolean,
): DiagnosticsDelivery {
  const answer = async ({
    textDocument,
    previousResultId,
  }: DocumentDiagnosticParams): Promise<DocumentDiagnosticReport> => {
    const { id, report } = await source.diagnose(textDocument.uri);
    return id === previousResultId
      ? { kind: DocumentDiagnosticReportKind.Unchanged, resultId: id }
      : report();
  };
  const nothing: DocumentDiagnosticReport = { kind: DocumentDiagnosticReportKind.Full, items: [] };
  connection.languages.diagnostics.on(guard('textDocument/diagnostic', nothing, answer));
  let waiting = false;
  const ignore = (): void => undefined;
  return {
    opened: ignore,
    changed: ignore,
    closed: ignore,
    refresh() {
      if (waiting || !canRefresh) return;
      waiting = true;
      runtime.after(refreshDelay, () => {
        waiting = false;
        // A client that is going down refuses; there is nobody left to tell.
        connection.languages.diagnostics.refresh().catch(ignore);
      });
    },
  };
}

export function pushDiagnostics(
  connection: Connection,
  source: DiagnosticsSource,
  runtime: Runtime,
  log: (message: string) => void,
  delay: number,
): DiagnosticsDelivery {
  const waiting = new Map<string, () => void>();

  const send = async (uri: string): Promise<void> => {
    await runtime.nextTurn();
    const { items } = await source.diagnose(uri);
    const document = source.documentOf(uri);
    // Closed meanwhile, or changed: then the next turn is already planned.
    if (!document || waiting.has(uri)) return;
    await connection.sendDiagnostics({ uri, version: document.version, diagnostics: items() });
  };

  const plan = (uri: string, milliseconds: number): void => {
    waiting.get(uri)?.();
    const cancel = runtime.after(milliseconds, () => {
      waiting.delete(uri);
      send(uri).catch((error: unknown) => log(`Sending diagnostics failed: ${String(error)}`));
    });
    waiting.set(uri, cancel);
  };

  return {
    opened: (uri) => plan(uri, 0),
    changed: (uri) => plan(uri, delay),
    closed(uri) {
      waiting.get(uri)?.();
      waiting.delete(uri);
      connection.sendDiagnostics({ uri, diagnostics: [] }).catch(() => undefined);
    },
    refresh() {
      for (const { uri } of source.allDocuments()) plan(uri, refreshDelay);
    },
  };
}
