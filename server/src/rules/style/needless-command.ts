import type {
  ShellCommand,
  ShellList,
  ShellListItem,
  ShellSubstitution,
  ShellWord,
} from '../../syntax/shell/tree.ts';
import type { TextEdit } from '../../text/edit.ts';
import type { TextRange } from '../../text/range.ts';
import { defineRule } from '../rule.ts';
import {
  allLists,
  isPipe,
  pipelinesOf,
  plainScripts,
  shownWord,
  substitutionsByStart,
} from '../support/shellLists.ts';

export const needlessCommand = defineRule({
  id: 'needless-command',
  summary: 'Command does what the shell, or the next command, does by itself',
  why: 'A cat in front of a program that reads files, an echo of what a command prints, an expr for a sum, a negation of the opposite test: each is one more thing to read and to run.',
  language: 'dockerfile',
  category: 'style',
  severity: 'hint',
  preset: 'strict',
  since: '0.1.0',
  equivalents: [
    { tool: 'hadolint', code: 'SC2002', match: 'narrower' },
    { tool: 'hadolint', code: 'SC2003', match: 'narrower' },
    { tool: 'hadolint', code: 'SC2005', match: 'narrower' },
    { tool: 'hadolint', code: 'SC2116', match: 'same' },
    { tool: 'hadolint', code: 'SC2236', match: 'narrower' },
    { tool: 'hadolint', code: 'SC2237', match: 'narrower' },
  ],
  references: ['https://www.shellcheck.net/wiki/SC2002', 'https://www.shellcheck.net/wiki/SC2005'],
  concerns: {
    keywords: ['RUN', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK'],
    text: /\b(?:cat|echo|expr)\b|!\s+(?:-[zn]\s|\[|test\b)/,
  },
  stepwise: true,
  messages: {
    cat: 'The next command can read {file} by itself, without cat.',
    print: 'This prints what the command would print without echo.',
    value: 'The echo in this substitution gives back what it is given. Write that.',
    sum: 'The shell can count by itself, without expr. Write it between $(( and )).',
    opposite: 'Write {right} for ! {wrong}.',
  },
  fixes: {
    redirect: { title: 'Read {file} without cat', safety: 'unsafe', availability: 'sometimes' },
    unwrap: { title: 'Run the command without echo', safety: 'unsafe', availability: 'sometimes' },
    plain: { title: 'Write {value}', safety: 'unsafe', availability: 'sometimes' },
    arithmetic: { title: 'Let the shell count', safety: 'unsafe', availability: 'always' },
    turn: { title: 'Write {right}', safety: 'unsafe', availability: 'always' },
  },
  check({ model, steps, report }) {
    const { text } = model.tree;
    for (const step of steps) {
      for (const script of step.once(plainScripts)) {
        for (const list of allLists(script)) {
          for (const found of catsIn(list)) {
            const file = shownWord(found.file);
            const edits = redirectEdits(found, text);
            const fixes = edits && ([{ fix: 'redirect', values: { file }, edits }] as const);
            report({
              at: found.cat.words[0]?.range ?? found.cat.range,
              message: 'cat',
              values: { file },
              fixes,
            });
          }
          for (const { node, negated, range, operator } of list.items) {
            const turned = node.kind === 'command' ? oppositeOf(node, negated, range, operator) : undefined;
            if (!turned) continue;
            const { at, right, wrong, edits } = turned;
            report({
              at,
              message: 'opposite',
              values: { right, wrong },
              fixes: [{ fix: 'turn', values: { right }, edits }],
            });
          }
        }
        const substitutions = substitutionsByStart(script);
        for (const command of script.commands) {
          const edits = echoEdits(command, substitutions);
          if (edits === 'none') continue;
          const fixes = edits && ([{ fix: 'unwrap', edits }] as const);
          report({ at: command.words[0]?.range ?? command.range, message: 'print', fixes });
        }
        for (const substitution of script.substitutions) {
          const command = only(substitution);
          if (!command) continue;
          const at = command.words[0]?.range ?? command.range;
          if (echoesPlainly(command)) {
            const [, word, more] = command.words;
            const isPlain = word && !more && /^\$(?:\w+|\{\w+\})$/.test(word.text);
            const value = isPlain ? word.text : '';
            const edits = [{ range: substitution.range, newText: value }];
            const values = { value: value.replace(/[{}]/g, '') };
            report({ at, message: 'value', fixes: isPlain ? [{ fix: 'plain', values, edits }] : undefined });
          } else if (isSum(command)) {
            const edits = sumEdits(substitution, command);
            report({ at, message: 'sum', fixes: [{ fix: 'arithmetic', edits }] });
          }
        }
      }
    }
  },
});

interface Cat {
  readonly cat: ShellCommand;
  readonly file: ShellWord;
  readonly next: ShellCommand;
}

/** `cat file | program`: one file, no options, and a program that has its input from nowhere else. */
function catsIn(list: ShellList): readonly Cat[] {
  return pipelinesOf(list).flatMap(([first, second]: readonly ShellListItem[]) => {
    const cat = first?.node;
    const next = second?.node;
    if (cat?.kind !== 'command' || cat.name !== 'cat' || next?.kind !== 'command') return [];
    const [, file, more] = cat.words;
    const isOne =
      file && !more && !file.text.startsWith('-') && !file.globs && (!file.expands || file.quoted);
    const isFree =
      cat.redirects.length === 0 &&
      cat.assignments.length === 0 &&
      !next.redirects.some(({ operator }) => operator.startsWith('<'));
    return isOne && isFree && next.words.length > 0 ? [{ cat, file, next }] : [];
  });
}

function redirectEdits({ cat, file, next }: Cat, text: string): readonly TextEdit[] | undefined {
  const gone = { start: cat.range.start, end: next.range.start };
  const path = text.slice(file.range.start, file.range.end);
  if (
    /[\n#]/.test(text.slice(gone.start, gone.end)) ||
    next.redirects.some(({ operator }) => operator.startsWith('<<'))
  )
    return undefined;
  return [
    { range: gone, newText: '' },
    { range: { start: next.range.end, end: next.range.end }, newText: ` < ${path}` },
  ];
}

/** `echo "$(a)"` alone, whose output nobody takes apart. `none`: it is something else. */
function echoEdits(
  { name, words, redirects, assignments }: ShellCommand,
  substitutions: ReadonlyMap<number, ShellSubstitution>,
): readonly TextEdit[] | undefined | 'none' {
  const [program, word, more] = words;
  if (name !== 'echo' || !program || !word || more || redirects.length > 0 || assignments.length > 0)
    return 'none';
  const inner = word.text.startsWith('"') ? 1 : 0;
  const whole = substitutions.get(word.range.start + inner);
  if (!whole?.body || whole.range.end !== word.range.end - inner || whole.body.items.length === 0)
    return 'none';
  // Without quotes the words come on one line: that may be what it is for.
  if (inner === 0 || whole.isBackquoted || whole.body.items.length > 1) return undefined;
  return [
    { range: { start: program.range.start, end: whole.body.range.start }, newText: '' },
    { range: { start: whole.body.range.end, end: word.range.end }, newText: '' },
  ];
}

/** The one command of a substitution. */
function only({ body }: ShellSubstitution): ShellCommand | undefined {
  const item = body?.items[0];
  if (!item || body.items.length > 1 || item.negated || item.background) return undefined;
  const { node } = item;
  return node.kind === 'command' && node.redirects.length === 0 && node.assignments.length === 0
    ? node
    : undefined;
}

/** Without options, and with nothing that it makes the shell expand. */
function echoesPlainly({ name, words }: ShellCommand): boolean {
  const args = words.slice(1);
  return (
    name === 'echo' &&
    args.length > 0 &&
    args.every(({ text, globs }) => !text.startsWith('-') && !globs && !text.includes('\\'))
  );
}

function isSum({ name, words }: ShellCommand): boolean {
  const [, left, operator, right, more] = words;
  if (name !== 'expr' || !left || !operator || !right || more) return false;
  return (
    /^(?:[-+/%]|\\\*|'\*'|"\*")$/.test(operator.text) &&
    [left, right].every(({ text }) => isNumber.test(text))
  );
}

/** Not `08`, which the shell would read as octal. */
const isNumber = /^"?(?:0|[1-9]\d*|\$\w+|\$\{\w+\}|\$\(\w+\))"?$/;

function sumEdits({ range, body }: ShellSubstitution, { words }: ShellCommand): readonly TextEdit[] {
  const end = body?.range.end ?? range.end;
  const bare = words.slice(1).flatMap((word): readonly TextEdit[] => {
    const plain = word.text.replace(/["'\\]/g, '');
    return plain === word.text ? [] : [{ range: word.range, newText: plain }];
  });
  return [
    { range: { start: range.start, end: words[1]?.range.start ?? range.start }, newText: '$((' },
    ...bare,
    { range: { start: end, end: range.end }, newText: '))' },
  ];
}

interface Turned {
  readonly at: TextRange;
  readonly right: string;
  readonly wrong: string;
  readonly edits: readonly TextEdit[];
}

/**
 * `[ ! -z "$a" ]`, `! [ -z "$a" ]`. Only of a value in quotes: where an empty one leaves no word, `[ -n ]` is true, and
 * the negation is not the same.
 */
function oppositeOf(
  { name, words }: ShellCommand,
  negated: boolean,
  range: TextRange,
  operator: ShellListItem['operator'],
): Turned | undefined {
  if (name !== '[' && name !== 'test') return undefined;
  const args = words.slice(1, name === '[' ? -1 : undefined);
  const inside = args[0]?.text === '!' ? 1 : 0;
  const [option, value, more] = args.slice(inside);
  const program = words[0];
  if (!program || !option || !value?.quoted || more || !/^-[nz]$/.test(option.text)) return undefined;
  if (inside === 1 ? negated : !negated || isPipe(operator)) return undefined;
  const right = option.text === '-z' ? '-n' : '-z';
  const from = inside === 1 ? (args[0]?.range.start ?? range.start) : range.start;
  const to = inside === 1 ? option.range.start : program.range.start;
  const edits = [
    { range: { start: from, end: to }, newText: '' },
    { range: option.range, newText: right },
  ];
  return { at: { start: from, end: from + 1 }, right, wrong: option.text, edits };
}
