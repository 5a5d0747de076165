import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Host } from '../server/src/host.ts';
import { defaultConfiguration } from '../server/src/lint/problem.ts';
import { createLanguageService } from '../server/src/service.ts';
import { applyEdits } from '../server/src/text/edit.ts';

const examples = join(import.meta.dirname, '..', 'examples');
const folder = 'file:///ahoy';
const dockerfile = `${folder}/Dockerfile`;

interface Step {
  readonly file: string;
  readonly at: string;
  readonly title: string;
}

/** The reader of the list is the one the workbench suite uses. */
async function steps(): Promise<readonly Step[]> {
  const path = './vscode/workbench/steps.mjs';
  const { readSteps } = (await import(path)) as { readSteps(path: string): readonly Step[] };
  return readSteps(join(examples, 'README.md'));
}

function filesOf(name: string): Map<string, string> {
  const root = join(examples, name);
  return new Map(
    readdirSync(root).map((file) => [`${folder}/${file}`, readFileSync(join(root, file), 'utf8')]),
  );
}

function hostOf(files: ReadonlyMap<string, string>): Host {
  return {
    readFile: async (uri) => files.get(uri),
    stat: async (uri) => {
      const text = files.get(uri);
      if (text !== undefined) return { type: 'file', size: text.length };
      return uri.replace(/\/$/, '') === folder ? { type: 'directory', size: 0 } : undefined;
    },
    list: async () => [...files.keys()].map((uri) => ({ name: uri.slice(folder.length + 1), type: 'file' })),
    log: (level, message) => expect.fail(`${level}: ${message}`),
  };
}

test('the light bulbs listed for the example turn the before into the after, byte for byte', async () => {
  const files = filesOf('before');
  const service = createLanguageService(hostOf(files), { contextChanged: () => {} });
  service.setFolders([folder]);
  const options = { configuration: defaultConfiguration, fixAllUnsafe: false, placeholders: false };
  let version = 0;
  const update = async () => {
    service.update({
      uri: dockerfile,
      language: 'dockerfile',
      version: version++,
      text: files.get(dockerfile) ?? '',
    });
    // What is known of the folder comes in from the side.
    await new Promise((resolve) => setTimeout(resolve, 50));
  };
  await update();
  for (const { at, title } of await steps()) {
    const text = files.get(dockerfile) ?? '';
    const offset = text.indexOf(at);
    expect(offset, at).toBeGreaterThan(-1);
    const actions = service.codeActions(
      dockerfile,
      { range: { start: offset, end: offset }, only: undefined },
      options,
    );
    const action = actions.find((candidate) => candidate.title === title);
    expect(action, `${title} among ${actions.map((candidate) => candidate.title).join(' | ')}`).toBeDefined();
    const edits = action && (await service.editsOf(dockerfile, action.effect, options));
    files.set(dockerfile, applyEdits(text, edits?.edits ?? []));
    for (const change of edits?.files ?? [])
      files.set(change.uri, applyEdits(change.text ?? '', [change.edit]));
    service.filesChanged([...files.keys()]);
    await update();
  }
  expect([...files].sort()).toEqual([...filesOf('after')].sort());
  expect(service.lint(dockerfile, defaultConfiguration)?.problems.map(({ message }) => message)).toEqual([]);
});
