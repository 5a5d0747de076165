import { defineRule } from '../rule.ts';
import { smallEdit } from '../support/smallEdit.ts';
import { unquoted } from '../support/words.ts';

export const canonicalStopsignal = defineRule({
  id: 'canonical-stopsignal',
  summary: 'STOPSIGNAL is not written by its full name',
  why: 'SIGTERM says at a glance what 15 or term makes a reader look up; numbers differ between architectures.',
  language: 'dockerfile',
  category: 'style',
  severity: 'hint',
  preset: 'strict',
  since: '0.1.0',
  equivalents: [{ tool: 'tally', code: 'prefer-canonical-stopsignal', match: 'same' }],
  yieldsTo: ['ungraceful-stopsignal'],
  references: ['https://man7.org/linux/man-pages/man7/signal.7.html'],
  concerns: { keywords: ['STOPSIGNAL'] },
  stepwise: true,
  messages: {
    spelling: 'Write {name}, the full name of the signal.',
  },
  fixes: {
    useName: { title: 'Write {name}', safety: 'unsafe', availability: 'always' },
  },
  check({ model, steps, report }) {
    for (const { instruction } of steps) {
      const [word] = instruction.words;
      if (instruction.name !== 'STOPSIGNAL' || !word) continue;
      const plain = unquoted(word);
      const name = canonical(plain.text);
      if (name === undefined || name === plain.text) continue;
      const values = { name };
      const edits = [smallEdit(model.tree.text, word.range, name)];
      report({ at: word.range, message: 'spelling', values, fixes: [{ fix: 'useName', values, edits }] });
    }
  },
});

/** Undefined for variables, for numbers that mean different signals on different machines, and for what is no signal. */
function canonical(signal: string): string | undefined {
  if (/^\d+$/.test(signal)) return byNumber.get(Number(signal));
  const name = signal.toUpperCase().replace(/^SIG/, '');
  return names.has(name) || /^RTM(?:IN\+|AX-)\d{1,2}$/.test(name) ? `SIG${name}` : undefined;
}

const byNumber: ReadonlyMap<number, string> = new Map([
  [1, 'SIGHUP'],
  [2, 'SIGINT'],
  [3, 'SIGQUIT'],
  [6, 'SIGABRT'],
  [9, 'SIGKILL'],
  [14, 'SIGALRM'],
  [15, 'SIGTERM'],
]);

const names: ReadonlySet<string> = new Set([
  ...[
    'ABRT',
    'ALRM',
    'CHLD',
    'CONT',
    'HUP',
    'INT',
    'KILL',
    'PIPE',
    'PWR',
    'QUIT',
    'RTMAX',
    'RTMIN',
    'STOP',
    'TERM',
  ],
  ...['TSTP', 'TTIN', 'TTOU', 'USR1', 'USR2', 'WINCH'],
]);
