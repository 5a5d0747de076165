import { levels } from '../lint/configure.ts';
import { ruleById, rules } from '../rules/index.ts';
import type { OptionSpec, Rule } from '../rules/rule.ts';
import type { TextRange } from '../text/range.ts';
import { fileKeys, overrideKeys, presets, settingKeys } from './configurationFile.ts';
import { type Place, placeAt } from './place.ts';

export interface ConfigurationCompletion {
  readonly label: string;
  readonly newText: string;
  readonly range: TextRange;
  readonly kind: 'key' | 'rule' | 'value';
  /** One line. */
  readonly detail: string | undefined;
  readonly isDeprecated: boolean;
}

interface Offer extends Pick<ConfigurationCompletion, 'label' | 'kind'> {
  readonly detail?: string | undefined;
  readonly isDeprecated?: boolean;
}

/** What may be written at an offset of a `.shipshape.yaml`. Linear in the text; never throws. */
export function completeConfiguration(text: string, offset: number): ConfigurationCompletion[] {
  const place = placeAt(text, offset);
  if (!place) return [];
  const found = place.key === undefined ? keysAt(place) : valuesAt(place, place.key);
  return found
    .filter(({ label, kind }) => kind === 'value' || !place.siblings.includes(label))
    .map(({ label, kind, detail, isDeprecated }) => ({
      label,
      kind,
      detail,
      isDeprecated: isDeprecated ?? false,
      range: place.word,
      newText: kind === 'value' || text[place.word.end] === ':' ? label : `${label}: `,
    }));
}

/** What a word of a `.shipshape.yaml` means: the rule it names. */
export function ruleAt(
  text: string,
  offset: number,
): { readonly rule: Rule; readonly range: TextRange } | undefined {
  let start = offset;
  while (start > 0 && /[\w-]/.test(text[start - 1] ?? '')) start--;
  const end = offset + (/^[\w-]*/.exec(text.slice(offset))?.[0].length ?? 0);
  const place = placeAt(text, start);
  const rule = ruleById(text.slice(start, end));
  if (!rule || !place || place.key !== undefined || place.path.at(-1) !== 'rules') return undefined;
  return { rule, range: { start, end } };
}

/** The path without the list of overrides: what may be written below is the same. */
function within({ path }: Place): { readonly isOverride: boolean; readonly rest: readonly string[] } {
  const isOverride = path[0] === 'overrides';
  return { isOverride, rest: isOverride ? path.slice(1) : path };
}

function keysAt(place: Place): Offer[] {
  const { isOverride, rest } = within(place);
  const [first, id, options] = rest;
  if (first === undefined) {
    return (isOverride ? overrideKeys : fileKeys).map((label) => ({
      label,
      kind: 'key' as const,
      detail: meanings[label],
    }));
  }
  if (first !== 'rules') return [];
  if (id === undefined) {
    return rules.map((rule) => ({
      label: rule.id,
      kind: 'rule' as const,
      detail: `${rule.summary} (${rule.severity}, ${rule.preset})`,
      isDeprecated: rule.status === 'deprecated',
    }));
  }
  const rule = ruleById(id);
  if (options === undefined) {
    return settingKeys
      .filter((label) => label !== 'options' || (rule && Object.keys(rule.options).length > 0))
      .map((label) => ({ label, kind: 'key' as const, detail: meanings[label] }));
  }
  if (options !== 'options' || rest.length > 3) return [];
  return Object.entries(rule?.options ?? {}).map(([label, { description }]) => ({
    label,
    kind: 'key' as const,
    detail: description,
  }));
}

function valuesAt(place: Place, key: string): Offer[] {
  const { rest } = within(place);
  const [first, id, options] = rest;
  const values = (labels: readonly string[]): Offer[] => labels.map((label) => ({ label, kind: 'value' }));
  if (first === undefined) return key === 'preset' ? values(presets) : [];
  if (first !== 'rules') return [];
  if (id === undefined) return ruleById(key) ? values(levels) : [];
  if (options === undefined) return key === 'severity' ? values(levels) : [];
  const specs = ruleById(id)?.options ?? {};
  return Object.hasOwn(specs, key) ? values(valuesOf(specs[key])) : [];
}

function valuesOf(spec: OptionSpec | undefined): readonly string[] {
  if (spec?.type === 'boolean') return ['true', 'false'];
  return spec?.type === 'string' ? (spec.enum ?? []) : [];
}

const meanings: Readonly<Record<string, string>> = {
  preset: 'Which rules run where "rules" says nothing of them',
  rules: 'Rules by id: off, on, a severity, or severity and options',
  overrides: 'Other rules for some files',
  exclude: 'Patterns of files that are not checked',
  files: 'Patterns of the files an override is for',
  severity: 'off, on, error, warning, information or hint',
  options: 'Values for the options of the rule',
};
