import {
  CompletionItemKind,
  type CompletionList,
  type Connection,
  type DocumentLink,
  type DocumentLinkParams,
  type Location,
  type LocationLink,
  type Position,
  type TextDocumentPositionParams,
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

/** Definitions and links of ignore files, and references of their patterns and of paths that are copied. */
export function answerIgnoreNavigation({ connection, features, guard, documents, service }: Wiring): void {
  connection.onDefinition(
    guard<TextDocumentPositionParams, Location[] | LocationLink[]>(
      'textDocument/definition',
      [],
      ({ textDocument: { uri }, position }) => {
        const document = documents.get(uri);
        return document ? patternTargets(service, document, position, features) : [];
      },
    ),
  );

  connection.onReferences(
    guard<TextDocumentPositionParams, Location[]>(
      'textDocument/references',
      [],
      ({ textDocument: { uri }, position }) => decidingLines(service, documents, uri, position),
    ),
  );

  connection.onDocumentLinks(
    guard<DocumentLinkParams, DocumentLink[]>(
      'textDocument/documentLink',
      [],
      ({ textDocument: { uri } }) => {
        const document = documents.get(uri);
        return document ? patternLinks(service, document) : [];
      },
    ),
  );
}

/** The files that a pattern leads to; none in other documents. */
async function patternTargets(
  service: LanguageService,
  document: TextDocument,
  position: Position,
  features: ClientFeatures,
): Promise<Location[] | LocationLink[]> {
  const { version } = document;
  const found = await service.context.ignoreTargets(document.uri, document.offsetAt(position));
  // What has changed meanwhile is asked for again.
  if (!found || document.version !== version) return [];
  if (!features.definitionLinks) return found.uris.map((uri) => ({ uri, range: fileStart }));
  const originSelectionRange = toRange(found.range, document);
  return found.uris.map((targetUri) => ({
    originSelectionRange,
    targetUri,
    targetRange: fileStart,
    targetSelectionRange: fileStart,
  }));
}

/** The lines of an ignore file that decide on a pattern, or on a path that a Dockerfile copies. */
function decidingLines(
  service: LanguageService,
  documents: TextDocuments<TextDocument>,
  uri: string,
  position: Position,
): Location[] {
  const document = documents.get(uri);
  const found = document && service.context.decidingLines(uri, document.offsetAt(position));
  if (!found) return [];
  // The ignore file of a Dockerfile need not be open.
  const target = documents.get(found.uri) ?? TextDocument.create(found.uri, 'dockerignore', 0, found.text);
  return found.ranges.map((range) => ({ uri: target.uri, range: toRange(range, target) }));
}

/** Patterns that are paths of files; none in other documents. */
function patternLinks(service: LanguageService, document: TextDocument): DocumentLink[] {
  return service.context
    .ignoreLinks(document.uri)
    .flatMap(({ range, uris }) => uris.map((target) => ({ range: toRange(range, document), target })));
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
