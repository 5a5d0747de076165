import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, posix, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The longest match decides. A module imports from its own entry and from lower layers only. */
const layers: readonly (readonly [path: string, layer: number])[] = [
  ['shared/src', 0],
  ['server/src/text', 0],
  ['server/src/host.ts', 0],
  ['server/src/syntax', 1],
  ['server/src/model/types.ts', 2],
  ['server/src/model', 2],
  ['server/src/knowledge', 2],
  ['server/src/rules', 3],
  ['server/src/lint', 4],
  ['server/src/configuration', 5],
  ['server/src/features', 5],
  ['server/src/upstream', 5],
  ['server/src/workspace', 6],
  ['server/src/analysis.ts', 6],
  ['server/src/contextService.ts', 6],
  ['server/src/service.ts', 6],
  ['server/src/closedFiles.ts', 6],
  ['server/src/lsp', 7],
  ['server/src/node', 8],
  ['server/src/browser', 8],
  ['server/src/cli', 8],
];

/** Modules of one layer that may know each other; all others may not. */
const siblings: readonly (readonly [from: string, to: string])[] = [
  // The model says which facts of a base image it wants; the table that has them is knowledge.
  ['server/src/knowledge', 'server/src/model/types.ts'],
  ['server/src/model', 'server/src/model/types.ts'],
  ['server/src/model', 'server/src/knowledge'],
  ['server/src/service.ts', 'server/src/analysis.ts'],
  ['server/src/service.ts', 'server/src/contextService.ts'],
  ['server/src/contextService.ts', 'server/src/analysis.ts'],
  ['server/src/contextService.ts', 'server/src/workspace'],
  ['server/src/service.ts', 'server/src/workspace'],
  ['server/src/closedFiles.ts', 'server/src/service.ts'],
  ['server/src/closedFiles.ts', 'server/src/workspace'],
  // Both are processes of Node, and read the same files.
  ['server/src/cli', 'server/src/node'],
];

/** Who may import what is not ours. A module not listed here may be imported by nobody. */
const externals: readonly (readonly [pattern: RegExp, importers: readonly string[]])[] = [
  [/^unbash$/, ['server/src/syntax/shell/adapter.ts']],
  [/^vscode-languageserver/, ['server/src/lsp', 'server/src/node', 'server/src/browser', 'server/src/cli']],
  [/^dockerfile-language-service$/, ['server/src/upstream']],
  [/^yaml$/, ['server/src/upstream']],
  [/^vscode(-languageclient.*)?$/, ['client/src']],
  [/^node:/, ['server/src/node', 'server/src/cli', 'client/src/node']],
];

/** Modules above 400 lines, each with the reason why it is one. */
const longModules: Readonly<Record<string, string>> = {
  'server/src/rules/index.ts': 'generated, two lines for each rule',
};

interface Module {
  readonly path: string;
  readonly text: string;
  /** Paths from the root for our own modules, names for others. */
  readonly imports: readonly string[];
}

const modules = ['shared/src', 'server/src', 'client/src']
  .flatMap((folder) => list(join(root, folder)))
  .map(read);
const byPath = new Map(modules.map((module) => [module.path, module]));

