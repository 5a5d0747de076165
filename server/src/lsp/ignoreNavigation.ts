import {
  CompletionItemKind,
  type CompletionList,
  type Connection,
  type DocumentLink,
  type Location,
  type LocationLink,
  type TextDocuments,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { LanguageService } from '../service.ts';
import type { ClientFeatures } from './capabilities.ts';
import { toMarkup, toRange } from './convert.ts';
import type { Guard } from './guard.ts';

interface Wiring {
  readonly connection: Connection;
  readonly features: ClientFeatures;
  readonly guard: Guard;
  readonly documents: TextDocuments<TextDocument>;
  readonly service: LanguageService;
}

/** The way from patterns to files, and from patterns and paths to the lines that decide. */
export function answerIgnoreNavigation({ connection, features, guard, documents, service }: Wiring): void {
  connection.onDefinition(
    guard<PlaceParams, Location[] | LocationLink[]>(
      'textDocument/definition',
      [],
      ({ textDocument: { uri }, position }) => {
        const document = documents.get(uri);
        const found = document && service.context.ignoreTargets(uri, document.offsetAt(position));
        if (!found) return [];
        if (!features.definitionLinks) return found.uris.map((target) => ({ uri: target, range: fileStart }));
        const originSelectionRange = toRange(found.range, document);
        return found.uris.map((targetUri) => ({
          originSelectionRange,
          targetUri,
          targetRange: fileStart,
          targetSelectionRange: fileStart,
        }));
      },
    ),
  );

  connection.onReferences(
    guard<PlaceParams, Location[]>('textDocument/references', [], ({ textDocument: { uri }, position }) => {
      const document = documents.get(uri);
      const found = document && service.context.decidingLines(uri, document.offsetAt(position));
      if (!found) return [];
      // The ignore file of a Dockerfile need not be open.
      const target =
        documents.get(found.uri) ?? TextDocument.create(found.uri, 'dockerignore', 0, found.text);
      return found.ranges.map((range) => ({ uri: target.uri, range: toRange(range, target) }));
    }),
  );

  connection.onDocumentLinks(
    guard<{ textDocument: { uri: string } }, DocumentLink[]>(
      'textDocument/documentLink',
      [],
      ({ textDocument: { uri } }) => {
        const document = documents.get(uri);
        if (!document) return [];
        return service.context
          .ignoreLinks(uri)
          .flatMap(({ range, uris }) => uris.map((target) => ({ range: toRange(range, document), target })));
      },
    ),
  );
}

interface PlaceParams {
  readonly textDocument: { readonly uri: string };
  readonly position: Location['range']['start'];
}

const fileStart: Location['range'] = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

const kinds = {
  file: CompletionItemKind.File,
  folder: CompletionItemKind.Folder,
  pattern: CompletionItemKind.Constant,
} as const;

/** In the order of the service, whatever the labels are. */
export async function ignoreCompletion(
  service: LanguageService,
  document: TextDocument,
  offset: number,
  features: ClientFeatures,
): Promise<CompletionList> {
  const { items, isIncomplete } = await service.context.ignoreCompletion(document.uri, offset);
  return {
    isIncomplete,
    items: items.map(({ kind, label, range, newText, detail, documentation }, index) => ({
      label,
      kind: kinds[kind],
      detail,
      sortText: String(index).padStart(4, '0'),
      textEdit: { range: toRange(range, document), newText },
      ...(documentation === undefined
        ? {}
        : { documentation: toMarkup(documentation, features.markdownCompletion) }),
    })),
  };
}
