import { type ContextNode, pathOf } from '../../model/context/contextTree.ts';
import type { ContextView } from '../../model/context/contextView.ts';
import { isNotableFolder } from '../../model/context/notableNodes.ts';
import { byteSize } from '../../text/counts.ts';
import { defineRule } from '../rule.ts';
import { isElsewhere } from '../support/contextPlace.ts';
import { takenAlong } from '../support/contextTakes.ts';
import { mayReadHistory } from '../support/gitHistory.ts';
import { holdBackEdit } from '../support/holdBack.ts';
import { reachesImage } from '../support/reachesImage.ts';

export const contextGitHistory = defineRule({
  id: 'context-git-history',
  summary: 'The history of the repository is copied',
  why: 'It holds all that was ever committed, what was deleted for good reason too. It is often larger than the sources, and each commit, fetch and change of branch changes it, so that the build starts over from the COPY.',
  language: 'dockerfile',
  category: 'context',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  needs: ['ignore-file'],
  uses: ['context-tree'],
  equivalents: [
    { tool: 'dockerignore-audit', code: 'included-git-history', match: 'narrower' },
    { tool: 'sonar', code: 'S6470', match: 'related' },
  ],
  yieldsTo: ['dockerignore-missing'],
  references: [
    'https://docs.docker.com/build/concepts/context/#dockerignore-files',
    'https://docs.docker.com/build/cache/optimize/#keep-the-context-small',
  ],
  concerns: { keywords: ['ADD', 'COPY'] },
  messages: {
    inImage:
      'This copies {folder}{size} into the image: all that was ever committed, for whoever can pull it. Each commit undoes the cache from here on. Hold it back with {ignoreFile}.',
    inStage:
      'This copies {folder}{size}, which each commit and fetch changes: the build then starts over from here. Hold it back with {ignoreFile}.',
  },
  fixes: {
    holdBack: { title: 'Hold back {folder}', safety: 'unsafe', availability: 'always' },
  },
  check({ model, context, report }) {
    const { view } = context;
    const history = view && firstHistory(view);
    if (!history || mayReadHistory(model) || isElsewhere(model, context)) return;
    const folder = pathOf(history);
    const copies = takenAlong(model, folder, 'HEAD');
    // One line mends all: the worst is told.
    const inImage = copies.find((taken) => reachesImage(taken, model));
    const copy = inImage ?? copies[0];
    if (!copy) return;
    const { bytes } = view.below(history).sent;
    const values = {
      folder,
      size: bytes < worthTelling ? '' : ` (${byteSize(bytes)})`,
      ignoreFile: context.ignoreFile?.path ?? '.dockerignore',
    };
    const line = folder.includes('/') ? `**/${history.name}` : folder;
    const fixes = [
      { fix: 'holdBack', values: { folder: line }, edits: [holdBackEdit([line], context)] },
    ] as const;
    report({ at: copy.source.range, message: inImage ? 'inImage' : 'inStage', values, fixes });
  },
});

const worthTelling = 1_000_000;

/** Of the repository itself, or of a part that is one. */
function firstHistory(view: ContextView): ContextNode | undefined {
  return view.notable.find((node) => isNotableFolder(node, 'history') && view.below(node).sent.files > 0);
}
