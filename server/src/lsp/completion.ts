import type { CompletionItem, CompletionList, CompletionParams } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { fileName, isConfigurationFileName, languageOf } from '../../../shared/src/languages.ts';
import type { NameCompletion } from '../features/contextPaths/nameCompletion.ts';
import type { WordCompletion } from '../features/wordCompletion/wordCompletion.ts';
import type { KeywordCompletion } from '../workspace/completion.ts';
import type { ClientFeatures } from './capabilities.ts';
import { configurationCompletion } from './configurationFiles.ts';
import { toMarkup, toRange } from './convert.ts';
import { ignoreCompletion } from './ignoreNavigation.ts';
import {
  CompletionItemKind,
  CompletionItemTag,
  CompletionTriggerKind,
  InsertTextFormat,
} from './protocol.ts';
import type { Wiring } from './wiring.ts';

export function answerCompletion({ connection, features, guard, documents, service }: Wiring): void {
  connection.onCompletion(
    guard<CompletionParams, CompletionItem[] | CompletionList>(
      'textDocument/completion',
      [],
      async ({ textDocument, position, context }) => {
        const document = documents.get(textDocument.uri);
        if (!document) return [];
        const offset = document.offsetAt(position);
        const trigger =
          context?.triggerKind === CompletionTriggerKind.TriggerCharacter
            ? context.triggerCharacter
            : undefined;
        if (isConfigurationFileName(fileName(document.uri))) {
          // The characters are those of paths.
          return trigger === undefined ? configurationCompletion(service, document, offset) : [];
        }
        if (languageOf(document.uri, document.languageId) === 'dockerignore') {
          return ignoreCompletion(service, document, offset, trigger, features);
        }
        const { version } = document;
        const snippets = features.completionSnippets;
        const found = await service.completion(document.uri, offset, { snippets, trigger });
        // A folder far away was listed meanwhile: the places may be those of another text.
        if (documents.get(document.uri)?.version !== version) return [];
        const items = [
          ...found.keywords.map((completion) => keywordItem(completion, document, features)),
          ...found.words.map((completion) => wordItem(completion, document, features)),
          ...found.names.map((completion) => nameItem(completion, document, features)),
        ];
        return found.isIncomplete ? { isIncomplete: true, items } : items;
      },
    ),
  );
}

function keywordItem(
  { label, range, newText, isSnippet, isDeprecated, documentation }: KeywordCompletion,
  document: TextDocument,
  features: ClientFeatures,
): CompletionItem {
  return {
    label,
    kind: isSnippet ? CompletionItemKind.Snippet : CompletionItemKind.Keyword,
    ...(isDeprecated ? { tags: [CompletionItemTag.Deprecated], sortText: `~${label}` } : {}),
    textEdit: { range: toRange(range, document), newText },
    ...(isSnippet ? { insertTextFormat: InsertTextFormat.Snippet } : {}),
    ...(documentation === undefined
      ? {}
      : { documentation: toMarkup(documentation, features.markdownCompletion) }),
  };
}

const wordKinds = {
  directive: CompletionItemKind.Keyword,
  flag: CompletionItemKind.Property,
  value: CompletionItemKind.Value,
  variable: CompletionItemKind.Variable,
} as const;

function wordItem(
  { kind, label, range, newText, isSnippet, detail, documentation }: WordCompletion,
  document: TextDocument,
  features: ClientFeatures,
): CompletionItem {
  return {
    label,
    kind: wordKinds[kind],
    // With its dashes, whatever the editor takes for a word.
    filterText: label,
    textEdit: { range: toRange(range, document), newText },
    ...(isSnippet ? { insertTextFormat: InsertTextFormat.Snippet } : {}),
    ...(detail === undefined ? {} : { detail }),
    ...(documentation === undefined
      ? {}
      : { documentation: toMarkup(documentation, features.markdownCompletion) }),
  };
}

const kinds = {
  file: CompletionItemKind.File,
  folder: CompletionItemKind.Folder,
  stage: CompletionItemKind.Module,
} as const;

function nameItem(
  completion: NameCompletion,
  document: TextDocument,
  features: ClientFeatures,
): CompletionItem {
  const { kind, label, newText, sortText, detail, keptOut } = completion;
  const insert = toRange(completion.insert, document);
  const replace = toRange(completion.replace, document);
  return {
    label,
    kind: kinds[kind],
    sortText,
    // What is typed is held against what will stand there, which may be spelled otherwise than the name.
    filterText: newText,
    textEdit: features.insertReplace ? { newText, insert, replace } : { newText, range: replace },
    ...(detail === undefined ? {} : { detail }),
    ...(keptOut !== undefined && features.completionTags ? { tags: [CompletionItemTag.Deprecated] } : {}),
    ...(keptOut !== undefined && features.completionLabelDetails
      ? { labelDetails: { description: `kept out: ${keptOut}` } }
      : {}),
    // The next segment follows at once. Only our own client is known to have this command.
    ...(kind === 'folder' && features.options.commands === true
      ? { command: { title: 'Suggest', command: 'editor.action.triggerSuggest' } }
      : {}),
  };
}
