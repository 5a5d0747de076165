import type { BuildModel } from '../../model/types.ts';
import type { Flag, Instruction, Word } from '../../syntax/dockerfile/tree.ts';
import { defineRule } from '../rule.ts';
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
    { tool: 'dockerfilelint', code: 'add_dest_invalid', match: 'related' },
    { tool: 'kics', code: 'Copy-With-More-Than-Two-Arguments', match: 'related' },
  ],
  yieldsTo: ['trailing-comment'],
  references: [
    'https://docs.docker.com/reference/dockerfile/#destination',
    'https://github.com/moby/buildkit/issues/1853',
  ],
  concerns: { keywords: ['ADD', 'COPY'] },
  messages: {
    refusedElsewhere:
      '{keyword} has several sources. BuildKit sees that "{destination}" is a directory, other builders insist on a slash at its end.',
    noSlash:
      '{keyword} has several sources, so "{destination}" must be a directory, and only a slash at its end says so. Without it one file may be written over the other.',
  },
  fixes: {
    addSlash: { title: 'Add a slash: {destination}/', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, report }) {
    for (const outer of model.tree.instructions) {
      const instruction = outer.trigger ?? outer;
      if (instruction.name !== 'COPY' && instruction.name !== 'ADD') continue;
      const destination = instruction.words.at(-1);
      // `--from build` without its equals sign is a problem of its own.
      if (instruction.heredocs.length > 0 || instruction.flags.some(isCutOff)) continue;
      if (!destination || instruction.words.length < 3 || isDirectory(destination, instruction, model))
        continue;
      const inner = instruction.json ? destination : unquoted(destination);
      const values = { keyword: instruction.name, destination: inner.text };
      const range = { start: inner.range.end, end: inner.range.end };
      // A quote in the middle, or a line break: where the path ends is not where the word ends.
      const isPlain = /^[^"'\\`\s]+$/.test(inner.text);
      report({
        at: instruction.json?.items.at(-1)?.range ?? destination.range,
        message: isThere(destination, instruction, model) ? 'refusedElsewhere' : 'noSlash',
        values,
        fixes: isPlain
          ? [{ fix: 'addSlash', values: { destination: inner.text }, edits: [{ range, newText: '/' }] }]
          : undefined,
      });
    }
  },
});

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
