import type { ShellCommand, ShellCompound, ShellList, ShellListItem } from '../../syntax/shell/tree.ts';
import type { TextEdit } from '../../text/edit.ts';
import type { TextRange } from '../../text/range.ts';
import { defineRule } from '../rule.ts';
import { errexitFrom } from '../support/errexit.ts';
import { chainsOf } from '../support/ignoredFailures.ts';
import { allLists, plainScripts } from '../support/shellLists.ts';

export const statusCheckedLater = defineRule({
  id: 'status-checked-later',
  summary: '`$?` is tested where the command itself could be',
  why: 'Between a command and the test of its status another command slips in easily, and then it is that one which is asked. With set -e the test is never reached: the command that fails ends the RUN.',
  language: 'dockerfile',
  category: 'style',
  severity: 'hint',
  preset: 'strict',
  since: '0.1.0',
  equivalents: [{ tool: 'hadolint', code: 'SC2181', match: 'narrower' }],
  references: ['https://www.shellcheck.net/wiki/SC2181'],
  concerns: { keywords: ['RUN', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK'], text: /\$\{?\?/ },
  stepwise: true,
  messages: {
    later: 'Ask the command itself, with if, && or ||, instead of its status behind it.',
    never:
      'With set -e a command that fails ends the RUN before anybody asks for its status. Ask the command itself, with if.',
  },
  fixes: {
    askCommand: { title: 'Ask the command itself', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, steps, report }) {
    for (const step of steps) {
      for (const script of step.once(plainScripts)) {
        if (!/\$\{?\?/.test(script.source.text)) continue;
        const own = step.run?.scripts.find((one) => one.script === script);
        const stops = errexitFrom(script, own?.interpreter ?? step.before.shell.value ?? []);
        for (const list of allLists(script)) {
          for (const { asked, chain, test, compound } of questionsIn(list)) {
            const isNever =
              asked.range.start > stops && chain.length === 1 && !asked.negated && !asked.background;
            const edits = compound && askEdits(chain, asked, test, compound, model.tree.text);
            const fixes = edits && ([{ fix: 'askCommand', edits }] as const);
            report({ at: statusRange(test), message: isNever ? 'never' : 'later', fixes });
          }
        }
      }
    }
  },
});

interface Question {
  /** The last command before. */
  readonly asked: ShellListItem;
  /** The chain it ends. */
  readonly chain: readonly ShellListItem[];
  readonly test: ShellCommand;
  /** The `if` that has the test, and nothing else, for its condition. */
  readonly compound: ShellCompound | undefined;
}

/** Every test of `$?` for success, right behind what it asks about. */
function questionsIn({ items }: ShellList): readonly Question[] {
  const chains = chainsOf(items);
  return chains.flatMap((chain, i) => {
    const before = chains[i - 1];
    const asked = before?.at(-1);
    const node = chain[0]?.node;
    if (!before || !asked || !node || asked.node.kind !== 'command' || asked.node.words.length === 0)
      return [];
    if (node.kind === 'command')
      return isStatusTest(node) && chain.length > 1
        ? [{ asked, chain: before, test: node, compound: undefined }]
        : [];
    if (node.type !== 'if') return [];
    const [condition] = node.bodies;
    const test = condition?.items[0]?.node;
    if (!condition || test?.kind !== 'command' || !isStatusTest(test)) return [];
    const isAlone = condition.items.length === 1 && !condition.items[0]?.negated;
    return [{ asked, chain: before, test, compound: isAlone ? node : undefined }];
  });
}

/** `[ $? -ne 0 ]`: of other numbers something is to be said. */
function isStatusTest({ name, words }: ShellCommand): boolean {
  if (name !== '[' && name !== 'test') return false;
  const [, status, operator, zero] = words;
  return (
    isStatus(status?.text) && /^(?:-eq|-ne|-gt|==?|!=)$/.test(operator?.text ?? '') && zero?.value === '0'
  );
}

function isStatus(text: string | undefined): boolean {
  return text !== undefined && /^"?\$(?:\?|\{\?\})"?$/.test(text);
}

function statusRange({ words, range }: ShellCommand): TextRange {
  return words[1]?.range ?? range;
}

/** `a; if [ $? -ne 0 ]` becomes `if ! a`. */
function askEdits(
  chain: readonly ShellListItem[],
  asked: ShellListItem,
  test: ShellCommand,
  compound: ShellCompound,
  text: string,
): readonly TextEdit[] | undefined {
  if (
    chain.length > 1 ||
    asked.negated ||
    asked.background ||
    // With `-a` more is asked than the status.
    test.words.length > (test.name === '[' ? 5 : 4) ||
    asked.node.redirects.some(({ operator }) => operator.startsWith('<<'))
  )
    return undefined;
  const between = text.slice(asked.range.end, compound.range.start);
  if (between.includes('#') || text.slice(compound.range.start, test.range.start).trim() !== 'if')
    return undefined;
  const isYes = /^(?:-eq|==?)$/.test(test.words[2]?.text ?? '');
  return [
    { range: { start: asked.range.start, end: asked.range.start }, newText: isYes ? 'if ' : 'if ! ' },
    { range: { start: asked.range.end, end: test.range.end }, newText: '' },
  ];
}
