import { matchSource } from '../../model/context/sourcePattern.ts';
import { takesAt } from '../../model/context/takes.ts';
import type { BuildModel } from '../../model/types.ts';
import type { Flag, Instruction, Word } from '../../syntax/dockerfile/tree.ts';
import type { ContextFacts } from '../rule.ts';
import { defineRule } from '../rule.ts';
import { readBrokenArray } from '../support/looseJson.ts';
import { unquoted } from '../support/words.ts';

export const copyDestinationNotDirectory = defineRule({
  id: 'copy-destination-not-directory',
  summary: 'Several sources are copied to a path that does not end with a slash',
  why: 'Without a slash at its end the destination may be read as a file: where no such directory exists yet, BuildKit writes each source over the one before, and other builders refuse the line.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'hadolint', code: 'DL3021', match: 'same' },
    { tool: 'rcjsuen', code: 'INVALID_DESTINATION', match: 'same' },
    { tool: 'trivy', code: 'DS-0011', match: 'broader' },
    { tool: 'dockerfilelint', code: 'add_dest_invalid', match: 'broader' },
    { tool: 'kics', code: 'Copy-With-More-Than-Two-Arguments', match: 'related' },
  ],
  uses: ['context-tree'],
  yieldsTo: ['trailing-comment'],
  references: [
    'https://docs.docker.com/reference/dockerfile/#destination',
    'https://github.com/moby/buildkit/issues/1853',
  ],
  concerns: { keywords: ['ADD', 'COPY'] },
  stepwise: true,
  messages: {
    refusedElsewhere:
      '{keyword} has several sources. BuildKit sees that "{destination}" is a directory, other builders insist on a slash at its end.',
    noSlash:
      '{keyword} has several sources, so "{destination}" must be a directory, and only a slash at its end says so. Without it one file may be written over the other.',
    severalFound:
      '{source} finds {count} files, so "{destination}" must be a directory, and only a slash at its end says so. Without it each file may be written over the one before.',
  },
  fixes: {
    addSlash: { title: 'Add a slash: {destination}/', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, steps, context, report }) {
    for (const { instruction } of steps) {
      if (instruction.name !== 'COPY' && instruction.name !== 'ADD') continue;
      const destination = instruction.words.at(-1);
      // `--from build` without its equals sign is a problem of its own.
      if (instruction.heredocs.length > 0 || instruction.flags.some(isCutOff)) continue;
      // The words of an array that is none are not those that are meant.
      if (instruction.brokenJson && readBrokenArray(instruction)) continue;
      if (!destination || instruction.words.length < 2 || isDirectory(destination, instruction, model))
        continue;
      const found = instruction.words.length > 2 ? undefined : filesFound(instruction, model, context);
      if (instruction.words.length === 2 && !found) continue;
      const inner = instruction.json ? destination : unquoted(destination);
      const values = { keyword: instruction.name, destination: inner.text };
      const range = { start: inner.range.end, end: inner.range.end };
      // A quote in the middle, or a line break: where the path ends is not where the word ends.
      const isPlain = /^[^"'\\`\s]+$/.test(inner.text);
      const at = instruction.json?.items.at(-1)?.range ?? destination.range;
      const fixes = isPlain
        ? ([
            { fix: 'addSlash', values: { destination: inner.text }, edits: [{ range, newText: '/' }] },
          ] as const)
        : undefined;
      if (found) report({ at, message: 'severalFound', values: { ...values, ...found }, fixes });
      else if (isThere(destination, instruction, model)) {
        report({ at, message: 'refusedElsewhere', values, fixes });
      } else report({ at, message: 'noSlash', values, fixes });
    }
  },
});

/** What the only source finds in the context, when it is several files, and no such directory is known to be there. */
function filesFound(
  instruction: Instruction,
  model: BuildModel,
  { view }: ContextFacts,
): { readonly source: string; readonly count: number } | undefined {
  if (!view || !/[*?[]/.test(instruction.words[0]?.text ?? '')) return undefined;
  const [take] = takesAt(model, instruction);
  const pattern = take?.sources[0]?.pattern;
  if (!pattern?.glob || take?.destination?.isDirectory || take?.sources[0]?.kept) return undefined;
  const { nodes } = matchSource(view, pattern);
  const count = nodes.filter((node) => node.kind !== 'folder' && view.isSent(node)).length;
  // A folder among them makes the destination a directory.
  return count > 1 && nodes.every(({ kind }) => kind !== 'folder')
    ? { source: pattern.path, count }
    : undefined;
}

/** It ends with a slash, a backslash on Windows; or a variable without a known value ends it, which may. */
function isDirectory(destination: Word, instruction: Instruction, model: BuildModel): boolean {
  const plain = instruction.json ? destination.text : unquoted(destination).text;
  if (/[/\\]$/.test(plain)) return true;
  const { value } = model.expand(destination.text, instruction);
  return value === undefined || value === '' ? /\}$|\$\w+$/.test(plain) : /[/\\]$/.test(value);
}

/** The working directory, or one above it. */
function isThere({ text }: Word, instruction: Instruction, model: BuildModel): boolean {
  if (/^["']?\.{1,2}["']?$/.test(text)) return true;
  const { value } = model.stepOf(instruction).before.workdir;
  return value !== undefined && model.expand(text, instruction).value === value;
}

function isCutOff({ name, value }: Flag): boolean {
  return value === undefined && /^(?:from|chown|chmod|checksum|exclude)$/.test(name);
}
