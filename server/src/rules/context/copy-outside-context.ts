import { findNode } from '../../model/context/contextTree.ts';
import type { BuildModel } from '../../model/types.ts';
import type { Instruction, Word } from '../../syntax/dockerfile/tree.ts';
import type { ContextFacts, FixEdit } from '../rule.ts';
import { defineRule } from '../rule.ts';
import { joinPath } from '../support/containerPaths.ts';
import { unquoted } from '../support/words.ts';

export const copyOutsideContext = defineRule({
  id: 'copy-outside-context',
  summary: 'A source leads out of the build context',
  why: 'Only the build context is sent to the builder. BuildKit takes the .. away without a word and looks for the rest in the context: it copies another file than the one that is meant, or finds none. The classic builder refuses the line.',
  language: 'dockerfile',
  category: 'context',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  uses: ['context-tree'],
  equivalents: [{ tool: 'dockerfilelint', code: 'add_src_invalid', match: 'broader' }],
  references: [
    'https://docs.docker.com/reference/dockerfile/#copying-from-the-build-context',
    'https://docs.docker.com/reference/cli/docker/buildx/build/#build-context',
  ],
  concerns: { keywords: ['ADD', 'COPY'], text: /\.\./ },
  stepwise: true,
  messages: {
    stripped:
      'Nothing above the build context is sent: BuildKit takes {path} of the context instead, the classic builder refuses it. Write {path}, or build with the folder above: docker build -f Dockerfile ..',
    there:
      'Nothing leads above the build context: BuildKit takes {path} of the context, the classic builder refuses it. Write {path}.',
    missing:
      'Nothing above the build context is sent, and {path} is not in the context: the build fails. Build with the folder above (docker build -f Dockerfile ..), and name the path from there.',
  },
  fixes: {
    strip: { title: 'Write {path}', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, steps, context, report }) {
    for (const { instruction } of steps) {
      if (instruction.name !== 'COPY' && instruction.name !== 'ADD') continue;
      if (!instruction.line.text.includes('..') || instruction.flags.some(({ name }) => name === 'from'))
        continue;
      for (const word of instruction.words.slice(0, -1)) {
        const path = strippedPath(word, instruction, model);
        if (path === undefined) continue;
        const at = unquoted(word).range;
        const message = instruction.isTrigger ? 'stripped' : outcomeOf(path, context);
        const edit = message === 'missing' ? undefined : stripEdit(word, path);
        const values = { path: path || '.' };
        report({ at, message, values, fixes: edit && [{ fix: 'strip', values, edits: [edit] }] });
      }
    }
  },
});

/** What BuildKit makes of a path that leads above the root; undefined for any other. */
function strippedPath(word: Word, instruction: Instruction, model: BuildModel): string | undefined {
  const value = word.text.includes('..') ? model.expand(word.text, instruction).value : undefined;
  if (value === undefined || /^[a-z][a-z0-9+.-]*:|^git@/i.test(value)) return undefined;
  let depth = 0;
  for (const segment of value.split('/')) {
    if (segment === '..') depth--;
    else if (segment !== '' && segment !== '.') depth++;
    if (depth < 0) return joinPath('/', value).slice(1);
  }
  return undefined;
}

function outcomeOf(path: string, { view, hasTree }: ContextFacts): 'stripped' | 'there' | 'missing' {
  if (!view || /[*?[\]\\]/.test(path)) return 'stripped';
  const found = findNode(view.tree, path);
  if (typeof found === 'object') return 'there';
  return found === 'none' && hasTree ? 'missing' : 'stripped';
}

/** Only what is written plainly: the `../` at the start, or the whole of it. */
function stripEdit(word: Word, path: string): FixEdit | undefined {
  const { text, range } = unquoted(word);
  const lead = /^(?:\.?\/)*(?:\.\.\/+)+/.exec(text)?.[0] ?? '';
  if (text.slice(lead.length) === path && path !== '') {
    return { range: { start: range.start, end: range.start + lead.length }, newText: '' };
  }
  return /^(?:\.\.\/)*\.\.\/?$/.test(text) ? { range, newText: '.' } : undefined;
}
