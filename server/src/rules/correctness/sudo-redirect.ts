import type { BuildModel, RunModel, Step } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { ShellCommand, ShellListItem, ShellRedirect } from '../../syntax/shell/tree.ts';
import type { TextEdit } from '../../text/edit.ts';
import { defineRule } from '../rule.ts';
import { allLists, isPipe, plainScripts, shownWord } from '../support/shellLists.ts';

export const sudoRedirect = defineRule({
  id: 'sudo-redirect',
  summary: '`sudo` and `su` do not reach as far as they look',
  why: 'The shell opens the file of a redirection itself, before sudo runs, with the rights of the user that is set: in a folder of root that fails. And su without a command starts a shell that has nothing to read and ends; what follows runs as before.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'hadolint', code: 'SC2024', match: 'narrower' },
    { tool: 'hadolint', code: 'SC2117', match: 'same' },
  ],
  references: ['https://www.shellcheck.net/wiki/SC2024', 'https://www.shellcheck.net/wiki/SC2117'],
  concerns: { keywords: ['RUN'], text: /\b(?:sudo|su|newgrp)\b/ },
  stepwise: true,
  messages: {
    redirect:
      'The shell opens {file} before sudo runs, as the user {user}, who may not. Pipe into sudo tee {file}.',
    shell:
      'This {program} starts a shell that has nothing to read and ends: what follows runs as before. Use USER, or {program} -c.',
    group:
      'This newgrp starts a shell that has nothing to read and ends: what follows runs as before. Use USER with a group.',
  },
  fixes: {
    tee: { title: 'Pipe into sudo tee', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, steps, report }) {
    for (const step of steps) {
      if (!step.run) continue;
      for (const script of step.once(plainScripts)) {
        if (!/\b(?:sudo|su|newgrp)\b/.test(script.source.text)) continue;
        for (const { items } of allLists(script)) {
          for (const [i, { node, operator }] of items.entries()) {
            if (node.kind !== 'command') continue;
            const { program, name, wrappers } = unwrapCommand(node);
            if (!program || name === undefined) continue;
            const redirect = wrappers[0] === 'sudo' ? rootsFile(node) : undefined;
            const user = redirect && plainUser(step);
            if (redirect?.target && user !== undefined && !isHandedOver(redirect.target.value ?? '', model)) {
              const edits = teeEdits(node, redirect, items[i + 1], model.tree.text);
              const fixes = edits && ([{ fix: 'tee', edits }] as const);
              report({
                at: redirect.range,
                message: 'redirect',
                values: { file: shownWord(redirect.target), user },
                fixes,
              });
            }
            if (isPipe(operator) || node.redirects.some((one) => one.operator.startsWith('<'))) continue;
            const isFollowed = items[i + 1]?.operator !== undefined && items[i + 1]?.operator !== '||';
            if (!isFollowed || isPipe(items[i + 1]?.operator)) continue;
            if (name === 'su' && isBareSu(node))
              report({ at: program.range, message: 'shell', values: { program: 'su' } });
            if (name === 'newgrp') report({ at: program.range, message: 'group' });
          }
        }
      }
    }
  },
});

/** The user that is known to be another than root. */
function plainUser({ before }: Step): string | undefined {
  const [user = ''] = (before.user.value ?? '').split(':');
  return /^[a-z_][\w-]*$|^\d+$/i.test(user) && !/^(?:root|0+)$/.test(user) ? user : undefined;
}

/** Output that is to go into a folder that belongs to root in every image. */
function rootsFile({ redirects }: ShellCommand): ShellRedirect | undefined {
  return redirects.find(
    ({ operator, target }) =>
      /^&?>[>|]?$/.test(operator) &&
      /^\/(?:bin|boot|etc|lib|opt|root|sbin|usr|var\/(?:cache|lib|log|spool))\/[^$`*?]*$/.test(
        target?.value ?? '',
      ),
  );
}

/** A RUN gives the file, or a folder above it, to somebody else, or a COPY does. */
function isHandedOver(path: string, model: BuildModel): boolean {
  return model
    .fact(placesHandedOver)
    .split('\n')
    .some((place) => place !== '' && (path === place || path.startsWith(`${place}/`)));
}

/** As lines, anywhere in the file: a stage may build on another. */
function placesHandedOver(model: BuildModel): string {
  const places = model.stepsWith('RUN', 'COPY', 'ADD').flatMap(({ instruction, run }) => {
    if (run) return run.once(handedOver);
    const target = instruction.words.at(-1);
    return target && instruction.flags.some(({ name }) => name === 'chown') ? [target.text] : [];
  });
  return places.map((place) => place.replace(/\/+$/, '')).join('\n');
}

function handedOver({ commands }: RunModel): readonly string[] {
  return commands.flatMap((command) => {
    const { name = '', args } = unwrapCommand(command);
    return givesAway.test(name) ? args.flatMap(({ value }) => value ?? []) : [];
  });
}

const givesAway = /^(?:ch(?:own|mod|grp)|setfacl|install|useradd|adduser|usermod)$/;

/** `su`, `su - user`: neither `-c`, nor words for the shell. */
function isBareSu({ words }: ShellCommand): boolean {
  const own = words.slice(words.findIndex(({ value }) => value === 'su' || value?.endsWith('/su')) + 1);
  if (own.some(({ text }) => /^-[a-z]*[cs]|^--(?:command|session-command|shell|help|version)/.test(text)))
    return false;
  return own.filter(({ text }) => !text.startsWith('-')).length <= 1;
}

/** `sudo a > f` becomes `sudo a | sudo tee f > /dev/null`, where nobody asks how `a` ends. */
function teeEdits(
  { redirects, range }: ShellCommand,
  redirect: ShellRedirect,
  next: ShellListItem | undefined,
  text: string,
): readonly TextEdit[] | undefined {
  const isLast = redirect.range.end === range.end && redirects.length === 1 && !isPipe(next?.operator);
  const option = redirect.operator === '>' ? '' : redirect.operator === '>>' ? '-a ' : undefined;
  if (!isLast || option === undefined || (redirect.fileDescriptor ?? 1) !== 1 || !redirect.target)
    return undefined;
  const { start, end } = redirect.target.range;
  const file = text.slice(start, end);
  return file.includes('\n')
    ? undefined
    : [{ range: redirect.range, newText: `| sudo tee ${option}${file} > /dev/null` }];
}
