import type { PackageCommand, RunModel } from '../../model/types.ts';
import { defineRule, type FixEdit } from '../rule.ts';
import { usesManager } from '../support/packageCalls.ts';

export const preferAptGet = defineRule({
  id: 'prefer-apt-get',
  summary: 'Script that calls apt instead of apt-get',
  why: '`apt` is made for a person at a terminal: its manual says that its behavior may change between versions, and it prints a warning when a script calls it. apt-get and apt-cache stay as they are.',
  language: 'dockerfile',
  category: 'style',
  severity: 'information',
  preset: 'strict',
  since: '0.1.0',
  equivalents: [
    { tool: 'hadolint', code: 'DL3027', match: 'same' },
    { tool: 'checkov', code: 'CKV_DOCKER_9', match: 'related' },
    { tool: 'semgrep', code: 'prefer-apt-get', match: 'related' },
    { tool: 'kics', code: 'Run-Using-apt', match: 'related' },
    { tool: 'parfum', code: 'DL3027', match: 'same' },
  ],
  references: ['https://manpages.debian.org/apt.8'],
  concerns: { keywords: ['RUN'], text: /apt/i },
  stepwise: true,
  messages: {
    apt: '`apt` is made for a terminal and may change between versions. Use `apt-get`, or `apt-cache` to ask.',
  },
  fixes: {
    replace: { title: 'Use {program}', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, steps, report }) {
    if (!usesManager(model, ['apt'])) return;
    for (const { run } of steps) {
      for (const call of run?.packageCommands ?? []) {
        if (!run || call.manager !== 'apt') continue;
        const fix = replacement(call, run);
        report({ at: call.program.range, message: 'apt', fixes: fix && [{ fix: 'replace', ...fix }] });
      }
    }
  },
});

/** Verbs that apt shares with apt-get and apt-cache. */
const ofAptGet =
  /^(?:install|reinstall|remove|purge|update|upgrade|full-upgrade|dist-upgrade|autoremove|autopurge|clean|autoclean|build-dep|source|download|changelog|satisfy|distclean|dist-clean)$/;
const ofAptCache = /^(?:search|show|showsrc|policy|madison|depends|rdepends|showpkg)$/;

function replacement({ program, verb, command }: PackageCommand, { form }: RunModel) {
  const words = command.words.slice(command.words.indexOf(program) + 1);
  const name = verb?.value ?? words.find(({ text }) => !text.startsWith('-'))?.value;
  const suffix =
    name === undefined
      ? undefined
      : ofAptGet.test(name)
        ? '-get'
        : ofAptCache.test(name)
          ? '-cache'
          : undefined;
  if (suffix === undefined || (program.quoted && form !== 'exec')) return undefined;
  const at = program.segments.at(-1)?.end ?? program.range.end;
  const edits: FixEdit[] = [{ range: { start: at, end: at }, newText: suffix }];
  if (name === 'upgrade' && verb) {
    // apt's own upgrade installs new packages where it has to, apt-get's does not.
    const end = verb.range.end;
    const added = form === 'exec' ? ', "--with-new-pkgs"' : ' --with-new-pkgs';
    edits.push({ range: { start: end, end }, newText: added });
  }
  return { values: { program: `apt${suffix}` }, edits };
}
