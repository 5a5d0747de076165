import { expand } from '../../syntax/dockerfile/expand.ts';
import type { Instruction, Word } from '../../syntax/dockerfile/tree.ts';
import type { TextRange } from '../../text/range.ts';
import { defineRule } from '../rule.ts';
import { backtickEdit } from '../support/windowsPaths.ts';

export const windowsPathBackslash = defineRule({
  id: 'windows-path-backslash',
  summary: 'Backslash of a Windows path is taken for the escape token',
  why: 'Unless the file says otherwise, the backslash escapes the character after it, and BuildKit takes it away where it expands a value: C:\\app becomes C:app.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [],
  // A path that goes on at the next line is read as it is not meant.
  yieldsTo: ['swallowed-instruction'],
  references: ['https://docs.docker.com/reference/dockerfile/#escape'],
  concerns: { keywords: ['ADD', 'ARG', 'COPY', 'ENV', 'USER', 'VOLUME', 'WORKDIR'], text: /\\/ },
  messages: {
    path: 'The backslash is the escape token here, so this becomes {result}. Write slashes, or begin the file with # escape=`.',
    value:
      'The backslash is the escape token here, so this becomes {result}. Double it, or begin the file with # escape=`.',
  },
  fixes: {
    useSlashes: { title: 'Write {path}', safety: 'unsafe', availability: 'sometimes' },
    double: { title: 'Double each backslash', safety: 'unsafe', availability: 'sometimes' },
    useBacktick: {
      title: 'Make the backtick the escape token of the file',
      safety: 'unsafe',
      availability: 'sometimes',
    },
  },
  check({ model, steps, report }) {
    if (model.tree.escape !== '\\') return;
    for (const { instruction, stage } of steps) {
      const isWindows = stage?.base.root.facts.distribution === 'windows';
      const { name } = instruction;
      const isValue = name === 'ENV' || name === 'ARG';
      for (const { word, at } of placesOf(instruction)) {
        const result = resultOf(word.text, isWindows, !isValue && name !== 'VOLUME');
        if (result === undefined) continue;
        const written = model.tree.text.slice(at.start, at.end);
        const backtick = backtickEdit(model.tree);
        const later = backtick ? ([{ fix: 'useBacktick', edits: [backtick] }] as const) : [];
        // Neither what spans lines nor what escapes something else as well is a matter of one replacement.
        const isPlain = !/[\r\n]|\\["'$]/.test(written);
        if (isValue || name === 'USER') {
          const edits = [{ range: at, newText: written.replaceAll(/\\+/g, '\\\\') }];
          const fixes = [...(isPlain ? ([{ fix: 'double', edits }] as const) : []), ...later];
          report({ at, message: 'value', values: { result }, fixes });
          continue;
        }
        const path = written.replaceAll(/\\+/g, '/');
        const edits = [{ range: at, newText: path }];
        const slashes = [{ fix: 'useSlashes', values: { path }, edits }] as const;
        report({
          at,
          message: 'path',
          values: { result },
          fixes: [...(isPlain ? slashes : []), ...(instruction.json ? [] : later)],
        });
      }
    }
  },
});

function placesOf({ words, pairs, json, brokenJson }: Instruction): readonly {
  readonly word: Pick<Word, 'text'>;
  readonly at: TextRange;
}[] {
  if (brokenJson) return [];
  if (json) return json.items.map(({ value, range }) => ({ word: { text: value }, at: range }));
  const values = pairs.flatMap(({ value }) => value ?? []);
  return (pairs.length > 0 ? values : words).map((word) => ({ word, at: word.range }));
}

/** `bin\Release`, `.\app`, and `DOMAIN\name` of an account. */
const relative = /^["']?[\w.-]+\\\w/;

/** What BuildKit makes of a Windows path; undefined where it is none, or stays what it is. */
function resultOf(text: string, isWindows: boolean, mayBeRelative: boolean): string | undefined {
  const start = isWindows ? /(?:^|["';=])(?:[A-Za-z]:)?\\\w/ : /(?:^|["';=])[A-Za-z]:\\\w/;
  if (!start.test(text) && !(isWindows && mayBeRelative && relative.test(text))) return undefined;
  const name = (variable: string) => `$${variable}`;
  const { value, error } = expand(text, name, { escape: '\\' });
  const meant = expand(text, name, { escape: '`' }).value.replaceAll('\\\\', '\\');
  // A separator at the end is no great loss.
  return error !== undefined || value === meant || value === meant.replace(/\\$/, '') ? undefined : value;
}
