import { type ContextFolder, type ContextNode, pathOf } from '../../model/context/contextTree.ts';
import type { ContextView } from '../../model/context/contextView.ts';
import { lineAt } from '../../model/context/lineEffects.ts';
import { isPresent, matchSource } from '../../model/context/sourcePattern.ts';
import { counted } from '../../text/counts.ts';
import { defineRule } from '../rule.ts';
import { contextTakes, namedPath } from '../support/contextTakes.ts';
import { isPlainPath, relatedLine } from '../support/ignoreLines.ts';

export const copyPartlyIgnored = defineRule({
  id: 'copy-partly-ignored',
  summary: 'A part of what is copied is kept out of the build context',
  why: 'Whoever reads the COPY expects the folder as it is. What the ignore file holds back is missing in the image, and nothing says so.',
  language: 'dockerfile',
  category: 'context',
  severity: 'information',
  preset: 'off',
  since: '0.1.0',
  needs: ['ignore-file', 'context-tree'],
  equivalents: [{ tool: 'dockerignore-audit', code: 'copy-source-partially-ignored', match: 'narrower' }],
  references: ['https://docs.docker.com/build/concepts/context/#dockerignore-files'],
  concerns: { keywords: ['ADD', 'COPY'] },
  messages: {
    partly:
      '{ignoreFile} keeps {amount} of {path} out of the build context: {example} is left out by {pattern} in line {line}. If the image needs it, add !{example}.',
  },
  fixes: {
    addException: { title: 'Add !{example} to {ignoreFile}', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, context, report }) {
    const { view, ignoreFile } = context;
    if (!view || !ignoreFile || ignoreFile.file.patterns.length === 0) return;
    for (const take of contextTakes(model)) {
      for (const source of take.sources) {
        // The whole context is what an ignore file is for; `--parents` names each file.
        if (!source.pattern || source.kept || !namedPath(source)) continue;
        const { nodes } = matchSource(view, source.pattern);
        if (!nodes.some((node) => isPresent(view, node))) continue;
        const first = nodes.map((node) => firstKeptOut(node, view)).find((node) => node !== undefined);
        const decided = first && view.decidedBy(first);
        const line = decided === undefined ? undefined : lineAt(view, ignoreFile.file.patterns, decided);
        if (!first || !line) continue;
        const example = pathOf(first);
        const path = ignoreFile.path;
        const edits = [{ path, appendLines: [`!${example}`], create: false }];
        report({
          at: source.range,
          message: 'partly',
          values: {
            ignoreFile: path,
            amount: amountOf(nodes, view),
            path: source.pattern.path,
            example,
            pattern: line.glob,
            line: line.number + 1,
          },
          related: [relatedLine(path, line)],
          fixes: isPlainPath(example)
            ? [{ fix: 'addException', values: { example, ignoreFile: path }, edits }]
            : undefined,
        });
      }
    }
  },
});

/** Of folders that are kept out whole nobody has counted the files. */
function amountOf(nodes: readonly ContextNode[], view: ContextView): string {
  const files = nodes.reduce((sum, node) => sum + view.below(node).keptOut.files, 0);
  return files === 0 ? 'a part' : counted(files, 'file');
}

/** A file or whole folder: by what the view knows of each line, else down the folders that have such files. */
function firstKeptOut(node: ContextNode, view: ContextView): ContextNode | undefined {
  if (!isPresent(view, node)) return node;
  for (const { examples } of view.lines) {
    const example = examples.find((one) => !isPresent(view, one) && isBelow(one, node));
    if (example) return example;
  }
  let folder: ContextFolder | undefined = node.kind === 'folder' ? node : undefined;
  while (folder) {
    const children: readonly ContextNode[] = folder.children ?? [];
    const own = children.find((child) => !isPresent(view, child));
    if (own) return own;
    const next = children.find((child) => view.below(child).keptOut.files > 0);
    folder = next?.kind === 'folder' ? next : undefined;
  }
  return undefined;
}

function isBelow(node: ContextNode, top: ContextNode): boolean {
  for (let at: ContextNode | undefined = node; at; at = at.parent) if (at === top) return true;
  return false;
}
