import type { BuildModel } from '../../model/types.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import type { ShellWord } from '../../syntax/shell/tree.ts';
import { defineRule } from '../rule.ts';
import { type ChangedCopies, changedCopies, flagInstead, shownWord } from '../support/changedCopies.ts';

export const preferCopyChown = defineRule({
  id: 'prefer-copy-chown',
  summary: 'Owner of copied files is changed by a RUN',
  why: 'A change of the owner stores every file a second time, in the layer of the RUN. COPY --chown sets it as the files are copied.',
  language: 'dockerfile',
  category: 'efficiency',
  severity: 'information',
  preset: 'recommended',
  since: '0.1.0',
  references: ['https://docs.docker.com/reference/dockerfile/#copy---chown---chmod'],
  concerns: { keywords: ['RUN'], text: /chown/i },
  messages: {
    storedTwice:
      'This stores all of {file} a second time, for its new owner. Set the owner where the files are copied: {keyword} --chown={owner}.',
  },
  fixes: {
    addFlag: {
      title: 'Copy with --chown={owner}',
      safety: 'unsafe',
      availability: 'sometimes',
    },
  },
  check({ model, report }) {
    for (const found of changedCopies(model, 'chown')) {
      const [copy] = found.copies;
      if (!copy) continue;
      const owner = ownerOf(found.change, copy, model);
      const canBeFlag =
        owner !== undefined && !found.between.some(addsAccount) && !addsAccount(found.step.instruction);
      const edits = canBeFlag ? flagInstead(found, `--chown=${owner}`, model) : undefined;
      report({
        at: { start: found.command.range.start, end: found.change.range.end },
        message: 'storedTwice',
        values: {
          file: shownWord(found.reached),
          keyword: copy.name ?? '',
          owner: owner ? shownWord({ ...found.change, text: owner }) : shownWord(found.change),
        },
        related: related(found),
        fixes:
          edits && owner !== undefined
            ? [{ fix: 'addFlag', values: { owner: shownWord({ ...found.change, text: owner }) }, edits }]
            : undefined,
      });
    }
  },
});

function related({ copies }: ChangedCopies) {
  return copies.map(({ keyword }) => ({ range: keyword.range, message: 'Files are copied here' }));
}

/** As COPY takes it: `user`, `user:group`, numbers, variables of the build. Undefined where only the shell knows. */
function ownerOf({ text }: ShellWord, copy: Instruction, model: BuildModel): string | undefined {
  const plain = text.replace(/^"(.*)"$/, '$1').replace(/[:.]$/, '');
  if (!/^(?:[\w-]+|\$\w+|\$\{\w+\})(?::(?:[\w-]+|\$\w+|\$\{\w+\}))?$/.test(plain)) return undefined;
  for (const [, name = ''] of plain.matchAll(/\$\{?(\w+)/g)) {
    if (model.lookup(name, copy).kind !== 'defined') return undefined;
  }
  return plain;
}

/** A name must be known where the files are copied. */
function addsAccount({ line, heredocs }: Instruction): boolean {
  const adds = /\b(?:useradd|adduser|groupadd|addgroup|usermod|groupmod)\b/;
  return adds.test(line.text) || heredocs.some(({ content }) => adds.test(content));
}
