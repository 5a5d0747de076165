import { builtinsWithPrograms, shellOnlyBuiltins } from '../../knowledge/shellBuiltins.ts';
import type { BuildModel, Stage, Step } from '../../model/types.ts';
import type { Pair, Word } from '../../syntax/dockerfile/tree.ts';
import { contains, type TextRange } from '../../text/range.ts';
import { defineRule, type FixEdit } from '../rule.ts';

export const envPathReplaced = defineRule({
  id: 'env-path-replaced',
  summary: 'PATH is replaced, and the folders of the system are not in it',
  why: 'A value for PATH takes the place of the one from before. Without /usr/bin and /bin in it, the shell of a later RUN finds none of the usual programs.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [],
  references: ['https://docs.docker.com/reference/dockerfile/#env'],
  concerns: { keywords: ['ENV'], text: /\bPATH\b/ },
  messages: {
    replaced:
      'This takes the place of the PATH from before: programs in /usr/bin are not found any more. Add :$PATH.',
    literal:
      'This is not replaced with the PATH from before, and programs in /usr/bin are not found any more: BuildKit expands nothing within single quotes or behind a backslash.',
    separator:
      'The folders of PATH are separated by a colon: to Linux, the semicolon is a part of their names.',
  },
  fixes: {
    extend: { title: 'Add the PATH from before', safety: 'unsafe', availability: 'always' },
    expandIt: { title: 'Let BuildKit expand $PATH', safety: 'unsafe', availability: 'sometimes' },
    useColons: { title: 'Separate the folders with colons', safety: 'unsafe', availability: 'always' },
  },
  check({ model, steps, report }) {
    for (const step of steps) {
      const { instruction, stage } = step;
      if (instruction.name !== 'ENV' || !stage || !hasUsualFolders(stage)) continue;
      const value = lastPath(instruction.pairs)?.value;
      if (!value) continue;
      const semicolons = semicolonsIn(value, step);
      if (semicolons.length > 0) {
        const edits = semicolons.map((range) => ({ range, newText: ':' }));
        report({ at: value.range, message: 'separator', fixes: [{ fix: 'useColons', edits }] });
        continue;
      }
      if (!isWithoutSystem(value, step, model) || !isNeeded(step, stage, model)) continue;
      const found = literal.exec(value.text);
      if (found) {
        const edits = expandingEdits(value);
        const at = value.map.toSourceRange(found.index, found.index + found[0].length);
        report({ at, message: 'literal', fixes: edits && [{ fix: 'expandIt', edits }] });
        continue;
      }
      // Nothing is expanded within single quotes: it goes behind them.
      const isQuoted = value.text.endsWith('"');
      const at = isQuoted ? value.range.end - 1 : value.range.end;
      const newText = /:["']?$/.test(value.text) ? '$PATH' : ':$PATH';
      const fixes = [{ fix: 'extend', edits: [{ range: { start: at, end: at }, newText }] }] as const;
      report({ at: value.range, message: 'replaced', fixes });
    }
  },
});

function lastPath(pairs: readonly Pair[]): Pair | undefined {
  return pairs.filter(({ name }) => name.text === 'PATH').at(-1);
}

/** Distributions that keep their programs in /usr/bin and /bin. */
function hasUsualFolders({ base }: Stage): boolean {
  return usual.has(base.root.facts.distribution ?? '');
}

const usual: ReadonlySet<string> = new Set([
  ...['debian', 'ubuntu', 'alpine', 'fedora', 'rhel', 'suse', 'arch', 'busybox', 'amazon'],
]);

/** As far as the value is known. A PATH that is extended lacks what the one before it lacked. */
function isWithoutSystem({ text, range }: Word, step: Step, model: BuildModel): boolean {
  const extendsOld = model
    .variableUsesIn([step])
    .some((use) => use.name === 'PATH' && contains(range, use.range));
  if (extendsOld) return false;
  const { value } = model.expand(text, step.instruction);
  if (value === undefined || value === '') return false;
  return !value.split(':').some((folder) => /^(?:\/usr)?(?:\/local)?\/s?bin\/?$/.test(folder));
}

/** `$PATH` where it stands for nothing. */
const literal = /\$(?:PATH\b|\{PATH\})/;

/** Takes away what keeps BuildKit from expanding a value. */
function expandingEdits({ text, range, map }: Word): readonly FixEdit[] | undefined {
  if (/^'[^'"\\`]*'$/.test(text)) {
    return [
      { range: { start: range.start, end: range.start + 1 }, newText: '"' },
      { range: { start: range.end - 1, end: range.end }, newText: '"' },
    ];
  }
  const found = /^[^'\\`]*([\\`])\$[^'\\`]*$/.exec(text);
  const at = text.search(/[\\`]/);
  return found ? [{ range: map.toSourceRange(at, at + 1), newText: '' }] : undefined;
}

/** Next to a `$PATH` that is expanded, or between absolute paths. */
function semicolonsIn({ text, map }: Word, { instruction }: Step): readonly TextRange[] {
  if (instruction.name !== 'ENV' || !/;["']?[/$]|\};/.test(text)) return [];
  return [...text.matchAll(/;(?=[/$])|(?<=\$PATH|\});/g)].map(({ index }) =>
    map.toSourceRange(index, index + 1),
  );
}

/** A later RUN looks for a program by its name, and nothing in between gives PATH its folders back. */
function isNeeded({ instruction }: Step, stage: Stage, model: BuildModel): boolean {
  const open: { stage: Stage; from: number }[] = [{ stage, from: instruction.range.end }];
  const seen = new Set<Stage>();
  for (let one = open.pop(); one; one = open.pop()) {
    if (seen.has(one.stage)) continue;
    seen.add(one.stage);
    const { from } = one;
    const later = one.stage.instructionsWith('ENV', 'RUN').filter(({ range }) => range.start > from);
    const again = later.findIndex(({ pairs }) => lastPath(pairs));
    const runs = (again < 0 ? later : later.slice(0, again)).filter(({ name }) => name === 'RUN');
    if (runs.some((run) => looksForProgram(model.stepOf(run)))) return true;
    if (again >= 0) continue;
    const parent = one.stage;
    for (const child of parent.usedBy)
      if (child.base.stage === parent) open.push({ stage: child, from: child.from.range.end });
  }
  return false;
}

function looksForProgram({ instruction, run }: Step): boolean {
  if (/(?:^|[\s;&])PATH=/.test(instruction.args.text)) return false;
  return (run?.commands ?? []).some(({ words }) => {
    const name = words[0]?.value;
    return name !== undefined && name !== '' && !name.includes('/') && !isBuiltin(name);
  });
}

function isBuiltin(name: string): boolean {
  return shellOnlyBuiltins.has(name) || builtinsWithPrograms.has(name);
}
