import { shellVariables } from '../../knowledge/variables.ts';
import type { Step } from '../../model/types.ts';
import type { ShellScript } from '../../syntax/shell/tree.ts';
import { anchorOf } from '../../text/anchor.ts';
import type { TextRange } from '../../text/range.ts';
import { defineRule } from '../rule.ts';
import { bourneScripts } from '../support/bourneScripts.ts';
import { textsOf } from '../support/instructionTexts.ts';
import { assignedNames } from '../support/shellAssignments.ts';

export const unusedShellVariable = defineRule({
  id: 'unused-shell-variable',
  summary: 'A variable of a RUN is set, and nothing reads it',
  why: 'A variable ends with its RUN, and without export no program sees it: `DEBIAN_FRONTEND=noninteractive; apt-get install …` changes nothing. What nobody reads is a slip in its name, a missing export, or left over.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [{ tool: 'hadolint', code: 'SC2034', match: 'narrower' }],
  // Of what stands at the end of a RUN it says that it has no effect, and has the cure.
  yieldsTo: ['run-no-effect'],
  references: [
    'https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#export',
    'https://docs.docker.com/reference/dockerfile/#env',
    'https://www.shellcheck.net/wiki/SC2034',
  ],
  concerns: { keywords: ['RUN'], text: /(?:^|[\s;&|({])[A-Za-z_]\w*=/ },
  stepwise: true,
  messages: {
    unexported:
      '{name} is set for the shell alone, and nothing here reads it: programs do not see it. Export it.',
    unused: 'Nothing in this RUN reads {name}, and it ends with the RUN.',
  },
  fixes: {
    addExport: { title: 'Export {name}', safety: 'unsafe', availability: 'always' },
  },
  check({ steps, report }) {
    for (const step of steps) {
      if (!step.run) continue;
      for (const { name, range, start } of step.once(unusedAssignments)) {
        const at = { start: range.start, end: range.start + name.length };
        if (/[a-z]/.test(name)) report({ at, message: 'unused', values: { name } });
        else {
          const edits = [{ range: start, newText: 'export ' }];
          const fixes = [{ fix: 'addExport', values: { name }, edits }] as const;
          report({ at, message: 'unexported', values: { name }, fixes });
        }
      }
    }
  },
});

interface Candidate {
  readonly name: string;
  readonly range: TextRange;
  /** Of its command. */
  readonly start: TextRange;
}

function unusedAssignments(step: Step): readonly Candidate[] {
  return step.once(bourneScripts).flatMap((script) => unusedIn(script, step));
}

function unusedIn(script: ShellScript, step: Step): readonly Candidate[] {
  const candidates: Candidate[] = [];
  for (const { words, assignments, context, range } of script.commands) {
    if (words.length > 0 || context === 'substitution') continue;
    const start = anchorOf(range).range(range.start, range.start);
    for (const { name, range: at, value } of assignments) {
      // An array cannot be exported.
      if (!value?.text.startsWith('(') && mayBeUnused(name, step))
        candidates.push({ name, range: at, start });
    }
  }
  // Another file, or a text, may read any name.
  if (candidates.length === 0 || !assignedNames([script])) return [];
  const text = textsOf(step.instruction).join('\n');
  if (/\bset\s+(?:-\w*a|-o\s+allexport)|\$\{!/.test(text)) return [];
  const mentions = new Map<string, number>();
  for (const [name] of text.matchAll(/[A-Za-z_]\w*/g)) mentions.set(name, (mentions.get(name) ?? 0) + 1);
  const own = new Map<string, number>();
  const count = (name: string) => own.set(name, (own.get(name) ?? 0) + 1);
  for (const { name } of candidates) count(name);
  // `nproc="$(nproc)"`: a command of that name does not read it.
  for (const { words } of script.commands) if (words[0]) count(words[0].text);
  const told = new Set<string>();
  return candidates.filter(({ name }) => {
    // Any other mention may be a reader: in quotes, in arithmetic, in a program for another one.
    if (told.has(name) || mentions.get(name) !== own.get(name)) return false;
    told.add(name);
    return true;
  });
}

/** What the environment has already, programs get with its new value; and some names are for the shell itself. */
function mayBeUnused(name: string, { before }: Step): boolean {
  if (shellVariables.has(name) || isForShell.test(name)) return false;
  const { kind } = before.env(name);
  return kind === 'undefined' || (kind === 'maybe-base' && /[a-z]/.test(name));
}

const isForShell =
  /^(?:_|LC_|LANG|PS\d|PROMPT|BASH|HIST|ENV$|CDPATH$|GLOBIGNORE$|TMOUT$|TIMEFORMAT$|POSIXLY_CORRECT$|FIGNORE$|OPTERR$|unused|dummy)/;
