import type { RunScript } from '../../model/types.ts';
import type { ShellList, ShellListItem, ShellScript } from '../../syntax/shell/tree.ts';
import type { TextRange } from '../../text/range.ts';
import { defineRule } from '../rule.ts';
import { errexitFrom } from '../support/errexit.ts';
import { chainsOf } from '../support/ignoredFailures.ts';
import { isPipe, plainScripts } from '../support/shellLists.ts';

export const negationWithoutEffect = defineRule({
  id: 'negation-without-effect',
  summary: '`set -e` does not look at a command behind !',
  why: 'A command behind ! that stands for itself is meant to stop the build where it succeeds. But set -e passes over everything that ! turns around: the RUN goes on, whatever the command says.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [{ tool: 'hadolint', code: 'SC2251', match: 'narrower' }],
  references: [
    'https://www.shellcheck.net/wiki/SC2251',
    'https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#set',
  ],
  concerns: { keywords: ['RUN'], text: /(?:^|[\s;&|({])!\s/ },
  stepwise: true,
  messages: {
    passedOver:
      'The RUN goes on when this command succeeds as well: set -e does not look at what ! turns around. Write || exit 1 behind it.',
    ignored:
      'The RUN goes on whether this command succeeds or not: nothing looks at it. Write || exit 1 behind it.',
  },
  fixes: {
    orExit: { title: 'Write || exit 1 behind it', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ steps, report }) {
    for (const step of steps) {
      const { run, before } = step;
      if (!run) continue;
      for (const script of step.once(plainScripts)) {
        if (!/!\s/.test(script.source.text) || looksAtStatus.test(script.source.text)) continue;
        const own: RunScript | undefined = run.scripts.find((one) => one.script === script);
        const stops = errexitFrom(script, own?.interpreter ?? before.shell.value ?? []);
        for (const { at, end, isPlain } of unheard(script)) {
          const message = at.start > stops ? 'passedOver' : 'ignored';
          const edits = [{ range: { start: end, end }, newText: ' || exit 1' }];
          const fixes = isPlain ? ([{ fix: 'orExit', edits }] as const) : undefined;
          report({ at, message, fixes });
        }
      }
    }
  },
});

const looksAtStatus = /\$\{?(?:\?|PIPESTATUS)|\btrap\b/;

interface Unheard {
  readonly at: TextRange;
  /** Of its pipeline. */
  readonly end: number;
  readonly isPlain: boolean;
}

function unheard({ body }: ShellScript): readonly Unheard[] {
  return body.flatMap((list, i) => inList(list, { isLast: i === body.length - 1, isPlain: true }));
}

interface Place {
  /** How the list ends is how the program does, or something asks for it. */
  readonly isLast: boolean;
  /** `exit` ends the RUN. */
  readonly isPlain: boolean;
}

function inList({ items }: ShellList, place: Place): readonly Unheard[] {
  const chains = chainsOf(items);
  return chains.flatMap((chain, i) => {
    const isLast = place.isLast && i === chains.length - 1;
    return [...ofChain(chain, isLast, place), ...withinChain(chain, isLast, place)];
  });
}

/** A pipeline behind `!` at the end of a chain that nothing stands behind. */
function ofChain(chain: readonly ShellListItem[], isLast: boolean, { isPlain }: Place): readonly Unheard[] {
  if (isLast || chain.some(({ operator, background }) => operator === '||' || background)) return [];
  let first = chain.length - 1;
  while (first > 0 && isPipe(chain[first]?.operator)) first--;
  const item = chain[first];
  const last = chain.at(-1);
  if (!item?.negated || !last) return [];
  if (item.node.kind === 'command' && /^(?:true|false|:)$/.test(item.node.name ?? '')) return [];
  // A heredoc is read from the next line on.
  const takesLines = chain.some(({ node }) => node.redirects.some(({ operator }) => /^<<-?$/.test(operator)));
  const isHere = first === 0 && isPlain && !takesLines;
  const start = item.range.start;
  return [{ at: { start, end: start + 1 }, end: last.range.end, isPlain: isHere }];
}

function withinChain(chain: readonly ShellListItem[], isLast: boolean, place: Place): readonly Unheard[] {
  return chain.flatMap((item, i) => {
    const { node } = item;
    if (node.kind === 'command') return [];
    const next = chain[i + 1];
    // `{ …; ! a; } && b` asks.
    const isAsked = item.negated || (next !== undefined && !isPipe(next.operator));
    const inner = (isOwnLast: boolean): Place => ({
      isLast: isOwnLast || isAsked,
      isPlain: place.isPlain && !isPipe(item.operator) && !isPipe(next?.operator),
    });
    switch (node.type) {
      case 'if':
        return node.bodies.flatMap((body, at) =>
          at % 2 === 0 && at < node.bodies.length - 1 ? [] : inList(body, inner(isLast)),
        );
      case 'case':
      case 'group':
        return node.bodies.flatMap((body) => inList(body, inner(isLast)));
      case 'for':
      case 'select':
        return node.bodies.flatMap((body) => inList(body, inner(false)));
      case 'while':
      case 'until':
        return node.bodies.slice(1).flatMap((body) => inList(body, inner(false)));
      // How a subshell or a function ends is for whoever runs it: its last command counts.
      case 'subshell':
      case 'function':
        return node.bodies.flatMap((body) => inList(body, { isLast: true, isPlain: false }));
      default:
        return [];
    }
  });
}
