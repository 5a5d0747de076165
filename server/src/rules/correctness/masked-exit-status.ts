import type { BuildModel, RunModel } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type {
  ShellCommand,
  ShellList,
  ShellListItem,
  ShellScript,
  ShellWord,
} from '../../syntax/shell/tree.ts';
import type { TextEdit } from '../../text/edit.ts';
import { defineRule } from '../rule.ts';
import { bournePrograms } from '../support/bourneScripts.ts';
import { errexitFrom } from '../support/errexit.ts';
import { mayFail } from '../support/failures.ts';
import { firstFrom } from '../support/inOrder.ts';
import { type PlacedItem, placedItems } from '../support/shellItems.ts';
import { isPipe } from '../support/shellLists.ts';

export const maskedExitStatus = defineRule({
  id: 'masked-exit-status',
  summary: 'The failure of a command is hidden by export or local in front of it',
  why: 'Of `export A=$(command)` only the export counts, and that always succeeds. Where `A=$(command)` would stop the build, it goes on with an empty variable.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'strict',
  since: '0.1.0',
  equivalents: [{ tool: 'hadolint', code: 'SC2155', match: 'narrower' }],
  references: [
    'https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_09_01',
    'https://www.shellcheck.net/wiki/SC2155',
  ],
  concerns: { keywords: ['RUN'], text: /\b(?:export|readonly|local|declare|typeset)\s/ },
  stepwise: true,
  messages: {
    masked:
      'If `{program}` fails, {command} still succeeds, and the build goes on with an empty {name}. Assign it in a command of its own.',
  },
  fixes: {
    split: { title: 'Assign {name} first, then {command} it', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, steps, report }) {
    for (const step of steps) {
      const { run, before } = step;
      if (!run) continue;
      for (const { script, interpreter } of bournePrograms(step)) {
        let items: ReadonlyMap<unknown, PlacedItem> | undefined;
        let stops: number | undefined;
        let inner: readonly ShellCommand[] | undefined;
        for (const command of script.commands) {
          const { name = '', words } = command;
          if (!declares.test(name)) continue;
          for (const word of words) {
            const assigned = /^([A-Za-z_]\w*)=/.exec(word.text)?.[1];
            if (assigned === undefined || !word.expands) continue;
            inner ??= decidingWithin(script, interpreter ?? before.shell.value ?? []);
            const failing = failingIn(word, inner, run);
            if (failing === undefined) continue;
            items ??= new Map(placedItems(script.body).map((placed) => [placed.item.node, placed]));
            stops ??= errexitFrom(script, interpreter ?? before.shell.value ?? []);
            const placed = items.get(command);
            if (!placed || !isAsked(placed, command.range.start > stops)) continue;
            const { start } = word.range;
            const edits = splitEdits(command, word, assigned, placed, command.range.start > stops, model);
            const fixes =
              edits && ([{ fix: 'split', values: { name: assigned, command: name }, edits }] as const);
            report({
              at: { start, end: start + assigned.length },
              message: 'masked',
              values: { program: failing, command: name, name: assigned },
              fixes,
            });
            // Once is enough for a command.
            break;
          }
        }
      }
    }
  },
});

const declares = /^(?:export|readonly|local|declare|typeset)$/;

/** The commands of substitutions whose failure is that of the substitution, in order. */
function decidingWithin(script: ShellScript, shell: readonly string[]): readonly ShellCommand[] {
  const pipefail = script.source.text.includes('pipefail') || shell.includes('pipefail');
  const deciding: ShellCommand[] = [];
  for (const { body } of script.substitutions) if (body) addDeciding(body, pipefail, deciding);
  return deciding.sort((a, b) => a.range.start - b.range.start);
}

/** Not what `||` stands behind, whose failure has an answer, nor what hands on through a pipe that forgets it. */
function addDeciding({ items }: ShellList, pipefail: boolean, deciding: ShellCommand[]): void {
  let isAnswered = false;
  for (let i = items.length - 1; i >= 0; i--) {
    const item = items[i] as ShellListItem;
    const joined = items[i + 1]?.operator;
    if (joined === '||') isAnswered = true;
    else if (joined !== '&&' && !isPipe(joined)) isAnswered = false;
    if (isAnswered || (isPipe(joined) && !pipefail)) continue;
    // Of a construct nobody knows which part of it is the last.
    if (item.node.kind === 'command') deciding.push(item.node);
  }
}

/** The program in a substitution that may fail so that somebody wants to know; not `mktemp`, which does where nothing works, nor `go env`. */
function failingIn({ range }: ShellWord, inner: readonly ShellCommand[], run: RunModel): string | undefined {
  for (let at = firstFrom(inner, range.start); at < inner.length; at++) {
    const command = inner[at] as ShellCommand;
    if (command.range.start >= range.end) return undefined;
    const call = run.packageCommands.find((one) => one.command === command);
    const { program, args } = unwrapCommand(command);
    if (program?.value === undefined || !mayFail(command, call)) continue;
    if (program.value === 'mktemp' || args[0]?.value === 'env') continue;
    return program.value;
  }
  return undefined;
}

/** Somebody looks at how the command ends. */
function isAsked({ item, next }: PlacedItem, stops: boolean): boolean {
  return (
    stops || item.operator === '&&' || next === undefined || next.operator === '&&' || next.operator === '||'
  );
}

/** `A=$(command) && export A`, or `local A; A=$(command)`: a name is made local before it has its value. */
function splitEdits(
  { name = '', words, assignments, redirects, context }: ShellCommand,
  word: ShellWord,
  assigned: string,
  { item, next }: PlacedItem,
  stops: boolean,
  model: BuildModel,
): readonly TextEdit[] | undefined {
  const [first] = words;
  if (!first || words.length !== 2 || assignments.length > 0 || redirects.length > 0) return undefined;
  if (item.background || item.negated) return undefined;
  const { operator } = item;
  if (operator === '||' || isPipe(operator) || isPipe(next?.operator)) return undefined;
  const isChained = operator === '&&' || next?.operator === '&&' || next?.operator === '||';
  // What `set -e` does not look at, at the end of a chain: there the one is as good as the other.
  if (stops && isChained && next?.operator !== '&&') return undefined;
  const between = model.tree.text.slice(first.range.end, word.range.start);
  if (!/^[ \t]+$/.test(between)) return undefined;
  // Only `set -e` looks at what stands before a semicolon, and not within a condition.
  const joined = isChained || !stops || context === 'condition' ? ' && ' : '; ';
  const { start, end } = word.range;
  if (name === 'export' || name === 'readonly') {
    return [
      { range: { start: first.range.start, end: start }, newText: '' },
      { range: { start: end, end }, newText: `${joined}${name} ${assigned}` },
    ];
  }
  return [{ range: { start, end: start }, newText: `${assigned}${joined}` }];
}
