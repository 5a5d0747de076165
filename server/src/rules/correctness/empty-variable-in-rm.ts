import type { Step, VariableDefinition } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { ShellVariable, ShellWord } from '../../syntax/shell/tree.ts';
import { lazy } from '../../text/memo.ts';
import { defineRule } from '../rule.ts';
import { bourneScripts } from '../support/bourneScripts.ts';
import { assignedNames } from '../support/shellAssignments.ts';

export const emptyVariableInRm = defineRule({
  id: 'empty-variable-in-rm',
  summary: 'A folder of the system is what rm -r removes where a variable is empty',
  why: 'A shell puts nothing in the place of a variable that is not set: `rm -rf "$DIR/"` then is `rm -rf /`, and `rm -rf $DIR/*` takes all that is in the image.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'strict',
  since: '0.1.0',
  equivalents: [{ tool: 'hadolint', code: 'SC2115', match: 'narrower' }],
  // That it is empty for sure is worse.
  yieldsTo: ['unassigned-variable', 'arg-out-of-scope'],
  references: [
    'https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_06_02',
    'https://www.shellcheck.net/wiki/SC2115',
  ],
  concerns: { keywords: ['RUN'], text: /\brm\s/ },
  stepwise: true,
  messages: {
    root: 'Where {name} is empty this is {path}, and rm removes it. Write :? behind the name, so that the shell stops there.',
  },
  fixes: {
    stop: { title: 'Stop where {name} is empty', safety: 'unsafe', availability: 'always' },
  },
  check({ model, steps, report }) {
    for (const step of steps) {
      if (!step.run) continue;
      for (const script of step.once(bourneScripts)) {
        const assigned = lazy(() => assignedNames([script]));
        const asked = lazy(() => askedNames(script.source.text));
        for (const command of script.commands) {
          const { name, args } = unwrapCommand(command);
          if (name !== 'rm' || !args.some(({ text }) => /^-[A-Za-z]*[rR]|^--recursive$/.test(text))) continue;
          for (const word of args) {
            const found = openPath(word, assigned, step);
            if (!found) continue;
            const { variable, path } = found;
            if (asked().has(variable.name)) continue;
            const { range } = variable;
            const isBraced = model.tree.text.startsWith('${', range.start);
            const edits = isBraced
              ? [{ range: { start: range.end - 1, end: range.end - 1 }, newText: ':?' }]
              : [
                  { range: { start: range.start + 1, end: range.start + 1 }, newText: '{' },
                  { range: { start: range.end, end: range.end }, newText: ':?}' },
                ];
            const values = { name: variable.name };
            const fixes = [{ fix: 'stop', values, edits }] as const;
            report({ at: range, message: 'root', values: { ...values, path }, fixes });
          }
        }
      }
    }
  },
});

/** What is left of a path when all its variables that may be empty are, where that is a folder of the system. */
function openPath(
  word: ShellWord,
  assigned: () => ReadonlySet<string> | undefined,
  step: Step,
): { readonly variable: ShellVariable; readonly path: string } | undefined {
  if (word.variables.length === 0 || !/^"?\$/.test(word.text)) return undefined;
  const plain = word.text.replaceAll('"', '').replace(/\$(?:\w+|\{\w+\})/g, '');
  // `${x:?}`, `${x%/}`, a substitution, or nothing behind it.
  if (/[$`'\\{}]/.test(plain) || !isOfSystem.test(plain)) return undefined;
  // In quotes it is a name like any other.
  if (plain.includes('*') && !word.globs) return undefined;
  if (!word.variables.every(({ name }) => mayBeEmpty(name, assigned, step))) return undefined;
  const [variable] = word.variables;
  return variable && { variable, path: plain.replace(/^\/+/, '/') };
}

/** `/`, all that is in it, or one of its folders with what is in that. */
const isOfSystem =
  /^\/+(?:\.?\*)?$|^\/+(?:bin|boot|dev|etc|home|lib|lib32|lib64|media|mnt|opt|proc|root|run|sbin|srv|sys|usr|var)(?:\/+(?:\.?\*)?)?$/;

/** `[ -n "$A" ] && rm -rf "$A"/*`, `: "${A:?}"`: somebody has thought of the empty one. */
function askedNames(script: string): ReadonlySet<string> {
  const uses = script.matchAll(
    /(?:\[|\btest)\s+(?:!\s+)?(?:-[a-z]\s+)?"?\$\{?([A-Za-z_]\w*)|\$\{([A-Za-z_]\w*):[?=]/g,
  );
  return new Set([...uses].map(([, tested, required]) => tested ?? required ?? ''));
}

/** The container runtime gives them to every process. */
const alwaysSet = /^(?:HOME|PATH|PWD)$/;

/** Whoever sets it in the RUN itself has had it in mind. */
function mayBeEmpty(name: string, assigned: () => ReadonlySet<string> | undefined, step: Step): boolean {
  const value = step.before.env(name);
  if (value.kind === 'defined' && isFilled(value.definition)) return false;
  if (value.kind !== 'defined' && alwaysSet.test(name)) return false;
  return assigned()?.has(name) === false;
}

function isFilled({ kind, value, rawValue }: VariableDefinition): boolean {
  if (value !== undefined) return value !== '';
  if (kind !== 'arg' && kind !== 'env') return kind !== 'platform';
  // `/opt/$VERSION`
  return rawValue !== undefined && rawValue.replace(/\$(?:\w+|\{[^}]*\})|["']/g, '') !== '';
}
