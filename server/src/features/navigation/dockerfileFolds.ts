import type { BuildModel } from '../../model/types.ts';
import type { Comment, DockerfileTree, Instruction } from '../../syntax/dockerfile/tree.ts';
import { LineIndex } from '../../text/lines.ts';

/** A part of the file that can be folded. Zero-based lines as editors count them; the first one stays visible. */
export interface DockerfileFold {
  readonly kind: 'code' | 'comment' | 'region';
  readonly startLine: number;
  readonly endLine: number;
}

/** Stages, instructions of several lines, heredocs, comments of several lines, and `# region` to `# endregion`. In order. */
export function dockerfileFolds({ tree, stages }: BuildModel): DockerfileFold[] {
  const lines = new LineIndex(tree.text);
  const folds: DockerfileFold[] = [];
  const add = (kind: DockerfileFold['kind'], start: number, end: number): void => {
    const startLine = lines.lineAt(start);
    const endLine = lines.lineAt(end);
    if (endLine > startLine) folds.push({ kind, startLine, endLine });
  };
  // A file of one stage has nothing that could be told apart.
  if (stages.length > 1) {
    for (const { from, instructions } of stages) {
      add('code', from.range.start, (instructions.at(-1) ?? from).range.end);
    }
  }
  for (const instruction of tree.instructions) foldInstruction(instruction, add);
  foldComments(tree, lines, add);
  return widest(folds);
}

type Add = (kind: DockerfileFold['kind'], start: number, end: number) => void;

function foldInstruction({ head, heredocs, range }: Instruction, add: Add): void {
  // The heredocs of a line that is one fold with them need none of their own, unless there are several.
  add('code', range.start, range.end);
  for (const { range: token, contentRange, terminatorRange } of heredocs) {
    const opens = token === heredocs[0]?.range ? head.end : contentRange.start - 1;
    add('code', opens, terminatorRange?.end ?? contentRange.end - 1);
  }
}

function foldComments({ text, comments }: DockerfileTree, lines: LineIndex, add: Add): void {
  let block: Comment[] = [];
  const regions: Comment[] = [];
  const close = (): void => {
    const [first] = block;
    const last = block.at(-1);
    if (first && last) add('comment', first.range.start, last.range.end);
    block = [];
  };
  for (const comment of comments) {
    const last = block.at(-1);
    if (last && lines.lineAt(last.range.start) + 1 !== lines.lineAt(comment.range.start)) close();
    const written = text.slice(comment.range.start, comment.range.end);
    // As the language configuration has it, which an editor with folds from here does not look at.
    if (/^#\s*region\b/.test(written)) {
      close();
      regions.push(comment);
    } else if (/^#\s*endregion\b/.test(written)) {
      close();
      const start = regions.pop();
      if (start) add('region', start.range.start, comment.range.end);
    } else {
      block.push(comment);
    }
  }
  close();
}

/** Of folds that begin on one line an editor shows one: the widest. */
function widest(folds: readonly DockerfileFold[]): DockerfileFold[] {
  const sorted = [...folds].sort((a, b) => a.startLine - b.startLine || b.endLine - a.endLine);
  return sorted.filter((fold, index) => fold.startLine !== sorted[index - 1]?.startLine);
}
