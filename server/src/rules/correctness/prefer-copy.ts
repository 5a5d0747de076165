import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import { defineRule } from '../rule.ts';
import { keywordLike } from '../support/keywords.ts';

export const preferCopy = defineRule({
  id: 'prefer-copy',
  summary: 'ADD copies plain local files',
  why: 'ADD does more than its name says: it unpacks local archives, downloads URLs and clones repositories. COPY copies and nothing else, so a reader knows what happens.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'hadolint', code: 'DL3020', match: 'same' },
    { tool: 'trivy', code: 'DS-0005', match: 'same' },
    { tool: 'sonar', code: 'S7029', match: 'same' },
    { tool: 'checkov', code: 'CKV_DOCKER_4', match: 'narrower' },
    { tool: 'semgrep', code: 'prefer-copy-over-add', match: 'narrower' },
    { tool: 'kics', code: 'Add-Instead-of-Copy', match: 'narrower' },
    { tool: 'dockle', code: 'CIS-DI-0009', match: 'related' },
    { tool: 'parfum', code: 'DL3020', match: 'same' },
  ],
  references: ['https://docs.docker.com/build/building/best-practices/#add-or-copy'],
  concerns: { keywords: ['ADD'] },
  stepwise: true,
  messages: {
    useCopy: 'ADD also unpacks archives and downloads; for plain files use COPY, which only copies.',
  },
  fixes: {
    toCopy: { title: 'Change to COPY', safety: 'safe', availability: 'always' },
  },
  check({ steps, report }) {
    for (const { instruction } of steps) {
      if (instruction.name !== 'ADD' || !copiesPlainFiles(instruction)) continue;
      const edits = [{ range: instruction.keyword.range, newText: keywordLike(instruction, 'COPY') }];
      // What a file without such a name holds is not known: ADD looks for archives in its first bytes.
      const isDirectory = sources(instruction).every((source) => /^(?:.*\/)?\.{0,2}\/?$/.test(source));
      const claim = { kind: 'add-becomes-copy', instruction: instruction.range.start } as const;
      report({
        at: instruction.keyword.range,
        message: 'useCopy',
        fixes:
          isDirectory && !instruction.isTrigger
            ? [{ fix: 'toCopy', edits, claim }]
            : [{ fix: 'toCopy', safety: 'unsafe', edits }],
      });
    }
  },
});

function copiesPlainFiles(instruction: Instruction): boolean {
  if (instruction.flags.some((flag) => addOnly.has(flag.name))) return false;
  const from = sources(instruction);
  return (
    from.length > 0 && !from.some((source) => isRemote(source) || isArchive(source) || source.includes('$'))
  );
}

const addOnly = new Set(['checksum', 'keep-git-dir', 'unpack']);

function sources(instruction: Instruction): string[] {
  return instruction.words.slice(0, -1).map((word) => word.text.replace(/^(["'])(.*)\1$/, '$2'));
}

/** URLs and Git repositories, as BuildKit tells them from paths. */
function isRemote(source: string): boolean {
  return /^(?:[a-z][a-z0-9+.-]*:\/\/|git@|github\.com\/)/i.test(source);
}

/** By name: those ADD unpacks (tar, plain or compressed), and wildcards that may match one. */
function isArchive(source: string): boolean {
  const name = source.toLowerCase();
  return (
    /\.(?:tar|tar\.\w+|tgz|tbz2?|tb2|txz|tlz|tzst|gz|bz2|xz|lzma|z|zst)$/.test(name) ||
    /\.t?[a-z]*[*?]$/.test(name)
  );
}
