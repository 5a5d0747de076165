import { holdsSecret, type SecretFile, secretFileOf } from '../../knowledge/secretFiles.ts';
import type { ContextView } from '../../model/context/contextView.ts';
import { isPresent, matchSource, presenceOf } from '../../model/context/sourcePattern.ts';
import type { TakeSource } from '../../model/context/takeWords.ts';
import { compile, matchesOrParentMatches } from '../../syntax/dockerignore/matcher.ts';
import { type IgnoreFile, type PatternLine, patternsOf } from '../../syntax/dockerignore/reader.ts';
import type { ContextFacts } from '../rule.ts';
import { defineRule } from '../rule.ts';
import { contextTakes, isWild, namedPath } from '../support/contextTakes.ts';
import { copiedSecrets } from '../support/copiedSecrets.ts';
import { isPlainPath, relatedLine } from '../support/ignoreLines.ts';

export const copyIgnoredFile = defineRule({
  id: 'copy-ignored-file',
  summary: 'What is copied is kept out of the build context',
  why: 'Files that the ignore file holds back never reach the builder. A COPY that names one fails with "not found", though the file is there.',
  language: 'dockerfile',
  category: 'context',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  needs: ['ignore-file'],
  uses: ['context-tree'],
  equivalents: [
    { tool: 'buildkit', code: 'CopyIgnoredFile', match: 'same' },
    { tool: 'dockerignore-audit', code: 'copy-source-ignored', match: 'narrower' },
  ],
  references: [
    'https://docs.docker.com/reference/build-checks/copy-ignored-file/',
    'https://docs.docker.com/build/concepts/context/#dockerignore-files',
  ],
  files: (model) => copiedSecrets(model).flatMap(({ path, file }) => (file.isMixed ? [path] : [])),
  messages: {
    ignored:
      '{ignoreFile} keeps {path} out of the build context ({pattern} in line {line}), so the build does not find it. Take the pattern out, or add !{path}.',
    ignoredTwice:
      '{ignoreFile} keeps {path} out of the build context ({pattern} in line {line}, and {other} in line {otherLine}), so the build does not find it. Add !{path}, or leave it out here.',
    secret:
      '{ignoreFile} rightly keeps out {path} ({pattern} in line {line}): it holds {content}. This does not find it. Mount it (RUN --mount=type=secret), or hand it over at run time.',
    nothingLeft:
      '{ignoreFile} keeps all that {path} finds out of the build context ({pattern} in line {line}): BuildKit copies nothing, and says nothing. Take the pattern out, or name exceptions.',
    emptied:
      '{ignoreFile} keeps all files in {path} out of the build context, so that an empty folder is copied. Take the pattern out, or name exceptions.',
    everything: '{ignoreFile} keeps everything out of the build context, so nothing is there to copy.',
  },
  fixes: {
    addException: {
      title: 'Add !{path} to {ignoreFile}',
      safety: 'unsafe',
      availability: 'sometimes',
    },
  },
  concerns: { keywords: ['COPY', 'ADD'] },
  check({ model, context, report }) {
    const inForce = context.ignoreFile;
    if (!inForce || inForce.file.patterns.length === 0) return;
    const ignoreFile = inForce.path;
    for (const take of contextTakes(model)) {
      for (const source of take.sources) {
        const path = namedPath(source);
        const verdict = path === undefined ? undefined : judge(path, source, inForce.file, context);
        if (!verdict || path === undefined) continue;
        const at = source.range;
        if (verdict === 'everything') report({ at, message: verdict, values: { ignoreFile } });
        else if (verdict === 'emptied') report({ at, message: verdict, values: { ignoreFile, path } });
        else {
          const { glob, number } = decidingLine(path, source, inForce.file, context.view);
          const values = { ignoreFile, path, pattern: glob, line: number + 1 };
          const related = [relatedLine(ignoreFile, { glob, number })];
          if (verdict === 'nothingLeft') {
            report({ at, message: verdict, values, related });
            continue;
          }
          const secret = secretAt(path, context);
          if (secret) {
            report({ at, message: 'secret', values: { ...values, content: secret.holds }, related });
            continue;
          }
          const edits = [{ path: ignoreFile, appendLines: [`!${path}`], create: false }];
          const fixes = isPlainPath(path)
            ? ([{ fix: 'addException', values: { ignoreFile, path }, edits }] as const)
            : undefined;
          const other = stillDeciding(path, number, inForce.file);
          if (other) {
            const both = { ...values, other: other.glob, otherLine: other.number + 1 };
            const lines = [...related, relatedLine(ignoreFile, other)];
            report({ at, message: 'ignoredTwice', values: both, related: lines, fixes });
            continue;
          }
          report({ at, message: 'ignored', values, related, fixes });
        }
      }
    }
  },
});

