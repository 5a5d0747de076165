import { isDockerfileName } from '../../../../shared/src/languages.ts';
import type { ContextFolder } from '../../model/context/contextTree.ts';
import type { ContextView } from '../../model/context/contextView.ts';
import { oncePerView } from '../../model/context/oncePerView.ts';
import type { ContextAbove, ContextFacts } from '../rule.ts';
import { ownView } from './ignoreView.ts';

/** Why no build seems to read an ignore file; undefined where one may. */
export function unreadBecauseOf(context: ContextFacts): ContextAbove | undefined {
  const { contextAbove } = context;
  const view = ownView(context);
  if (!contextAbove || view?.tree.state !== 'complete' || mayHoldDockerfile(view)) return undefined;
  return contextAbove;
}

/** Whether a Dockerfile further down may be built with this folder as its context. */
function mayHoldDockerfile(view: ContextView): boolean {
  const look = (folder: ContextFolder): boolean =>
    folder.children
      ? folder.children.some((child) =>
          child.kind === 'folder' ? look(child) : isDockerfileName(child.name),
        )
      : // Nobody has looked into it.
        !installed.test(folder.name);
  return oncePerView(view, 'holds a Dockerfile', () => look(view.tree.root));
}

const installed =
  /^(?:\.git|node_modules|\.venv|venv|__pycache__|dist|target|coverage|\.next|\.idea|\.vscode)$/;
