import { shellVariables } from '../../knowledge/variables.ts';
import type { BuildModel, Step } from '../../model/types.ts';
import type { ShellCommand, ShellScript, ShellVariable } from '../../syntax/shell/tree.ts';
import { defineRule, type FixEdit } from '../rule.ts';
import { bourneScripts } from '../support/bourneScripts.ts';
import { lostAssignments } from '../support/lostAssignments.ts';
import { assignedNames, namesSetBy } from '../support/shellAssignments.ts';
import { type PlacedItem, placedItems } from '../support/shellItems.ts';

export const assignmentNotSeen = defineRule({
  id: 'assignment-not-seen',
  summary: 'A variable is read where what was set does not reach',
  why: 'The parts of a pipeline, and what stands in parentheses, are processes of their own: what they set ends with them. And `A=b command $A` puts in the value before it sets it for the command.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'hadolint', code: 'SC2030', match: 'narrower' },
    { tool: 'hadolint', code: 'SC2031', match: 'narrower' },
    { tool: 'hadolint', code: 'SC2097', match: 'narrower' },
    { tool: 'hadolint', code: 'SC2098', match: 'narrower' },
  ],
  references: [
    'https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_13',
    'https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_09_01',
    'https://www.shellcheck.net/wiki/SC2031',
    'https://www.shellcheck.net/wiki/SC2097',
  ],
  concerns: {
    keywords: ['RUN', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK'],
    text: /[|(]|\w=/,
  },
  stepwise: true,
  messages: {
    subshell: '{name} is set in parentheses, and lost with the subshell these are: here it is empty.',
    pipeline:
      '{name} is set in a part of a pipeline, which is a process of its own: here it is empty. Read the input from a file, or keep the rest in the same part.',
    changed:
      'What the loop in the pipeline adds to {name} is lost with it: here it is what it was before. Read the input from a file instead.',
    tooLate:
      'The shell puts in {name} before it sets it for the command: here it is empty. Set it in a command of its own.',
  },
  fixes: {
    exportFirst: { title: 'Export {name} first', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, steps, report }) {
    for (const step of steps) {
      for (const script of step.once(bourneScripts)) {
        for (const { use, setAt, inPipeline, hasOld } of lostAssignments(script)) {
          const { name, range: at } = use;
          if (!hasOld && isSetOutside(name, step)) continue;
          const message = hasOld ? 'changed' : inPipeline ? 'pipeline' : 'subshell';
          const related = [{ range: setAt, message: `${name} is set here` }];
          report({ at, message, values: { name }, related });
        }
        let setters: Setters | undefined;
        for (const command of script.commands) {
          const use = readTooEarly(command);
          if (!use || isSetOutside(use.name, step)) continue;
          setters ??= new Setters(script);
          if (setters.hasAnother(use.name)) continue;
          const { name, range: at } = use;
          const edits = exportEdits(command, setters.place(command), model);
          const fixes = edits && ([{ fix: 'exportFirst', values: { name }, edits }] as const);
          report({ at, message: 'tooLate', values: { name }, fixes });
        }
      }
    }
  },
});

/** What a name with capitals alone means in an image whose environment is not known, nobody can tell. */
function isSetOutside(name: string, { instruction, before }: Step): boolean {
  if (shellVariables.has(name)) return true;
  const { kind } = instruction.name === 'RUN' ? before.env(name) : before.containerEnv(name);
  return kind === 'defined' || (kind === 'maybe-base' && !/[a-z]/.test(name));
}

/** `A=b command $A` */
function readTooEarly({ assignments, words, redirects }: ShellCommand): ShellVariable | undefined {
  if (assignments.length === 0 || words.length === 0) return undefined;
  const read = [...words, ...redirects.flatMap(({ target }) => (target ? [target] : []))];
  return read
    .flatMap(({ variables }) => variables)
    .find(({ name }) => assignments.some((one) => one.name === name));
}

/** What sets a name in a program that has such a command, looked for once. */
class Setters {
  private readonly counts = new Map<string, number>();
  private readonly others: ReadonlySet<string> | undefined;
  private readonly items: ReadonlyMap<unknown, PlacedItem>;

  constructor(script: ShellScript) {
    for (const command of script.commands) {
      for (const name of new Set(namesSetBy(command)))
        this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
    }
    // Another file, or a text, may set any.
    this.others = assignedNames([script]) && assignedNames([{ ...script, commands: [] }]);
    this.items = new Map(placedItems(script.body).map((placed) => [placed.item.node, placed]));
  }

  /** Besides the command that is asked about. */
  hasAnother(name: string): boolean {
    return this.others === undefined || this.others.has(name) || (this.counts.get(name) ?? 0) > 1;
  }

  place(command: ShellCommand): PlacedItem | undefined {
    return this.items.get(command);
  }
}

function exportEdits(
  command: ShellCommand,
  placed: PlacedItem | undefined,
  model: BuildModel,
): readonly FixEdit[] | undefined {
  const last = command.assignments.at(-1);
  const [first] = command.words;
  if (!placed || !last || !first) return undefined;
  const { operator, negated } = placed.item;
  if (negated || operator === '||' || operator === '|' || operator === '|&') return undefined;
  const gap = { start: last.range.end, end: first.range.start };
  if (!/^[ \t]+$/.test(model.tree.text.slice(gap.start, gap.end))) return undefined;
  const { start } = command.range;
  return [
    { range: { start, end: start }, newText: 'export ' },
    { range: gap, newText: ' && ' },
  ];
}
