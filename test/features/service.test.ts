import { describe, expect, test } from 'vitest';
import { createLanguageService, lintText } from '../../server/src/service.ts';
import { parseYaml } from '../../server/src/upstream/yaml.ts';
import { MemoryHost, settled } from '../harness/memoryHost.ts';

const uri = 'file:///ws/Dockerfile';
const configuration = { preset: 'recommended', rules: {} } as const;
const text = 'FROM alpine:3.20\nMAINTAINER Ada\n';

function serviceOver(files: Readonly<Record<string, string>> = {}) {
  const changed: string[] = [];
  const host = new MemoryHost(files);
  const service = createLanguageService(host, { contextChanged: (document) => changed.push(document) });
  return { service, host, changed };
}

describe('a lint result', () => {
  test('is the same object while nothing it rests on changes', async () => {
    const { service } = serviceOver();
    service.update({ uri, language: 'dockerfile', version: 1, text });
    service.lint(uri, configuration);
    await settled();
    const first = service.lint(uri, configuration);
    expect(first?.problems.map(({ rule }) => rule.id)).toContain('maintainer-deprecated');
    expect(service.lint(uri, configuration)).toBe(first);
    // Another document in between takes the trees away, not the result.
    service.update({ uri: 'file:///ws/b/Dockerfile', language: 'dockerfile', version: 1, text });
    service.lint('file:///ws/b/Dockerfile', configuration);
    expect(service.lint(uri, configuration)).toBe(first);
    expect(service.hover(uri, 1, configuration)?.markdown).toContain('FROM');
    expect(service.lint(uri, configuration)).toBe(first);
    expect(service.lint(uri, { ...configuration })).not.toBe(first);
  });

  test('is another one for the next version, and none after closing', () => {
    const { service } = serviceOver();
    service.update({ uri, language: 'dockerfile', version: 1, text });
    const first = service.lint(uri, configuration);
    service.update({ uri, language: 'dockerfile', version: 2, text });
    const second = service.lint(uri, configuration);
    expect(second).not.toBe(first);
    // What a client keeps of a problem stays the same while the problem does.
    expect(second?.problems.map(({ fingerprint }) => fingerprint)).toEqual(
      first?.problems.map(({ fingerprint }) => fingerprint),
    );
    service.close(uri);
    expect(service.lint(uri, configuration)).toBeUndefined();
    expect(service.hover(uri, 1, configuration)).toBeUndefined();
    expect(
      service.codeActions(
        uri,
        { range: { start: 0, end: 0 }, only: undefined },
        { configuration, fixAllUnsafe: false, placeholders: false },
      ),
    ).toEqual([]);
  });

  test('that asked for the ignore file is told of when it comes in', async () => {
    const { service, changed } = serviceOver({ 'file:///ws/.dockerignore': 'node_modules\n' });
    service.update({ uri, language: 'dockerfile', version: 1, text: 'FROM node:22\nCOPY . .\nRUN npm ci\n' });
    const before = service.lint(uri, configuration);
    await settled();
    expect(changed).toContain(uri);
    expect(service.lint(uri, configuration)).not.toBe(before);
  });
});

describe('an ignore file that is typed', () => {
  test('is held against what was read of the disk, which is not read again', async () => {
    const own = 'file:///ws/.dockerignore';
    const { service, host } = serviceOver({ [own]: '*.log\n', 'file:///ws/a.log': '', 'file:///ws/b': 'b' });
    service.setFolders(['file:///ws']);
    const type = async (version: number, typed: string) => {
      service.update({ uri: own, language: 'dockerignore', version, text: typed });
      service.lint(own, configuration);
      await settled();
      await settled();
      return service.context.meters(own)[0]?.label;
    };
    expect(await type(1, '*.log\n')).toMatch(/^sends 2 files/);
    host.asked.length = 0;
    expect(await type(2, '*.log\nb\n')).toMatch(/^sends 1 file\b/);
    expect(host.asked).toEqual([]);
  });
});

