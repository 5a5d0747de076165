import type {
  Definition,
  DefinitionLink,
  DefinitionParams,
  Location,
  PrepareRenameParams,
  PrepareRenameResult,
  Range,
  RenameParams,
  WorkspaceEdit,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { languageOf } from '../../../shared/src/languages.ts';
import { type UriParams, usesOfFileRequest, type WireFileUses } from '../../../shared/src/protocol.ts';
import type { Place } from '../workspace/navigation.ts';
import { toRange } from './convert.ts';
import { decidingLines, patternLinks, patternTargets } from './ignoreNavigation.ts';
import { DocumentHighlightKind, LSPErrorCodes, ResponseError } from './protocol.ts';
import type { Wiring } from './wiring.ts';

/** Definitions, references, highlights, names and links, and the uses of a file. */
export function answerNavigation({ connection, features, guard, documents, service }: Wiring): void {
  const { navigation } = service;
  const locate = ({ uri, range }: Place): Location => ({ uri, range: rangeIn(documents.get(uri), range) });

  connection.onDefinition(
    guard<DefinitionParams, Definition | DefinitionLink[] | null>(
      'textDocument/definition',
      null,
      async ({ textDocument: { uri }, position }) => {
        const document = documents.get(uri);
        if (!document) return null;
        if (isIgnoreFile(document)) return patternTargets(service, document, position, features);
        const { version } = document;
        const found = await navigation.definition(uri, document.offsetAt(position));
        const current = documents.get(uri);
        if (!found || current?.version !== version) return null;
        const locations = found.places.map(locate);
        if (!features.definitionLinks) return locations;
        const originSelectionRange = toRange(found.origin, current);
        return locations.map((location) => ({
          originSelectionRange,
          targetUri: location.uri,
          targetRange: location.range,
          targetSelectionRange: location.range,
        }));
      },
    ),
  );

  connection.onReferences(
    guard('textDocument/references', [], async ({ textDocument: { uri }, position, context }) => {
      const document = documents.get(uri);
      if (!document) return [];
      const offset = document.offsetAt(position);
      const found = (await navigation.references(uri, offset, context.includeDeclaration)).map(locate);
      return [...found, ...decidingLines(service, documents, uri, position)];
    }),
  );

  connection.onDocumentHighlight(
    guard('textDocument/documentHighlight', [], ({ textDocument: { uri }, position }) => {
      const document = documents.get(uri);
      if (!document) return [];
      return navigation.highlights(uri, document.offsetAt(position)).map(({ range, isDeclaration }) => ({
        range: toRange(range, document),
        kind: isDeclaration ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
      }));
    }),
  );

  connection.onPrepareRename(
    guard<PrepareRenameParams, PrepareRenameResult | ResponseError<void> | null>(
      'textDocument/prepareRename',
      null,
      ({ textDocument: { uri }, position }) => {
        const document = documents.get(uri);
        const found = document && navigation.renameable(uri, document.offsetAt(position));
        if (!found) return null;
        if ('refusal' in found) return refused(found.refusal);
        return { range: toRange(found.range, document), placeholder: found.name };
      },
    ),
  );

  connection.onRenameRequest(
    guard<RenameParams, WorkspaceEdit | ResponseError<void> | null>(
      'textDocument/rename',
      null,
      ({ textDocument: { uri }, position, newName }) => {
        const document = documents.get(uri);
        if (!document) return null;
        const found = navigation.rename(uri, document.offsetAt(position), newName.trim());
        if (!found) return null;
        if ('refusal' in found) return refused(found.refusal);
        const edits = found.edits.map(({ range, newText }) => ({ range: toRange(range, document), newText }));
        return features.documentChanges
          ? { documentChanges: [{ textDocument: { uri, version: document.version }, edits }] }
          : { changes: { [uri]: edits } };
      },
    ),
  );

  connection.onDocumentLinks(
    guard('textDocument/documentLink', [], async ({ textDocument: { uri } }) => {
      const document = documents.get(uri);
      if (!document) return [];
      if (isIgnoreFile(document)) return patternLinks(service, document);
      const { version } = document;
      const links = await navigation.links(uri);
      const current = documents.get(uri);
      if (current?.version !== version) return [];
      return links.map(({ range, target }) => ({ range: toRange(range, current), target }));
    }),
  );

  connection.onRequest<WireFileUses, never>(
    usesOfFileRequest.method,
    guard<UriParams, WireFileUses>('shipshape/usesOfFile', { uses: [], keptOutBy: [] }, async ({ uri }) => {
      const { places, keptOutBy } = await navigation.usesOfFile(uri);
      return { uses: places.map(locate), keptOutBy };
    }),
  );
}

/** The editor shows the reason. */
function refused(reason: string): ResponseError<void> {
  return new ResponseError(LSPErrorCodes.RequestFailed, reason);
}

function isIgnoreFile({ uri, languageId }: TextDocument): boolean {
  return languageOf(uri, languageId) === 'dockerignore';
}

function rangeIn(document: TextDocument | undefined, range: Place['range']): Range {
  if (document && range) return toRange(range, document);
  const start = { line: 0, character: 0 };
  return { start, end: start };
}
