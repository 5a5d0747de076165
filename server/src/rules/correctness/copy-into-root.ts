import { defineRule } from '../rule.ts';
import { contextCopyOf, isBroad, mayBeBroad } from '../support/contextCopies.ts';
import { linesAbove, topLevel } from '../support/insertLine.ts';
import { keywordLike } from '../support/keywords.ts';
import { unquoted } from '../support/words.ts';

export const copyIntoRoot = defineRule({
  id: 'copy-into-root',
  summary: 'The whole context is copied into the root directory',
  why: 'Files of the project lie among those of the system there, and a folder named like one of the system is merged with it: a lib or an etc of the project changes the system. With a directory of its own the project can be seen, owned and replaced as a whole.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  references: ['https://docs.docker.com/build/building/best-practices/#workdir'],
  concerns: { keywords: ['ADD', 'COPY'] },
  stepwise: true,
  messages: {
    amongSystem:
      'This puts all files of the context among those of the system, and may overwrite some. Copy into a directory of its own.',
  },
  fixes: {
    ownDirectory: { title: 'Copy into a directory of its own', safety: 'manual', availability: 'sometimes' },
  },
  check({ model, steps, report }) {
    for (const { instruction } of steps) {
      if (!mayBeBroad(instruction)) continue;
      const copy = contextCopyOf(instruction, model);
      if (!copy || !isBroad(copy) || copy.target !== '/') continue;
      const { stage, before } = model.stepOf(instruction);
      // A relative path without any WORKDIR is a problem of its own.
      const isMeant =
        /^["']?\//.test(copy.destination.text) || (before.workdir.by && !before.workdir.fromBase);
      if (!isMeant) continue;
      // A base without anything has no system to be mixed with.
      if (stage?.base.root.kind === 'scratch') continue;
      const { range, text: written } = instruction.json
        ? { range: copy.destination.range, text: copy.destination.text }
        : unquoted(copy.destination);
      const canFix = !instruction.isTrigger && model.tree.text.slice(range.start, range.end) === written;
      const line = canFix
        ? linesAbove(model.tree, topLevel(model.tree, instruction), [
            `${keywordLike(instruction, 'WORKDIR')} /app`,
          ])
        : undefined;
      report({
        at: instruction.json?.items.at(-1)?.range ?? copy.destination.range,
        message: 'amongSystem',
        fixes:
          line && 'range' in line
            ? [
                {
                  fix: 'ownDirectory',
                  edits: [
                    { ...line, placeholder: placeOf('/app', line.newText) },
                    ...(written === '.' ? [] : [{ range, newText: '.' }]),
                  ],
                },
              ]
            : undefined,
      });
    }
  },
});

function placeOf(part: string, text: string) {
  const start = text.indexOf(part);
  return { start, end: start + part.length };
}
