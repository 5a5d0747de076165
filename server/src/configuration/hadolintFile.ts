import { hadolint } from '../knowledge/catalogs/hadolint.ts';
import type { RuleSetting } from '../lint/problem.ts';
import type { Severity } from '../rules/categories.ts';
import { rules as registry } from '../rules/index.ts';
import type { Rule } from '../rules/rule.ts';
import { plainValue, type YamlDocument, type YamlEntry, type YamlNode } from '../syntax/yamlTree.ts';
import { lazy } from '../text/memo.ts';
import { closest } from '../text/nearest.ts';
import type { TextRange } from '../text/range.ts';
import {
  type ConfigurationProblem,
  emptyFile,
  type ReadConfiguration,
  sentence,
} from './configurationFile.ts';

/**
 * Reads a `.hadolint.yaml` so that its user hears what hadolint says and no more: an ignored code switches off every
 * rule that declares it (`related` excepted), an override sets the severity of the rules that are the same, and what
 * it says of registries and labels goes to the rules that ask for it. Never throws.
 * https://github.com/hadolint/hadolint#configure
 */
export function readHadolintFile(
  document: YamlDocument,
  rules: readonly Rule[] = registry,
): ReadConfiguration {
  const problems: ConfigurationProblem[] = document.errors.map(({ range, message }) => ({
    range,
    message: sentence(message),
    severity: 'error',
  }));
  const entries = document.root?.kind === 'map' ? document.root.entries : [];
  const settings = new Settings(rules);
  const note = (range: TextRange, message: string): void => {
    problems.push({ range, message, severity: 'information' });
  };
  let ignoresHadolintComments = false;
  const schema: string[] = [];
  let isStrict = false;
  for (const { key, keyRange, value } of entries) {
    switch (key) {
      case 'ignored':
        for (const code of codes(value, problems)) settings.ignore(code);
        break;
      case 'override':
        for (const { key: level, value: list } of entriesOf(value)) {
          const severity = Object.hasOwn(severities, level) ? severities[level] : undefined;
          for (const code of codes(list, problems)) if (severity) settings.override(code, severity);
        }
        break;
      case 'trustedRegistries':
        settings.options(['DL3026'], 'trustedRegistries', texts(value));
        break;
      case 'label-schema':
        for (const { key: label, value: type } of entriesOf(value)) {
          schema.push(`${label}=${String(plainValue(type) ?? 'text')}`);
        }
        break;
      case 'strict-labels':
        isStrict = plainValue(value) === true;
        break;
      case 'disable-ignore-pragma':
        ignoresHadolintComments = plainValue(value) === true;
        break;
      case 'failure-threshold':
      case 'format':
      case 'no-color':
      case 'no-fail':
        note(
          keyRange,
          `Shipshape has no use for "${key}": problems show in the editor with their severities.`,
        );
        break;
      default: {
        const known = closest(key, hadolintKeys);
        const more = known === undefined ? '' : ` Did you mean ${known}?`;
        problems.push({
          range: keyRange,
          message: `hadolint has no setting "${key}".${more}`,
          severity: 'warning',
          replacement: known === undefined ? undefined : { range: keyRange, newText: known },
        });
      }
    }
  }
  if (schema.length > 0) settings.labels(schema, isStrict);
  return { file: { ...emptyFile, rules: settings.result(), ignoresHadolintComments }, problems };
}

const hadolintKeys = [
  'ignored',
  'override',
  'trustedRegistries',
  'label-schema',
  'strict-labels',
  'disable-ignore-pragma',
  'failure-threshold',
  'format',
  'no-color',
  'no-fail',
] as const;

/** The loudest first: it wins where a rule of ours stands for several of theirs. */
const severities: Readonly<Record<string, Severity>> = {
  error: 'error',
  warning: 'warning',
  info: 'information',
  style: 'hint',
};

/** hadolint's codes that need a schema of labels. The last but one reports labels outside of it, if that is wanted. */
const labelCodes = ['DL3049', 'DL3051', 'DL3052', 'DL3053', 'DL3054', 'DL3055', 'DL3056', 'DL3058'];
const unknownLabelCode = 'DL3050';

/** hadolint's word for our rules. What no rule of ours has a place for is left out without a word. */
class Settings {
  private readonly rules: readonly Rule[];
  private readonly levels = new Map<string, Severity | 'on'>();
  private readonly ignored = new Set<string>();
  private readonly given = new Map<string, Record<string, unknown>>();

  constructor(rules: readonly Rule[]) {
    this.rules = rules;
  }

  ignore(code: string): void {
    for (const rule of this.rules) if (declares(rule, [code])) this.ignored.add(rule.id);
  }

  override(code: string, severity: Severity): void {
    const order = Object.values(severities);
    for (const rule of this.rules) {
      if (!declares(rule, [code], true)) continue;
      const before = this.levels.get(rule.id);
      if (before && before !== 'on' && order.indexOf(before) <= order.indexOf(severity)) continue;
      this.levels.set(rule.id, severity);
    }
  }

  options(wanted: readonly string[], name: string, value: unknown): void {
    for (const rule of this.rules) {
      if (!declares(rule, wanted) || !Object.hasOwn(rule.options, name)) continue;
      this.given.set(rule.id, { ...this.given.get(rule.id), [name]: value });
      // The schema asks for the check, whatever our preset thinks of it.
      if (!this.levels.has(rule.id)) this.levels.set(rule.id, 'on');
    }
  }

  labels(schema: readonly string[], isStrict: boolean): void {
    this.options(isStrict ? [...labelCodes, unknownLabelCode] : labelCodes, 'schema', schema);
    if (isStrict) this.options([unknownLabelCode], 'strict', true);
  }

  result(): Record<string, RuleSetting> {
    const result: Record<string, RuleSetting> = {};
    for (const [id, severity] of this.levels) {
      const options = this.given.get(id);
      result[id] = options ? { severity, options } : severity;
    }
    for (const id of this.ignored) result[id] = 'off';
    return result;
  }
}

function declares({ equivalents }: Rule, codes: readonly string[], onlySame = false): boolean {
  return equivalents.some(
    ({ tool, code, match }) =>
      tool === 'hadolint' && codes.includes(code) && (onlySame ? match === 'same' : match !== 'related'),
  );
}

const known = lazy(() => new Set(hadolint.rules.map(({ code }) => code)));

function codes(node: YamlNode | undefined, problems: ConfigurationProblem[]): string[] {
  const items = node?.kind === 'list' ? node.items : [];
  return items.flatMap((item) => {
    const code = plainValue(item);
    if (typeof code !== 'string') return [];
    if (/^DL\d+$/i.test(code) && !known().has(code) && known().has(code.toUpperCase())) {
      problems.push({
        range: item.range,
        message: `hadolint has no rule ${code}. Write ${code.toUpperCase()}.`,
        severity: 'warning',
        replacement: { range: item.range, newText: code.toUpperCase() },
      });
    }
    return [code];
  });
}

function entriesOf(node: YamlNode | undefined): readonly YamlEntry[] {
  return node?.kind === 'map' ? node.entries : [];
}

function texts(node: YamlNode | undefined): string[] {
  const value = plainValue(node);
  return (Array.isArray(value) ? value : [value]).filter((item) => typeof item === 'string');
}
