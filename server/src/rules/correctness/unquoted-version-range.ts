import type { PackageCommand } from '../../model/types.ts';
import type { ShellRedirect, ShellWord } from '../../syntax/shell/tree.ts';
import { defineRule } from '../rule.ts';

export const unquotedVersionRange = defineRule({
  id: 'unquoted-version-range',
  summary: 'The shell takes the version of a package for a redirection',
  why: 'Without quotes > and < are the shell’s: the package manager gets the name alone and installs any version, and what it prints goes to a file named like the version.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  references: ['https://pip.pypa.io/en/stable/cli/pip_install/#requirement-specifiers'],
  messages: {
    output:
      'The shell writes the output to the file {file}, and {manager} installs any version of {name}. Put the package in quotes.',
    option:
      'The shell takes this for the file {file}, and {manager} is given no version behind the option. Put it in quotes.',
    input:
      'The shell reads from the file {file}, which is not there. Put the package and its version in quotes.',
  },
  fixes: {
    quote: { title: 'Put {spec} in quotes', safety: 'unsafe', availability: 'always' },
  },
  concerns: { keywords: ['RUN'], text: /[\w\])*@][<>]=?\s*[\d=]|(?:-v|--version)\s+~?[<>]/ },
  stepwise: true,
  check({ model, steps, report }) {
    for (const { run } of steps) {
      if (!run || run.form === 'exec') continue;
      for (const call of run.packageCommands) {
        if (call.action !== 'install' && call.action !== 'upgrade' && call.action !== 'download') continue;
        let end = -1;
        for (const redirect of call.command.redirects) {
          // `pkg>=1,<2` is one word to its author.
          if (redirect.range.start < end) continue;
          const word = wordBefore(call, redirect);
          const start = word?.range.start ?? startOfGemVersion(call, redirect, model.tree.text);
          if (start === undefined || !isVersion(redirect)) continue;
          end = endOfWord(model.tree.text, redirect.range.end);
          const spec = model.tree.text.slice(start, end);
          if (/["'`$\\]/.test(spec)) continue;
          const edits = [
            { range: { start, end: start }, newText: '"' },
            { range: { start: end, end }, newText: '"' },
          ];
          const file = redirect.target?.text ?? '';
          const at = { start, end };
          const fixes = [{ fix: 'quote', values: { spec }, edits }] as const;
          if (!word) report({ at, message: 'option', values: { file, manager: call.manager }, fixes });
          else if (redirect.operator === '<') report({ at, message: 'input', values: { file }, fixes });
          else {
            const values = { file, manager: call.manager, name: word.text.replace(/@$/, '') };
            report({ at, message: 'output', values, fixes });
          }
        }
      }
    }
  },
});

/** The package that the redirection is glued to. */
function wordBefore({ packages }: PackageCommand, { range }: ShellRedirect): ShellWord | undefined {
  return packages.find(({ word }) => word.range.end === range.start)?.word;
}

/** `gem install rails -v >=7`, `-v ~>7.1`: from where on it was meant to be the version. */
function startOfGemVersion(
  { manager, command }: PackageCommand,
  { range }: ShellRedirect,
  text: string,
): number | undefined {
  if (manager !== 'gem') return undefined;
  const option = command.words.find((word) => {
    const between = text.slice(word.range.end, range.start);
    return /^(?:-v|--version)$/.test(word.text) && /^[ \t]+~?$/.test(between);
  });
  if (!option) return undefined;
  return range.start - (text[range.start - 1] === '~' ? 1 : 0);
}

function isVersion({ operator, fileDescriptor, target }: ShellRedirect): boolean {
  if (fileDescriptor !== undefined || (operator !== '>' && operator !== '<')) return false;
  return target !== undefined && /^=?\d[\w.*,!+-]*$/.test(target.text);
}

function endOfWord(text: string, from: number): number {
  const rest = /^[^\s;&|()]*/.exec(text.slice(from, from + 200));
  return from + (rest?.[0].length ?? 0);
}
