import type { Equivalent, Rule } from '../rules/rule.ts';
import type { DockerfileTree } from '../syntax/dockerfile/tree.ts';
import type { IgnoreFile } from '../syntax/dockerignore/reader.ts';
import type { TextRange } from '../text/range.ts';
import { checkComments } from './checkComments.ts';
import type { Problem } from './problem.ts';

/** A comment (or the `check` directive) that silences rules. */
export interface Suppression {
  /** Whose spelling it is; decides how the codes are read. */
  readonly tool: 'shipshape' | 'hadolint' | 'buildkit';
  /** The comment, from `#` to before the line break. */
  readonly comment: TextRange;
  readonly codes: readonly SuppressedCode[];
  /** Problems that start in here are silenced: from the comment to the end of the next instruction; or the file. */
  readonly scope: TextRange | 'file';
}

export interface SuppressedCode {
  readonly code: string;
  readonly range: TextRange;
}

export interface SuppressionResult {
  readonly problems: readonly Problem[];
  readonly suppressed: readonly Problem[];
}

/** Parts the problems; both lists keep their order. */
export function suppress(
  problems: readonly Problem[],
  suppressions: readonly Suppression[],
): SuppressionResult {
  if (suppressions.length === 0) return { problems, suppressed: [] };
  const whole = suppressions.filter((suppression) => suppression.scope === 'file');
  const local = new LocalSuppressions(suppressions);
  const isSuppressed = (problem: Problem) =>
    [...whole, ...local.at(problem.range.start)].some((suppression) => silences(suppression, problem.rule));
  const silenced = new Set(problems.filter(isSuppressed));
  return {
    problems: problems.filter((problem) => !silenced.has(problem)),
    suppressed: problems.filter((problem) => silenced.has(problem)),
  };
}

/** True when one of the codes means this rule: its id, a former id, or an equivalent's code (`related` is none). */
export function silences(suppression: Suppression, rule: Rule): boolean {
  const { tool } = suppression;
  if (tool === 'shipshape') {
    return suppression.codes.some(({ code }) => code === rule.id || rule.aliases.includes(code));
  }
  if (tool === 'buildkit' && suppression.codes.some(({ code }) => code === 'all')) {
    return rule.equivalents.some((equivalent) => equivalent.tool === tool && silencing(equivalent));
  }
  return rule.equivalents.some(
    (equivalent) =>
      equivalent.tool === tool &&
      silencing(equivalent) &&
      suppression.codes.some(({ code }) => code === equivalent.code),
  );
}

/**
 * Every suppression of a Dockerfile, in document order: `# shipshape ignore=…`, `# shipshape global ignore=…`, the
 * same of hadolint, and BuildKit's `check=skip=…` as a directive (whole file) or as a comment above an instruction
 * (since dockerfile 1.21, https://github.com/moby/buildkit/pull/6334).
 */
export function dockerfileSuppressions(tree: DockerfileTree): Suppression[] {
  const found: Suppression[] = [];
  for (const directive of tree.directives) {
    if (directive.name !== 'check') continue;
    const codes = checkSkipCodes(directive.value, directive.valueRange.start);
    if (codes.length > 0) {
      found.push({ tool: 'buildkit', comment: directive.range, codes, scope: 'file' });
    }
  }
  const checks = checkComments(tree);
  let next = 0;
  for (const comment of tree.comments) {
    const parsed = parseComment(tree.text, comment.range);
    if (!parsed) continue;
    if (/^check\s*=/i.test(comment.text) && !checks.has(comment)) continue;
    while (
      next < tree.instructions.length &&
      (tree.instructions[next]?.range.end ?? 0) <= comment.range.start
    ) {
      next++;
    }
    // Inside a continued instruction a comment speaks of that instruction.
    const target = comment.inside?.range ?? tree.instructions[next]?.range;
    const start = Math.min(comment.range.start, target?.start ?? comment.range.start);
    const scope = parsed.whole ? 'file' : { start, end: target?.end ?? tree.text.length };
    found.push({ tool: parsed.tool, comment: comment.range, codes: parsed.codes, scope });
  }
  return found;
}

