import {
  type Connection,
  type DocumentSymbol,
  FoldingRangeKind,
  type SymbolInformation,
  SymbolKind,
  type TextDocuments,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { IgnoreSymbol } from '../features/ignoreFile/symbols.ts';
import type { LanguageService } from '../service.ts';
import type { ClientFeatures } from './capabilities.ts';
import { toRange } from './convert.ts';
import type { Guard } from './guard.ts';

interface Wiring {
  readonly connection: Connection;
  readonly features: ClientFeatures;
  readonly guard: Guard;
  readonly documents: TextDocuments<TextDocument>;
  readonly service: LanguageService;
}

/** What is there for ignore files alone: outline, folding, format. Other documents get empty answers. */
export function answerIgnoreFiles({ connection, features, guard, documents, service }: Wiring): void {
  connection.onDocumentSymbol(
    guard<{ textDocument: { uri: string } }, DocumentSymbol[] | SymbolInformation[]>(
      'textDocument/documentSymbol',
      [],
      ({ textDocument: { uri } }) => {
        const document = documents.get(uri);
        if (!document) return [];
        const symbols = service.ignoreSymbols(uri).map((symbol) => toSymbol(symbol, document));
        return features.nestedSymbols ? symbols : symbols.flatMap((symbol) => flat(symbol, uri));
      },
    ),
  );

  connection.onFoldingRanges(
    guard('textDocument/foldingRange', [], ({ textDocument: { uri } }) => {
      const document = documents.get(uri);
      if (!document) return [];
      return service.ignoreFolds(uri).map(({ kind, start, end }) => ({
        startLine: document.positionAt(start).line,
        endLine: document.positionAt(end).line,
        kind: kind === 'comment' ? FoldingRangeKind.Comment : FoldingRangeKind.Region,
      }));
    }),
  );

  connection.onDocumentFormatting(
    guard('textDocument/formatting', [], ({ textDocument: { uri } }) => {
      const document = documents.get(uri);
      if (!document) return [];
      return service
        .ignoreFormat(uri)
        .map(({ range, newText }) => ({ range: toRange(range, document), newText }));
    }),
  );
}

const kinds = {
  group: SymbolKind.Namespace,
  exclusion: SymbolKind.File,
  exception: SymbolKind.Key,
} as const;

function toSymbol(symbol: IgnoreSymbol, document: TextDocument): DocumentSymbol {
  const { kind, name, range, selection, children } = symbol;
  return {
    name,
    kind: kinds[kind],
    range: toRange(range, document),
    selectionRange: toRange(selection, document),
    children: children.map((child) => toSymbol(child, document)),
  };
}

/** For editors that know no tree. */
function flat({ name, kind, range, children = [] }: DocumentSymbol, uri: string): SymbolInformation[] {
  return [{ name, kind, location: { uri, range } }, ...children.flatMap((child) => flat(child, uri))];
}
