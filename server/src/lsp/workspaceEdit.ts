import type {
  AnnotatedTextEdit,
  CreateFile,
  DeleteFile,
  SnippetTextEdit,
  TextDocumentEdit,
  TextEdit,
  WorkspaceEdit,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Edits } from '../service.ts';
import { LineIndex } from '../text/lines.ts';
import type { TextRange } from '../text/range.ts';
import type { FileChange } from '../workspace/fileChanges.ts';
import type { ClientFeatures } from './capabilities.ts';
import { toRange } from './convert.ts';

const confirmation = 'confirm';

/**
 * Edits as the client can apply them: versioned, so that none of them meets a newer text. Undefined when it cannot
 * apply them as a whole (a file would have to be created, and it cannot).
 */
export function toWorkspaceEdit(
  { edits, files }: Edits,
  document: TextDocument,
  versionOf: (uri: string) => number | undefined,
  features: ClientFeatures,
  confirm: string | undefined,
): WorkspaceEdit | undefined {
  if (!features.documentChanges) return plainChanges(edits, files, document);
  if (files.some(({ text }) => text === undefined) && !features.createFiles) return undefined;
  const annotated = confirm !== undefined && features.changeAnnotations;
  const annotation = annotated ? { annotationId: confirmation } : {};
  const changes: (TextDocumentEdit | CreateFile | DeleteFile)[] = [];
  const isDeleted = annotated && isDeletion(edits, features);
  if (edits.length > 0 && !isDeleted) {
    changes.push({
      textDocument: { uri: document.uri, version: document.version },
      edits: edits.map((edit) => toEdit(edit, document, features, annotation)),
    });
  }
  for (const file of files) {
    if (file.text === undefined) {
      changes.push({ kind: 'create', uri: file.uri, options: { ignoreIfExists: true }, ...annotation });
    }
    changes.push({
      textDocument: { uri: file.uri, version: versionOf(file.uri) ?? null },
      edits: [{ ...toFileEdit(file), ...annotation }],
    });
  }
  // Last: what it held is elsewhere by then.
  if (isDeleted) {
    changes.push({ kind: 'delete', uri: document.uri, options: { ignoreIfNotExists: true }, ...annotation });
  }
  if (!annotated) return { documentChanges: changes };
  const changeAnnotations = { [confirmation]: { label: confirm, needsConfirmation: true } };
  return { documentChanges: changes, changeAnnotations };
}

/** Whether a document of which nothing is left is deleted: never unseen, since that is more than its text. */
export function isDeletion(edits: Edits['edits'], features: ClientFeatures): boolean {
  return (
    features.deleteFiles &&
    features.documentChanges &&
    features.changeAnnotations &&
    edits.length > 0 &&
    edits.every(({ leavesNothing }) => leavesNothing)
  );
}

function plainChanges(
  edits: Edits['edits'],
  files: readonly FileChange[],
  document: TextDocument,
): WorkspaceEdit | undefined {
  if (files.some(({ text }) => text === undefined)) return undefined;
  const changes: Record<string, TextEdit[]> = {};
  if (edits.length > 0) {
    changes[document.uri] = edits.map(({ range, newText }) => ({ range: toRange(range, document), newText }));
  }
  for (const file of files) changes[file.uri] = [...(changes[file.uri] ?? []), toFileEdit(file)];
  return { changes };
}

function toEdit(
  edit: Edits['edits'][number],
  document: TextDocument,
  features: ClientFeatures,
  annotation: { readonly annotationId?: string },
): TextEdit | AnnotatedTextEdit | SnippetTextEdit {
  const range = toRange(edit.range, document);
  if (edit.placeholder && features.snippetEdits) {
    const value = toSnippet(edit.newText, edit.placeholder);
    return { range, snippet: { kind: 'snippet', value }, ...annotation };
  }
  return { range, newText: edit.newText, ...annotation };
}

/** A snippet whose only field is the placeholder; everything else stands for itself. */
export function toSnippet(text: string, placeholder: TextRange): string {
  const escaped = (part: string): string => part.replace(/[\\$}]/g, '\\$&');
  const { start, end } = placeholder;
  return `${escaped(text.slice(0, start))}\${1:${escaped(text.slice(start, end))}}${escaped(text.slice(end))}`;
}

function toFileEdit({ text = '', edit }: FileChange): TextEdit {
  const lines = new LineIndex(text);
  const range = { start: lines.positionAt(edit.range.start), end: lines.positionAt(edit.range.end) };
  return { range, newText: edit.newText };
}
