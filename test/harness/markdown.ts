/** A fenced block of a Markdown file, and where it stands. */
export interface Fence {
  /** What follows the opening backticks, trimmed. */
  readonly info: string;
  /** The content's lines, without line breaks. */
  readonly lines: readonly string[];
  /** Zero-based line of the opening fence. The content follows it. */
  readonly line: number;
}

export type MarkdownBlock =
  | { readonly kind: 'heading'; readonly level: number; readonly text: string; readonly line: number }
  | { readonly kind: 'fence'; readonly fence: Fence; readonly line: number }
  | { readonly kind: 'prose'; readonly lines: readonly string[]; readonly line: number };

/** Splits Markdown into headings, fences and the prose between. Fences may be longer than three backticks. */
export function parseMarkdown(source: string): MarkdownBlock[] {
  const lines = source.split(/\r?\n/);
  const blocks: MarkdownBlock[] = [];
  let prose: string[] = [];
  const flush = (line: number) => {
    if (prose.some((text) => text.trim() !== '')) {
      blocks.push({ kind: 'prose', lines: prose, line: line - prose.length });
    }
    prose = [];
  };
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] ?? '';
    const heading = /^(#{1,6}) +(.*)$/.exec(line);
    const fence = /^(`{3,})(.*)$/.exec(line);
    if (fence?.[1]) {
      flush(i);
      const open = i;
      const content: string[] = [];
      for (
        i++;
        i < lines.length && !(lines[i] ?? '').trimEnd().match(new RegExp(`^\`{${fence[1].length},}$`));
        i++
      ) {
        content.push(lines[i] ?? '');
      }
      if (i >= lines.length) throw new Error(`line ${open + 1}: this fence is never closed`);
      const info = (fence[2] ?? '').trim();
      blocks.push({ kind: 'fence', fence: { info, lines: content, line: open }, line: open });
    } else if (heading?.[1]) {
      flush(i);
      blocks.push({ kind: 'heading', level: heading[1].length, text: (heading[2] ?? '').trim(), line: i });
    } else {
      prose.push(line);
    }
  }
  flush(lines.length);
  return blocks;
}

/** Replaces the contents of fences, told by their opening line. */
export function replaceFences(source: string, contents: ReadonlyMap<number, readonly string[]>): string {
  const lines = source.split('\n');
  const fences = parseMarkdown(source).flatMap((block) => (block.kind === 'fence' ? [block.fence] : []));
  for (const fence of fences.reverse()) {
    const content = contents.get(fence.line);
    if (content) lines.splice(fence.line + 1, fence.lines.length, ...content);
  }
  return lines.join('\n');
}
