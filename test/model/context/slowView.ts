import {
  type SlowInfo,
  type SlowPattern,
  slowIsSkipped,
  slowVerdictOnWalk,
} from '../../syntax/dockerignore/slowMatcher.ts';

/** What BuildKit's walk (`filter.go` of https://github.com/tonistiigi/fsutil) makes of a context. Slow and plain. */
export interface SlowView {
  readonly nodes: ReadonlyMap<string, SlowNode>;
  readonly lines: readonly SlowLine[];
  readonly keptFolders: number;
  /** The build fails. */
  readonly isFailing: boolean;
}

export interface SlowNode {
  readonly kind: 'file' | 'link' | 'folder';
  readonly bytes: number;
  readonly isSent: boolean;
  readonly decidedBy: number | undefined;
  /** In a folder that is kept out whole: nobody looks at it. */
  readonly isBelowKeptOut: boolean;
}

export interface SlowLine {
  files: number;
  bytes: number;
  folders: number;
  examples: string[];
  matches: boolean;
  deeper: string[];
}

/**
 * Of bytes by path (see `traps.ts`); `count` is the number of lines. `seesAll`: what is below folders that are kept out
 * whole is known as well, and counts for them.
 */
export function slowView(
  sizes: ReadonlyMap<string, number>,
  patterns: readonly SlowPattern[],
  count: number,
  seesAll: boolean,
): SlowView {
  const nodes = new Map<string, SlowNode>();
  const lines = Array.from({ length: count }, (): SlowLine => {
    return { files: 0, bytes: 0, folders: 0, examples: [], matches: false, deeper: [] };
  });
  const infos = new Map<string, SlowInfo>();
  const whole = new Map<string, number | undefined>();
  let isFailing = false;
  for (const { path, kind, bytes } of entriesOf(sizes)) {
    const above = path.slice(0, Math.max(0, path.lastIndexOf('/')));
    const keptOut = [...whole.keys()].find((folder) => path.startsWith(`${folder}/`));
    if (keptOut !== undefined) {
      if (!seesAll) continue;
      const decidedBy = whole.get(keptOut);
      nodes.set(path, { kind, bytes, isSent: false, decidedBy, isBelowKeptOut: true });
      const line = lines[decidedBy ?? -1];
      if (line && kind !== 'folder') {
        line.files++;
        line.bytes += bytes;
      }
      continue;
    }
    const { excluded, decidedBy, failedAt, info } = slowVerdictOnWalk(patterns, path, infos.get(above));
    infos.set(path, info);
    if (failedAt !== undefined) isFailing = true;
    nodes.set(path, { kind, bytes, isSent: !excluded, decidedBy, isBelowKeptOut: false });
    const isWhole = kind === 'folder' && excluded && slowIsSkipped(patterns, path);
    if (isWhole) whole.set(path, decidedBy);
    const line = lines[decidedBy ?? -1];
    if (line && kind !== 'folder') {
      line.files++;
      line.bytes += bytes;
    }
    if (line && isWhole) line.folders++;
    if (line && (kind !== 'folder' || isWhole)) line.examples.push(path);
    for (const pattern of patterns) {
      const one = lines[pattern.index];
      if (!one) continue;
      if (pattern.match(path) === true) one.matches = true;
      const name = path.slice(above.length + 1);
      const top = path.slice(0, path.indexOf('/'));
      const isReached = pattern.match(path) === true || pattern.match(top) === true;
      if (above !== '' && !excluded && !isReached && isForTheRoot(pattern) && pattern.match(name) === true)
        one.deeper.push(path);
    }
  }
  for (const line of lines) {
    line.examples = line.examples.slice(0, 5);
    line.deeper = line.deeper.slice(0, 5);
  }
  return { nodes, lines, keptFolders: whole.size, isFailing };
}

/** Without a slash, and without a `**` at an end, which is any depth already. */
function isForTheRoot({ isException, cleaned }: SlowPattern): boolean {
  if (isException || cleaned.includes('/') || ['', '.', '..', '*'].includes(cleaned)) return false;
  const text = cleaned.replace(/^\uFEFF/, '');
  const plain = /^[^*?[\]\\]*$/;
  return (
    !(text.endsWith('**') && plain.test(text.slice(0, -2))) &&
    !(text.startsWith('**') && plain.test(text.slice(2)))
  );
}

function entriesOf(
  sizes: ReadonlyMap<string, number>,
): { path: string; kind: SlowNode['kind']; bytes: number }[] {
  const entries = new Map<string, { path: string; kind: SlowNode['kind']; bytes: number }>();
  for (const [key, bytes] of sizes) {
    const path = key.replace(/[/@]$/, '');
    const segments = path.split('/');
    for (let end = 1; end < segments.length; end++) {
      const folder = segments.slice(0, end).join('/');
      entries.set(folder, { path: folder, kind: 'folder', bytes: 0 });
    }
    entries.set(path, {
      path,
      kind: key.endsWith('/') ? 'folder' : key.endsWith('@') ? 'link' : 'file',
      bytes,
    });
  }
  // A folder comes before what is in it, and that before the next sibling.
  return [...entries.values()].sort((a, b) => compare(a.path.split('/'), b.path.split('/')));
}

function compare(a: readonly string[], b: readonly string[]): number {
  for (const [index, name] of a.entries()) {
    const other = b[index];
    if (other === undefined) return 1;
    if (name !== other) return name < other ? -1 : 1;
  }
  return a.length - b.length;
}
