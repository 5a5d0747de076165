import { defineRule } from '../rule.ts';

export const dockerignoreRootOnlyPattern = defineRule({
  id: 'dockerignore-root-only-pattern',
  summary: 'Pattern for files in all folders matches in the context folder only',
  why: 'In .gitignore a name without a slash matches at any depth. In .dockerignore each pattern starts at the context folder, so that files of this name below it are sent, and end up in the image.',
  language: 'dockerignore',
  category: 'context',
  severity: 'information',
  preset: 'recommended',
  since: '0.1.0',
  yieldsTo: ['dockerignore-unused-pattern', 'dockerignore-duplicate-pattern'],
  references: ['https://docs.docker.com/build/concepts/context/#syntax'],
  messages: {
    rootOnly:
      'BuildKit, unlike git, looks for this in the context folder only, not in the folders below. Write {better} for any depth.',
  },
  fixes: {
    anyDepth: { title: 'Write **/ before each such name', safety: 'unsafe', availability: 'always' },
  },
  check({ file, text, report }) {
    const anyDepth = new Set(
      file.patterns.filter(({ glob }) => glob.startsWith('**/')).map(({ glob }) => glob),
    );
    const found = file.patterns.filter(
      ({ glob, body, negated }) =>
        !negated && scattered.has(glob) && text[body.start] !== '/' && !anyDepth.has(`**/${glob}`),
    );
    const [first] = found;
    if (!first) return;
    report({
      at: first.written,
      message: 'rootOnly',
      values: { better: `**/${first.glob}` },
      related: found.slice(1).map(({ written }) => ({ range: written, message: 'This one, too' })),
      fixes: [
        {
          fix: 'anyDepth',
          edits: found.map(({ body: { start } }) => ({ range: { start, end: start }, newText: '**/' })),
        },
      ],
    });
  },
});

/** What tools leave in every folder they come to: nobody means the one at the top alone. */
const scattered: ReadonlySet<string> = new Set([
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
