import { programName } from '../../knowledge/shells.ts';
import type { PackageCommand } from '../../model/types.ts';
import type { ShellWord } from '../../syntax/shell/tree.ts';
import { defineRule } from '../rule.ts';

export const swallowedCommand = defineRule({
  id: 'swallowed-command',
  summary: 'A command on a line of its own becomes arguments of the one above',
  why: 'A backslash joins the lines, and nothing divides the commands: the second is not run, and the first gets its words. The build stops, or installs packages that nobody meant, by the names of its words.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [],
  references: ['https://docs.docker.com/reference/dockerfile/#run'],
  concerns: {
    keywords: ['RUN'],
    text: /\b(?:apt|apt-get|aptitude|apk|dnf|microdnf|yum|zypper|pip[\d.]*|npm|yarn|pnpm|gem|conda|mamba|composer)\b/,
  },
  stepwise: true,
  messages: {
    argument: 'Nothing ends the command above: {manager} gets "{words}" as arguments. Write && before it.',
  },
  fixes: {
    addAnd: { title: 'Put && before it', safety: 'unsafe', availability: 'always' },
  },
  check({ model, steps, report }) {
    for (const { run } of steps) {
      if (!run || run.form === 'exec') continue;
      for (const call of run.packageCommands) {
        // `conda run` and the like start what follows.
        if (call.action === 'run' || call.action === 'other') continue;
        for (const [first, ...others] of swallowedBy(call, model.tree.text)) {
          if (!first) continue;
          const { start } = first.range;
          const words = [first, ...others].map(({ text }) => text).join(' ');
          report({
            at: { start, end: others.at(-1)?.range.end ?? first.range.end },
            message: 'argument',
            values: { manager: call.manager, words },
            fixes: [{ fix: 'addAnd', edits: [{ range: { start, end: start }, newText: '&& ' }] }],
          });
        }
      }
    }
  },
});

/**
 * What begins a line behind a continuation and reads as a call of a package manager, program and verb on one line: `apt`
 * and `npm` alone are packages as well.
 */
function swallowedBy({ command: { words }, program }: PackageCommand, text: string): ShellWord[][] {
  const own = words.indexOf(program);
  return words.flatMap((word, index) => {
    const above = words[index - 1];
    if (own < 0 || index <= own + 1 || !above || !breaksBetween(above, word, text)) return [];
    const line = [word];
    for (const next of words.slice(index + 1)) {
      if (breaksBetween(line.at(-1) ?? word, next, text)) break;
      line.push(next);
    }
    const from = word.value === 'sudo' ? 1 : 0;
    const manager = line[from];
    const verb = line.findIndex(({ text: option }, at) => at > from && !option.startsWith('-'));
    if (!manager || verb < 0) return [];
    const called = programName(manager.value ?? '');
    const known = managers.test(called) ? verbs : toolVerbs.get(called);
    return known?.test(line[verb]?.value ?? '') ? [line.slice(0, verb + 1)] : [];
  });
}

function breaksBetween(above: ShellWord, below: ShellWord, text: string): boolean {
  return text.slice(above.range.end, below.range.start).includes('\n');
}

const managers =
  /^(?:apt|apt-get|aptitude|apk|dnf|microdnf|yum|zypper|pip[\d.]*|npm|yarn|pnpm|gem|conda|mamba|composer)$/;
const verbs =
  /^(?:install|add|update|upgrade|dist-upgrade|full-upgrade|remove|purge|autoremove|clean|autoclean|ci|groupinstall|makecache)$/;
/** Of tools that often come next. `go` and `make` are packages as well, what they are told to do is none. */
const toolVerbs: ReadonlyMap<string, RegExp> = new Map([
  ['go', /^(?:mod|build|install|get)$/],
  ['cargo', /^(?:build|fetch|install)$/],
  ['bundle', /^(?:config|install)$/],
  ['poetry', /^(?:config|install)$/],
]);
