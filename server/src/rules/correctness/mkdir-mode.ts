import type { Step } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { ShellWord } from '../../syntax/shell/tree.ts';
import { defineRule } from '../rule.ts';
import { plainScripts } from '../support/shellLists.ts';

export const mkdirMode = defineRule({
  id: 'mkdir-mode',
  summary: '`mkdir -p -m` gives its mode to the last folder alone',
  why: 'The folders above that -p makes on the way get the usual mode. What was to be closed to others is open down to the last folder, and what was to be open may not be reached.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'strict',
  since: '0.1.0',
  equivalents: [{ tool: 'hadolint', code: 'SC2174', match: 'narrower' }],
  references: [
    'https://www.shellcheck.net/wiki/SC2174',
    'https://pubs.opengroup.org/onlinepubs/9799919799/utilities/mkdir.html',
  ],
  concerns: { keywords: ['RUN', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK'], text: /\bmkdir\b/ },
  stepwise: true,
  messages: {
    lastOnly:
      'Only {folder} gets this mode: those above it that -p makes get the usual one. Make them one by one.',
  },
  check({ steps, report }) {
    for (const step of steps) {
      for (const { source, commands } of step.once(plainScripts)) {
        if (!/\bmkdir\b/.test(source.text)) continue;
        for (const command of commands) {
          const { name, args } = unwrapCommand(command);
          if (name !== 'mkdir') continue;
          const mode = args.find(({ text }) => /^(?:-[pv]*m|--mode)/.test(text));
          if (!mode || !args.some(({ text }) => /^(?:-[vm]*p|--parents)/.test(text))) continue;
          const folder = args.find((word, i) => isFolder(word, args[i - 1]) && makesMore(word, step));
          const shown = folder?.value?.replace(/\/+$/, '').split('/').at(-1);
          if (shown) report({ at: mode.range, message: 'lastOnly', values: { folder: shown } });
        }
      }
    }
  },
});

function isFolder({ text }: ShellWord, before: ShellWord | undefined): boolean {
  return !text.startsWith('-') && !/^(?:-[pv]*m|--mode)$/.test(before?.text ?? '');
}

/** The folder above is none that an image has, nor the one the build is in. */
function makesMore({ value }: ShellWord, { before }: Step): boolean {
  if (value === undefined || /[{}*?]/.test(value)) return false;
  const path = value.replace(/\/+$/, '');
  const slash = path.lastIndexOf('/');
  if (slash <= 0) return false;
  const above = path.slice(0, slash);
  if (/^\.\.?$|^~|\.\.$/.test(above)) return false;
  return above !== before.workdir.value && !usual.test(above);
}

const usual =
  /^\/(?:bin|dev|dev\/shm|etc|home|lib|media|mnt|opt|root|run|run\/lock|sbin|srv|tmp|usr|usr\/(?:bin|include|lib|local|sbin|share|src)|usr\/local\/(?:bin|etc|lib|sbin|share|src)|usr\/share\/(?:doc|man)|var|var\/(?:backups|cache|cache\/apt|lib|lib\/apt|local|lock|log|mail|opt|run|spool|tmp))$/;
