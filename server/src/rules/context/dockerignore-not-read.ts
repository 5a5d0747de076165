import { isDockerfileName } from '../../../../shared/src/languages.ts';
import type { ContextFolder } from '../../model/context/contextTree.ts';
import type { ContextView } from '../../model/context/contextView.ts';
import { oncePerView } from '../../model/context/oncePerView.ts';
import { defineRule } from '../rule.ts';
import { ownView } from '../support/ignoreView.ts';
import { movedPatterns } from '../support/movedPatterns.ts';

export const dockerignoreNotRead = defineRule({
  id: 'dockerignore-not-read',
  summary: 'Ignore file lies in a folder that is no build context',
  why: 'BuildKit reads .dockerignore in the root of the build context only. One in a folder below it, unlike a .gitignore, is a file like any other.',
  language: 'dockerignore',
  category: 'context',
  severity: 'information',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [{ tool: 'dockerignore-audit', code: 'inactive-adjacent-ignore-file', match: 'related' }],
  references: ['https://docs.docker.com/build/concepts/context/#filename-and-location'],
  uses: ['context-tree'],
  messages: {
    notRead:
      'No build seems to read this file: {dockerfile} copies {source}, and .dockerignore counts in the root of the context only. Move the lines to {ignoreFile}, with {folder}/ before each pattern.',
  },
  fixes: {
    moveLines: {
      title: 'Move the lines to where they are read',
      safety: 'unsafe',
      availability: 'sometimes',
    },
  },
  check({ file, text, context, report }) {
    const first = file.patterns[0];
    const above = context.contextAbove;
    const view = ownView(context);
    if (!first || !above || view?.tree.state !== 'complete' || mayHoldDockerfile(view)) return;
    const { dockerfile, source, ignoreFile, folder, isOnly } = above;
    const lines = isOnly ? movedPatterns(file, folder) : undefined;
    const rest = { start: text.startsWith('\uFEFF') ? 1 : 0, end: text.length };
    report({
      at: first.written,
      message: 'notRead',
      values: { dockerfile, source, ignoreFile, folder },
      related: [{ path: dockerfile, message: `Copies ${source}` }],
      fixes: lines && [
        {
          fix: 'moveLines',
          edits: [
            { range: rest, newText: '', leavesNothing: true },
            // In the file above they come last: for what is in this folder they are more exact than lines for all.
            { path: ignoreFile, appendLines: lines, word: 'last', create: true },
          ],
        },
      ],
    });
  },
});

/** Whether a Dockerfile further down may be built with this folder as its context. */
function mayHoldDockerfile(view: ContextView): boolean {
  const look = (folder: ContextFolder): boolean =>
    folder.children
      ? folder.children.some((child) =>
          child.kind === 'folder' ? look(child) : isDockerfileName(child.name),
        )
      : // Nobody has looked into it.
        !installed.test(folder.name);
  return oncePerView(view, 'dockerignore-not-read', () => look(view.tree.root));
}

const installed =
  /^(?:\.git|node_modules|\.venv|venv|__pycache__|dist|target|coverage|\.next|\.idea|\.vscode)$/;
