import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { commands, extensionId, homepage, settingsSection } from '../../shared/src/identifiers.ts';
import {
  configurationFileNames,
  ignoreFileNames,
  languageOf,
  projectFileNames,
} from '../../shared/src/languages.ts';
import { settingSchemas } from '../../shared/src/settings.ts';

interface Language {
  readonly id: string;
  readonly filenames?: readonly string[];
  readonly filenamePatterns?: readonly string[];
  readonly extensions?: readonly string[];
}

interface Conditional {
  readonly command: string;
  readonly when?: string;
  readonly enablement?: string;
}

interface Step {
  readonly id: string;
  readonly description: string;
  readonly media: { readonly image?: string; readonly markdown?: string };
  readonly completionEvents: readonly string[];
}

const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  readonly name: string;
  readonly publisher: string;
  readonly homepage: string;
  readonly activationEvents: readonly string[];
  readonly contributes: {
    readonly languages: readonly Language[];
    readonly commands: readonly Conditional[];
    readonly menus: { readonly commandPalette: readonly Conditional[] };
    readonly yamlValidation: readonly { readonly fileMatch: readonly string[]; readonly url: string }[];
    readonly grammars: readonly { readonly path: string }[];
    readonly walkthroughs: readonly { readonly steps: readonly Step[] }[];
    readonly configurationDefaults: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
    readonly configuration: { readonly properties: Readonly<Record<string, unknown>> };
  };
};

describe('the manifest', () => {
  test('says what the code says', () => {
    expect(`${manifest.publisher}.${manifest.name}`).toBe(extensionId);
    expect(manifest.homepage).toBe(homepage);
    expect(manifest.contributes.commands.map(({ command }) => command).sort()).toEqual(
      Object.values(commands).sort(),
    );
    expect(Object.keys(manifest.contributes.configuration.properties)).toEqual(
      expect.arrayContaining([...Object.keys(settingSchemas), `${settingsSection}.rules`]),
    );
  });

  test('lets the editor show meters whole, and completion in patterns, which are strings to it', () => {
    const { configurationDefaults, languages } = manifest.contributes;
    // The editor cuts hints at 43 characters, and does not complete in strings by itself.
    for (const { id } of languages) {
      expect(configurationDefaults[`[${id}]`]).toMatchObject({ 'editor.inlayHints.maximumLength': 120 });
    }
    expect(configurationDefaults['[dockerignore]']).toMatchObject({
      'editor.quickSuggestions': { strings: 'on' },
    });
  });

  test('shows every command in the palette, whose own box has the focus then', () => {
    const { commandPalette } = manifest.contributes.menus;
    for (const { when } of [...manifest.contributes.commands, ...commandPalette].map(conditionOf)) {
      expect(when).not.toMatch(/focus/i);
    }
  });

  test('wakes the extension for the languages of our documents', () => {
    // `ignore` is what other extensions make of an ignore file.
    const ids = [...manifest.contributes.languages.map(({ id }) => id), 'ignore'];
    // Not for every YAML file: ours in the workspace folder is enough to be there when it is opened.
    // And where images are built, since the Explorer offers what is about their files.
    const names = [...projectFileNames, ...configurationFileNames];
    const files = names.map((name) => `workspaceContains:${name}`);
    expect(manifest.activationEvents).toEqual([...ids.map((id) => `onLanguage:${id}`), ...files]);
  });

  test('gives the configuration file its schema', () => {
    const [validation] = manifest.contributes.yamlValidation;
    expect(validation?.fileMatch).toEqual([...configurationFileNames]);
    const schema = readFileSync(new URL(`../../${validation?.url}`, import.meta.url), 'utf8');
    expect(JSON.parse(schema)).toMatchObject({ type: 'object' });
  });

  test('names files that are there', () => {
    const paths = [
      ...manifest.contributes.grammars.map(({ path }) => path),
      ...manifest.contributes.languages.map(
        (language) => (language as { configuration?: string }).configuration ?? '',
      ),
    ];
    expect(paths).toHaveLength(4);
    for (const path of paths) {
      const text = readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
      expect(() => JSON.parse(text) as unknown, path).not.toThrow();
    }
  });

  test.each([
    ['Dockerfile', 'dockerfile'],
    ['dockerfile', 'dockerfile'],
    ['Dockerfile.dev', 'dockerfile'],
    ['Containerfile', 'dockerfile'],
    ['Containerfile.dev', 'dockerfile'],
    ['web.dockerfile', 'dockerfile'],
    ['web.Dockerfile', 'dockerfile'],
    ['.dockerignore', 'dockerignore'],
    ['.containerignore', 'dockerignore'],
    ['Dockerfile.dockerignore', 'dockerignore'],
    ['Dockerfile.dev.dockerignore', 'dockerignore'],
    ['Containerfile.dockerignore', 'dockerignore'],
    ['Containerfile.dev.dockerignore', 'dockerignore'],
    ['.gitignore', undefined],
    ['docker-compose.yml', undefined],
  ])('%s is a %s', (name, id) => {
    expect(associated(name)).toBe(id);
    // And the server agrees with the editor.
    expect(languageOf(`file:///ws/${name}`, associated(name) ?? 'plaintext')).toBe(id);
  });

  test('the names of ignore files are those the server knows', () => {
    const names = manifest.contributes.languages
      .filter(({ id }) => id === 'dockerignore')
      .flatMap(({ filenames = [], filenamePatterns = [] }) => [...filenames, ...filenamePatterns]);
    expect(names).toEqual(expect.arrayContaining([...ignoreFileNames]));
  });
});

