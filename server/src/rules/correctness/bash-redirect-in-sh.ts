import type { ShellList, ShellNode, ShellRedirect } from '../../syntax/shell/tree.ts';
import { defineRule } from '../rule.ts';
import { replacesSh, runsInSh } from '../support/dashShell.ts';

export const bashRedirectInSh = defineRule({
  id: 'bash-redirect-in-sh',
  summary: 'Redirection that only Bash knows sends the command to the background',
  why: 'Only Bash and a few others redirect both outputs with `&>`. To dash, the /bin/sh of Debian and Ubuntu, it is `&` and `>`: the command runs in the background, the next one starts at once, and nobody sees a failure. As a condition it is always true.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [],
  references: [
    'https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_07',
    'https://wiki.ubuntu.com/DashAsBinSh',
  ],
  concerns: { keywords: ['RUN', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK'], text: /&>/ },
  stepwise: true,
  messages: {
    background:
      'To dash, the shell here, &> is & and >: this runs in the background, and its failure goes unseen. Write {written}.',
  },
  fixes: {
    writeBoth: { title: 'Redirect both outputs: {written}', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, steps, report }) {
    for (const step of steps) {
      if (!runsInSh(step)) continue;
      for (const { dialect, body } of step.scripts) {
        if (dialect !== 'dash') continue;
        for (const redirect of body.flatMap(redirectsOf)) {
          if (!redirect.operator.startsWith('&>') || model.fact(replacesSh)) continue;
          const { start, end } = redirect.range;
          const { text } = model.tree;
          const plain = redirect.operator.slice(1);
          const values = { written: `${plain} ${redirect.target?.text ?? 'file'} 2>&1` };
          // A digit in front of `>` would become its descriptor.
          const newText = /\s/.test(text[start - 1] ?? ' ') ? '' : ' ';
          const edits = [
            { range: { start, end: start + 1 }, newText },
            { range: { start: end, end }, newText: ' 2>&1' },
          ];
          // In the body of a heredoc a carriage return is a part of the name.
          const isPlain =
            redirect.target?.text.endsWith('\r') === false && text.startsWith(redirect.operator, start);
          const fixes = isPlain ? ([{ fix: 'writeBoth', values, edits }] as const) : undefined;
          report({ at: { start, end }, message: 'background', values, fixes });
        }
      }
    }
  },
});

/** Of everything in a list, in the order of the text, but for what stands in substitutions. */
function redirectsOf(list: ShellList): readonly ShellRedirect[] {
  return list.items.flatMap(({ node }) => ofNode(node));
}

function ofNode(node: ShellNode): readonly ShellRedirect[] {
  return node.kind === 'command' ? node.redirects : [...node.bodies.flatMap(redirectsOf), ...node.redirects];
}
