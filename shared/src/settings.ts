// The settings on the wire, under `shipshape`. `scripts/generate.mjs` writes the manifest's
// `contributes.configuration` from `settingSchemas` and, for `shipshape.rules`, from the registry.

export interface Settings {
  readonly enable: boolean;
  readonly preset: 'recommended' | 'strict' | 'all';
  /** By rule id: `off`, `on`, a severity, or `{severity, options}`. Not validated here. */
  readonly rules: Readonly<Record<string, unknown>>;
  /** `source.fixAll.shipshape` applies fixes marked unsafe too. */
  readonly fixAllUnsafe: boolean;
  /** What the build context sends is shown at the ignore file, and at each COPY of all of it. */
  readonly contextMeter: boolean;
  /** By a pattern of a Dockerfile's path in the workspace folder: the folder of its build context there. */
  readonly contexts: Readonly<Record<string, string>>;
}

export const defaultSettings: Settings = {
  enable: true,
  preset: 'recommended',
  rules: {},
  fixAllUnsafe: false,
  contextMeter: true,
  contexts: {},
};

/** JSON schemas of all settings but `shipshape.rules`, by full name, in the order the settings editor shows. */
export const settingSchemas = {
  'shipshape.enable': {
    type: 'boolean',
    default: defaultSettings.enable,
    scope: 'resource',
    markdownDescription:
      'Check Dockerfiles and `.dockerignore` files. Hovers and completion stay when this is off.',
  },
  'shipshape.preset': {
    type: 'string',
    enum: ['recommended', 'strict', 'all'],
    enumDescriptions: [
      'What is wrong or costs something for almost everybody.',
      'Recommended, and the rules people may reasonably disagree on.',
      'Every rule there is.',
    ],
    default: defaultSettings.preset,
    scope: 'resource',
    markdownDescription:
      'Which rules run unless `#shipshape.rules#` says otherwise. A `.shipshape.yaml` in the workspace goes over both.',
  },
  'shipshape.fixAll.unsafe': {
    type: 'boolean',
    default: defaultSettings.fixAllUnsafe,
    scope: 'resource',
    markdownDescription:
      'Let "Fix all" and fix on save apply unsafe fixes too: those that are intended but may change the image, its layers or how it runs.',
  },
  'shipshape.contextMeter': {
    type: 'boolean',
    default: defaultSettings.contextMeter,
    scope: 'resource',
    markdownDescription:
      'Show what the build context sends, and what is kept out of it, at the first line of an ignore file and at each `COPY . .`. Needs `#editor.inlayHints.enabled#`.',
  },
  'shipshape.contexts': {
    type: 'object',
    additionalProperties: { type: 'string' },
    default: defaultSettings.contexts,
    scope: 'resource',
    markdownDescription:
      'Build contexts of Dockerfiles: from a Dockerfile\'s path in the workspace folder, or a pattern of it, to the path of the context there, as in `{ "docker/*.Dockerfile": "." }`. Goes over what Compose, Bake, development container and workflow files and scripts say; a comment `# shipshape context=../..` in the Dockerfile goes over both.',
  },
  'shipshape.trace.server': {
    type: 'string',
    enum: ['off', 'messages', 'verbose'],
    default: 'off',
    scope: 'window',
    description: 'Log the messages between the editor and the language server.',
  },
} as const;

/** Reads what a client sent; whatever is missing or of the wrong type gets its default. Never throws. */
export function readSettings(raw: unknown): Settings {
  if (!isRecord(raw)) return defaultSettings;
  const preset = raw.preset;
  const rules = raw.rules;
  const fixAll = raw.fixAll;
  return {
    enable: typeof raw.enable === 'boolean' ? raw.enable : defaultSettings.enable,
    preset: preset === 'strict' || preset === 'all' ? preset : 'recommended',
    rules: isRecord(rules) ? rules : {},
    fixAllUnsafe: isRecord(fixAll) && fixAll.unsafe === true,
    contextMeter: typeof raw.contextMeter === 'boolean' ? raw.contextMeter : defaultSettings.contextMeter,
    contexts: isRecord(raw.contexts) ? textsOf(raw.contexts) : defaultSettings.contexts,
  };
}

function textsOf(values: Readonly<Record<string, unknown>>): Record<string, string> {
  const entries = Object.entries(values);
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
