import { levels, mismatch } from '../lint/configure.ts';
import type { LintConfiguration, RuleSetting } from '../lint/problem.ts';
import { ruleById } from '../rules/index.ts';
import type { Rule } from '../rules/rule.ts';
import {
  plainValue,
  type YamlDocument,
  type YamlEntry,
  type YamlMap,
  type YamlNode,
} from '../syntax/yamlTree.ts';
import { closest } from '../text/nearest.ts';
import type { TextRange } from '../text/range.ts';
import { knownRuleIds, ruleMeant } from './ruleNames.ts';

/** What a configuration file says, as far as it can be understood. */
export interface ConfigurationFile {
  /** Undefined: what the editor's settings say. */
  readonly preset: Preset | undefined;
  readonly rules: Rules;
  /** In the order of the file; later ones win. */
  readonly overrides: readonly Override[];
  /** Patterns of files that are not checked. */
  readonly exclude: readonly string[];
  readonly ignoresHadolintComments: boolean;
}

export interface Override {
  readonly files: readonly string[];
  readonly preset: Preset | undefined;
  readonly rules: Rules;
}

export type Preset = LintConfiguration['preset'];
export type Rules = Readonly<Record<string, RuleSetting>>;

export interface ReadConfiguration {
  readonly file: ConfigurationFile;
  /** In the order of the file. */
  readonly problems: readonly ConfigurationProblem[];
}

/** What is wrong in a configuration file. The part is left out of account; the rest counts. */
export interface ConfigurationProblem {
  readonly range: TextRange;
  /** Full sentences. */
  readonly message: string;
  readonly severity: 'error' | 'warning' | 'information';
  /** The word to write instead, where it can be guessed. */
  readonly replacement?: { readonly range: TextRange; readonly newText: string } | undefined;
}

export const emptyFile: ConfigurationFile = {
  preset: undefined,
  rules: {},
  overrides: [],
  exclude: [],
  ignoresHadolintComments: false,
};

export const presets = ['recommended', 'strict', 'all'] as const;
export const fileKeys = ['preset', 'rules', 'overrides', 'exclude'] as const;
export const overrideKeys = ['files', 'preset', 'rules'] as const;
export const settingKeys = ['severity', 'options'] as const;

/** Reads a `.shipshape.yaml`. Never throws. */
export function readConfigurationFile(document: YamlDocument): ReadConfiguration {
  const reader = new Reader();
  for (const { range, message } of document.errors) {
    reader.problem({ range, message: sentence(message), severity: 'error' });
  }
  const file = reader.file(document.root);
  return { file, problems: reader.problems.sort((a, b) => a.range.start - b.range.start) };
}

export function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

class Reader {
  readonly problems: ConfigurationProblem[] = [];

  problem(problem: ConfigurationProblem): void {
    this.problems.push(problem);
  }

  file(root: YamlNode | undefined): ConfigurationFile {
    const map = this.map(root, 'The configuration');
    if (!map) return emptyFile;
    let { preset, rules, overrides, exclude } = emptyFile;
    for (const entry of map.entries) {
      const { key, value } = entry;
      if (key === 'preset') preset = this.preset(entry);
      else if (key === 'rules') rules = this.rules(value);
      else if (key === 'overrides') overrides = this.overrides(value);
      else if (key === 'exclude') exclude = this.texts(value, '"exclude"');
      else this.unknownKey(entry, fileKeys);
    }
    return { ...emptyFile, preset, rules, overrides, exclude };
  }

  private overrides(node: YamlNode | undefined): Override[] {
    if (!node) return [];
    if (node.kind !== 'list') {
      this.wrong(node.range, '"overrides" must be a list of "files" with their "rules".');
      return [];
    }
    return node.items.flatMap((item) => {
      const map = this.map(item, 'An override');
      if (!map) return [];
      let files: readonly string[] = [];
      let preset: Preset | undefined;
      let rules: Rules = {};
      for (const entry of map.entries) {
        if (entry.key === 'files') files = this.texts(entry.value, '"files"');
        else if (entry.key === 'preset') preset = this.preset(entry);
        else if (entry.key === 'rules') rules = this.rules(entry.value);
        else this.unknownKey(entry, overrideKeys);
      }
      if (!map.entries.some(({ key }) => key === 'files')) {
        const first = map.entries[0]?.keyRange ?? map.range;
        this.wrong(first, 'An override needs "files": patterns of the files it is for.');
      }
      return [{ files, preset, rules }];
    });
  }

  private preset({ value, keyRange }: YamlEntry): Preset | undefined {
    const given = plainValue(value);
    if (typeof given === 'string' && isPreset(given)) return given;
    this.notOneOf(value, keyRange, 'The preset', presets);
    return undefined;
  }

