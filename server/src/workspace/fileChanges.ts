import { switchOff } from '../configuration/switchOff.ts';
import type { ActionEdit } from '../features/codeActions/action.ts';
import { appendLines } from '../features/codeActions/appendLines.ts';
import type { TextEdit } from '../text/edit.ts';

/** An edit of another file, which may have to be created. */
export interface FileChange {
  readonly uri: string;
  /** Undefined: there is no such file yet. */
  readonly text: string | undefined;
  readonly edit: TextEdit;
}

export type PathEdit = Extract<ActionEdit, { readonly path: string }>;

/** Makes edits of files beside a document from what an action asks for, by what these files hold now. */
export class FileChanges {
  private readonly textOf: (uri: string) => Promise<string | undefined>;

  /** `textOf`: of an open document, else of the file; undefined when there is none. */
  constructor(textOf: (uri: string) => Promise<string | undefined>) {
    this.textOf = textOf;
  }

  /** Lines that are there already are left out; so are files that are missing and not to be created. */
  async append(
    edits: readonly PathEdit[],
    locate: (path: string) => string | undefined,
  ): Promise<FileChange[]> {
    const changes: FileChange[] = [];
    for (const [path, { lines, create }] of byPath(edits)) {
      const uri = locate(path);
      if (uri === undefined) continue;
      const text = await this.textOf(uri);
      if (text === undefined && !create) continue;
      const edit = appendLines(text ?? '', lines);
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

/** Fixes of one action may add to the same file. */
function byPath(
  edits: readonly PathEdit[],
): Map<string, { readonly lines: readonly string[]; readonly create: boolean }> {
  const paths = new Map<string, { readonly lines: readonly string[]; readonly create: boolean }>();
  for (const edit of edits) {
    const before = paths.get(edit.path);
    paths.set(edit.path, {
      lines: [...(before?.lines ?? []), ...edit.appendLines],
      create: edit.create || before?.create === true,
    });
  }
  return paths;
}
