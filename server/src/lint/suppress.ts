import type { Rule } from '../rules/rule.ts';
import { skippedChecks } from '../syntax/dockerfile/checkDirective.ts';
import type { DockerfileTree } from '../syntax/dockerfile/tree.ts';
import type { IgnoreFile } from '../syntax/dockerignore/reader.ts';
import type { TextRange } from '../text/range.ts';
import { checkComments } from './checkComments.ts';
import type { Problem } from './problem.ts';

/** A comment (or the `check` directive) that silences rules. */
export interface Suppression {
  /** Whose spelling it is; decides how the codes are read. */
  readonly tool: 'shipshape' | 'hadolint' | 'buildkit' | 'shellcheck';
  /** The comment, from `#` to before the line break. */
  readonly comment: TextRange;
  readonly isDirective: boolean;
  readonly codes: readonly SuppressedCode[];
  /**
   * Problems that start in here are silenced: from the comment to the end of the next instruction, of the stage it
   * opens, or of the next command of a heredoc; or the file.
   */
  readonly scope: TextRange | 'file';
  /** hadolint takes it for an ordinary comment, because of what stands from here on: it silences nothing. */
  readonly unreadFrom?: number;
}

export interface SuppressedCode {
  readonly code: string;
  readonly range: TextRange;
}

export interface SuppressionResult {
  readonly problems: readonly Problem[];
  readonly suppressed: readonly Problem[];
  /** The codes that silence something. */
  readonly used: ReadonlySet<SuppressedCode>;
}

/** Parts the problems; both lists keep their order. */
export function suppress(
  problems: readonly Problem[],
  suppressions: readonly Suppression[],
): SuppressionResult {
  const used = new Set<SuppressedCode>();
  if (suppressions.length === 0) return { problems, suppressed: [], used };
  const whole = suppressions.filter((suppression) => suppression.scope === 'file');
  const local = new LocalSuppressions(suppressions);
  const isSuppressed = (problem: Problem): boolean => {
    const codes = [...whole, ...local.at(problem.range.start)].flatMap((suppression) =>
      silencingCodes(suppression, problem.rule),
    );
    for (const code of codes) used.add(code);
    return codes.length > 0;
  };
  const silenced = new Set(problems.filter(isSuppressed));
  return {
    problems: problems.filter((problem) => !silenced.has(problem)),
    suppressed: problems.filter((problem) => silenced.has(problem)),
    used,
  };
}

/** True when one of the codes means this rule: its id, a former id, or an equivalent's code (`related` is none). */
export function silences(suppression: Suppression, rule: Rule): boolean {
  return silencingCodes(suppression, rule).length > 0;
}

function silencingCodes({ tool, codes, unreadFrom }: Suppression, rule: Rule): readonly SuppressedCode[] {
  return unreadFrom === undefined ? codes.filter(({ code }) => means(tool, code, rule)) : [];
}

/** Whether a code, spelled as a tool does, means a rule of ours. */
export function means(tool: Suppression['tool'], code: string, rule: Rule): boolean {
  if (tool === 'shipshape') return code === rule.id || rule.aliases.includes(code);
  if (tool === 'shellcheck') return meansShellCheck(code, rule);
  return rule.equivalents.some(
    (equivalent) =>
      equivalent.tool === tool &&
      equivalent.match !== 'related' &&
      (code === equivalent.code || (tool === 'buildkit' && code === 'all')),
  );
}

/** `SC2086`, `2086`, `SC2000-SC2099` or `all`: what hadolint has ShellCheck say. */
function meansShellCheck(code: string, { equivalents }: Rule): boolean {
  const [, from, to = from] = /^(?:SC)?(\d{4})(?:-(?:SC)?(\d{4}))?$/.exec(code) ?? [];
  return equivalents.some((equivalent) => {
    const number = /^SC(\d{4})$/.exec(equivalent.code)?.[1];
    if (number === undefined || equivalent.match === 'related') return false;
    if (code === 'all') return true;
    return from !== undefined && to !== undefined && from <= number && number <= to;
  });
}

/**
 * Every suppression of a Dockerfile but those of ShellCheck (shellCheckComments.ts), in document order: `# shipshape ignore=…`, `# shipshape stage ignore=…` above a
 * FROM, `# shipshape global ignore=…`; the same of hadolint, read as strictly as hadolint does; and BuildKit's
 * `check=skip=…` as a directive (whole file) or as a comment above an instruction (since dockerfile 1.21,
 * https://github.com/moby/buildkit/pull/6334).
 */
