import type { Severity } from '../rules/categories.ts';
import { rules as registry } from '../rules/index.ts';
import type { OptionSpec, Preset, Rule } from '../rules/rule.ts';
import { shorten } from '../text/shorten.ts';
import type { LintConfiguration, RuleSetting } from './problem.ts';

/** A rule that runs, with what the configuration made of it. */
export interface EnabledRule {
  readonly rule: Rule;
  readonly severity: Severity;
  /** Of what stops every build: see `Report.stops`. */
  readonly stopping: Severity;
  /** A value for every option of the rule's table: validated, defaults filled in. */
  readonly options: Readonly<Record<string, unknown>>;
}

export interface RuleOrder {
  readonly first: readonly EnabledRule[];
  readonly late: readonly EnabledRule[];
}

export interface ConfiguredRules {
  /** In the registry's order. */
  readonly enabled: readonly EnabledRule[];
  /** Of a language: those that look at the document, and those that look at what the others found. */
  readonly byLanguage: Readonly<Record<Rule['language'], RuleOrder>>;
  /** What the configuration says and nobody understands: one full sentence each. Such parts are ignored. */
  readonly issues: readonly string[];
}

/** What a rule can be set to: not to run, to run as it is, or to run with a severity. */
export const levels = ['off', 'on', 'error', 'warning', 'information', 'hint'] as const;

const severities: ReadonlySet<string> = new Set(levels.slice(2));

const presets: Readonly<Record<LintConfiguration['preset'], readonly Preset[]>> = {
  recommended: ['recommended'],
  strict: ['recommended', 'strict'],
  all: ['recommended', 'strict', 'off'],
};

/**
 * Which rules run, how loud they are and with which options. Never throws: whatever is wrong in the configuration
 * (it is written by hand) becomes an issue, and the default is used in its place. Memoized by the configuration's
 * identity, so that a keystroke does not pay for it.
 */
export function configureRules(
  configuration: LintConfiguration,
  rules: readonly Rule[] = registry,
): ConfiguredRules {
  if (rules !== registry) return configure(configuration, rules);
  let configured = cache.get(configuration);
  if (!configured) {
    configured = configure(configuration, rules);
    cache.set(configuration, configured);
  }
  return configured;
}

const cache = new WeakMap<LintConfiguration, ConfiguredRules>();

/**
 * Only the rules that the preset leaves out and that know a fix, with the options the user gave them: what is offered
 * without a squiggle. A rule that is switched off by name stays off. Memoized by the configuration's identity.
 */
export function latentConfiguration(
  configuration: LintConfiguration,
  rules: readonly Rule[] = registry,
): LintConfiguration {
  if (rules !== registry) return latent(configuration, rules);
  let found = latentCache.get(configuration);
  if (!found) {
    found = latent(configuration, rules);
    latentCache.set(configuration, found);
  }
  return found;
}

const latentCache = new WeakMap<LintConfiguration, LintConfiguration>();

function latent(configuration: LintConfiguration, rules: readonly Rule[]): LintConfiguration {
  const enabled = new Set(configureRules(configuration, rules).enabled.map(({ rule }) => rule));
  const settings = settingsByRule(configuration, rules, []);
  const isLatent = (rule: Rule) =>
    !enabled.has(rule) &&
    rule.status !== 'deprecated' &&
    Object.keys(rule.fixes).length > 0 &&
    levelOf(settings.get(rule), rule, []) !== 'off';
  const entries = rules.map((rule): [string, RuleSetting] => {
    if (!isLatent(rule)) return [rule.id, 'off'];
    const setting = settings.get(rule);
    const options = isRecord(setting) && isRecord(setting.options) ? setting.options : {};
    return [rule.id, { severity: 'on', options }];
  });
  return { ...configuration, preset: 'recommended', rules: Object.fromEntries(entries) };
}

