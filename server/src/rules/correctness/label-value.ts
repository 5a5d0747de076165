import { isOfType, type LabelType, labelTypes, licenseMeant, ociLabelTypes } from '../../knowledge/labels.ts';
import { defineRule } from '../rule.ts';
import { type Label, labelsOf, readSchema } from '../support/labels.ts';
import { unquoted } from '../support/words.ts';

export const labelValue = defineRule({
  id: 'label-value',
  summary: 'Value of a label is not of the form its key asks for',
  why: 'Registries and scanners read these labels: a date they cannot parse, a license they do not know and an address without a scheme are as good as none.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'hadolint', code: 'DL3051', match: 'same' },
    { tool: 'hadolint', code: 'DL3052', match: 'same' },
    { tool: 'hadolint', code: 'DL3053', match: 'same' },
    { tool: 'hadolint', code: 'DL3054', match: 'same' },
    { tool: 'hadolint', code: 'DL3055', match: 'same' },
    { tool: 'hadolint', code: 'DL3056', match: 'same' },
    { tool: 'hadolint', code: 'DL3058', match: 'same' },
  ],
  references: [
    'https://github.com/opencontainers/image-spec/blob/main/annotations.md',
    'https://spdx.org/licenses/',
    'https://www.rfc-editor.org/rfc/rfc3339#section-5.6',
  ],
  concerns: { keywords: ['LABEL'] },
  options: {
    schema: {
      type: 'strings',
      default: [],
      description: `Further labels and what they hold, each as \`key=type\`. Types: ${labelTypes.join(', ')}.`,
    },
  },
  messages: {
    empty: '{key} is empty. Give it a value, or leave it out.',
    form: '{key} must be {form}, or tools that read it find nothing.',
  },
  fixes: {
    complete: { title: 'Write {value}', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, options, report }) {
    const labels = labelsOf(model);
    if (labels.length === 0) return;
    const schema = readSchema(options.schema);
    for (const label of labels) {
      const { key, value, pair } = label;
      const type = schema.get(key) ?? ociLabelTypes.get(key);
      if (type === undefined || value === undefined || isOfType(value, type)) continue;
      const at = pair.value && pair.value.text !== '' ? pair.value.range : pair.name.range;
      if (value.trim() === '') report({ at, message: 'empty', values: { key } });
      else
        report({
          at,
          message: 'form',
          values: { key, form: FORMS[type] },
          fixes: completion(label, value, type),
        });
    }
  },
});

const FORMS: Readonly<Record<LabelType, string>> = {
  text: 'a text',
  url: 'a URL with its scheme (https://…)',
  rfc3339: 'a date and time like 2026-01-31T12:00:00Z (RFC 3339)',
  spdx: 'a license expression of SPDX, like Apache-2.0',
  hash: 'a Git hash of 7 or 40 digits',
  semver: 'a semantic version like 1.2.3',
  email: 'an e-mail address',
  digest: 'a digest like sha256:…',
};

/** What the value was meant to be, where that is plain. */
function completion({ pair }: Label, value: string, type: LabelType) {
  const better = betterValue(value, type);
  if (better === undefined || !pair.value || pair.form !== 'equals' || unquoted(pair.value).text !== value)
    return undefined;
  const { range } = unquoted(pair.value);
  return [{ fix: 'complete' as const, values: { value: better }, edits: [{ range, newText: better }] }];
}

function betterValue(value: string, type: LabelType): string | undefined {
  switch (type) {
    case 'url':
      return /^(?:www\.)?[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}(?:\/[\w./~-]*)?$/i.test(value)
        ? `https://${value}`
        : undefined;
    case 'rfc3339':
      return /^\d{4}-\d\d-\d\d$/.test(value) && isOfType(`${value}T00:00:00Z`, type)
        ? `${value}T00:00:00Z`
        : undefined;
    case 'spdx':
      return licenseMeant(value);
    default:
      return undefined;
  }
}
