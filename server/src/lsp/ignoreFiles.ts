import { toRange } from './convert.ts';
import type { Wiring } from './wiring.ts';

/** What is there for ignore files alone. Other documents get empty answers. */
export function answerIgnoreFiles({ connection, guard, documents, service }: Omit<Wiring, 'features'>): void {
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
