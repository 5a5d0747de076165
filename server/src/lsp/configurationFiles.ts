import type { CodeAction, CompletionItem, Diagnostic, Range } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { diagnosticSource } from '../../../shared/src/identifiers.ts';
import type { ConfigurationProblem } from '../configuration/configurationFile.ts';
import type { LanguageService } from '../service.ts';
import { intersects } from '../text/range.ts';
import type { ClientFeatures } from './capabilities.ts';
import { toOffsets, toRange } from './convert.ts';
import { CodeActionKind, CompletionItemKind, CompletionItemTag, DiagnosticSeverity } from './protocol.ts';

const severities = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
} as const;

/** What is wrong in an open configuration file, as the client may see it. */
export async function configurationDiagnostics(
  service: LanguageService,
  document: TextDocument,
): Promise<Diagnostic[]> {
  const problems = await service.configurationProblems(document.uri);
  return problems.map((problem) => toDiagnostic(problem, document));
}

/** Quick fixes of a configuration file: the word that was probably meant. */
export async function configurationActions(
  service: LanguageService,
  document: TextDocument,
  range: Range,
  only: readonly string[] | undefined,
  features: ClientFeatures,
): Promise<CodeAction[]> {
  if (only && !only.some((kind) => kind === '' || kind === CodeActionKind.QuickFix)) return [];
  const asked = toOffsets(range, document);
  const problems = await service.configurationProblems(document.uri);
  return problems.flatMap((problem): CodeAction[] => {
    const { replacement } = problem;
    if (!replacement || !intersects(problem.range, asked)) return [];
    const edits = [{ range: toRange(replacement.range, document), newText: replacement.newText }];
    return [
      {
        title: `Change it to ${replacement.newText}`,
        kind: CodeActionKind.QuickFix,
        diagnostics: [toDiagnostic(problem, document)],
        ...(features.preferredActions ? { isPreferred: true } : {}),
        edit: features.documentChanges
          ? {
              documentChanges: [{ textDocument: { uri: document.uri, version: document.version }, edits }],
            }
          : { changes: { [document.uri]: edits } },
      },
    ];
  });
}

export function configurationCompletion(
  service: LanguageService,
  document: TextDocument,
  offset: number,
): CompletionItem[] {
  return service
    .configurationCompletion(document.uri, offset)
    .map(({ label, kind, detail, newText, range, isDeprecated }) => ({
      label,
      kind: kinds[kind],
      ...(detail === undefined ? {} : { detail }),
      ...(isDeprecated ? { tags: [CompletionItemTag.Deprecated] } : {}),
      textEdit: { range: toRange(range, document), newText },
    }));
}

const kinds = {
  key: CompletionItemKind.Property,
  rule: CompletionItemKind.Property,
  value: CompletionItemKind.EnumMember,
} as const;

function toDiagnostic(
  { range, message, severity }: ConfigurationProblem,
  document: TextDocument,
): Diagnostic {
  return {
    range: toRange(range, document),
    message,
    severity: severities[severity],
    source: diagnosticSource,
    code: 'configuration',
  };
}
