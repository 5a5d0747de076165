import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { ShellWord } from '../../syntax/shell/tree.ts';
import { defineRule } from '../rule.ts';
import { addedOption } from '../support/insertOption.ts';
import { programCommands } from '../support/programCommands.ts';
import { wgetKind } from '../support/wgetKind.ts';

export const wgetProgress = defineRule({
  id: 'wget-progress',
  summary: 'The progress of wget fills the log',
  why: 'Without a terminal, wget writes a line for every 50 KB it has loaded: thousands of lines that hide what else the build says.',
  language: 'dockerfile',
  category: 'style',
  severity: 'information',
  preset: 'strict',
  since: '0.1.0',
  equivalents: [{ tool: 'hadolint', code: 'DL3047', match: 'same' }],
  references: ['https://www.gnu.org/software/wget/manual/wget.html#Download-Options'],
  concerns: { keywords: ['RUN'], text: /wget/ },
  messages: {
    noisy: 'The progress of wget goes into the log of the build, line by line. Add {option}.',
  },
  fixes: {
    addOption: { title: 'Add {option}', safety: 'safe', availability: 'always' },
  },
  check({ model, steps, report }) {
    for (const step of steps) {
      if (step.instruction.name !== 'RUN') continue;
      for (const command of step.run ? programCommands(step.run) : []) {
        const { name, program, args } = unwrapCommand(command);
        if (name !== 'wget' || !program || isQuiet(args)) continue;
        const option = options[wgetKind(step, command, model) ?? 'unknown'];
        const fix = addedOption(step, program, option, model.tree.text);
        report({
          at: program.range,
          message: 'noisy',
          values: { option },
          fixes: [{ fix: 'addOption', values: { option }, ...fix }],
        });
      }
    }
  },
});

/**
 * `-q` of GNU's keeps its errors to itself as well, and BusyBox's does not; that knows no kinds of progress, and takes
 * `-nv` without a word.
 */
const options = { gnu: '--progress=dot:giga', busybox: '-q', unknown: '-nv' } as const;

/** It writes no progress, or into a file; or a variable among the words may say so. */
function isQuiet(args: readonly ShellWord[]): boolean {
  if (args.length === 0) return true;
  return args.some(({ text, expands }) => {
    if (text.startsWith('--')) {
      return /^--(?:progress|quiet|no-verbose|output-file|append-output|help|version)(?:=|$)/.test(text);
    }
    if (text.startsWith('-')) return quietCluster(text.slice(1));
    // `wget $WGET_OPTS url`: a variable alone, without quotes, may be options.
    return expands && /^\$\{?\w*(?:OPT|FLAG|ARG|PARAM)\w*\}?$/i.test(text);
  });
}

/** `-qO-`, `-nv`: letters up to one that takes the rest as its value. */
function quietCluster(letters: string): boolean {
  for (let i = 0; i < letters.length; i++) {
    const letter = letters.charAt(i);
    if (/[qoahV]/.test(letter)) return true;
    if (letter === 'n') {
      i++;
      if (letters.charAt(i) === 'v') return true;
    } else if (/[OPTtwQUeiBlARDIX]/.test(letter)) return false;
  }
  return false;
}
