import type {
  CompletionItem,
  CompletionList,
  DocumentLink,
  Location,
  LocationLink,
  Position,
  TextDocuments,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { ignoreTriggerCharacters } from '../features/ignoreFile/completion.ts';
import type { LanguageService } from '../service.ts';
import type { ClientFeatures } from './capabilities.ts';
import { toMarkup, toRange } from './convert.ts';
import { CompletionItemKind } from './protocol.ts';

/** The files that a pattern leads to; none in other documents. */
export async function patternTargets(
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
export function decidingLines(
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
export function patternLinks(service: LanguageService, document: TextDocument): DocumentLink[] {
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
  trigger: string | undefined,
  features: ClientFeatures,
): Promise<CompletionItem[] | CompletionList> {
  // The others are those of Dockerfiles.
  if (trigger !== undefined && !ignoreTriggerCharacters.includes(trigger)) return [];
  const { version } = document;
  const { items, isIncomplete } = await service.context.ignoreCompletion(document.uri, offset);
  // A folder was listed meanwhile: the places may be those of another text.
  if (document.version !== version) return [];
  return {
    isIncomplete,
    items: items.map(({ kind, label, range, newText, detail, documentation }, index) => ({
      label,
      kind: kinds[kind],
      detail,
      sortText: String(index).padStart(4, '0'),
      // What is typed is held against what will stand there, which may be spelled otherwise than the name.
      filterText: newText,
      textEdit: { range: toRange(range, document), newText },
      // The next segment follows at once. Only our own client is known to have this command.
      ...(kind === 'folder' && features.options.commands === true
        ? { command: { title: 'Suggest', command: 'editor.action.triggerSuggest' } }
        : {}),
      ...(documentation === undefined
        ? {}
        : { documentation: toMarkup(documentation, features.markdownCompletion) }),
    })),
  };
}
