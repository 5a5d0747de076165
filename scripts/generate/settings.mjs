// The rules as settings: the manifest's configuration, the schema of the configuration file, dist/rules.json.
const levels = ['off', 'on', 'error', 'warning', 'information', 'hint'];

/** The value of `contributes.configuration` in package.json: what shared/src/settings.ts declares, and the rules. */
export function manifestConfiguration(rules, { settingSchemas }) {
  const properties = {};
  let order = 1;
  for (const [name, schema] of Object.entries(settingSchemas)) {
    properties[name] = { order: order++, ...schema };
    if (name !== 'shipshape.preset') continue;
    properties['shipshape.rules'] = {
      order: order++,
      type: 'object',
      scope: 'resource',
      default: {},
      markdownDescription:
        'Rules by id: `"off"`, `"on"`, or a severity; where a rule has options, also an object with `severity` and `options`. What is not here follows `#shipshape.preset#`.',
      additionalProperties: false,
      properties: Object.fromEntries(rules.map((rule) => [rule.id, ruleSchema(rule, true)])),
    };
  }
  return { title: 'Shipshape', properties };
}

/** JSON schema of `.shipshape.yaml`. */
export function configurationSchema(rules, { settingSchemas }) {
  const { type, enum: values, enumDescriptions } = settingSchemas['shipshape.preset'];
  const preset = {
    type,
    enum: values,
    enumDescriptions,
    description: 'Which rules run where `rules` says nothing of them.',
  };
  const own = { $ref: '#/definitions/rules' };
  const patterns = (description) => ({
    description: `${description} Patterns as in a .dockerignore, from the folder of this file on; one without a slash is a file name in any folder.`,
    anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }],
  });
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Configuration of Shipshape (.shipshape.yaml)',
    type: 'object',
    additionalProperties: false,
    properties: {
      preset,
      rules: own,
      overrides: {
        type: 'array',
        description: 'Other rules for some files. Later ones win.',
        items: {
          type: 'object',
          additionalProperties: false,
          required: ['files'],
          properties: { files: patterns('The files this is for.'), preset, rules: own },
        },
      },
      exclude: patterns('Files that are not checked.'),
    },
    definitions: {
      rules: {
        type: 'object',
        description:
          'Rules by id: off, on, or a severity; where a rule has options, also an object with severity and options.',
        additionalProperties: false,
        properties: Object.fromEntries(rules.map((rule) => [rule.id, ruleSchema(rule, false)])),
      },
    },
  };
}

/** The registry as data for other programs. */
export function rulesAsData(rules) {
  return rules.map((rule) => ({
    id: rule.id,
    language: rule.language,
    category: rule.category,
    severity: rule.severity,
    preset: rule.preset,
    status: rule.status,
    since: rule.since,
    aliases: rule.aliases,
    summary: rule.summary,
    why: rule.why,
    equivalents: rule.equivalents,
    options: rule.options,
    messages: rule.messages,
    fixes: rule.fixes,
  }));
}

function ruleSchema(rule, isManifest) {
  const severity = { type: 'string', enum: levels };
  const options = Object.entries(rule.options);
  const described = `${rule.summary}. (${rule.severity}; ${rule.preset === 'off' ? 'off by default' : rule.preset})`;
  const description = isManifest ? { markdownDescription: described } : { description: described };
  if (options.length === 0) return { ...description, ...severity };
  const properties = Object.fromEntries(
    options.map(([name, spec]) => [name, optionSchema(spec, isManifest)]),
  );
  const object = {
    type: 'object',
    additionalProperties: false,
    properties: { severity, options: { type: 'object', additionalProperties: false, properties } },
  };
  return { ...description, anyOf: [severity, object] };
}

function optionSchema(spec, isManifest) {
  const text = isManifest ? { markdownDescription: spec.description } : { description: spec.description };
  switch (spec.type) {
    case 'strings':
      return { type: 'array', items: { type: 'string' }, default: spec.default, ...text };
    case 'integer':
      return {
        type: 'integer',
        ...(spec.minimum !== undefined && { minimum: spec.minimum }),
        default: spec.default,
        ...text,
      };
    case 'string':
      return { type: 'string', ...(spec.enum && { enum: spec.enum }), default: spec.default, ...text };
    default:
      return { type: spec.type, default: spec.default, ...text };
  }
}
