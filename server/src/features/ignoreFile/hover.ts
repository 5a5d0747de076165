import type { Problem } from '../../lint/problem.ts';
import type { ContextView } from '../../model/context/contextView.ts';
import { interplayOf } from '../../syntax/dockerignore/interplay.ts';
import type { IgnoreFile, PatternLine } from '../../syntax/dockerignore/reader.ts';
import { code } from '../../text/markdown.ts';
import { touches } from '../../text/range.ts';
import { shorten } from '../../text/shorten.ts';
import type { Hover } from '../hover/hoverContent.ts';
import { describeProblem } from '../hover/problem.ts';
import { describeEffect, isCounted, type LinkOf } from './effect.ts';

/** The files a pattern is held against. */
export interface Surroundings {
  readonly view: ContextView | undefined;
  readonly linkOf: LinkOf;
  /** Which folder it is, where that is not the folder of the ignore file. */
  readonly place?: string | undefined;
}

/**
 * What the pattern at an offset matches, in words, what that is among the files there are, what git would make of it,
 * which other lines have a say, and the problems there. Undefined where there is nothing to say. Never throws.
 */
export function ignoreHoverAt(
  file: IgnoreFile,
  problems: readonly Problem[],
  offset: number,
  surroundings?: Surroundings,
): Hover | undefined {
  const line = file.patterns.find(({ written }) => touches(written, offset));
  const here = problems.filter(({ range }) => touches(range, offset));
  const described = line && describePattern(file, line, surroundings);
  const sections = [...(described ? [described] : []), ...here.map(describeProblem)];
  const range = described ? line.written : here[0]?.range;
  return range && { range, markdown: sections.join('\n\n---\n\n') };
}

/** Undefined for what is no pattern: a lone `!`, and what BuildKit refuses. */
function describePattern(
  file: IgnoreFile,
  line: PatternLine,
  surroundings?: Surroundings,
): string | undefined {
  const { pattern } = line;
  if (pattern.kind === 'none' || pattern.kind === 'invalid') return undefined;
  if (pattern.kind === 'broken') {
    const stops =
      '**Stops the build** as soon as a file is held against it: BuildKit cannot read this pattern.';
    const hasBackslash = line.wildcards.some(({ kind }) => kind === 'escape');
    return hasBackslash ? `${stops} A client on Windows takes ${code('\\')} for a separator.` : stops;
  }
  if (isNowhere(line.glob))
    return `**${line.negated ? 'Keeps' : 'Excludes'}** nothing: no path in the context is like this.`;
  const what = `**${line.negated ? 'Keeps' : 'Excludes'}** ${matchesOf(file.text, line)}`;
  return [
    line.negated ? `${what}, where a line above excludes it.` : `${what}.`,
    ...(surroundings?.view ? describeEffect(surroundings.view, file, line, surroundings.linkOf) : []),
    ...(surroundings?.view && surroundings.place !== undefined ? [surroundings.place] : []),
    ...listOf(legendOf(file.text, line)),
    ...listOf(othersOf(file, line, surroundings?.view)),
    ...differencesFromGit(file.text, line),
  ].join('\n\n');
}

/** No path of a context is like this. */
function isNowhere(glob: string): boolean {
  return glob === '.' || glob === '/' || /^\.\.(?:\/|$)/.test(glob);
}

function matchesOf(text: string, line: PatternLine): string {
  const { glob, pattern } = line;
  const below = 'and everything below it';
  switch (pattern.kind) {
    case 'exact':
      return glob.includes('/')
        ? `${code(glob)}, ${below}`
        : `${code(glob)} in the context folder itself (not in folders below), ${below}`;
    case 'prefix':
      return glob.endsWith('/**')
        ? `everything below ${code(glob.slice(0, -3))}, but not the empty folder`
        : `every path that begins with ${code(glob.slice(0, -2))}`;
    case 'suffix':
      if (glob === '**') return 'everything';
      return glob.startsWith('**/')
        ? `${code(glob.slice(3))} at any depth, ${below}`
        : `every path that ends with ${code(glob.slice(2))}, ${below}`;
    default:
      return hasMetacharacter(text, line)
        ? `what fits ${code(glob)} as an expression of Go, for which ${code('^')} is the start and ${code('|')} parts two patterns, ${below}`
        : wildMatchesOf(glob);
  }
}

