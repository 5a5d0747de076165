import type { DocumentSymbol, DocumentSymbolParams, SymbolInformation } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { IgnoreSymbol } from '../features/ignoreFile/symbols.ts';
import type { DockerfileSymbol } from '../features/navigation/dockerfileSymbols.ts';
import { toRange } from './convert.ts';
import { FoldingRangeKind, SymbolKind } from './protocol.ts';
import type { Wiring } from './wiring.ts';

/** Outline and folding of Dockerfiles and ignore files. */
export function answerOutline({ connection, features, guard, documents, service }: Wiring): void {
  connection.onDocumentSymbol(
    guard<DocumentSymbolParams, DocumentSymbol[] | SymbolInformation[]>(
      'textDocument/documentSymbol',
      [],
      ({ textDocument: { uri } }) => {
        const document = documents.get(uri);
        if (!document) return [];
        const found = [...service.navigation.symbols(uri), ...service.ignoreSymbols(uri)];
        const symbols = found.map((symbol) => toSymbol(symbol, document));
        return features.nestedSymbols ? symbols : symbols.flatMap((symbol) => flat(symbol, uri));
      },
    ),
  );

  connection.onFoldingRanges(
    guard('textDocument/foldingRange', [], ({ textDocument: { uri } }) => {
      const document = documents.get(uri);
      if (!document) return [];
      return [
        ...service.navigation.folds(uri).map(({ kind, startLine, endLine }) => ({
          startLine,
          endLine,
          ...(kind === 'code' ? {} : { kind: foldKinds[kind] }),
        })),
        ...service.ignoreFolds(uri).map(({ kind, start, end }) => ({
          startLine: document.positionAt(start).line,
          endLine: document.positionAt(end).line,
          kind: kind === 'comment' ? FoldingRangeKind.Comment : FoldingRangeKind.Region,
        })),
      ];
    }),
  );
}

const foldKinds = { comment: FoldingRangeKind.Comment, region: FoldingRangeKind.Region } as const;

const symbolKinds = {
  group: SymbolKind.Namespace,
  exclusion: SymbolKind.File,
  exception: SymbolKind.Key,
  stage: SymbolKind.Module,
  variable: SymbolKind.Variable,
  command: SymbolKind.Function,
  copy: SymbolKind.File,
  setting: SymbolKind.Property,
} as const;

function toSymbol(symbol: IgnoreSymbol | DockerfileSymbol, document: TextDocument): DocumentSymbol {
  const { kind, name, range, selection, children } = symbol;
  const detail = 'detail' in symbol ? symbol.detail : undefined;
  return {
    name,
    ...(detail === undefined ? {} : { detail }),
    kind: symbolKinds[kind],
    range: toRange(range, document),
    selectionRange: toRange(selection, document),
    children: children.map((child) => toSymbol(child, document)),
  };
}

/** For editors that know no tree. */
function flat({ name, kind, range, children = [] }: DocumentSymbol, uri: string): SymbolInformation[] {
  return [{ name, kind, location: { uri, range } }, ...children.flatMap((child) => flat(child, uri))];
}