describe('the folder of the context', () => {
  const compose =
    'services:\n  web:\n    build:\n      context: .\n      dockerfile: app/docker/Dockerfile\n';
  const nested = 'file:///ws/app/docker/Dockerfile';
  const place = 'Build context: `../..` ([compose.yaml, service web, line 4](file:///ws/compose.yaml#L4)).';

  async function serviceWith(files: Readonly<Record<string, string>>) {
    const { service } = serviceOver({ 'file:///ws/a.log': '', ...files });
    service.setFolders(['file:///ws']);
    const ignore = '*.log\n';
    service.update({ uri: nested, language: 'dockerfile', version: 1, text: 'FROM a\nCOPY . .\n' });
    const own = `${nested}.dockerignore`;
    service.update({ uri: own, language: 'dockerignore', version: 1, text: ignore });
    for (const uri of [nested, own]) service.lint(uri, configuration);
    await parseYaml('a: 1');
    await settled();
    await settled();
    return { service, own };
  }

  test('is named by meters and by patterns, where it is another one', async () => {
    const { service, own } = await serviceWith({ 'file:///ws/compose.yaml': compose });
    expect(service.context.meters(nested)[0]?.tooltip).toContain(place);
    expect(service.context.meters(own)[0]?.tooltip).toContain(place);
    expect(service.hover(own, 1, configuration)?.markdown).toContain(place);
    // A hover of the instruction says it in its own words.
    expect(service.context.meterAt(nested, 8)?.tooltip).not.toContain('Build context');
  });

  test('is not named where it is the folder of the document', async () => {
    const { service, own } = await serviceWith({
      'file:///ws/compose.yaml': 'services: {web: {build: app/docker}}',
    });
    expect(service.context.meters(nested)[0]?.tooltip).not.toContain('Build context:');
    expect(service.context.meters(own)[0]?.tooltip).not.toContain('Build context:');
    expect(service.hover(own, 1, configuration)?.markdown).not.toContain('Build context:');
  });
});

describe('a document that is neither a Dockerfile nor an ignore file', () => {
  test('has no build context, whatever is asked of it', async () => {
    const { service, host } = serviceOver({
      'file:///ws/compose.yaml': 'services: {}\n',
      'file:///ws/a': 'a',
    });
    service.setFolders(['file:///ws']);
    service.context.updateDefinition('file:///ws/compose.yaml', 'services: {}\n');
    await settled();
    host.asked.length = 0;
    for (const other of ['file:///ws/compose.yaml', 'file:///ws/.shipshape.yaml']) {
      expect(await service.navigation.links(other)).toEqual([]);
      expect(await service.navigation.definition(other, 0)).toBeUndefined();
      expect(await service.navigation.references(other, 0, true)).toEqual([]);
      expect(service.why.namedFile(other, 0)).toBeUndefined();
    }
    await settled();
    expect(host.asked).toEqual([]);
  });
});

describe('fix all', () => {
  const options = { configuration, fixAllUnsafe: false, placeholders: false };

  test('is one edit of the whole document, or nothing', async () => {
    const { service } = serviceOver();
    service.update({ uri, language: 'dockerfile', version: 1, text: `${text}MAINTAINER Bob\n` });
    const all = await service.editsOf(uri, { kind: 'fix-all', rule: undefined }, options);
    expect(all?.edits).toHaveLength(1);
    expect(await service.editsOf(uri, { kind: 'fix-all', rule: 'prefer-copy' }, options)).toBeUndefined();
    expect(await service.editsOf(uri, { kind: 'open-page', rule: 'prefer-copy' }, options)).toBeUndefined();
  });
});

describe('a text on its own', () => {
  test('has the problems of its language', () => {
    expect(lintText(text).problems.map(({ rule }) => rule.id)).toContain('maintainer-deprecated');
    expect(lintText('[a-\n', { language: 'dockerignore' }).problems.map(({ rule }) => rule.id)).toEqual([
      'dockerignore-invalid-pattern',
    ]);
    const off = { preset: 'recommended', rules: { 'maintainer-deprecated': 'off' } } as const;
    expect(lintText(text, { configuration: off }).problems.map(({ rule }) => rule.id)).not.toContain(
      'maintainer-deprecated',
    );
  });
});