function conditionOf({ when = '', enablement = '' }: Conditional): { readonly when: string } {
  return { when: `${when} ${enablement}` };
}

/** As VS Code decides: the whole name, else the longest pattern, else the longest extension; case does not count. */
function associated(name: string): string | undefined {
  const lower = name.toLowerCase();
  const { languages } = manifest.contributes;
  const byName = languages.find(({ filenames }) => filenames?.some((other) => other.toLowerCase() === lower));
  if (byName) return byName.id;
  const longest = (candidates: readonly (readonly [pattern: string, id: string])[]): string | undefined =>
    [...candidates].sort(([a], [b]) => b.length - a.length)[0]?.[1];
  const patterns = languages.flatMap(({ id, filenamePatterns = [] }) =>
    filenamePatterns.filter((pattern) => glob(pattern).test(lower)).map((pattern) => [pattern, id] as const),
  );
  const extensions = languages.flatMap(({ id, extensions: known = [] }) =>
    known.filter((extension) => lower.endsWith(extension)).map((extension) => [extension, id] as const),
  );
  return longest(patterns) ?? longest(extensions);
}

function glob(pattern: string): RegExp {
  const parts = pattern.toLowerCase().split('*');
  return new RegExp(`^${parts.map((part) => part.replace(/[.]/g, '\\.')).join('.*')}$`);
}

describe('the walkthrough', () => {
  const steps = manifest.contributes.walkthroughs.flatMap((walkthrough) => walkthrough.steps);
  const declared = new Set(manifest.contributes.commands.map(({ command }) => command));

  test('runs commands that there are, with arguments that can be read', () => {
    const links = steps.flatMap(({ description }) => [
      ...description.matchAll(/\]\(command:([^?)]+)(?:\?([^)]*))?\)/g),
    ]);
    expect(links.length).toBeGreaterThan(3);
    for (const [, command = '', given] of links) {
      if (command.startsWith('shipshape.')) expect(declared).toContain(command);
      if (given !== undefined) expect(() => JSON.parse(decodeURIComponent(given))).not.toThrow();
    }
    for (const event of steps.flatMap(({ completionEvents }) => completionEvents)) {
      const own = /^onCommand:(shipshape\..*)$/.exec(event)?.[1];
      if (own !== undefined) expect(declared).toContain(own);
    }
  });

  test('shows what is there and ships', () => {
    const shipped = readFileSync(new URL('../../.vscodeignore', import.meta.url), 'utf8');
    for (const { media } of steps) {
      const file = media.image ?? media.markdown ?? '';
      expect(readFileSync(new URL(`../../${file}`, import.meta.url)).length).toBeGreaterThan(0);
      expect(shipped).toContain(media.image ? `!${file}\n` : '!docs/walkthrough/*.md\n');
    }
  });
});
