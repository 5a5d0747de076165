import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { ShellCommand, ShellNode, ShellScript, ShellWord } from '../../syntax/shell/tree.ts';
import { defineRule } from '../rule.ts';
import { allLists, isPipe, plainScripts } from '../support/shellLists.ts';

export const echoEscapes = defineRule({
  id: 'echo-escapes',
  summary: '`echo` writes an escape as it is',
  why: 'The echo of bash and of BusyBox writes a backslash and what follows as it is, unless -e is given: the file has one long line with \\n in it. That of dash reads escapes, so the same line does something else in another image.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [{ tool: 'hadolint', code: 'SC2028', match: 'narrower' }],
  references: [
    'https://www.shellcheck.net/wiki/SC2028',
    'https://pubs.opengroup.org/onlinepubs/9799919799/utilities/echo.html',
  ],
  concerns: { keywords: ['RUN', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK'], text: /\\[ntr]/ },
  stepwise: true,
  messages: {
    literal: 'The echo of {shell}, the shell here, writes {escape} as it is. Use printf, or echo -e.',
  },
  fixes: {
    option: { title: 'Add -e', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ steps, report }) {
    for (const step of steps) {
      for (const script of step.once(plainScripts)) {
        const { dialect, source } = script;
        if (dialect !== 'bash' && dialect !== 'ash') continue;
        if (!/\becho\b/.test(source.text) || source.text.includes('xpg_echo')) continue;
        const read = readByPrograms(script);
        for (const command of script.commands) {
          if (command.name !== 'echo' || command.context === 'substitution' || read.has(command)) continue;
          const [program, ...args] = command.words;
          // With -e they are read, and who writes -E wants them as they are.
          if (!program || args.some(({ text }) => /^-[neE]*[eE][neE]*$/.test(text))) continue;
          const word = args.find((one) => escapeIn(one.text));
          const found = word && escapeIn(word.text);
          if (!word || !found) continue;
          const start = source.map.toDerived(word.range.start) + found.index;
          const at = source.map.toSourceRange(start, start + 2);
          const edits = [{ range: { start: program.range.end, end: program.range.end }, newText: ' -e' }];
          const fixes = isAllEscapes(args) ? ([{ fix: 'option', edits }] as const) : undefined;
          const shell = dialect === 'bash' ? 'bash' : 'BusyBox';
          report({ at, message: 'literal', values: { shell, escape: found.text }, fixes });
        }
      }
    }
  },
});

/** What is piped into a program that may read escapes itself: all but the few that surely do not. */
function readByPrograms(script: ShellScript): ReadonlySet<ShellCommand> {
  const read = new Set<ShellCommand>();
  for (const { items } of allLists(script)) {
    for (const [i, { operator, node }] of items.entries()) {
      const before = items[i - 1];
      if (!before || !isPipe(operator)) continue;
      if (node.kind === 'command' && takesLines.test(unwrapCommand(node).name ?? '')) continue;
      for (const command of commandsIn(before.node)) read.add(command);
    }
  }
  return read;
}

function commandsIn(node: ShellNode): readonly ShellCommand[] {
  if (node.kind === 'command') return [node];
  return node.bodies.flatMap(({ items }) => items.flatMap((item) => commandsIn(item.node)));
}

const takesLines = /^(?:tee|passwd|chpasswd|smbpasswd|fdisk|gdisk|sort|uniq|crontab|debconf-set-selections)$/;

interface Escape {
  readonly text: string;
  readonly index: number;
}

/**
 * The first `\n`, `\t` or `\r` that echo is given with its backslash, and that nobody else is meant to read: not within
 * quotes of its own, in a pattern, a program or a prompt. One that is written with two backslashes is meant to stay.
 */
function escapeIn(text: string): Escape | undefined {
  // In `$'…'` the shell reads them.
  if (!/\\[ntr]/.test(text) || /\\\\|\$[('"]|`|\b[A-Za-z]:\\|\bPS[1-4]\b|\bs([/|#,]).*\1/.test(text))
    return undefined;
  if (/\b(?:printf?|echo|sed|awk|grep|tr|regex\w*|format|find|perl|replace|split|join)\b/.test(text))
    return undefined;
  let outer = '';
  let inner = '';
  for (let i = 0; i < text.length; i++) {
    const c = text[i] ?? '';
    const next = text[i + 1] ?? '';
    if (c === '\\' && outer !== "'") {
      i++;
      if (outer === '"' && next === '"') inner = toggled(inner, next);
      else if (outer === '"' && inner === '' && /[ntr]/.test(next)) return escapeAt(text, i - 1);
    } else if (outer === '' && (c === '"' || c === "'")) outer = c;
    else if (c === outer) outer = '';
    else if (outer !== '' && (c === '"' || c === "'")) inner = toggled(inner, c);
    else if (c === '\\' && inner === '' && /[ntr]/.test(next)) return escapeAt(text, i);
  }
  return undefined;
}

/** What looks like a path of Windows or a class of a pattern is none: `\new`, `[\t]`. */
function escapeAt(text: string, index: number): Escape | undefined {
  if (/[\w\])}.*+?[(^|][\\]?$/.test(text.slice(0, index)) && /^\\[ntr][\])*+?]/.test(text.slice(index)))
    return undefined;
  return { text: text.slice(index, index + 2), index };
}

function toggled(inner: string, quote: string): string {
  if (inner === '') return quote;
  return inner === quote ? '' : inner;
}

/** With the option nothing else changes. */
function isAllEscapes(args: readonly ShellWord[]): boolean {
  return args.every(({ text }) => !/\\[^ntr"$\n]/.test(text));
}