  private rules(node: YamlNode | undefined): Rules {
    const map = this.map(node, '"rules"');
    const rules: Record<string, RuleSetting> = {};
    for (const entry of map?.entries ?? []) {
      const rule = ruleById(entry.key);
      if (!rule) this.unknownRule(entry);
      else {
        const setting = this.setting(rule, entry);
        if (setting !== undefined) rules[rule.id] = setting;
        if (rule.id !== entry.key) this.formerName(entry, rule);
      }
    }
    return rules;
  }

  private setting(rule: Rule, { value, keyRange }: YamlEntry): RuleSetting | undefined {
    if (value?.kind !== 'map') return this.level(value, keyRange, rule);
    let severity: Level | undefined;
    let options: Record<string, unknown> | undefined;
    for (const entry of value.entries) {
      if (entry.key === 'severity') severity = this.level(entry.value, entry.keyRange, rule);
      else if (entry.key === 'options') options = this.options(rule, entry.value);
      else this.unknownKey(entry, settingKeys);
    }
    return { ...(severity && { severity }), ...(options && { options }) };
  }

  private level(node: YamlNode | undefined, keyRange: TextRange, rule: Rule): Level | undefined {
    const given = plainValue(node);
    if (levels.some((level) => level === given)) return given as Level;
    // `off` and `on` are texts to YAML 1.2, and truth values to older readers.
    if (node && typeof given === 'boolean') {
      const newText = given ? 'on' : 'off';
      this.wrong(node.range, `The severity of "${rule.id}" is a word: write ${newText}.`, newText);
      return newText;
    }
    this.notOneOf(node, keyRange, `The severity of "${rule.id}"`, levels);
    return undefined;
  }

  private options(rule: Rule, node: YamlNode | undefined): Record<string, unknown> | undefined {
    const map = this.map(node, `The options of "${rule.id}"`);
    const names = Object.keys(rule.options);
    const options: Record<string, unknown> = {};
    for (const { key, keyRange, value } of map?.entries ?? []) {
      const spec = Object.hasOwn(rule.options, key) ? rule.options[key] : undefined;
      if (!spec) {
        const none = names.length === 0 ? 'it has none' : `it has ${names.join(', ')}`;
        this.wrong(keyRange, `The rule "${rule.id}" has no option "${key}": ${none}.`, closest(key, names));
        continue;
      }
      const given = plainValue(value);
      const expected = mismatch(spec, given);
      if (expected === undefined) options[key] = given;
      else {
        const nearest =
          spec.type === 'string' && typeof given === 'string' ? closest(given, spec.enum ?? []) : undefined;
        const at = value?.range ?? keyRange;
        this.wrong(at, `The option "${key}" of "${rule.id}" must be ${expected}.`, value && nearest);
      }
    }
    return options;
  }

  private map(node: YamlNode | undefined, what: string): YamlMap | undefined {
    if (!node || node.kind === 'map') return node;
    if (node.kind === 'scalar' && node.value === null) return undefined;
    this.wrong(node.range, `${what} must be made of keys and values.`);
    return undefined;
  }

  private texts(node: YamlNode | undefined, what: string): string[] {
    const value = plainValue(node);
    if (typeof value === 'string') return [value];
    if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
    if (node) this.wrong(node.range, `${what} must be a list of texts.`);
    return [];
  }

  private unknownRule({ key, keyRange }: YamlEntry): void {
    const meant = ruleMeant(key);
    const more = meant === undefined ? '' : ` Did you mean ${meant}?`;
    this.wrong(keyRange, `There is no rule named "${key}".${more}`, meant);
  }

  private formerName({ key, keyRange }: YamlEntry, { id }: Rule): void {
    this.problem({
      range: keyRange,
      message: `The rule "${key}" is called ${id} now.`,
      severity: 'information',
      replacement: { range: keyRange, newText: id },
    });
  }

  private unknownKey({ key, keyRange }: YamlEntry, known: readonly string[]): void {
    const isRule = known.includes('rules') && knownRuleIds().includes(key);
    const hint = isRule ? ' Rules stand under "rules".' : ` Known here: ${known.join(', ')}.`;
    this.wrong(keyRange, `There is no key "${key}".${hint}`, closest(key, known));
  }

  private notOneOf(
    node: YamlNode | undefined,
    keyRange: TextRange,
    what: string,
    known: readonly string[],
  ): void {
    const given = plainValue(node);
    const nearest = typeof given === 'string' ? closest(given, known) : undefined;
    const message = `${what} must be one of ${known.join(', ')}.`;
    this.wrong(node?.range ?? keyRange, message, node && nearest);
  }

  private wrong(range: TextRange, message: string, newText?: string): void {
    const replacement = newText === undefined ? undefined : { range, newText };
    this.problem({ range, message, severity: 'warning', replacement });
  }
}

type Level = (typeof levels)[number];

function isPreset(text: string): text is Preset {
  return (presets as readonly string[]).includes(text);
}
