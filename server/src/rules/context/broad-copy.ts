import { CONTEXT_LITTER } from '../../knowledge/contextLitter.ts';
import type { ContextFacts } from '../rule.ts';
import { defineRule } from '../rule.ts';
import { contextCopyOf, isBroad, mayBeBroad } from '../support/contextCopies.ts';
import { excludesFiles, holdBackEdit, notHeldBack } from '../support/holdBack.ts';
import { finalLayers } from '../support/stageOrder.ts';

export const broadCopy = defineRule({
  id: 'broad-copy',
  summary: 'The whole build context is copied into the image',
  why: 'Whatever lies in the folder goes into the image: history, local settings, keys, results of other builds. What comes there tomorrow does too, and each change of any of it starts the build over from here.',
  language: 'dockerfile',
  category: 'context',
  severity: 'information',
  preset: 'strict',
  since: '0.1.0',
  uses: ['ignore-file', 'context-tree'],
  equivalents: [
    { tool: 'sonar', code: 'S6470', match: 'narrower' },
    { tool: 'dockerignore-audit', code: 'broad-copy', match: 'narrower' },
  ],
  yieldsTo: ['dockerignore-missing'],
  references: [
    'https://docs.docker.com/build/building/best-practices/#exclude-with-dockerignore',
    'https://docs.docker.com/build/concepts/context/#dockerignore-files',
  ],
  concerns: { keywords: ['ADD', 'COPY'] },
  messages: {
    everything:
      'This copies whatever lies in the build context, and no ignore file holds anything back. Name what the image needs, or write a .dockerignore.',
    allButIgnored:
      'This copies all of the build context that the ignore file does not hold back. Name what the image needs.',
  },
  fixes: {
    holdBack: { title: 'Hold back {files}', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, context, report }) {
    if (listsWhatIsAllowed(context)) return;
    const stages = finalLayers(model);
    for (const stage of model.stages) {
      for (const outer of stage.instructionsWith('ADD', 'COPY', 'ONBUILD')) {
        const instruction = outer.trigger ?? outer;
        if (!mayBeBroad(instruction) || (!stages.has(stage) && !instruction.isTrigger)) continue;
        const copy = contextCopyOf(instruction, model);
        const source = instruction.words[0];
        if (!copy || !source || !isBroad(copy) || excludesFiles(instruction)) continue;
        report({
          at: instruction.json?.items[0]?.range ?? source.range,
          message: context.ignoreFile === null ? 'everything' : 'allButIgnored',
          fixes: holdBack(context, model.wholeText),
        });
      }
    }
  },
});

/** An ignore file that begins by excluding all and then names exceptions. */
function listsWhatIsAllowed({ ignoreFile }: ContextFacts): boolean {
  return ignoreFile
    ? /^\s*(?:#.*\s+)*\*{1,2}\/?\*?\s*$/m.test(ignoreFile.text) && /^!/m.test(ignoreFile.text)
    : false;
}

/** What lies in the folder and is of no use in any image. History stays where a command may ask for it. */
function holdBack(context: ContextFacts, text: string) {
  const litter = notHeldBack(CONTEXT_LITTER, context).filter(
    (path) => path !== '.git' || !/\bgit\b/.test(text),
  );
  if (litter.length === 0) return [];
  return [
    {
      fix: 'holdBack' as const,
      values: { files: litter.join(', ') },
      edits: [holdBackEdit(litter, context)],
    },
  ];
}
