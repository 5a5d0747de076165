import type { Connection, TextDocuments } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { LanguageService } from '../service.ts';
import { toRange } from './convert.ts';
import type { Guard } from './guard.ts';

interface Wiring {
  readonly connection: Connection;
  readonly guard: Guard;
  readonly documents: TextDocuments<TextDocument>;
  readonly service: LanguageService;
}

/** What is there for ignore files alone. Other documents get empty answers. */
export function answerIgnoreFiles({ connection, guard, documents, service }: Wiring): void {
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
