import type { BuildModel, Stage, Step } from '../../model/types.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import { defineRule, type FixEdit } from '../rule.ts';
import { contextCopyOf, isBroad, mayBeBroad } from '../support/contextCopies.ts';
import { holdsFilesOnly } from '../support/holdsFilesOnly.ts';
import { linesAbove, topLevel } from '../support/insertLine.ts';
import { keywordLike } from '../support/keywords.ts';
import { unquoted } from '../support/words.ts';

export const copyRelativeWithoutWorkdir = defineRule({
  id: 'copy-relative-without-workdir',
  summary: 'COPY goes to a relative path, and no WORKDIR says to which',
  why: 'Without WORKDIR a relative path starts where the base image says: in most images at the root, between its system folders, and somewhere else after a change of the image.',
  language: 'dockerfile',
  category: 'runtime',
  severity: 'information',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [{ tool: 'hadolint', code: 'DL3045', match: 'same' }],
  yieldsTo: ['shell-syntax-outside-run', 'trailing-comment'],
  references: ['https://docs.docker.com/reference/dockerfile/#workdir'],
  concerns: { keywords: ['ADD', 'COPY'] },
  messages: {
    root: 'No WORKDIR is set, so this lands in the root of the file system. Set WORKDIR above.',
    unknown: 'Where this lands is up to the base image, since no WORKDIR is set. Set WORKDIR above.',
  },
  fixes: {
    setWorkdir: { title: 'Set WORKDIR above', safety: 'manual', availability: 'always' },
    makeAbsolute: {
      title: 'Write the paths of this stage from the root, where they lead now',
      safety: 'unsafe',
      availability: 'sometimes',
    },
  },
  check({ model, report }) {
    const found = new Map<Stage | undefined, Step[]>();
    const triggers = new Set<Stage | undefined>();
    for (const step of model.stepsWith('ADD', 'COPY', 'ONBUILD')) {
      const { instruction, stage } = step;
      if (instruction.name === 'ONBUILD' && instruction.trigger?.name === 'WORKDIR') triggers.add(stage);
      if (triggers.has(stage) || !isLost(step) || (stage && holdsFilesOnly(stage, model.stages))) continue;
      const steps = found.get(stage);
      if (steps) steps.push(step);
      else found.set(stage, [step]);
    }
    // The first of a stage is enough: the same WORKDIR mends all of them.
    for (const steps of found.values()) {
      const [first] = steps;
      const destination = first?.instruction.words.at(-1);
      if (!first || !destination) continue;
      const isRoot = first.before.workdir.value !== undefined;
      report({
        at: destination.range,
        message: isRoot ? 'root' : 'unknown',
        fixes: [...(isRoot ? absoluteFix(steps, model) : []), ...workdirFix(first, model)],
      });
    }
  },
});

/** Copies to a relative path, and no WORKDIR nor a base image with one of its own says to which. */
function isLost({ instruction, before }: Step): boolean {
  if (instruction.name !== 'COPY' && instruction.name !== 'ADD') return false;
  const destination = instruction.words.length < 2 ? undefined : instruction.words.at(-1);
  if (!destination || before.workdir.by) return false;
  const { value } = before.workdir;
  return (value === undefined || /^[/\\]$/.test(value)) && isRelative(unquoted(destination).text);
}

/** No path from the root, no drive, no variable. */
function isRelative(path: string): boolean {
  return path !== '' && !/^(?:[/\\$]|[A-Za-z]:)/.test(path) && !path.includes('<<');
}

function absoluteFix(steps: readonly Step[], model: BuildModel) {
  // All of the context in the root is a mistake of its own: to write it out would make it permanent.
  if (steps.some(({ instruction }) => spreadsContext(instruction, model))) return [];
  const edits = steps.map(absoluteEdit);
  const known = edits.filter((edit): edit is FixEdit => edit !== undefined);
  return known.length < edits.length ? [] : ([{ fix: 'makeAbsolute', edits: known }] as const);
}

function spreadsContext(instruction: Instruction, model: BuildModel): boolean {
  if (!mayBeBroad(instruction)) return false;
  const copy = contextCopyOf(instruction, model);
  return copy !== undefined && isBroad(copy) && copy.target === '/';
}

/** Undefined where quotes, variables or a way up leave more to think of. */
function absoluteEdit({ instruction }: Step): FixEdit | undefined {
  const word = instruction.words.at(-1);
  if (!word || instruction.json || /["'\\`$]/.test(word.text) || word.text.startsWith('..')) return undefined;
  const { start, end } = word.range;
  if (end - start !== word.text.length) return undefined;
  // `.` is the root, `./a` loses its point, `a` gets a slash.
  if (word.text === '.') return { range: word.range, newText: '/' };
  const hasPoint = word.text.startsWith('./');
  return { range: { start, end: hasPoint ? start + 1 : start }, newText: hasPoint ? '' : '/' };
}

function workdirFix({ instruction }: Step, model: BuildModel) {
  const top = topLevel(model.tree, instruction);
  const start = `${instruction.isTrigger ? `${top.keyword.text} ` : ''}${keywordLike(top, 'WORKDIR')} `;
  const edit = linesAbove(model.tree, top, [`${start}/app`]);
  if (!edit || !('newText' in edit)) return [];
  const at = edit.newText.indexOf('/app');
  return [{ fix: 'setWorkdir', edits: [{ ...edit, placeholder: { start: at, end: at + 4 } }] }] as const;
}
