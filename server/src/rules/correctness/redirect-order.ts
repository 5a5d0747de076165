import type { ShellList, ShellNode, ShellRedirect } from '../../syntax/shell/tree.ts';
import { defineRule } from '../rule.ts';
import { isPipe, plainScripts, shownWord } from '../support/shellLists.ts';

export const redirectOrder = defineRule({
  id: 'redirect-order',
  summary: '`2>&1` stands before the redirection it is meant to follow',
  why: 'A shell works off redirections from left to right. 2>&1 sends errors where the output goes at that moment, which is the log of the build; that the output goes into a file from the next word on changes nothing about it.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [{ tool: 'hadolint', code: 'SC2069', match: 'same' }],
  references: [
    'https://www.shellcheck.net/wiki/SC2069',
    'https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_07',
  ],
  concerns: { keywords: ['RUN', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK'], text: /2>&1/ },
  stepwise: true,
  messages: {
    early:
      'Errors do not go to {file}: 2>&1 copies where the output goes now, before it is sent there. Write it last.',
  },
  fixes: {
    swap: { title: 'Write 2>&1 last', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, steps, report }) {
    const { text } = model.tree;
    for (const step of steps) {
      for (const script of step.once(plainScripts)) {
        if (!script.source.text.includes('2>&1')) continue;
        for (const redirects of script.body.flatMap((list) => redirectsIn(list, false))) {
          const pair = earlyCopy(redirects);
          if (!pair) continue;
          const { copy, output } = pair;
          const written = text.slice(output.range.start, output.range.end);
          const isPlain = !/\s$|\n/.test(written) && text.slice(copy.range.start, copy.range.end) === '2>&1';
          const edits = [
            { range: copy.range, newText: written },
            { range: output.range, newText: '2>&1' },
          ];
          const file = output.target ? shownWord(output.target) : '';
          const fixes = isPlain ? ([{ fix: 'swap', edits }] as const) : undefined;
          report({ at: copy.range, message: 'early', values: { file }, fixes });
        }
      }
    }
  },
});

/**
 * The redirections of every command and construct whose output nobody takes: what a pipe or a substitution reads is
 * often meant to be the errors alone, and that is how it is written.
 */
function redirectsIn({ items }: ShellList, isRead: boolean): readonly (readonly ShellRedirect[])[] {
  return items.flatMap(({ node }, i) => redirectsOf(node, isRead || isPipe(items[i + 1]?.operator)));
}

function redirectsOf(node: ShellNode, isRead: boolean): readonly (readonly ShellRedirect[])[] {
  if (node.kind === 'command') return isRead ? [] : [node.redirects];
  // What becomes of the output of a function is up to who calls it.
  const isTaken = isRead || node.type === 'function' || sendsOutput(node.redirects);
  const inner = node.bodies.flatMap((body) => redirectsIn(body, isTaken));
  return isRead ? inner : [...inner, node.redirects];
}

/** Errors of what is in it go where the output of all of it goes. */
function sendsOutput(redirects: readonly ShellRedirect[]): boolean {
  return redirects.some(({ operator }) => operator.includes('>'));
}

/** The last `2>&1` with the file that the output is sent to behind it. */
function earlyCopy(
  redirects: readonly ShellRedirect[],
): { copy: ShellRedirect; output: ShellRedirect } | undefined {
  if (redirects.length < 2) return undefined;
  const errors = redirects.map(({ fileDescriptor }) => fileDescriptor).lastIndexOf(2);
  const copy = redirects[errors];
  if (copy?.operator !== '>&' || copy.target?.value !== '1') return undefined;
  const behind = redirects.slice(errors + 1);
  const isBefore = redirects
    .slice(0, errors)
    .some(({ operator, fileDescriptor }) => operator.includes('>') && (fileDescriptor ?? 1) !== 2);
  // What is sent elsewhere before is there to be kept for the errors.
  if (isBefore || behind.length !== 1) return undefined;
  const [output] = behind;
  const isFile =
    output &&
    /^>[>|]?$/.test(output.operator) &&
    (output.fileDescriptor ?? 1) === 1 &&
    !/^\/(?:dev\/(?:std(?:out|err)|fd\/|tty)|proc\/)/.test(output.target?.value ?? '');
  return isFile ? { copy, output } : undefined;
}
