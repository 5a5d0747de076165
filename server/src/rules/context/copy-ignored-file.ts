import type { IgnoreFile } from '../../syntax/dockerignore/reader.ts';
import type { ContextFacts } from '../rule.ts';
import { defineRule } from '../rule.ts';
import { contextCopyOf } from '../support/contextCopies.ts';

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
  equivalents: [
    { tool: 'buildkit', code: 'CopyIgnoredFile', match: 'same' },
    { tool: 'dockerignore-audit', code: 'copy-source-ignored', match: 'narrower' },
  ],
  references: [
    'https://docs.docker.com/reference/build-checks/copy-ignored-file/',
    'https://docs.docker.com/build/concepts/context/#dockerignore-files',
  ],
  messages: {
    ignored:
      '{ignoreFile} keeps {path} out of the build context, so the build does not find it. Take the pattern out, or add !{path}.',
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
    for (const { instruction } of model.steps) {
      // What a trigger copies comes from another context.
      if ((instruction.name !== 'COPY' && instruction.name !== 'ADD') || instruction.isTrigger) continue;
      const copy = contextCopyOf(instruction, model);
      for (const [index, path] of (copy?.sources ?? []).entries()) {
        const at = instruction.json?.items[index]?.range ?? instruction.words[index]?.range;
        if (!at || isRemote(path)) continue;
        if (path === '') {
          if (holdsBackAll(inForce.file)) report({ at, message: 'everything', values: { ignoreFile } });
          continue;
        }
        if (!isHeldBack(path, inForce.file, context)) continue;
        const values = { ignoreFile, path };
        const edits = [{ path: ignoreFile, appendLines: [`!${path}`], create: false }];
        const fixes = /^[\w./@+-]+$/.test(path)
          ? ([{ fix: 'addException', values, edits }] as const)
          : undefined;
        report({ at, message: 'ignored', values, fixes });
      }
    }
  },
});

/** What ADD fetches is no part of the context. */
function isRemote(path: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\/|^git@/i.test(path);
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
