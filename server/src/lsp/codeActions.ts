import type { CodeAction, CodeActionParams } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { commands } from '../../../shared/src/identifiers.ts';
import type { Action, Effect } from '../features/codeActions/action.ts';
import type { ActionOptions, LanguageService } from '../service.ts';
import type { ClientFeatures } from './capabilities.ts';
import { toDiagnostic, toOffsets } from './convert.ts';
import { CodeActionTriggerKind } from './protocol.ts';
import type { DocumentSettings } from './settings.ts';
import { isDeletion, toWorkspaceEdit } from './workspaceEdit.ts';

export interface CodeActionSource {
  readonly service: LanguageService;
  readonly features: ClientFeatures;
  documentOf(uri: string): TextDocument | undefined;
}

/** What travels with an action whose edits are computed when it is chosen. */
interface ActionData {
  readonly uri: string;
  readonly version: number;
  readonly effect: Effect;
  readonly confirm?: string | undefined;
}

export async function codeActions(
  source: CodeActionSource,
  { textDocument, range, context }: CodeActionParams,
  settings: DocumentSettings,
): Promise<CodeAction[]> {
  const document = source.documentOf(textDocument.uri);
  if (!document || !settings.settings.enable) return [];
  const request = {
    range: toOffsets(range, document),
    only: context.only,
    isAutomatic: context.triggerKind === CodeActionTriggerKind.Automatic,
  };
  const found = source.service.codeActions(document.uri, request, optionsOf(source, settings));
  const actions: CodeAction[] = [];
  for (const action of found) {
    const converted = await toCodeAction(source, action, document, settings);
    if (converted) actions.push(converted);
  }
  return actions;
}

/** Adds the edits to an action that was sent without; the action as it is when the document has moved on. */
export async function resolveCodeAction(
  source: CodeActionSource,
  action: CodeAction,
  settings: (uri: string) => Promise<DocumentSettings>,
): Promise<CodeAction> {
  const data = action.data as ActionData | undefined;
  if (typeof data?.uri !== 'string') return action;
  const options = optionsOf(source, await settings(data.uri));
  const document = source.documentOf(data.uri);
  if (document?.version !== data.version) return action;
  const edits = await source.service.editsOf(data.uri, data.effect, options);
  const edit = edits && toWorkspaceEdit(edits, document, versions(source), source.features, data.confirm);
  return edit ? { ...action, edit } : action;
}

/** Undefined when there is nothing left of the action, or the client cannot apply it. */
async function toCodeAction(
  source: CodeActionSource,
  action: Action,
  document: TextDocument,
  settings: DocumentSettings,
): Promise<CodeAction | undefined> {
  const { service, features } = source;
  const { effect } = action;
  const base: CodeAction = {
    title: action.title,
    kind: action.kind,
    ...(action.problems.length > 0
      ? {
          diagnostics: action.problems.map((problem) =>
            toDiagnostic(problem, document, features, service.locate),
          ),
        }
      : {}),
    ...(action.isPreferred && features.preferredActions ? { isPreferred: true } : {}),
  };
  if (effect.kind === 'open-page') {
    if (features.options.commands !== true && !features.showDocument) return undefined;
    const command = { title: action.title, command: commands.openRulePage, arguments: [effect.rule] };
    return { ...base, command };
  }
  if (effect.kind !== 'edits' && features.resolveEdits) {
    const { confirm } = action;
    const data: ActionData = { uri: document.uri, version: document.version, effect, confirm };
    return { ...base, data };
  }
  const edits = await service.editsOf(document.uri, effect, optionsOf(source, settings));
  // VS Code's preview comes with nothing ticked: for lines added to a file that is there it would only be in the way.
  const createsFile = edits?.files.some(({ text }) => text === undefined) === true;
  const isLooked =
    createsFile || effect.kind === 'fix-instruction' || (edits && isDeletion(edits.edits, features));
  const confirm = isLooked ? action.confirm : undefined;
  const edit = edits && toWorkspaceEdit(edits, document, versions(source), features, confirm);
  return edit && { ...base, edit };
}

function optionsOf({ features }: CodeActionSource, settings: DocumentSettings): ActionOptions {
  return {
    configuration: settings.configuration,
    fixAllUnsafe: settings.settings.fixAllUnsafe,
    placeholders: features.snippetEdits,
  };
}

function versions(source: CodeActionSource): (uri: string) => number | undefined {
  return (uri) => source.documentOf(uri)?.version;
}
