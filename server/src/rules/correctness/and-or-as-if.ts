import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { ShellListItem, ShellNode } from '../../syntax/shell/tree.ts';
import type { TextEdit } from '../../text/edit.ts';
import type { TextRange } from '../../text/range.ts';
import { defineRule } from '../rule.ts';
import { chainsOf } from '../support/ignoredFailures.ts';
import { allLists, isPipe, plainScripts } from '../support/shellLists.ts';

export const andOrAsIf = defineRule({
  id: 'and-or-as-if',
  summary: '`test && a || b` runs b as well when a fails',
  why: 'It reads like if, then and else, but || looks at whatever came last: when the command between fails, the one behind || runs too, and its success hides the failure from the build.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'strict',
  since: '0.1.0',
  equivalents: [{ tool: 'hadolint', code: 'SC2015', match: 'narrower' }],
  references: [
    'https://www.shellcheck.net/wiki/SC2015',
    'https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_09_03',
  ],
  concerns: { keywords: ['RUN', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK'], text: /\|\|/ },
  stepwise: true,
  messages: {
    both: 'When `{action}` fails, `{other}` runs as well, and hides it: this is no if and else. Write if.',
  },
  fixes: {
    asIf: { title: 'Write if, then and else', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, steps, report }) {
    for (const step of steps) {
      for (const script of step.once(plainScripts)) {
        if (!script.source.text.includes('||')) continue;
        for (const { items } of allLists(script)) {
          for (const chain of chainsOf(items)) {
            const found = choiceIn(chain);
            if (!found) continue;
            const { at, action, other } = found;
            const edits = ifEdits(chain, found, model.tree.text);
            const fixes = edits && ([{ fix: 'asIf', edits }] as const);
            report({ at, message: 'both', values: { action, other }, fixes });
          }
        }
      }
    }
  },
});

interface Choice {
  /** The `||`. */
  readonly at: TextRange;
  readonly action: string;
  readonly other: string;
  /** Places in the chain. */
  readonly question: number;
  readonly or: number;
}

/** A question, something that is done where the answer is yes, and something else for no. */
function choiceIn(chain: readonly ShellListItem[]): Choice | undefined {
  const or = chain.findIndex(({ operator }) => operator === '||');
  const other = chain[or];
  if (or < 2 || !other?.operatorRange || isEnd(other.node)) return undefined;
  const question = chain
    .map((item, i) => i < or && chain[i + 1]?.operator === '&&' && asks(item, chain, i))
    .lastIndexOf(true);
  const actions = chain.slice(question + 1, or);
  const action = actions.find(({ node }) => mayFail(node));
  if (question < 0 || !action || actions.some(({ negated }) => negated)) return undefined;
  // A pipe into something that only shows does not fail.
  const last = actions.at(-1);
  if (last && isPipe(last.operator) && !mayFail(last.node)) return undefined;
  return { at: other.operatorRange, action: nameOf(action.node), other: nameOf(other.node), question, or };
}

/** It stands at the beginning of its pipeline, or is the end of it. */
function asks({ node }: ShellListItem, chain: readonly ShellListItem[], index: number): boolean {
  if (node.kind === 'compound') return node.type === 'test' || node.type === 'arithmetic';
  const { name = '', args } = unwrapCommand(node);
  if (isPipe(chain[index]?.operator))
    return /^[ef]?grep$/.test(name) && args.some(({ text }) => /^-\w*q/.test(text));
  if (/^(?:\[|test|which|type|hash|id|getent)$/.test(name)) return true;
  if (node.name === 'command') return /^-[vV]/.test(node.words[1]?.text ?? '');
  return /^[ef]?grep$/.test(name) && args.some(({ text }) => /^-\w*q/.test(text));
}

/** Not what only prints or sets something, or ends what is going on. */
function mayFail(node: ShellNode): boolean {
  if (node.kind === 'compound') {
    const last = node.bodies.at(-1)?.items.at(-1)?.node;
    return (node.type !== 'group' && node.type !== 'subshell') || !last || mayFail(last);
  }
  const { name } = unwrapCommand(node);
  return name === undefined ? node.words.length > 0 : !harmless.test(name);
}

/** What ends the RUN, or says that a failure is fine, is meant for both. */
function isEnd(node: ShellNode): boolean {
  if (node.kind === 'compound') {
    const last = node.bodies.at(-1)?.items.at(-1)?.node;
    return (node.type === 'group' || node.type === 'subshell') && last !== undefined && isEnd(last);
  }
  return /^(?:true|false|:|exit|return|break|continue)$/.test(node.name ?? '');
}

const harmless =
  /^(?:echo|printf|true|false|:|exit|return|break|continue|export|set|unset|\[|test|command|exec)$/;

function nameOf(node: ShellNode): string {
  if (node.kind === 'compound') return node.type === 'group' ? 'the group' : node.type;
  const { name, program } = unwrapCommand(node);
  return name ?? (program && /^[\w./$-]+$/.test(program.text) ? program.text : 'the command');
}

/**
 * `if` in front of the question, and words in the place of the operators. Undefined where another `||` or `&&` behind it
 * asks how all of it ends.
 */
function ifEdits(
  chain: readonly ShellListItem[],
  { question, or }: Choice,
  text: string,
): readonly TextEdit[] | undefined {
  const first = chain[question];
  const then = chain[question + 1]?.operatorRange;
  const otherwise = chain[or]?.operatorRange;
  const last = chain.at(-1);
  const isWhole = chain.slice(or + 1).every(({ operator }) => isPipe(operator));
  if (!first || !then || !otherwise || !last || !isWhole || isPipe(first.operator)) return undefined;
  if (
    chain.some(
      ({ node, background }) =>
        background || node.redirects.some(({ operator }) => operator.startsWith('<<')),
    )
  )
    return undefined;
  const word = (range: TextRange, newText: string): TextEdit => {
    const isSpaced = text[range.start - 1] === ' ' && /\S/.test(text[range.start - 2] ?? '');
    const start = isSpaced ? range.start - 1 : range.start;
    return {
      range: { start, end: range.end },
      newText: `; ${newText}${/\s/.test(text[range.end] ?? '') ? '' : ' '}`,
    };
  };
  return [
    { range: { start: first.range.start, end: first.range.start }, newText: 'if ' },
    word(then, 'then'),
    word(otherwise, 'else'),
    { range: { start: last.range.end, end: last.range.end }, newText: '; fi' },
  ];
}
