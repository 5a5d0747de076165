import { posix } from 'node:path';

/**
 * A second, slow and plain implementation for comparison: patterns become JavaScript expressions, which backtrack.
 * It knows only what means the same in Go and in JavaScript, so it must be fed names and patterns of plain characters.
 */
export function slowVerdict(lines: readonly string[], path: string): boolean | 'refused' {
  const patterns = lines.filter((line) => !line.startsWith('#') && line.trim() !== '').map(toSlowPattern);
  if (patterns.includes('refused')) return 'refused';
  let excluded = false;
  for (const pattern of patterns) {
    if (pattern === 'refused') continue;
    if (prefixesOf(path).some((prefix) => pattern.expression.test(prefix))) excluded = !pattern.negated;
  }
  return excluded;
}

/** The path and the directories above it. */
function prefixesOf(path: string): string[] {
  const parts = path.split('/');
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

function toSlowPattern(line: string): { negated: boolean; expression: RegExp } | 'refused' {
  const trimmed = line.trim();
  const negated = trimmed.startsWith('!');
  const body = negated ? trimmed.slice(1).trim() : trimmed;
  if (body === '') return 'refused';
  const clean = posix.normalize(body).replace(/(?<=.)\/$/, '');
  const glob = clean === '/' ? clean : clean.replace(/^\//, '');
  if (negated && glob === '/') return 'refused';
  return { negated, expression: toSlowExpression(glob) };
}

function toSlowExpression(glob: string): RegExp {
  if (glob === '**') return /^/;
  // `dir/**` and `dir**`: a plain text and what begins with it.
  const stem = /^([^*?[\\]*)\*\*$/.exec(glob);
  if (stem) return new RegExp(`^${quote(stem[1] ?? '')}`);
  // `**/name` and `**name`: what ends with a plain text.
  const tail = /^\*\*(\/?)([^*?[\\]+)$/.exec(glob);
  if (tail?.[1] === '/') return new RegExp(`(?:^|/)${quote(tail[2] ?? '')}$`);
  if (tail) return new RegExp(`${quote(tail[2] ?? '')}$`);
  const pieces = glob.match(/\*\*\/?$|\*\*\/?|\*|\?|\[[^\]]*\]|\\.|[\s\S]/g) ?? [];
  const source = pieces.map((piece, index) => {
    if (piece.startsWith('**')) return index === pieces.length - 1 ? '.*' : '(?:.*/)?';
    if (piece === '*') return '[^/]*';
    if (piece === '?') return '[^/]';
    if (piece.startsWith('[') || piece.startsWith('\\')) return piece;
    return quote(piece);
  });
  return new RegExp(`^${source.join('')}$`);
}

function quote(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
