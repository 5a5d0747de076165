import { type ContextNode, findNode, pathOf } from '../../model/context/contextTree.ts';
import type { ContextView } from '../../model/context/contextView.ts';
import { effectOf } from '../../model/context/lineEffects.ts';
import type { PatternLine } from '../../syntax/dockerignore/reader.ts';
import type { TextRange } from '../../text/range.ts';
import { defineRule } from '../rule.ts';
import { wholeLine } from '../support/ignoreLines.ts';
import { ownView, shownPath } from '../support/ignoreView.ts';
import { type MisspeltPath, misspeltPath } from '../support/misspeltPath.ts';

export const dockerignoreUnmatchedPattern = defineRule({
  id: 'dockerignore-unmatched-pattern',
  summary: 'Pattern of the ignore file misses a file by a slip',
  why: 'A pattern that matches nothing is no error to BuildKit, and often right: it waits for what a build or a test leaves behind. One that misses what is there by a single character keeps nothing out.',
  language: 'dockerignore',
  category: 'context',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [{ tool: 'dockerignore-audit', code: 'unused-rule', match: 'related' }],
  yieldsTo: [
    'dockerignore-unused-pattern',
    'dockerignore-duplicate-pattern',
    'dockerignore-ineffective-exception',
    'dockerignore-outside-context',
    'dockerignore-not-a-comment',
    'dockerignore-foreign-syntax',
  ],
  references: ['https://docs.docker.com/build/concepts/context/#syntax'],
  options: {
    every: {
      type: 'boolean',
      default: false,
      description: 'Report every pattern that matches nothing in the build context.',
    },
  },
  uses: ['context-tree'],
  messages: {
    misspelt:
      'There is no {written} in the build context, but {meant}, which {is} because this misses it. Write {name}.',
    case: 'There is no {written} in the build context, but {meant}, and BuildKit tells upper from lower case: it {is}. Write {name}.',
    nothing: 'This matches nothing in the build context.',
  },
  fixes: {
    writeName: { title: 'Write {name}', safety: 'unsafe', availability: 'always' },
    deleteLine: { title: 'Delete the line', safety: 'unsafe', availability: 'always' },
  },
  check({ file, text, context, options, report }) {
    const view = ownView(context);
    if (view?.tree.state !== 'complete') return;
    for (const line of file.patterns) {
      const effect = effectOf(view, file.patterns, line);
      if (!effect || effect.matches || line.error) continue;
      const path = pathNamed(line);
      const found = path === undefined ? undefined : misspelt(view, file.patterns, line, path);
      if (found && path !== undefined) {
        const { name } = found;
        const fixes = [
          { fix: 'writeName', values: { name }, edits: [{ range: placeOf(line, found), newText: name }] },
        ] as const;
        const is = line.negated ? 'stays out' : 'is sent';
        const values = { written: path, meant: shownPath(found.node), is, name };
        report({ at: line.written, message: found.isCase ? 'case' : 'misspelt', values, fixes });
      } else if (options.every && !mayBeHidden(view, line)) {
        const fixes = [
          { fix: 'deleteLine', edits: [{ range: wholeLine(text, line), newText: '' }] },
        ] as const;
        report({ at: line.written, message: 'nothing', fixes });
      }
    }
  },
});

/** The path of a pattern that names one, at the top where it is for any depth. */
function pathNamed({ pattern }: PatternLine): string | undefined {
  if (pattern.kind === 'exact') return pattern.glob;
  return pattern.kind === 'suffix' && /^\*\*\/[^/]+$/.test(pattern.glob) ? pattern.glob.slice(3) : undefined;
}

function misspelt(
  view: ContextView,
  patterns: readonly PatternLine[],
  line: PatternLine,
  path: string,
): MisspeltPath | undefined {
  const named = new Set(patterns.map(({ glob }) => glob));
  const found = misspeltPath(view.tree, path, (node) => {
    if (named.has(pathOf(node)) || named.has(`**/${node.name}`)) return false;
    const { sent, keptOut } = view.below(node);
    return line.negated
      ? isLeftOut(view, node, keptOut.files)
      : view.isSent(node) && isThere(node, sent.files);
  });
  // A name with a wildcard in it would have to be escaped.
  return found && /^[^*?[\]\\!#]+$/.test(found.name) && placeOf(line, found) ? found : undefined;
}

function isThere(node: ContextNode, files: number): boolean {
  return node.kind !== 'folder' || files > 0;
}

function isLeftOut(view: ContextView, node: ContextNode, files: number): boolean {
  return !view.isSent(node) && (isThere(node, files) || (node.kind === 'folder' && !node.children));
}

/** The segment in what is written, counted from the end. */
function placeOf({ segments, glob, body }: PatternLine, { segment }: MisspeltPath): TextRange {
  const behind = glob.replace(/^\*\*\//, '').split('/').length - segment;
  return segments.at(-behind) ?? body;
}

/** Whether what it may match lies in a folder that nobody has looked into. */
function mayBeHidden(view: ContextView, { glob }: PatternLine): boolean {
  const segments = glob.split('/');
  const firstWild = segments.findIndex((segment) => /[*?[\\]/.test(segment));
  const literal = segments.slice(0, firstWild < 0 ? segments.length - 1 : firstWild);
  for (let end = 1; end <= literal.length; end++) {
    const node = findNode(view.tree, literal.slice(0, end).join('/'));
    if (node === 'unknown' || (node !== 'none' && node.kind === 'folder' && !node.children)) return true;
  }
  return false;
}
