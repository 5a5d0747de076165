import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import type { Host } from '../server/src/host.ts';
import { defaultConfiguration } from '../server/src/lint/problem.ts';
import { createLanguageService } from '../server/src/service.ts';
import { applyEdits } from '../server/src/text/edit.ts';
import { MemoryHost } from './harness/memoryHost.ts';

const root = join(import.meta.dirname, '..', 'examples');
const folder = 'file:///ahoy';
const dockerfile = `${folder}/Dockerfile`;
const ignoreFile = `${folder}/.dockerignore`;
const options = { configuration: defaultConfiguration, fixAllUnsafe: false, placeholders: false };

type Files = Map<string, string>;

interface Step {
  readonly file: string;
  readonly at: string;
  readonly title: string;
}

interface StepsModule {
  exampleFolders(root: string): readonly string[];
  readSteps(path: string): readonly Step[];
}

/** The reader of the lists is the one the workbench suite uses. */
const path = './vscode/workbench/steps.mjs';
const { exampleFolders, readSteps } = (await import(path)) as StepsModule;
const examples = exampleFolders(root).map((example) => [relative(root, example) || 'the first', example]);

test('there are examples', () => {
  expect(examples.map(([name]) => name)).toEqual([
    'the first',
    'context',
    'guides/fastapi',
    'guides/go',
    'guides/laravel',
    'guides/node',
  ]);
});

test.each(examples)(
  'the light bulbs listed for %s turn the before into the after, byte for byte',
  async (_name, example) => {
    const files = filesOf(join(example, 'before'));
    const service = createLanguageService(hostOf(files), { contextChanged: () => {} });
    service.setFolders([folder]);
    let version = 0;
    const update = async (uri = dockerfile) => {
      service.update({
        uri,
        language: uri === dockerfile ? 'dockerfile' : 'dockerignore',
        version: version++,
        text: files.get(uri) ?? '',
      });
      // What is asked of the folder comes in from the side.
      service.lint(uri, defaultConfiguration);
      await new Promise((resolve) => setTimeout(resolve, 50));
    };
    await update();
    const steps = readSteps(join(example, 'README.md'));
    expect(steps.length).toBeGreaterThan(0);
    for (const { file, at, title } of steps) {
      const uri = `${folder}/${file}`;
      if (uri !== dockerfile) await update(uri);
      const text = files.get(uri) ?? '';
      const offset = text.indexOf(at);
      expect(offset, at).toBeGreaterThan(-1);
      const actions = service.codeActions(
        uri,
        { range: { start: offset, end: offset }, only: undefined },
        options,
      );
      const action = actions.find((candidate) => candidate.title === title);
      expect(
        action,
        `${title} among ${actions.map((candidate) => candidate.title).join(' | ')}`,
      ).toBeDefined();
      const edits = action && (await service.editsOf(uri, action.effect, options));
      files.set(uri, applyEdits(text, edits?.edits ?? []));
      for (const change of edits?.files ?? [])
        files.set(change.uri, applyEdits(change.text ?? '', [change.edit]));
      service.filesChanged([...files.keys()]);
      await update();
    }
    expect([...files].sort()).toEqual([...filesOf(join(example, 'after'))].sort());
  },
);

test.each(examples)('nothing is left to say of the after of %s but hints', async (_name, example) => {
  const files = filesOf(join(example, 'after'));
  const service = createLanguageService(hostOf(files), { contextChanged: () => {} });
  service.setFolders([folder]);
  for (const [uri, language] of [
    [dockerfile, 'dockerfile'],
    [ignoreFile, 'dockerignore'],
  ] as const) {
    const text = files.get(uri);
    if (text === undefined) continue;
    service.update({ uri, language, version: 1, text });
    service.lint(uri, defaultConfiguration);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const problems = service.lint(uri, defaultConfiguration)?.problems ?? [];
    const loud = problems.filter(({ severity }) => severity !== 'hint');
    expect(loud.map(({ rule, message }) => `${rule.id}: ${message}`)).toEqual([]);
  }
});

test('what before and after have in common is the program', () => {
  for (const [, example = ''] of examples) {
    const [before, after] = ['before', 'after'].map((name) => filesOf(join(example, name)));
    for (const [uri, text] of before ?? []) {
      if (uri !== dockerfile && uri !== ignoreFile) expect(after?.get(uri), uri).toBe(text);
    }
    expect(existsSync(join(example, 'README.md'))).toBe(true);
  }
});

function filesOf(top: string): Files {
  const entries = readdirSync(top, { recursive: true, withFileTypes: true });
  return new Map(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => {
        const path = join(entry.parentPath, entry.name);
        const uri = `${folder}/${relative(top, path).replaceAll('\\', '/')}`;
        return [uri, readFileSync(path, 'utf8')];
      }),
  );
}

class QuietHost extends MemoryHost {
  override log(level: string, message: string): void {
    expect.fail(`${level}: ${message}`);
  }
}

function hostOf(files: Files): Host {
  return new QuietHost(files);
}
