import type { FormattingOptions, TextEdit as LspEdit } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { FormatOptions } from '../features/formatting/format.ts';
import type { TextEdit } from '../text/edit.ts';
import { toRange } from './convert.ts';
import type { Wiring } from './wiring.ts';

/** Formats Dockerfiles and ignore files: whole, in part, and as they are typed. */
export function answerFormatting({ connection, guard, documents, service }: Omit<Wiring, 'features'>): void {
  connection.onDocumentFormatting(
    guard('textDocument/formatting', [], ({ textDocument: { uri }, options }) => {
      const document = documents.get(uri);
      return document ? toEdits(service.format(uri, optionsOf(options)), document) : [];
    }),
  );
  connection.onDocumentRangeFormatting(
    guard('textDocument/rangeFormatting', [], ({ textDocument: { uri }, range: { start, end }, options }) => {
      const document = documents.get(uri);
      // A selection of whole lines ends at the margin of the line below.
      const last = end.character === 0 && end.line > start.line ? end.line - 1 : end.line;
      const within = { first: start.line, last };
      return document ? toEdits(service.format(uri, optionsOf(options), within), document) : [];
    }),
  );
  connection.onDocumentOnTypeFormatting(
    guard('textDocument/onTypeFormatting', [], ({ textDocument: { uri }, position, ch, options }) => {
      const document = documents.get(uri);
      return document ? toEdits(service.formatTyped(uri, position, ch, optionsOf(options)), document) : [];
    }),
  );
}

function toEdits(edits: readonly TextEdit[], document: TextDocument): LspEdit[] {
  return edits.map(({ range, newText }) => ({ range: toRange(range, document), newText }));
}

/** `ignoreMultilineInstructions` is what the widest used server for Dockerfiles calls it. */
function optionsOf(options: FormattingOptions): FormatOptions {
  return {
    spaces: options.insertSpaces === true,
    size: Math.min(Math.max(1, Math.trunc(options.tabSize) || 4), 100),
    onlyFirstLines: options.ignoreMultilineInstructions === true,
    trimTrailingWhitespace: options.trimTrailingWhitespace === true,
    insertFinalNewline: options.insertFinalNewline === true,
    trimFinalNewlines: options.trimFinalNewlines === true,
  };
}
