import { reservedNamespaces } from '../../knowledge/labels.ts';
import type { BuildModel } from '../../model/types.ts';
import { defineRule } from '../rule.ts';
import { type Label, labelsOf } from '../support/labels.ts';
import { unquoted } from '../support/words.ts';

export const labelKey = defineRule({
  id: 'label-key',
  summary: 'Key of a label against the guidelines',
  why: 'Tools look labels up by key and do not agree on what a strange key is: capital letters, underscores and doubled separators are told apart by some and not by others. The namespaces of Docker are its own.',
  language: 'dockerfile',
  category: 'style',
  severity: 'information',
  preset: 'strict',
  since: '0.1.0',
  equivalents: [
    { tool: 'hadolint', code: 'DL3048', match: 'same' },
    { tool: 'tally', code: 'labels/valid-key', match: 'same' },
  ],
  references: ['https://docs.docker.com/engine/manage-resources/labels/#key-format-recommendations'],
  concerns: { keywords: ['LABEL'] },
  messages: {
    reserved: '{namespace}* is reserved for Docker. Put the label into a namespace of your own domain.',
    malformed:
      '"{key}" is no good key: only lower-case letters, digits, single periods and hyphens, and it begins with a letter.',
  },
  fixes: {
    rename: { title: 'Rename to {key}', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, report }) {
    for (const label of labelsOf(model)) {
      const at = unquoted(label.pair.name).range;
      const namespace = reservedNamespaces.find((reserved) => label.key.startsWith(reserved));
      if (namespace !== undefined) {
        report({ at, message: 'reserved', values: { namespace } });
        continue;
      }
      const written = withoutVariables(label, model);
      if (isKey(written)) continue;
      const key = written.includes('$') ? '' : better(written);
      const fixes =
        isKey(key) && written === unquoted(label.pair.name).text
          ? [{ fix: 'rename' as const, values: { key }, edits: [{ range: at, newText: key }] }]
          : undefined;
      report({ at, message: 'malformed', values: { key: written }, fixes });
    }
  },
});

/** A variable that the file defines is as good as what it holds; any other leaves a hole in the key. */
function withoutVariables({ instruction, pair, key }: Label, model: BuildModel): string {
  const { text } = unquoted(pair.name);
  if (!text.includes('$')) return key;
  const names = [...text.matchAll(/\$\{?([A-Za-z_]\w*)/g)].map((match) => match[1] ?? '');
  const isKnown =
    names.length > 0 && names.every((name) => model.lookup(name, instruction).kind === 'defined');
  const isOpen = model.expand(pair.name.text, instruction).value === undefined;
  return isKnown ? (isOpen ? 'open' : key) : text;
}

function isKey(key: string): boolean {
  return /^[a-z](?:[a-z0-9]|[.-](?![.-]))*$/.test(key) && !/[.-]$/.test(key);
}

function better(key: string): string {
  return key
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[\s_-]+/g, '-')
    .replace(/\.{2,}/g, '.')
    .replace(/^[.-]+|[.-]+$/g, '');
}