/** The same for an ignore file; a comment there speaks of the next pattern. */
export function ignoreFileSuppressions(file: IgnoreFile): Suppression[] {
  const found: Suppression[] = [];
  let next = 0;
  for (const line of file.lines) {
    if (line.kind !== 'comment') continue;
    const parsed = parseComment(file.text, line.comment);
    if (!parsed) continue;
    while (next < file.patterns.length && (file.patterns[next]?.number ?? 0) < line.number) next++;
    const end = file.patterns[next]?.written.end ?? file.text.length;
    const scope = parsed.whole ? 'file' : { start: line.comment.start, end };
    found.push({ tool: parsed.tool, comment: line.comment, codes: parsed.codes, scope });
  }
  return found;
}

function silencing(equivalent: Equivalent): boolean {
  return equivalent.match !== 'related';
}

interface ParsedComment {
  readonly tool: Suppression['tool'];
  readonly whole: boolean;
  readonly codes: readonly SuppressedCode[];
}

const ignoreComment = /^#\s*(shipshape|hadolint)\s+(global\s+)?ignore\s*=\s*/;
const checkComment = /^#\s*check\s*=\s*(\S*)/i;

function parseComment(text: string, range: TextRange): ParsedComment | undefined {
  const line = text.slice(range.start, range.end);
  const ignore = ignoreComment.exec(line);
  if (ignore) {
    const codes = listedCodes(line.slice(ignore[0].length), range.start + ignore[0].length);
    const tool = ignore[1] === 'hadolint' ? 'hadolint' : 'shipshape';
    return codes.length > 0 ? { tool, whole: ignore[2] !== undefined, codes } : undefined;
  }
  const check = checkComment.exec(line);
  if (check?.[1] === undefined) return undefined;
  const codes = checkSkipCodes(check[1], range.start + check[0].length - check[1].length);
  return codes.length > 0 ? { tool: 'buildkit', whole: false, codes } : undefined;
}

/** `a, b,c then a reason`: codes are joined by commas, blanks around a comma allowed. */
function listedCodes(text: string, offset: number): SuppressedCode[] {
  const codes: SuppressedCode[] = [];
  const item = /([\w-]+)(\s*,\s*)?/y;
  for (let match = item.exec(text); match?.[1]; match = item.exec(text)) {
    const start = offset + match.index;
    codes.push({ code: match[1], range: { start, end: start + match[1].length } });
    if (match[2] === undefined) break;
  }
  return codes;
}

/** `skip=A,B;error=true`: the codes of every `skip`. https://docs.docker.com/reference/dockerfile/#check */
function checkSkipCodes(value: string, offset: number): SuppressedCode[] {
  const codes: SuppressedCode[] = [];
  let at = 0;
  for (const part of value.split(';')) {
    const skip = /^\s*skip\s*=/.exec(part);
    if (skip) {
      let start = at + skip[0].length;
      for (const piece of part.slice(skip[0].length).split(',')) {
        const code = piece.trim();
        const from = offset + start + piece.indexOf(code);
        if (code !== '') codes.push({ code, range: { start: from, end: from + code.length } });
        start += piece.length + 1;
      }
    }
    at += part.length + 1;
  }
  return codes;
}

/** Finds the suppressions whose scope holds an offset, without looking at all of them for each problem. */
class LocalSuppressions {
  private readonly sorted: readonly (Suppression & { readonly scope: TextRange })[];
  /** The furthest end of all scopes up to and including the same index. */
  private readonly ends: number[];

  constructor(suppressions: readonly Suppression[]) {
    this.sorted = suppressions
      .flatMap((suppression) =>
        suppression.scope === 'file' ? [] : [{ ...suppression, scope: suppression.scope }],
      )
      .sort((a, b) => a.scope.start - b.scope.start);
    let furthest = -1;
    this.ends = this.sorted.map(({ scope }) => {
      furthest = Math.max(furthest, scope.end);
      return furthest;
    });
  }

  at(offset: number): Suppression[] {
    const found: Suppression[] = [];
    let low = 0;
    let high = this.sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.sorted[middle]?.scope.start ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    for (let i = low - 1; i >= 0 && (this.ends[i] ?? 0) >= offset; i--) {
      const suppression = this.sorted[i];
      if (suppression && suppression.scope.end >= offset) found.push(suppression);
    }
    return found;
  }
}
