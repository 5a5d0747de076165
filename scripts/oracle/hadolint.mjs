// hadolint's own tests: one rule and one verdict each. hadolint accepts a file without FROM.
import { createLinter, judgeAll, judgeOne, NOTES, standIns } from './lint.mjs';

/** @type {(cases: any[], tools: import('./run.mjs').Tools, notes: string[]) => Promise<import('./run.mjs').Outcome[]>} */
export async function compare(cases, tools, notes) {
  const linter = await createLinter(tools);
  const codes = linter.codesOf('hadolint');
  notes.push(...NOTES, `a file without FROM gets one in front (${FROM}), because the build needs it`);
  return judgeAll(cases, (item) => {
    const { rule: code, expected, config = {} } = item;
    const expects = expected ? 'finding' : 'silence';
    // The suite appends a line break before it parses.
    const text = withFrom(
      `${item.dockerfile}\n`,
      item.has_from,
      config.allowedRegistries ? 'FROM scratch' : code === 'SC*' ? POSIX : FROM,
    );
    if (code === '*' || code === 'SC*') {
      const any = code === '*' ? codes : new Map([...codes].filter(([one]) => /^SC\d/.test(one)));
      return judgeAny({ linter, codes: any, text, expected, item, ignored: config.ignoreRules ?? [] });
    }
    if (config.ignoreRules?.includes(code)) return { kind: code, expects, agrees: !expected, case: item };
    const options = optionsFor(code, config, codes);
    if (options === undefined) {
      return {
        kind: code,
        expects,
        agrees: false,
        unserved: `configuration ${Object.keys(config).join(', ')}`,
      };
    }
    return judgeOne({ linter, codes, code, text, expected, item, options });
  });
}

const FROM = 'FROM registry.example/base:1.0';

/** hadolint takes the shell of any image for one that knows what POSIX says and no more. */
const POSIX = 'FROM debian:12.9';

/** Behind the comments that speak of the whole file; any other comment belongs to the instruction below it. */
function withFrom(text, hasFrom, from) {
  if (hasFrom) return text;
  const head =
    /^(?:[ \t]*#[ \t]*(?:(?:syntax|escape|check)[ \t]*=|hadolint[ \t]+(?:global|shell\b)).*\n)*/i.exec(text);
  const at = head ? head[0].length : 0;
  return `${text.slice(0, at)}${from}\n${text.slice(at)}`;
}

/** Any finding at all: of the rules that stand for one of hadolint's codes. */
function judgeAny({ linter, codes, text, expected, item, ignored }) {
  const rules = new Set();
  for (const [code, { same, broader, narrower }] of codes) {
    if (ignored.includes(code)) continue;
    for (const rule of [...same, ...narrower, ...(expected ? broader : [])]) rules.add(rule);
  }
  const found = linter.lint(text, [...rules]);
  return {
    kind: item.rule,
    expects: expected ? 'finding' : 'silence',
    agrees: expected === found.length > 0,
    case: item,
    expected: expected ? 'any finding' : 'nothing',
    actual: found,
  };
}

/** Our options for hadolint's settings, by rule; undefined when one of them cannot be said in ours. */
function optionsFor(code, config, codes) {
  const { ignoreRules: _ignored, strictLabels: _strict, ...settings } = config;
  const options = {};
  for (const [name, value] of Object.entries(settings)) {
    const { rules } = standIns(codes, code, true);
    const translate = SETTINGS[name];
    if (!translate) return undefined;
    for (const rule of rules) {
      const translated = translate(rule, value);
      if (!translated) return undefined;
      options[rule.id] = { ...options[rule.id], ...translated };
    }
  }
  return options;
}

/** hadolint's setting as options of a rule of ours; undefined when the rule has no such option. */
const SETTINGS = {
  allowedRegistries: (rule, registries) =>
    'trustedRegistries' in rule.options ? { trustedRegistries: registries } : undefined,
  labelSchema: (rule, schema) =>
    'schema' in rule.options
      ? { schema: Object.entries(schema).map(([key, type]) => `${key}=${LABEL_TYPES[type]}`) }
      : undefined,
};

/** hadolint's internal names of what a label holds, and ours. */
const LABEL_TYPES = {
  RawText: 'text',
  Url: 'url',
  Rfc3339: 'rfc3339',
  Spdx: 'spdx',
  GitHash: 'hash',
  SemVer: 'semver',
  Email: 'email',
};