export function dockerfileSuppressions(tree: DockerfileTree): Suppression[] {
  const found: Suppression[] = [];
  for (const directive of tree.directives) {
    if (directive.name !== 'check') continue;
    const codes = checkSkipCodes(directive.value, directive.valueRange.start);
    if (codes.length > 0) {
      found.push({ tool: 'buildkit', comment: directive.range, isDirective: true, codes, scope: 'file' });
    }
  }
  const checks = checkComments(tree);
  let next = 0;
  for (const comment of tree.comments) {
    // Most are for people alone, and are not cut out to be looked at.
    if (!speaksToTools.test(comment.text)) continue;
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
    let end = target?.end ?? tree.text.length;
    if (parsed.extent === 'stage') {
      const opened = comment.inside ? undefined : tree.instructions[next];
      if (opened?.name !== 'FROM') continue;
      const following = tree.instructions.slice(next + 1).find(({ name }) => name === 'FROM');
      end = following ? following.range.start - 1 : tree.text.length;
    }
    const scope = parsed.extent === 'file' ? 'file' : { start, end };
    found.push({ ...parsed.suppression, comment: comment.range, isDirective: false, scope });
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
    const scope = parsed.extent === 'file' ? 'file' : { start: line.comment.start, end };
    if (parsed.extent === 'stage') continue;
    found.push({ ...parsed.suppression, comment: line.comment, isDirective: false, scope });
  }
  return found;
}

interface ParsedComment {
  readonly extent: 'next' | 'stage' | 'file';
  readonly suppression: Pick<Suppression, 'tool' | 'codes' | 'unreadFrom'>;
}

const speaksToTools = /ignore|check/i;

const ignoreComment = /^#\s*(shipshape|hadolint)\s+(?:(global|stage)\s+)?ignore\s*=\s*/;
const checkComment = /^#\s*check\s*=\s*(\S*)/i;

function parseComment(text: string, range: TextRange): ParsedComment | undefined {
  const line = text.slice(range.start, range.end);
  const ignore = ignoreComment.exec(line);
  if (ignore) {
    const offset = range.start + ignore[0].length;
    const { codes, rest } = listedCodes(line.slice(ignore[0].length), offset);
    if (codes.length === 0) return undefined;
    const extent = ignore[2] === 'global' ? 'file' : ignore[2] === 'stage' ? 'stage' : 'next';
    if (ignore[1] === 'shipshape') return { extent, suppression: { tool: 'shipshape', codes } };
    const unreadFrom = unreadByHadolint(text, codes, { start: rest, end: range.end });
    const read = { tool: 'hadolint', codes } as const;
    return { extent, suppression: unreadFrom === undefined ? read : { ...read, unreadFrom } };
  }
  const check = checkComment.exec(line);
  if (check?.[1] === undefined) return undefined;
  const codes = checkSkipCodes(check[1], range.start + check[0].length - check[1].length);
  return codes.length > 0 ? { extent: 'next', suppression: { tool: 'buildkit', codes } } : undefined;
}

/**
 * hadolint's codes are made of the letters D, L, S, C and digits, and nothing may follow them but a comment of their
 * own: `# hadolint ignore=DL3008 # because`. Where a line does not read like that, hadolint passes over all of it.
 */
function unreadByHadolint(
  text: string,
  codes: readonly SuppressedCode[],
  rest: TextRange,
): number | undefined {
  const wrong = codes.find(({ code }) => !/^[DLSC0-9]+$/.test(code));
  if (wrong) return wrong.range.start;
  const gap = /^\s*/.exec(text.slice(rest.start, rest.end))?.[0].length ?? 0;
  const at = rest.start + gap;
  return at >= rest.end || text[at] === '#' ? undefined : at;
}

/** `a, b,c then a reason`: codes are joined by commas, blanks around a comma allowed. `rest` is where they end. */
function listedCodes(text: string, offset: number): { codes: SuppressedCode[]; rest: number } {
  const codes: SuppressedCode[] = [];
  let rest = offset;
  const item = /([\w-]+)(\s*,\s*)?/y;
  for (let match = item.exec(text); match?.[1]; match = item.exec(text)) {
    const start = offset + match.index;
    codes.push({ code: match[1], range: { start, end: start + match[1].length } });
    rest = start + match[0].length;
    if (match[2] === undefined) break;
  }
  return { codes, rest };
}

function checkSkipCodes(value: string, offset: number): SuppressedCode[] {
  return skippedChecks(value).map(({ code, start }) => ({
    code,
    range: { start: offset + start, end: offset + start + code.length },
  }));
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
