import type { BuildModel, Step } from '../../model/types.ts';
import type { Instruction, KeywordName, LogicalText, Pair } from '../../syntax/dockerfile/tree.ts';
import type { TextRange } from '../../text/range.ts';
import { defineRule, type FixEdit } from '../rule.ts';
import { runsAs } from '../support/finalUser.ts';

export const shellSyntaxOutsideRun = defineRule({
  id: 'shell-syntax-outside-run',
  summary: 'Command substitution or ~ where no shell reads the line',
  why: 'Only RUN and the shell forms go through a shell. Elsewhere BuildKit replaces variables and nothing else: $(…), backticks and ~ stay as they are written.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [],
  references: ['https://docs.docker.com/reference/dockerfile/#environment-replacement'],
  concerns: {
    keywords: ['ADD', 'ARG', 'COPY', 'ENV', 'EXPOSE', 'LABEL', 'RUN', 'USER', 'VOLUME', 'WORKDIR'],
    text: /\$\(|`|~/,
  },
  messages: {
    substitution:
      'No shell reads {keyword}: {text} is not run, and stays as it is written. Hand the value in with --build-arg, or run this in a RUN.',
    home: 'No shell reads {keyword}: ~ stays as it is written, and is a directory of that name. Write the path out.',
    homeInValue:
      'No shell reads {keyword}: ~ stays as it is written, and most programs take it for a directory of that name. Write the path out.',
  },
  fixes: {
    useRoot: { title: 'Change ~ to /root', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, steps, report }) {
    for (const step of steps) {
      const { instruction } = step;
      const keyword = instruction.keyword.text;
      const { text: document } = model.tree;
      const substitution = substitutionIn(instruction, model);
      if (substitution) {
        const at = toItsEnd(substitution, instruction);
        const text = shorten(document.slice(at.start, at.end));
        report({ at, message: 'substitution', values: { keyword, text } });
      }
      for (const { at, isValue } of homesIn(step)) {
        const values = { keyword: isValue || instruction.name !== 'RUN' ? keyword : '--mount' };
        const fixes = homeFix(step, at.start);
        report({ at, message: isValue ? 'homeInValue' : 'home', values, fixes });
      }
    }
  },
});

function substitutionIn(instruction: Instruction, model: BuildModel): TextRange | undefined {
  const { name, pairs, args, heredocs } = instruction;
  if (name === 'RUN' || heredocs.length > 0) return undefined;
  if (name === 'ENV' || name === 'ARG' || name === 'LABEL') {
    const value = pairs.find((pair) => isForNobody(pair, instruction, model))?.value;
    return value && substitution(value, model.tree.escape, name === 'LABEL');
  }
  return substitution(args, model.tree.escape, false);
}

/** A value that is no command for somebody to run later, or the text of a documentation. */
function isForNobody({ name, value }: Pair, instruction: Instruction, model: BuildModel): boolean {
  if (!value || !/\$\(|`/.test(value.text) || /^'/.test(value.text)) return false;
  if (!substitution(value, model.tree.escape, instruction.name === 'LABEL')) return false;
  if (instruction.name === 'LABEL') return !isCommand.test(name.text.split('.').at(-1) ?? '');
  return !isCommand.test(name.text) && !model.fact(evaluates);
}

/** Names of what somebody runs, or puts into a command line. */
const isCommand =
  /^PS[0-4]$|(?:^|[_.-])(?:COMMANDS?|CMD|RUN|INSTALL|UNINSTALL|USAGE|HELP|OPTS|OPTIONS|ARGS|FLAGS|SCRIPT|HOOK|EXEC|EXPR|PROMPT|TEMPLATE|FORMAT)(?:_\w+)?$/i;

/** Whoever reads the value with a shell runs what is in it. */
function evaluates({ wholeText }: BuildModel): boolean {
  return /\beval\b|\benvsubst\b|\bsh -[a-z]*c ["']?\$/.test(wholeText);
}

/** @param isWhole only where there is nothing else */
function substitution(text: LogicalText, escapeToken: string, isWhole: boolean): TextRange | undefined {
  const pattern = isWhole ? /^(["']?)(?:\$\([^'"]*\)|`[^`'"]*`)\1$/ : /(?<![\\`])\$\([^)]*\)?\)?|`[^`]+`/;
  const found = pattern.exec(text.text);
  if (!found || isQuoted(text.text, found.index)) return undefined;
  const inner = found[0].replace(/^(["'])(.*)\1$/s, '$2');
  const start = found.index + (inner === found[0] ? 0 : 1);
  // A backtick in the middle of a value may stand around a word of prose.
  const isBacktick = inner.startsWith('`');
  if (isBacktick && (escapeToken === '`' || !/^["'[]?\s*["']?`|\/`|`\//.test(text.text))) return undefined;
  return text.map.toSourceRange(start, start + inner.length);
}

/** `$(date +%s)` without quotes are two words, the second of which BuildKit refuses. */
function toItsEnd({ start, end }: TextRange, { args }: Instruction): TextRange {
  const from = args.map.toDerived(start);
  const whole = /^\$\([^()]*\)/.exec(args.text.slice(from));
  return whole ? args.map.toSourceRange(from, from + whole[0].length) : { start, end };
}

/** Within single quotes, where an author wants the text as it is. */
function isQuoted(text: string, at: number): boolean {
  return (text.slice(0, at).match(/'/g)?.length ?? 0) % 2 === 1;
}

interface Home {
  /** From the `~` to the end of the path. */
  readonly at: TextRange;
  readonly isValue: boolean;
}

const pathKeywords: ReadonlySet<KeywordName | undefined> = new Set(['WORKDIR', 'VOLUME']);

function homesIn({ instruction, run }: Step): readonly Home[] {
  const { name, words, pairs, json } = instruction;
  if (name === 'RUN') {
    return (run?.mounts ?? []).flatMap(({ flag, target }) => {
      const at = target && /^~(?:\/|$)/.test(target) ? targetRange(flag.rawValue, target) : undefined;
      return at ? [{ at, isValue: false }] : [];
    });
  }
  if (name === 'ENV') {
    return pairs.flatMap(({ name: variable, value }) => {
      if (!value || !isPathName.test(variable.text)) return [];
      const found = /(?<=^["']?|:)~(?=\/|:|["']?$)[^:"']*/.exec(value.text);
      if (!found) return [];
      const at = value.map.toSourceRange(found.index, found.index + found[0].length);
      return [{ at, isValue: true }];
    });
  }
  if (json) return [];
  const last = words.at(-1);
  const isCopy = (name === 'COPY' || name === 'ADD') && words.length > 1;
  const paths = pathKeywords.has(name) ? words : isCopy && last ? [last] : [];
  return paths.flatMap((word) => {
    const found = /^["']?(~(?:\/[^"']*)?)["']?$/.exec(word.text);
    if (!found) return [];
    const start = word.text.indexOf('~');
    return [{ at: word.map.toSourceRange(start, start + (found[1]?.length ?? 0)), isValue: false }];
  });
}

/** Programs look for files there; npm alone resolves a `~` in its settings. */
const isPathName = /^(?!npm_config).*(?:PATH|HOME|ROOT|PREFIX|DIR)$/i;

function targetRange(value: LogicalText | undefined, target: string): TextRange | undefined {
  const at = value?.text.indexOf(`=${target}`) ?? -1;
  return at < 0 ? undefined : value?.map.toSourceRange(at + 1, at + 1 + target.length);
}

/** The home of root is where it is everywhere; that of anybody else is only known to the image. */
function homeFix({ before, instruction }: Step, start: number) {
  if (instruction.isTrigger || runsAs(before) !== 'root') return undefined;
  const edits: readonly FixEdit[] = [{ range: { start, end: start + 1 }, newText: '/root' }];
  return [{ fix: 'useRoot', edits }] as const;
}

function shorten(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length > 40 ? `${line.slice(0, 39)}…` : line;
}
