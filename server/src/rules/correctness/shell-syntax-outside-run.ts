import type { BuildModel, Step } from '../../model/types.ts';
import type { Instruction, KeywordName, LogicalText, Pair, Word } from '../../syntax/dockerfile/tree.ts';
import type { TextRange } from '../../text/range.ts';
import { shorten } from '../../text/shorten.ts';
import { defineRule, type FixEdit } from '../rule.ts';
import { runsAs } from '../support/finalUser.ts';
import { type ShellOperator, shellOperatorIn } from '../support/shellOperators.ts';
import { syntaxIssues } from '../support/syntaxIssues.ts';

const mark = /\$\(|`|~|\s(?:&|\||;|[012&]?>)|;\s|\{[^{}]*,|%\w|\$env:/i;

export const shellSyntaxOutsideRun = defineRule({
  id: 'shell-syntax-outside-run',
  summary: 'Syntax of a shell where no shell reads the line',
  why: 'Only RUN and the shell forms go through a shell. Elsewhere BuildKit replaces variables and nothing else: $(…), backticks, ~, {a,b} and && stay as they are written.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [],
  references: ['https://docs.docker.com/reference/dockerfile/#environment-replacement'],
  concerns: {
    keywords: ['ADD', 'ARG', 'COPY', 'ENV', 'EXPOSE', 'LABEL', 'RUN', 'USER', 'VOLUME', 'WORKDIR'],
    text: mark,
  },
  stepwise: true,
  messages: {
    substitution:
      'No shell reads {keyword}: {text} is not run, and stays as it is written. Hand the value in with --build-arg, or run this in a RUN.',
    substitutionStops:
      'No shell reads {keyword}: {text} is not run, and the build stops. Hand the value in with --build-arg, or run this in a RUN.',
    operator: 'No shell reads {keyword}: {text} is nothing but text to it. Put commands into a RUN.',
    operatorStops:
      'No shell reads {keyword}: it takes NAME=value alone, and the build stops at {text}. Put commands into a RUN.',
    operatorAmongPaths:
      'No shell reads {keyword}: {text} and the words behind it are paths to it. Put commands into a RUN; a file that may be missing is written as a pattern, like name*.',
    semicolon: 'No shell reads {keyword}: the semicolon is a part of the value. Leave it out.',
    braces:
      'No shell reads {keyword}: its patterns know no lists in braces, and a file of just that name is looked for. Write the paths out.',
    homeOfContext:
      'No shell reads {keyword}: ~ is a directory of that name in the build context, and nothing from outside the context can be copied. Write a path of the context.',
    windowsVariable:
      'No shell reads {keyword}: BuildKit replaces nothing but $NAME, and {text} gets no value. Write it out, or set it in a RUN.',
    home: 'No shell reads {keyword}: ~ stays as it is written, and is a directory of that name. Write the path out.',
    homeInValue:
      'No shell reads {keyword}: ~ stays as it is written, and most programs take it for a directory of that name. Write the path out.',
  },
  fixes: {
    leaveOut: { title: 'Leave the semicolon out', safety: 'unsafe', availability: 'always' },
    writeOut: { title: 'Write {paths}', safety: 'unsafe', availability: 'sometimes' },
    useRoot: { title: 'Change ~ to /root', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, steps, report }) {
    for (const step of steps) {
      const { instruction } = step;
      if (!mark.test(instruction.line.text)) continue;
      const keyword = instruction.keyword.text;
      const { text: document } = model.tree;
      const substitution = substitutionIn(instruction, model);
      if (substitution) {
        const at = toItsEnd(substitution, instruction);
        const text = inOneLine(document.slice(at.start, at.end));
        const stops = instruction.name === 'EXPOSE' || isRefused(at, model);
        const message = stops ? 'substitutionStops' : 'substitution';
        report({ at, message, values: { keyword, text }, misread: stops ? at : undefined });
      } else if (withoutShell.has(instruction.name) && instruction.name !== 'EXPOSE') {
        const found = shellOperatorIn(instruction);
        if (found) {
          const { at, text, isBetweenPairs } = found;
          const misread = { start: at.start, end: instruction.args.range.end };
          const values = { keyword, text };
          if (isBetweenPairs) {
            const fixes = [{ fix: 'leaveOut', edits: [{ range: at, newText: '' }] }] as const;
            report({ at, message: 'semicolon', values, fixes });
          } else report({ at, message: messageOf(found, instruction, model), values, misread });
        }
      }
      for (const word of bracesIn(instruction)) {
        const fixes = bracesFix(word, instruction);
        report({ at: word.range, message: 'braces', values: { keyword }, fixes });
      }
      for (const at of homesOfContext(instruction))
        report({ at, message: 'homeOfContext', values: { keyword } });
      for (const { at, text } of windowsVariables(step))
        report({ at, message: 'windowsVariable', values: { keyword, text } });
      for (const { at, isValue } of homesIn(step)) {
        const values = { keyword: isValue || instruction.name !== 'RUN' ? keyword : '--mount' };
        const fixes = homeFix(step, at.start);
        report({ at, message: isValue ? 'homeInValue' : 'home', values, fixes });
      }
    }
  },
});

const withoutShell: ReadonlySet<KeywordName | undefined> = new Set<KeywordName>([
  ...(['ADD', 'ARG', 'COPY', 'ENV', 'EXPOSE', 'LABEL', 'USER', 'VOLUME', 'WORKDIR'] as const),
]);

/** Two words where one is meant: BuildKit refuses the second. */
function isRefused({ start, end }: TextRange, model: BuildModel): boolean {
  return syntaxIssues(model).some(({ range }) => start <= range.start && range.start < end);
}

function messageOf({ at }: ShellOperator, { name }: Instruction, model: BuildModel) {
  if (name === 'COPY' || name === 'ADD') return 'operatorAmongPaths';
  return isRefused(at, model) ? 'operatorStops' : 'operator';
}

function sourcesOf({ name, words, json, brokenJson }: Instruction): readonly Word[] {
  return (name === 'COPY' || name === 'ADD') && !json && !brokenJson ? words.slice(0, -1) : [];
}

/** https://pkg.go.dev/path/filepath#Match */
function bracesIn(instruction: Instruction): readonly Word[] {
  return sourcesOf(instruction).filter(({ text }) => braceList.test(text));
}

const braceList = /^([^{}"'\\]*[^{}"'\\$]|)\{([^{}"'\\$]*,[^{}"'\\$]*)\}([^{}"'\\]*)$/;

/** Several files need a directory to go to. */
function bracesFix({ text, range }: Word, { words }: Instruction) {
  const [, before = '', list = '', after = ''] = braceList.exec(text) ?? [];
  const to = words.at(-1)?.text ?? '';
  if (!/(?:^|\/)\.{0,2}$|\/["']?$/.test(to)) return undefined;
  const paths = list.split(',').map((one) => before + one + after);
  const newText = paths.join(' ');
  return [{ fix: 'writeOut', values: { paths: newText }, edits: [{ range, newText }] }] as const;
}

function homesOfContext(instruction: Instruction): readonly TextRange[] {
  // A stage has no home either, but what is there may be copied.
  if (instruction.flags.some(({ name }) => name === 'from')) return [];
  return sourcesOf(instruction)
    .filter(({ text }) => /^["']?~(?:\/|["']?$)/.test(text))
    .map(({ range }) => range);
}

/** `%PATH%` and `$env:PATH`, which the shells of Windows replace. */
function windowsVariables({ instruction, stage }: Step): readonly { at: TextRange; text: string }[] {
  if (stage?.base.root.facts.distribution !== 'windows') return [];
  const { name, args, pairs, heredocs } = instruction;
  if (!withoutShell.has(name) || name === 'LABEL' || heredocs.length > 0) return [];
  const texts = pairs.length > 0 ? pairs : [{ name: undefined, value: args }];
  return texts.flatMap(({ name: variable, value }) => {
    const found = value && /(?<!%)%[A-Za-z_]\w*(?:\(x86\))?%(?!%)|\$env:\w+/i.exec(value.text);
    if (!found || (variable && isCommand.test(variable.text))) return [];
    const at = value.map.toSourceRange(found.index, found.index + found[0].length);
    return [{ at, text: found[0] }];
  });
}

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
  const isOfStage = instruction.flags.some((flag) => flag.name === 'from');
  const ofCopy = isOfStage ? words : last ? [last] : [];
  const paths = pathKeywords.has(name) ? words : isCopy ? ofCopy : [];
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

function inOneLine(text: string): string {
  return shorten(text.replaceAll(/\s+/g, ' '), 40);
}