/** A file that nobody should bring back: that it is kept out is right, the copy is not. */
function secretAt(path: string, context: ContextFacts): SecretFile | undefined {
  const file = secretFileOf(path);
  const text = file?.isMixed ? context.read(path) : undefined;
  return text !== undefined && !holdsSecret(text) ? undefined : file;
}

/** What keeps a path out once the line that does is gone. */
function stillDeciding(path: string, number: number, { patterns }: IgnoreFile): PatternLine | undefined {
  const rest = patterns.filter((line) => line.number !== number);
  const { excluded, decidedBy } = matchesOrParentMatches(compile(rest.map(({ read }) => read)), path);
  return excluded ? rest[decidedBy ?? -1] : undefined;
}

type Verdict = 'ignored' | 'nothingLeft' | 'emptied' | 'everything' | undefined;

/** By the files where they are known, else by the patterns alone. */
function judge(path: string, source: TakeSource, file: IgnoreFile, context: ContextFacts): Verdict {
  const view = context.view?.tree.state === 'complete' ? context.view : undefined;
  if (path === '') {
    return (view && sendsNothing(view)) || holdsBackAll(file) ? 'everything' : undefined;
  }
  if (isWild(source)) {
    const found = view && source.pattern && !source.kept ? matchSource(view, source.pattern) : undefined;
    if (!found || found.isUnknown || found.nodes.length === 0) {
      return isHeldBack(path, file, context) ? 'nothingLeft' : undefined;
    }
    return found.nodes.some((node) => isPresent(context.view as ContextView, node))
      ? undefined
      : 'nothingLeft';
  }
  const presence = view && presenceOf(view, path);
  if (presence?.kind === 'kept-out') return 'ignored';
  if (presence?.kind === 'sent') {
    const { sent, keptOut } = (view as ContextView).below(presence.node);
    return sent.files === 0 && keptOut.files > 0 ? 'emptied' : undefined;
  }
  // What is not there yet would not be found when it is.
  return isHeldBack(path, file, context) ? 'ignored' : undefined;
}

/** Though there is something beside what is there for the builder itself. */
function sendsNothing({ sent, tree }: ContextView): boolean {
  const children = tree.root.children ?? [];
  return sent.files === 0 && children.some(({ name }) => !/dockerfile|\.dockerignore$/i.test(name));
}

/** The root itself matches no pattern: what counts is that all below it does. */
function holdsBackAll({ patterns }: IgnoreFile): boolean {
  return (
    !patterns.some(({ negated }) => negated) && patterns.some(({ glob }) => /^(?:\*\*\/)?\*\*?$/.test(glob))
  );
}

/**
 * Whether the path and all that may lie below it is held back. Where exceptions might bring back a part of it, the
 * answer is no; a pattern of COPY is held against the ignore file as it is written, as BuildKit does.
 */
function isHeldBack(path: string, { patterns }: IgnoreFile, context: ContextFacts): boolean {
  if (context.isIgnored(path) !== true) return false;
  const exceptions = patterns.filter(({ negated }) => negated);
  if (exceptions.length === 0) return true;
  if (isPattern(path)) return false;
  return !exceptions.some(({ glob }) => isPattern(glob) || glob.startsWith(`${path}/`));
}

function isPattern(text: string): boolean {
  return /[*?[\]\\]/.test(text);
}

/** Of what a wildcard finds, the first tells. */
function decidingLine(
  path: string,
  source: TakeSource,
  file: IgnoreFile,
  view: ContextView | undefined,
): Pick<PatternLine, 'glob' | 'number'> {
  const decided = matchesOrParentMatches(compile(patternsOf(file)), path).decidedBy ?? ofFirst(source, view);
  const line = file.patterns[decided ?? -1] ?? file.patterns.find(({ negated }) => !negated);
  return line ?? { glob: '', number: 0 };
}

function ofFirst({ pattern }: TakeSource, view: ContextView | undefined): number | undefined {
  const [first] = view && pattern ? matchSource(view, pattern).nodes : [];
  return first && view?.decidedBy(first);
}
