import { switchOff } from '../configuration/switchOff.ts';
import { addLines } from '../features/codeActions/addLines.ts';
import type { LinesForFile } from '../rules/rule.ts';
import { applyEdits, type TextEdit } from '../text/edit.ts';
import { minimalEdit } from '../text/minimalEdit.ts';

/** An edit of another file, which may have to be created. */
export interface FileChange {
  readonly uri: string;
  /** Undefined: there is no such file yet. */
  readonly text: string | undefined;
  readonly edit: TextEdit;
}

/** Makes edits of files beside a document from what an action asks for, by what these files hold now. */
export class FileChanges {
  private readonly textOf: (uri: string) => Promise<string | undefined>;

  /** `textOf`: of an open document, else of the file; undefined when there is none. */
  constructor(textOf: (uri: string) => Promise<string | undefined>) {
    this.textOf = textOf;
  }

  /** Lines that are there already are left out; so are files that are missing and not to be created. */
  async add(
    edits: readonly LinesForFile[],
    locate: (path: string) => string | undefined,
  ): Promise<FileChange[]> {
    const changes: FileChange[] = [];
    // Fixes of one action may add to the same file.
    for (const path of new Set(edits.map((edit) => edit.path))) {
      const ofFile = edits.filter((edit) => edit.path === path);
      const uri = locate(path);
      if (uri === undefined) continue;
      const text = await this.textOf(uri);
      if (text === undefined && !ofFile.some(({ create }) => create)) continue;
      const edit = minimalEdit(text ?? '', ofFile.reduce(withLines, text ?? ''));
      if (edit) changes.push({ uri, text, edit });
    }
    return changes;
  }

  /** A rule is off in a configuration file; undefined when it is already. */
  async switchOff(file: string, rule: string): Promise<FileChange | undefined> {
    const text = await this.textOf(file);
    const edit = switchOff(text ?? '', rule);
    return edit && { uri: file, text, edit };
  }
}

function withLines(text: string, lines: LinesForFile): string {
  const edit = addLines(text, lines);
  return edit ? applyEdits(text, [edit]) : text;
}