/** What BuildKit, beside a wildcard, leaves to the regular expression that it makes of a pattern. */
function hasMetacharacter(text: string, { body, wildcards }: PatternLine): boolean {
  for (let at = body.start; at < body.end; at++) {
    if (!'^|'.includes(text.charAt(at))) continue;
    if (!wildcards.some(({ range }) => range.start <= at && at < range.end)) return true;
  }
  return false;
}

function wildMatchesOf(glob: string): string {
  if (/^\*(?:\*?\/\*)*$/.test(glob)) {
    return glob === '*' ? 'everything' : `everything that fits ${code(glob)}, and everything below it`;
  }
  if (glob.startsWith('**/') && !glob.slice(3).includes('**')) {
    return `what fits ${code(glob.slice(3))} at any depth, and everything below it`;
  }
  return glob.includes('/') || glob.includes('**')
    ? `what fits ${code(glob)} from the context folder on, and everything below it`
    : `what fits ${code(glob)} in the context folder itself (not in folders below), and everything below it`;
}

const legends = {
  star: '`*`: any characters but `/`',
  globstar: '`**`: any characters, `/` too; `**/`: any number of folders, or none',
  question: '`?`: one character but `/`',
} as const;

function legendOf(text: string, { wildcards }: PatternLine): string[] {
  const said = new Set<string>();
  for (const { kind, range } of wildcards) {
    const written = code(text.slice(range.start, range.end));
    if (kind === 'class') {
      said.add(
        text[range.start + 1] === '^'
          ? `${written}: one character that is not listed`
          : `${written}: one of these characters`,
      );
    } else if (kind === 'escape') {
      said.add(`${written}: an escape, which on Windows may be read as a separator`);
    } else {
      said.add(legends[kind]);
    }
  }
  return [...said].slice(0, MOST_LINES);
}

/** More than this of one kind is not read in a hover. */
const MOST_LINES = 5;

function othersOf(file: IgnoreFile, line: PatternLine, view: ContextView | undefined): string[] {
  const interplay = interplayOf(file.patterns);
  const name = (other: PatternLine): string =>
    `line ${other.number + 1}, ${code(shorten(file.text.slice(other.written.start, other.written.end), 60))}`;
  const names = (others: readonly PatternLine[]): string => {
    const more = others.length - MOST_LINES;
    const shown = others.slice(0, MOST_LINES).map(name).join('; ');
    return more > 0 ? `${shown}; and ${more} more` : shown;
  };
  const said: string[] = [];
  const covering = interplay.covered.find((relation) => relation.line === line);
  if (covering) said.push(`Decides nothing beside ${name(covering.by)}`);
  const covered = interplay.covered.filter(({ by }) => by === line).map((relation) => relation.line);
  if (covered.length > 0) said.push(`Makes superfluous: ${names(covered)}`);
  const idle = interplay.idleExceptions.find((exception) => exception.line === line);
  if (idle) {
    said.push(idle.by ? `Excluded again by ${name(idle.by)}` : 'Nothing above excludes any of it');
    return said;
  }
  if (view && isCounted(view, file, line)) return said;
  const meeting = interplay.meeting(line);
  const above = meeting.filter(({ number }) => number < line.number);
  const below = meeting.filter(({ number }) => number > line.number);
  if (line.negated) {
    if (above.length > 0) said.push(`May take back from ${names(above)}`);
    if (below.length > 0) said.push(`Some of it may be excluded again by ${names(below)}`);
  } else if (below.length > 0) {
    said.push(`Some of it may be kept by ${names(below)}`);
  }
  return said;
}

function differencesFromGit(text: string, line: PatternLine): string[] {
  const { glob, negated, body } = line;
  const written = text.slice(body.start, body.end);
  const said: string[] = [];
  const isAnchored = written.replace(/\/+$/, '').includes('/');
  if (!isAnchored && !glob.startsWith('**') && glob !== '*') {
    said.push(`This matches at any depth; for that write ${code(`${negated ? '!' : ''}**/${glob}`)} here`);
  }
  if (written.endsWith('/')) said.push('The slash at the end means "folders only"; here it means nothing');
  if (negated) said.push('An exception brings back nothing below an excluded folder; here it does');
  if (/\[!/.test(written)) said.push('`[!` negates; here that is `[^`');
  return said.length === 0 ? [] : ['In a `.gitignore` it is different:', ...listOf(said)];
}

function listOf(items: readonly string[]): string[] {
  return items.length === 0 ? [] : [items.map((item) => `- ${item}`).join('\n')];
}
