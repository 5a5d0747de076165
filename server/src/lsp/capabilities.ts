import type { DiagnosticTag, InitializeParams, ServerCapabilities } from 'vscode-languageserver';
import { commands, diagnosticSource, fixAllKind, rewriteKind } from '../../../shared/src/identifiers.ts';
import type { InitializationOptions } from '../../../shared/src/protocol.ts';
import { triggerCharacters } from '../features/contextPaths/nameCompletion.ts';
import { ignoreTriggerCharacters } from '../features/ignoreFile/completion.ts';
import { wordTriggers } from '../features/wordCompletion/wordCompletion.ts';
import {
  CodeActionKind,
  CompletionItemTag,
  MarkupKind,
  ResourceOperationKind,
  TextDocumentSyncKind,
} from './protocol.ts';

/** What the client can do, reduced to what we ask. */
export interface ClientFeatures {
  readonly options: InitializationOptions;
  readonly pullDiagnostics: boolean;
  readonly refreshDiagnostics: boolean;
  readonly relatedInformation: boolean;
  readonly codeDescription: boolean;
  readonly diagnosticData: boolean;
  readonly tags: ReadonlySet<DiagnosticTag>;
  readonly codeActionLiterals: boolean;
  readonly preferredActions: boolean;
  /** `codeAction/resolve` may add the edit. */
  readonly resolveEdits: boolean;
  readonly documentChanges: boolean;
  readonly createFiles: boolean;
  readonly deleteFiles: boolean;
  readonly snippetEdits: boolean;
  readonly changeAnnotations: boolean;
  readonly completionSnippets: boolean;
  /** A completion can say both what stays and what goes behind the cursor. */
  readonly insertReplace: boolean;
  readonly completionTags: boolean;
  readonly completionLabelDetails: boolean;
  /** A definition can say what leads to it. */
  readonly definitionLinks: boolean;
  /** Asks what would be renamed before the new name is typed. */
  readonly prepareRename: boolean;
  readonly markdownHover: boolean;
  readonly markdownCompletion: boolean;
  readonly configuration: boolean;
  readonly dynamicConfiguration: boolean;
  readonly nestedSymbols: boolean;
  readonly inlayHints: boolean;
  readonly refreshInlayHints: boolean;
  readonly dynamicWatchers: boolean;
  readonly workspaceFolders: boolean;
  readonly showDocument: boolean;
}

export function featuresOf({ capabilities, initializationOptions }: InitializeParams): ClientFeatures {
  const document = capabilities.textDocument;
  const workspace = capabilities.workspace;
  const edit = workspace?.workspaceEdit;
  const action = document?.codeAction;
  const item = document?.completion?.completionItem;
  // A client that pulls says what it understands of a diagnostic there; an older one only where it takes pushed ones.
  const diagnostics = { ...document?.publishDiagnostics, ...document?.diagnostic };
  return {
    options: isRecord(initializationOptions) ? initializationOptions : {},
    pullDiagnostics: document?.diagnostic !== undefined,
    refreshDiagnostics: workspace?.diagnostics?.refreshSupport === true,
    relatedInformation: diagnostics.relatedInformation === true,
    codeDescription: diagnostics.codeDescriptionSupport === true,
    diagnosticData: diagnostics.dataSupport === true,
    tags: new Set(diagnostics.tagSupport?.valueSet ?? []),
    codeActionLiterals: action?.codeActionLiteralSupport !== undefined,
    preferredActions: action?.isPreferredSupport === true,
    resolveEdits: action?.dataSupport === true && action.resolveSupport?.properties.includes('edit') === true,
    documentChanges: edit?.documentChanges === true,
    createFiles: edit?.resourceOperations?.includes(ResourceOperationKind.Create) === true,
    deleteFiles: edit?.resourceOperations?.includes(ResourceOperationKind.Delete) === true,
    snippetEdits: edit?.documentChanges === true && edit.snippetEditSupport === true,
    changeAnnotations:
      edit?.changeAnnotationSupport !== undefined && action?.honorsChangeAnnotations === true,
    completionSnippets: item?.snippetSupport === true,
    insertReplace: item?.insertReplaceSupport === true,
    completionTags: item?.tagSupport?.valueSet.includes(CompletionItemTag.Deprecated) === true,
    completionLabelDetails: item?.labelDetailsSupport === true,
    definitionLinks: document?.definition?.linkSupport === true,
    prepareRename: document?.rename?.prepareSupport === true,
    markdownHover: prefersMarkdown(document?.hover?.contentFormat),
    markdownCompletion: prefersMarkdown(item?.documentationFormat),
    configuration: workspace?.configuration === true,
    dynamicConfiguration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    nestedSymbols: document?.documentSymbol?.hierarchicalDocumentSymbolSupport === true,
    inlayHints: document?.inlayHint !== undefined,
    refreshInlayHints: workspace?.inlayHint?.refreshSupport === true,
    dynamicWatchers: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    workspaceFolders: workspace?.workspaceFolders === true,
    showDocument: capabilities.window?.showDocument?.support === true,
  };
}

export function serverCapabilities(features: ClientFeatures): ServerCapabilities {
  return {
    positionEncoding: 'utf-16',
    textDocumentSync: {
      openClose: true,
      change: TextDocumentSyncKind.Incremental,
      save: { includeText: false },
    },
    ...(features.pullDiagnostics
      ? {
          diagnosticProvider: {
            identifier: diagnosticSource,
            // A Dockerfile's problems depend on its ignore file.
            interFileDependencies: true,
            workspaceDiagnostics: false,
          },
        }
      : {}),
    hoverProvider: true,
    definitionProvider: true,
    referencesProvider: true,
    documentHighlightProvider: true,
    renameProvider: features.prepareRename ? { prepareProvider: true } : true,
    documentLinkProvider: {},
    documentSymbolProvider: true,
    foldingRangeProvider: true,
    documentFormattingProvider: true,
    documentRangeFormattingProvider: true,
    // The escape characters: what ends a line with one joins the next line to it.
    documentOnTypeFormattingProvider: { firstTriggerCharacter: '\\', moreTriggerCharacter: ['`'] },
    ...(features.inlayHints ? { inlayHintProvider: true } : {}),
    completionProvider: {
      triggerCharacters: [...new Set([...triggerCharacters, ...wordTriggers, ...ignoreTriggerCharacters])],
    },
    signatureHelpProvider: { triggerCharacters: ['-', '[', ',', ' ', '='] },
    ...(features.codeActionLiterals
      ? {
          codeActionProvider: {
            codeActionKinds: [CodeActionKind.QuickFix, rewriteKind, fixAllKind],
            resolveProvider: features.resolveEdits,
          },
        }
      : {}),
    // The extension's client runs the command itself, to show the page it ships.
    ...(features.showDocument && features.options.commands !== true
      ? { executeCommandProvider: { commands: [commands.openRulePage] } }
      : {}),
    workspace: {
      workspaceFolders: { supported: true, changeNotifications: features.workspaceFolders },
    },
  };
}

function prefersMarkdown(formats: readonly MarkupKind[] | undefined): boolean {
  return formats?.includes(MarkupKind.Markdown) === true;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
