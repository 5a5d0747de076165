import { type ContextNode, findNode } from '../../model/context/contextTree.ts';
import type { ContextView } from '../../model/context/contextView.ts';
import { type IgnoreFile, type PatternLine, readIgnoreFile } from '../../syntax/dockerignore/reader.ts';
import type { TextRange } from '../../text/range.ts';
import { defineRule } from '../rule.ts';
import { ownView, shownPaths } from '../support/ignoreView.ts';
import { asLines, insertInFront, missingLines, replacedBy } from '../support/replacedIgnoreFile.ts';

export const dockerignoreReplaced = defineRule({
  id: 'dockerignore-replaced',
  summary: 'Ignore file of a Dockerfile replaces .dockerignore',
  why: 'Where Dockerfile.dockerignore lies beside a Dockerfile, BuildKit reads it instead of .dockerignore and merges nothing. Whoever edits .dockerignore changes nothing for this Dockerfile, and what only .dockerignore keeps out is sent.',
  language: 'dockerignore',
  category: 'context',
  severity: 'information',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [{ tool: 'dockerignore-audit', code: 'inactive-adjacent-ignore-file', match: 'narrower' }],
  references: ['https://docs.docker.com/build/concepts/context/#filename-and-location'],
  uses: ['context-tree'],
  messages: {
    replaced:
      'A build of {dockerfile} does not read this file: it takes {own} instead, and nothing of this one. What is to hold for both belongs into both.',
    lacks:
      'Beside this file nothing of .dockerignore is used: {paths} {are} sent, which .dockerignore keeps out. Copy the lines that are missing here.',
  },
  fixes: {
    copyLines: {
      title: 'Copy what is missing from .dockerignore',
      safety: 'unsafe',
      availability: 'always',
    },
    copyThere: {
      title: 'Copy what is missing to {own}',
      safety: 'unsafe',
      availability: 'always',
    },
  },
  check({ file, text, context, report }) {
    const at = firstLine(file);
    if (!at) return;
    if (context.ignoreFile?.path === '.dockerignore') {
      const lacking = dockerfilesWithOwn(ownView(context)).flatMap((dockerfile) => {
        const path = `${dockerfile}.dockerignore`;
        const own = context.read(path);
        const missing = own === undefined ? [] : missingLines(readIgnoreFile(own), file);
        return missing.length > 0 ? [{ dockerfile, path, missing }] : [];
      });
      if (lacking.length === 0) return;
      const dockerfile = lacking.map((one) => one.dockerfile).join(' or ');
      const own = lacking.map(({ path }) => path).join(' or ');
      const related = lacking.map((one) => ({ path: one.path, message: `Read for ${one.dockerfile}` }));
      const edits = lacking.map(({ path, missing }) => ({
        path,
        appendLines: asLines(file, missing),
        word: 'first' as const,
        create: false,
      }));
      const fixes = [{ fix: 'copyThere', values: { own: own.replaceAll(' or ', ' and ') }, edits }] as const;
      report({ at, message: 'replaced', values: { dockerfile, own }, related, fixes });
      return;
    }
    // A file of that name tells as well that this is the folder whose files are meant.
    const replaced = replacedBy(context);
    const view = ownView(context);
    if (!replaced || !view || file.patterns.length === 0) return;
    const missing = missingLines(file, replaced.file);
    const sent = missing.flatMap((line) => sentDespite(view, line) ?? []);
    if (sent.length === 0) return;
    report({
      at,
      message: 'lacks',
      values: { paths: shownPaths(sent, false), are: sent.length === 1 ? 'is' : 'are' },
      related: [{ path: '.dockerignore', message: 'Not read for this Dockerfile' }],
      fixes: [{ fix: 'copyLines', edits: [insertInFront(text, replaced.file, missing)] }],
    });
  },
});

/** The first line that says something. */
function firstLine(file: IgnoreFile): TextRange | undefined {
  const line = file.lines.find(({ kind }) => kind !== 'blank');
  return line?.kind === 'comment' ? line.comment : line?.kind === 'pattern' ? line.written : undefined;
}

/** Dockerfiles of the context's root that have an ignore file of their own. */
function dockerfilesWithOwn(view: ContextView | undefined): string[] {
  const names = new Set(
    (view?.tree.root.children ?? []).flatMap(({ kind, name }) => (kind === 'file' ? [name] : [])),
  );
  return [...names].flatMap((name) => {
    const dockerfile = /^(.+)\.dockerignore$/.exec(name)?.[1];
    return dockerfile !== undefined && names.has(dockerfile) ? [dockerfile] : [];
  });
}

/** What a line names, when it is there and sent, at least in part. Wildcards are not looked into. */
function sentDespite(view: ContextView, { pattern, negated }: PatternLine): ContextNode | undefined {
  if (negated) return undefined;
  const path =
    pattern.kind === 'exact'
      ? pattern.glob
      : pattern.kind === 'suffix' && pattern.glob.startsWith('**/')
        ? pattern.glob.slice(3)
        : undefined;
  const node = path === undefined ? 'none' : findNode(view.tree, path);
  if (typeof node === 'string' || !node.parent) return undefined;
  return view.isSent(node) && (node.kind !== 'folder' || view.below(node).sent.files > 0) ? node : undefined;
}
