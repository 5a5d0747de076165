import { type ContextNode, pathOf } from '../../model/context/contextTree.ts';
import { type ContextView, mostExamples } from '../../model/context/contextView.ts';
import { effectOf } from '../../model/context/lineEffects.ts';
import { type NotableKind, notableKindOf } from '../../model/context/notableNodes.ts';
import { interplayOf } from '../../syntax/dockerignore/interplay.ts';
import { matchPattern, type Pattern } from '../../syntax/dockerignore/pattern.ts';
import type { IgnoreFile, PatternLine } from '../../syntax/dockerignore/reader.ts';
import { defineRule } from '../rule.ts';
import { ownView, shownPaths } from '../support/ignoreView.ts';

export const dockerignoreRootOnlyPattern = defineRule({
  id: 'dockerignore-root-only-pattern',
  summary: 'Pattern for files in all folders matches in the context folder only',
  why: 'In .gitignore a name without a slash matches at any depth. In .dockerignore each pattern starts at the context folder, so that files of this name below it are sent, and end up in the image.',
  language: 'dockerignore',
  category: 'context',
  severity: 'information',
  preset: 'recommended',
  since: '0.1.0',
  yieldsTo: ['dockerignore-duplicate-pattern'],
  references: [
    'https://docs.docker.com/build/concepts/context/#syntax',
    'https://git-scm.com/docs/gitignore#_pattern_format',
  ],
  uses: ['context-tree'],
  messages: {
    rootOnly:
      'BuildKit, unlike git, looks for this in the context folder only, not in the folders below. Write {better} for any depth.',
    sent: 'Unlike git, BuildKit looks for this in the context folder only: {paths} {are} sent. Write {better} for any depth, or {top} to say that only the one at the top is meant.',
    secret:
      'Unlike git, BuildKit looks for this in the context folder only: {paths} {are} sent, and a COPY of the folder puts the secrets into the image. Write {better} for any depth.',
    installed:
      'Unlike git, BuildKit looks for this in the context folder only: {paths} {are} sent at each build, and a COPY puts what was installed for this machine into the image. Write {better}.',
  },
  fixes: {
    anyDepth: { title: 'Write **/ before each such name', safety: 'unsafe', availability: 'sometimes' },
    anyDepthHere: { title: 'Write {better}', safety: 'unsafe', availability: 'always' },
    topOnly: {
      title: 'Write {top}: only the one at the top is meant',
      safety: 'unsafe',
      availability: 'always',
    },
  },
  check({ file, text, context, report }) {
    const view = ownView(context);
    const anyDepth = new Set(
      file.patterns.filter(({ glob }) => glob.startsWith('**/')).map(({ glob }) => glob),
    );
    const candidates = file.patterns.filter(
      ({ glob, body, negated, error }) =>
        !negated &&
        !error &&
        !/^[./]*\//.test(text.slice(body.start, body.end)) &&
        !anyDepth.has(`**/${glob}`),
    );
    const deeper = new Map<PatternLine, readonly ContextNode[]>();
    for (const line of view ? candidates : []) {
      const nodes = view ? unmeant(view, file, line, text) : [];
      if (nodes.length > 0) deeper.set(line, nodes);
    }
    const scattered = candidates.filter((line) => scatteredNames.has(line.glob) && !deeper.has(line));
    if (deeper.size === 0 && scattered.length === 0) return;
    const covered = new Set(interplayOf(file.patterns).covered.map(({ line }) => line));
    const counting = scattered.filter((line) => !covered.has(line));
    const all = candidates.filter((line) => deeper.has(line) || counting.includes(line));
    const everywhere = {
      fix: 'anyDepth',
      edits: all.map(({ body: { start } }) => ({ range: { start, end: start }, newText: '**/' })),
    } as const;
    for (const [line, nodes] of deeper) {
      const { start } = line.body;
      const kinds = nodes.map(notableKindOf);
      const kind = (['secret', 'history', 'dependencies'] as const).find((one) => kinds.includes(one));
      const told = kind === undefined ? nodes : nodes.filter((_, index) => kinds[index] === kind);
      const better = `**/${line.glob}`;
      const values = {
        paths: shownPaths(told, nodes.length === mostExamples),
        are: told.length === 1 && nodes.length < mostExamples ? 'is' : 'are',
        better,
      };
      const place = { start, end: start };
      const deep = [
        { fix: 'anyDepthHere', values: { better }, edits: [{ range: place, newText: '**/' }] },
        ...(all.length > 1 ? [everywhere] : []),
      ] as const;
      const message = messageOf(kind);
      if (message !== 'sent') {
        report({ at: line.written, message, values, fixes: deep });
        continue;
      }
      const top = `/${line.glob}`;
      const topOnly = { fix: 'topOnly', values: { top }, edits: [{ range: place, newText: '/' }] } as const;
      report({ at: line.written, message, values: { ...values, top }, fixes: [...deep, topOnly] });
    }
    const [first, ...others] = counting;
    if (!first) return;
    report({
      at: first.written,
      message: 'rootOnly',
      values: { better: `**/${first.glob}` },
      related: others.map(({ written }) => ({ range: written, message: 'This one, too' })),
      fixes: [everywhere],
    });
  },
});

