import type { Step } from '../../model/types.ts';
import type { ShellCommand, ShellList, ShellListItem, ShellScript } from '../../syntax/shell/tree.ts';
import { defineRule } from '../rule.ts';
import { errexitFrom } from '../support/errexit.ts';
import { chainsOf } from '../support/ignoredFailures.ts';
import { plainScripts, shownWord } from '../support/shellLists.ts';

export const uncheckedCd = defineRule({
  id: 'unchecked-cd',
  summary: 'What follows a `cd` that failed runs in the wrong folder',
  why: 'Without set -e the shell goes on after a cd to a folder that is not there. What was meant for that folder is then done in the one before: built, unpacked, or removed.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'strict',
  since: '0.1.0',
  equivalents: [{ tool: 'hadolint', code: 'SC2164', match: 'narrower' }],
  // A WORKDIR in its place cannot fail.
  yieldsTo: ['prefer-workdir'],
  references: ['https://www.shellcheck.net/wiki/SC2164'],
  concerns: { keywords: ['RUN', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK'], text: /\b(?:cd|pushd)\b/ },
  stepwise: true,
  messages: {
    goesOn:
      'If there is no {folder}, what follows runs where this began. Write && or || exit 1 behind it, or begin with set -e.',
  },
  fixes: {
    orExit: { title: 'Write || exit 1 behind it', safety: 'unsafe', availability: 'always' },
  },
  check({ steps, report }) {
    for (const step of steps) {
      for (const script of step.once(plainScripts)) {
        if (!/\b(?:cd|pushd)\b/.test(script.source.text)) continue;
        const own = step.run?.scripts.find((one) => one.script === script);
        const stops = errexitFrom(script, own?.interpreter ?? step.before.shell.value ?? []);
        const made = madeFolders(script);
        for (const { command, inFunction } of script.body.flatMap((list) => uncheckedIn(list, false))) {
          if (command.range.start > stops || !mayBeMissing(command, step, made)) continue;
          const { range, words } = command;
          const folder = words[1] ? shownWord(words[1]) : '';
          const newText = inFunction ? ' || return 1' : ' || exit 1';
          const edits = [{ range: { start: range.end, end: range.end }, newText }];
          report({ at: range, message: 'goesOn', values: { folder }, fixes: [{ fix: 'orExit', edits }] });
        }
      }
    }
  },
});

interface Unchecked {
  readonly command: ShellCommand;
  readonly inFunction: boolean;
}

/** Every cd that ends a chain with another one behind it in the same shell. */
function uncheckedIn({ items }: ShellList, inFunction: boolean): readonly Unchecked[] {
  const chains = chainsOf(items);
  return chains.flatMap((chain, i) =>
    chain.flatMap((item, at) => {
      const { node } = item;
      if (node.kind === 'compound') {
        return node.bodies.flatMap((body) => uncheckedIn(body, inFunction || node.type === 'function'));
      }
      const isEnd = at === chain.length - 1 && i < chains.length - 1;
      return isEnd && isMove(item) ? [{ command: node, inFunction }] : [];
    }),
  );
}

function isMove({ node, operator, background, negated }: ShellListItem): boolean {
  return (
    node.kind === 'command' &&
    (node.name === 'cd' || node.name === 'pushd') &&
    (operator === undefined || !/^\|/.test(operator)) &&
    !background &&
    !negated
  );
}

/** Not the home, a folder above or one that every system has, where the build stands anyway, and what was made before. */
function mayBeMissing(
  { words, range }: ShellCommand,
  { before }: Step,
  made: ReadonlyMap<string, number>,
): boolean {
  const [folder, more] = words.slice(1).filter(({ text }) => !/^-[LPe]+$/.test(text));
  if (!folder || more || /^["']?(?:-|~\/?|\$\{?(?:HOME|OLDPWD|PWD)\}?)["']?$/.test(folder.text)) return false;
  const { value, text } = folder;
  if (value !== undefined) {
    if (/^(?:\.\.?\/?)+$/.test(value) || everywhere.test(value)) return false;
    const workdir = before.workdir.value;
    if (workdir !== undefined && `${workdir}/`.startsWith(`${value.replace(/\/$/, '')}/`)) return false;
  }
  return !((made.get(value ?? text) ?? Number.POSITIVE_INFINITY) <= range.start);
}

/** Where each folder that `mkdir` surely makes is there, with those above it. */
function madeFolders({ commands }: ShellScript): ReadonlyMap<string, number> {
  const made = new Map<string, number>();
  for (const { name, words, range, conditional } of commands) {
    if (name !== 'mkdir' || conditional) continue;
    for (const { value, text } of words.slice(1)) {
      const parts = (value ?? text).split('/').slice(0, 64);
      const paths = value === undefined ? [text] : parts.map((_, i) => parts.slice(0, i + 1).join('/'));
      for (const path of paths) if (!made.has(path)) made.set(path, range.end);
    }
  }
  return made;
}

const everywhere =
  /^\/(?:|bin|dev|etc|home|lib|mnt|opt|proc|root|run|sbin|srv|sys|tmp|usr|usr\/(?:bin|lib|local|sbin|share)|usr\/local\/(?:bin|lib|sbin|share)|var|var\/(?:cache|lib|log|tmp))\/?$/;