function configure(configuration: LintConfiguration, rules: readonly Rule[]): ConfiguredRules {
  const issues: string[] = [];
  const settings = settingsByRule(configuration, rules, issues);
  const active = presets[configuration.preset] ?? presets.recommended;
  const enabled: EnabledRule[] = [];
  for (const rule of rules) {
    const setting = settings.get(rule);
    const level = levelOf(setting, rule, issues);
    // A deprecated rule runs only for those who ask for it by name.
    const byPreset = active.includes(rule.preset) && rule.status !== 'deprecated';
    if (level === 'off' || (level === undefined && !byPreset)) continue;
    const isOwn = level === undefined || level === 'on';
    enabled.push({
      rule,
      severity: isOwn ? rule.severity : level,
      stopping: isOwn ? 'error' : level,
      options: optionValues(rule, setting, issues),
    });
  }
  const ordered = (language: Rule['language']): RuleOrder => {
    const own = enabled.filter(({ rule }) => rule.language === language);
    const isLate = ({ rule }: EnabledRule) => rule.needs.includes('suppressions');
    return { first: own.filter((one) => !isLate(one)), late: own.filter(isLate) };
  };
  return {
    enabled,
    byLanguage: { dockerfile: ordered('dockerfile'), dockerignore: ordered('dockerignore') },
    issues,
  };
}

/** Settings by rule; a setting under the rule's own id wins over one under a former id. */
function settingsByRule(
  configuration: LintConfiguration,
  rules: readonly Rule[],
  issues: string[],
): ReadonlyMap<Rule, RuleSetting> {
  const given = Object.entries(configuration.rules);
  if (given.length === 0) return nothingSet;
  const byId = new Map<string, Rule>();
  for (const rule of rules) {
    for (const alias of rule.aliases) byId.set(alias, rule);
  }
  for (const rule of rules) byId.set(rule.id, rule);
  const settings = new Map<Rule, RuleSetting>();
  for (const [id, setting] of given) {
    const rule = byId.get(id);
    if (!rule) issues.push(`There is no rule named "${id}".`);
    else if (id === rule.id || !settings.has(rule)) settings.set(rule, setting);
  }
  return settings;
}

const nothingSet: ReadonlyMap<Rule, RuleSetting> = new Map();

/** Undefined: what the preset says. */
function levelOf(
  setting: RuleSetting | undefined,
  rule: Rule,
  issues: string[],
): 'off' | 'on' | Severity | undefined {
  const level: unknown = isRecord(setting) ? setting.severity : setting;
  if (level === undefined || level === null) return undefined;
  if (level === 'off' || level === 'on') return level;
  if (typeof level === 'string' && severities.has(level)) return level as Severity;
  issues.push(
    `The severity of "${rule.id}" must be off, on, error, warning, information or hint, not ${show(level)}.`,
  );
  return undefined;
}

function optionValues(
  rule: Rule,
  setting: RuleSetting | undefined,
  issues: string[],
): Readonly<Record<string, unknown>> {
  const specs = Object.entries(rule.options);
  if (setting === undefined && specs.length === 0) return noOptions;
  const given: unknown = isRecord(setting) ? setting.options : undefined;
  const chosen = isRecord(given) ? given : {};
  if (given !== undefined && !isRecord(given)) issues.push(`The options of "${rule.id}" must be an object.`);
  for (const name of Object.keys(chosen)) {
    if (!Object.hasOwn(rule.options, name)) issues.push(`The rule "${rule.id}" has no option "${name}".`);
  }
  const values: Record<string, unknown> = {};
  for (const [name, spec] of specs) {
    const value = Object.hasOwn(chosen, name) ? chosen[name] : undefined;
    const expected = value === undefined ? undefined : mismatch(spec, value);
    if (expected)
      issues.push(`The option "${name}" of "${rule.id}" must be ${expected}, not ${show(value)}.`);
    values[name] = value === undefined || expected ? spec.default : value;
  }
  return values;
}

const noOptions: Readonly<Record<string, unknown>> = {};

/** What the value of an option should have been; undefined when it is fine. */
export function mismatch(spec: OptionSpec, value: unknown): string | undefined {
  switch (spec.type) {
    case 'boolean':
      return typeof value === 'boolean' ? undefined : 'true or false';
    case 'integer': {
      const minimum = spec.minimum ?? Number.MIN_SAFE_INTEGER;
      if (Number.isSafeInteger(value) && (value as number) >= minimum) return undefined;
      return spec.minimum === undefined ? 'a whole number' : `a whole number of at least ${spec.minimum}`;
    }
    case 'string':
      if (typeof value !== 'string') return 'a text';
      return !spec.enum || spec.enum.includes(value) ? undefined : `one of ${spec.enum.join(', ')}`;
    case 'strings':
      return Array.isArray(value) && value.every((item) => typeof item === 'string')
        ? undefined
        : 'a list of texts';
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function show(value: unknown): string {
  return shorten(JSON.stringify(value) ?? String(value), 40);
}
