import { defineRule } from '../rule.ts';
import { unquoted } from '../support/words.ts';

export const ungracefulStopsignal = defineRule({
  id: 'ungraceful-stopsignal',
  summary: 'STOPSIGNAL is a signal that a program cannot handle',
  why: 'The signal is the chance of a program to finish what it is doing. KILL ends it at once, and STOP only freezes it until the timeout kills it.',
  language: 'dockerfile',
  category: 'runtime',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [{ tool: 'tally', code: 'no-ungraceful-stopsignal', match: 'same' }],
  references: [
    'https://docs.docker.com/reference/dockerfile/#stopsignal',
    'https://man7.org/linux/man-pages/man7/signal.7.html',
  ],
  concerns: { keywords: ['STOPSIGNAL'] },
  stepwise: true,
  messages: {
    kill: '{signal} ends the program at once: no connection is closed, nothing is saved. Use SIGTERM.',
    stop: '{signal} freezes the program until docker stop kills it. Use SIGTERM.',
  },
  fixes: {
    useTerm: { title: 'Use SIGTERM', safety: 'unsafe', availability: 'always' },
  },
  check({ steps, report }) {
    for (const { instruction } of steps) {
      const [word] = instruction.words;
      if (instruction.name !== 'STOPSIGNAL' || !word) continue;
      const { text, range } = unquoted(word);
      const signal = text.toUpperCase();
      const message = kills.has(signal) ? 'kill' : stops.has(signal) ? 'stop' : undefined;
      if (!message) continue;
      // Digits have nothing in common with the name; the prefix stays.
      const prefix = /^SIG/i.exec(text)?.[0].length ?? 0;
      const edits = [
        {
          range: { start: range.start + prefix, end: range.end },
          newText: prefix === 0 ? 'SIGTERM' : 'TERM',
        },
      ];
      report({ at: word.range, message, values: { signal: text }, fixes: [{ fix: 'useTerm', edits }] });
    }
  },
});

const kills: ReadonlySet<string> = new Set(['9', 'KILL', 'SIGKILL']);
const stops: ReadonlySet<string> = new Set(['19', 'STOP', 'SIGSTOP']);
