import { pathOf } from '../../model/context/contextTree.ts';
import type { ContextView } from '../../model/context/contextView.ts';
import { oncePerView } from '../../model/context/oncePerView.ts';
import { type CopyWords, copyWordsOf, type TakeSource } from '../../model/context/takeWords.ts';
import type { BuildModel } from '../../model/types.ts';
import { compile, matchesOrParentMatches } from '../../syntax/dockerignore/matcher.ts';
import { enumerated } from '../../text/counts.ts';
import type { ContextFacts } from '../rule.ts';
import { defineRule } from '../rule.ts';
import { isElsewhere } from '../support/contextPlace.ts';
import { contextTakes } from '../support/contextTakes.ts';
import { type NewIgnoreFile, newIgnoreFile } from '../support/newIgnoreFile.ts';

export const dockerignoreMissing = defineRule({
  id: 'dockerignore-missing',
  summary: 'The whole build context is copied, and there is no ignore file',
  why: 'All that lies in the folder goes along: the history of the repository, what is installed and built on this machine, settings and keys. The image grows, and each change of any of it starts the build over from here.',
  language: 'dockerfile',
  category: 'context',
  severity: 'information',
  preset: 'recommended',
  since: '0.1.0',
  needs: ['ignore-file'],
  uses: ['context-tree'],
  equivalents: [
    { tool: 'dockerignore-audit', code: 'missing-ignore-file', match: 'narrower' },
    { tool: 'sonar', code: 'S6470', match: 'related' },
  ],
  references: [
    'https://docs.docker.com/build/concepts/context/#dockerignore-files',
    'https://docs.docker.com/build/building/best-practices/#exclude-with-dockerignore',
  ],
  concerns: { keywords: ['ADD', 'COPY'] },
  messages: {
    taken:
      'There is no .dockerignore, so this copies {files} along with the sources. Write one that holds back what the image does not need.',
    missing:
      'There is no .dockerignore, so this copies whatever lies in the build context. Write one that holds back what the image does not need.',
  },
  fixes: {
    create: { title: 'Create a .dockerignore{stacks}', safety: 'unsafe', availability: 'always' },
  },
  check({ model, context, report }) {
    if (context.ignoreFile !== null || !context.view) return;
    const source = firstBroadSource(model);
    if (!source || isElsewhere(model, context)) return;
    const file = newIgnoreFile(model, context);
    const found = litterIn(file, context);
    // A folder that holds nothing of the kind, and whose tools leave nothing behind; or nobody has seen it yet.
    if (found.length === 0 && (file.stacks.length === 0 || context.view.tree.state === 'reading')) return;
    const values = { stacks: file.stacks.length === 0 ? '' : ` for ${enumerated(file.stacks)}` };
    const edits = [{ path: '.dockerignore', appendLines: file.lines, create: true }];
    const fixes = [{ fix: 'create', values, edits }] as const;
    const at = source.range;
    if (found.length === 0) report({ at, message: 'missing', fixes });
    else report({ at, message: 'taken', values: { files: shown(found) }, fixes });
  },
});

/** Of any stage: it makes the build slow, and undoes the cache, even where nothing of it reaches the image. */
function firstBroadSource(model: BuildModel): TakeSource | undefined {
  // Few instructions are of that kind: without one nobody has to know what all of them take.
  if (!model.stepsWith('ADD', 'COPY').some((step) => takesAll(copyWordsOf(step)))) return undefined;
  return contextTakes(model).find(takesAll)?.sources[0];
}

function takesAll(taken: Pick<CopyWords, 'sources' | 'excludes'> | undefined): boolean {
  const [source, more] = taken?.sources ?? [];
  if (!source?.pattern || source.kept || more || taken?.excludes) return false;
  return source.pattern.path === '' || source.pattern.path === '*';
}

const mostShown = 3;

function shown(names: readonly string[]): string {
  return enumerated(names.length > mostShown ? [...names.slice(0, mostShown), 'more'] : names);
}

/** A few names of what lies there and would be held back. */
function litterIn(file: NewIgnoreFile, { view }: ContextFacts): readonly string[] {
  return view ? oncePerView(view, `litter ${file.patterns.join('\n')}`, () => findLitter(file, view)) : [];
}

function findLitter({ patterns }: NewIgnoreFile, view: ContextView): readonly string[] {
  const matcher = compile(patterns);
  const names = new Set<string>();
  const look = (path: string): void => {
    if (names.size <= mostShown && matchesOrParentMatches(matcher, path).excluded) names.add(path);
  };
  for (const node of (view.tree.root.children ?? []).slice(0, 200)) look(node.name);
  for (const node of view.notable.slice(0, 50)) {
    const path = pathOf(node);
    if (![...names].some((name) => path.startsWith(`${name}/`))) look(path);
  }
  return [...names];
}