function messageOf(kind: NotableKind | undefined): 'sent' | 'secret' | 'installed' {
  if (kind === 'dependencies') return 'installed';
  return kind === 'secret' ? 'secret' : 'sent';
}

/** What git would keep out by this line and BuildKit sends, as far as nothing tells that this is meant. */
function unmeant(view: ContextView, file: IgnoreFile, line: PatternLine, text: string): ContextNode[] {
  const place = file.patterns.indexOf(line);
  const foldersOnly = text[line.body.end - 1] === '/';
  return (effectOf(view, file.patterns, line)?.deeper ?? []).filter((node) => {
    // To git a slash at the end means folders.
    if (foldersOnly && node.kind !== 'folder') return false;
    if (isOrdinary(node)) return false;
    const path = pathOf(node);
    // An exception means it that comes later, or names it.
    return !file.patterns.some(
      ({ negated, pattern }, index) =>
        negated && (matchPattern(pattern, path) || (index > place && matchesAbove(pattern, path))),
    );
  });
}

function matchesAbove(pattern: Pattern, path: string): boolean {
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
    if (matchPattern(pattern, path.slice(0, end))) return true;
  }
  return false;
}

/** A folder whose name says nothing: one of that name may be built at the top, and be a part of the sources deeper. */
function isOrdinary(node: ContextNode): boolean {
  if (node.kind !== 'folder') return false;
  if (ordinaryNames.has(node.name)) return true;
  // What a build leaves behind lies beside what describes the project.
  return builtNames.has(node.name) && !node.parent?.children?.some(({ name }) => manifest.test(name));
}

const ordinaryNames: ReadonlySet<string> = new Set(
  (
    'assets bin config contrib data demo demos deploy dev doc docker docs example examples fixtures git hooks images ' +
    'img imgs infra k8s kubernetes lib libs local media misc models notebooks public resources samples scripts spec ' +
    'specs src static storage templates test testdata tests tools ui uploads util utils web'
  ).split(' '),
);

const builtNames: ReadonlySet<string> = new Set(
  'bin build cache dist generated obj out output outputs release target vendor'.split(' '),
);

const manifest =
  /^(?:package\.json|deno\.jsonc?|Cargo\.toml|pom\.xml|build\.gradle(?:\.kts)?|build\.sbt|go\.mod|composer\.json|Gemfile|mix\.exs|pubspec\.yaml|pyproject\.toml|setup\.py|.*\.(?:cs|fs|vb)proj)$/;

/** What tools leave in every folder they come to: nobody means the one at the top alone. */
const scatteredNames: ReadonlySet<string> = new Set([
  '__pycache__',
  '*.pyc',
  '*.pyo',
  '*.pyd',
  '*.py[co]',
  '*.py[cod]',
  '.ipynb_checkpoints',
  '.DS_Store',
  'Thumbs.db',
  'desktop.ini',
  '*.swp',
  '*.swo',
  '*.sw[op]',
  '*.sw[po]',
  '*~',
]);