describe('modules', () => {
  test('enough of them are looked at', () => {
    expect(modules.length).toBeGreaterThan(150);
    expect(modules.filter(({ path }) => path.startsWith('server/src/syntax/')).length).toBeGreaterThan(30);
    expect(modules.filter(({ path }) => path.startsWith('client/src/')).length).toBeGreaterThan(5);
    expect(modules.flatMap(({ imports }) => imports).length).toBeGreaterThan(500);
  });

  test('every import of ours leads to a module, with its extension', () => {
    const lost = modules.flatMap(({ path, imports }) =>
      imports
        .filter((target) => target.includes('/src/') && !byPath.has(target))
        .map((target) => `${path} imports ${target}`),
    );
    expect(lost).toEqual([]);
  });

  test('imports go down', () => {
    const wrong = modules.flatMap(({ path, imports }) =>
      imports
        .filter((target) => byPath.has(target) && !mayImport(path, target))
        .map((target) => `${path} imports ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  test('there are no cycles', () => {
    expect(findCycle()).toEqual([]);
  });

  test('what is not ours comes in through one gate', () => {
    const wrong = modules.flatMap(({ path, imports }) =>
      imports
        .filter((target) => !target.includes('/src/'))
        .filter((target) => {
          const importers = externals.find(([pattern]) => pattern.test(target))?.[1] ?? [];
          return !importers.some((importer) => isWithin(path, importer));
        })
        .map((target) => `${path} imports ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  // Each import of the library copies all its names when the server starts: `lsp/protocol.ts`.
  test('values of the protocol library come through one module', () => {
    const gate = 'server/src/lsp/protocol.ts';
    const wrong = modules
      .filter(({ path }) => path.startsWith('server/src/lsp/') && path !== gate)
      .filter(({ text }) =>
        [...text.matchAll(/^import (type )?[^;]*? from 'vscode-languageserver';/gm)].some(
          ([, type]) => !type,
        ),
      );
    expect(wrong.map(({ path }) => path)).toEqual([]);
    expect(byPath.get(gate)?.text).toContain("} from 'vscode-languageserver';");
  });

  test('rules do not know each other', () => {
    const wrong = rulePaths().flatMap((path) =>
      (byPath.get(path)?.imports ?? [])
        .filter((target) => isRule(target) || target === 'server/src/rules/index.ts')
        .map((target) => `${path} imports ${target}`),
    );
    const support = modules
      .filter(({ path }) => path.startsWith('server/src/rules/support/'))
      .flatMap(({ path, imports }) => imports.filter(isRule).map((target) => `${path} imports ${target}`));
    expect([...wrong, ...support]).toEqual([]);
  });

  test('a rule file exports its rule and nothing else', () => {
    for (const path of rulePaths()) {
      const exported = (byPath.get(path)?.text ?? '').match(/^export .*/gm) ?? [];
      expect(exported.length, path).toBe(1);
      expect(exported[0], path).toMatch(/^export const [a-z]\w* = defineRule\(\{$/);
    }
  });

  test('names: rules after their id, other modules in camel case, no grab bags', () => {
    const wrong = modules
      .map(({ path }) => path)
      .filter((path) => {
        const name = basename(path, '.ts');
        if (isRule(path)) return !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name);
        return !/^[a-z][A-Za-z0-9]*$/.test(name) || /^(utils?|helpers?|misc|common)$/i.test(name);
      });
    expect(wrong).toEqual([]);
  });

  test('no default exports, no barrels', () => {
    const wrong = modules.filter(
      ({ path, text }) =>
        /^export default /m.test(text) ||
        /^export (\*|\{[^}]*\}) from '\.{1,2}\//m.test(text) ||
        (basename(path) === 'index.ts' && path !== 'server/src/rules/index.ts'),
    );
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });

  test('a long file has a reason', () => {
    const long = modules.filter(({ text }) => text.split('\n').length > 401).map(({ path }) => path);
    expect(long.filter((path) => !(path in longModules))).toEqual([]);
    for (const path of Object.keys(longModules)) expect(long, `${path} is short now`).toContain(path);
  });

  test('only the workspace, the upstream service and what is above them wait', () => {
    const mayWait = ['server/src/host.ts', 'server/src/upstream'];
    const wrong = modules.filter(
      ({ path, text }) =>
        (layerOf(path) ?? 9) < 6 &&
        path.startsWith('server/') &&
        !mayWait.some((prefix) => isWithin(path, prefix)) &&
        /\b(async|await|Promise<)/.test(withoutComments(text)),
    );
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });
});

describe('the core is pure', () => {
  test('what belongs to a machine does not compile there', () => {
    const probes = {
      process: 'export const probe = process.env;',
      Buffer: "export const probe = Buffer.from('a');",
      console: "console.log('a');",
      setTimeout: 'setTimeout(() => undefined, 1);',
      fetch: "export const probe = fetch('https://example.org');",
      document: 'export const probe = document.title;',
      'node:fs': "import { readFileSync } from 'node:fs';\nexport const probe = readFileSync;",
    };
    const errors = compileInCore({ ...probes, pure: 'export const probe = new Map<string, number>();' });
    for (const name of Object.keys(probes)) {
      expect(errors, name).toMatch(
        new RegExp(`${name.replace(':', '_')}\\.ts\\(\\d+,\\d+\\): error TS(2304|2307|2580|2584|2591)`),
      );
    }
    expect(errors).not.toContain('pure.ts');
  });
});

/** What the compiler says of modules under the options of the core's project. */
function compileInCore(sources: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'shipshape-core-'));
  try {
    const files = Object.entries(sources).map(([name, text]) => {
      const file = `${name.replace(':', '_')}.ts`;
      writeFileSync(join(folder, file), `${text}\n`);
      return file;
    });
    const compilerOptions = { noEmit: true, composite: false, emitDeclarationOnly: false, rootDir: folder };
    const project = {
      extends: join(root, 'tsconfig/server-core.json'),
      compilerOptions,
      files,
      include: [],
      references: [],
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(project));
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    return spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8', cwd: folder }).stdout;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function list(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name));
}

function read(file: string): Module {
  const path = relative(root, file).split(sep).join('/');
  const text = readFileSync(file, 'utf8');
  const found = text.matchAll(
    /^\s*(?:import|export)\b[^'"`;]*?\bfrom '([^']+)'|\bimport\('([^']+)'\)|^import '([^']+)'/gm,
  );
  const imports = [...found].map((match) => {
    const target = match[1] ?? match[2] ?? match[3] ?? '';
    return target.startsWith('.') ? posix.join(dirname(path), target) : target;
  });
  return { path, text, imports };
}

function mayImport(from: string, to: string): boolean {
  if (from.startsWith('client/')) return to.startsWith('client/') || to.startsWith('shared/');
  if (from.startsWith('shared/')) return to.startsWith('shared/');
  const [fromEntry, fromLayer] = entryOf(from) ?? ['', -1];
  const [toEntry, toLayer] = entryOf(to) ?? ['', 99];
  if (fromEntry === toEntry || toLayer < fromLayer) return true;
  return siblings.some(([a, b]) => a === fromEntry && b === toEntry);
}

function entryOf(path: string): readonly [string, number] | undefined {
  return layers.find(([prefix]) => isWithin(path, prefix));
}

function layerOf(path: string): number | undefined {
  return entryOf(path)?.[1];
}

function isWithin(path: string, prefix: string): boolean {
  return path === prefix || path.startsWith(`${prefix}/`);
}

function isRule(path: string): boolean {
  return /^server\/src\/rules\/(?!support\/)[^/]+\/[^/]+\.ts$/.test(path);
}

function rulePaths(): string[] {
  return modules.map(({ path }) => path).filter(isRule);
}

/** The first cycle of imports, type imports included; empty when there is none. */
function findCycle(): string[] {
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): string[] => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path];
    if (done.has(path)) return [];
    for (const target of byPath.get(path)?.imports ?? []) {
      if (!byPath.has(target)) continue;
      const cycle = visit(target, [...trail, path]);
      if (cycle.length > 0) return cycle;
    }
    done.add(path);
    return [];
  };
  for (const { path } of modules) {
    const cycle = visit(path, []);
    if (cycle.length > 0) return cycle;
  }
  return [];
}

function withoutComments(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\/\/.*/g, '')
    .replace(/'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/g, "''");
}
