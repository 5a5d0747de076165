import { describe, expect, test } from 'vitest';
import type {
  NameCompletion,
  NameCompletions,
} from '../../../server/src/features/contextPaths/nameCompletion.ts';
import type { DirectoryEntry } from '../../../server/src/host.ts';
import { unknownContext } from '../../../server/src/lint/context.ts';
import { takenPaths } from '../../../server/src/model/context/takenPaths.ts';
import { takesOf } from '../../../server/src/model/context/takes.ts';
import { createModel } from '../../../server/src/model/model.ts';
import type { ContextFacts } from '../../../server/src/rules/rule.ts';
import { parseDockerfile } from '../../../server/src/syntax/dockerfile/parser.ts';
import { readIgnoreFile } from '../../../server/src/syntax/dockerignore/reader.ts';
import { applyEdits } from '../../../server/src/text/edit.ts';
import { completeNames } from '../../../server/src/workspace/completion.ts';
import { listFolder } from '../../../server/src/workspace/folderListing.ts';
import { viewOf } from '../../harness/contextView.ts';
import { MemoryHost } from '../../harness/memoryHost.ts';

const cursor = '<|>';
const root = 'file:///ws/';

const files = [
  '.env',
  'package.json',
  'package-lock.json',
  'src/main.go',
  'src/deep/er.go',
  'my file.txt',
  'routes/$id.tsx',
  'routes/[slug].tsx',
  'node_modules/x/index.js',
  'node_modules/keep/index.js',
  'logs/a.log',
];

const ignoreText = '# no\nnode_modules\n*.log\n**/*.log\n!node_modules/keep\nlogs\n';

interface Options {
  readonly trigger?: string;
  readonly root?: string;
  readonly host?: MemoryHost;
  readonly facts?: ContextFacts;
}

function memory(paths: readonly string[] = files): MemoryHost {
  return new MemoryHost(Object.fromEntries(paths.map((path) => [root + encodeURI(path), ''])));
}

const ignoring: ContextFacts = {
  ...unknownContext,
  ignoreFile: { path: '.dockerignore', text: ignoreText, file: readIgnoreFile(ignoreText) },
};

async function complete(marked: string, options: Options = {}): Promise<NameCompletions & { text: string }> {
  const offset = marked.indexOf(cursor);
  const text = marked.replace(cursor, '');
  const host = options.host ?? memory();
  const { view, ignoreFile } = options.facts ?? unknownContext;
  const tree = parseDockerfile(text);
  const question = { tree: () => tree, model: () => createModel(tree), offset };
  const found = await completeNames(question, options.trigger, async (path) => ({
    entries: await listFolder(host, options.root ?? root, path, view),
    ignoreFile,
  }));
  for (const { insert, replace } of found.items) {
    // As editors insist: one line, one start, the cursor in it, and what is inserted over within what is replaced.
    expect(insert.start).toBe(replace.start);
    expect(replace.end).toBeGreaterThanOrEqual(insert.end);
    expect(insert.start).toBeLessThanOrEqual(offset);
    expect(insert.end).toBeGreaterThanOrEqual(offset);
    expect(text.slice(replace.start, replace.end)).not.toMatch(/\n/);
  }
  return { ...found, text };
}

async function labels(marked: string, options?: Options): Promise<string[]> {
  return (await complete(marked, options)).items.map(({ label }) => label).sort();
}

async function chosen(marked: string, label: string, how: 'insert' | 'replace' = 'replace'): Promise<string> {
  const { items, text } = await complete(marked);
  const item = items.find((candidate) => candidate.label === label);
  if (!item) throw new Error(`there is no ${label}`);
  return applyEdits(text, [{ range: item[how], newText: item.newText }]);
}

const top = [
  '.env',
  'logs/',
  'my file.txt',
  'node_modules/',
  'package-lock.json',
  'package.json',
  'routes/',
  'src/',
];
/** A name with a blank cannot be written as a word. */
const words = top.filter((name) => !name.includes(' '));

describe('paths of the build context', () => {
  test.each([
    ['an empty source', 'FROM x\nCOPY <|>'],
    ['one in front of a destination', 'FROM x\nCOPY <|> /app/\n'],
    ['one that is begun', 'FROM x\nCOPY p<|> /app/\n'],
    ['a second source', 'FROM x\nCOPY a p<|> /app/\n'],
    ['what may still be a source', 'FROM x\nCOPY a p<|>'],
    ['behind flags', 'FROM x\nCOPY --link --chown=1:1 <|>'],
    ['ADD', 'FROM x\nADD p<|>'],
    ['the root by a slash', 'FROM x\nCOPY /<|> /app/'],
    ['the root by a dot', 'FROM x\nCOPY ./<|> /app/'],
    ['an expanded path', 'FROM x\nARG dir=.\nCOPY $dir/<|> /app/'],
    ['a line that continues', 'FROM x\nCOPY a \\\n  <|>'],
    ['an empty line in a continued instruction', 'FROM x\nCOPY \\\n  <|>\n\nRUN x\n'],
    ['between comments', 'FROM x\nCOPY \\\n  # a\n  p<|> \\\n  # b\n  /app/\n'],
    ['another escape token', '# escape=`\nFROM x\nCOPY a `\n  <|>'],
    ['a lower-case keyword and CRLF', 'FROM x\r\ncopy <|>\r\n'],
  ])('in %s', async (_, marked) => {
    expect(await labels(marked)).toEqual(words);
  });

  test.each([
    ['an array', 'FROM x\nCOPY ["<|>", "/app/"]'],
    ['an array of one', 'FROM x\nCOPY ["p<|>"]'],
    ['an array that is not closed', 'FROM x\nCOPY ["<|>'],
    ['a string that is not closed', 'FROM x\nCOPY ["a", "p<|>, "/app/"]'],
    ['a later string', 'FROM x\nCOPY ["a", "<|>", "/app/"]'],
    ['an array on several lines', 'FROM x\nCOPY [ \\\n  "a", \\\n  "<|>" ]'],
  ])('with blanks in %s', async (_, marked) => {
    expect(await labels(marked)).toEqual(top);
  });

  test.each([
    ['a bind mount', 'FROM x\nRUN --mount=type=bind,source=<|>,target=/x y'],
    ['a mount without a type', 'FROM x\nRUN --mount=target=/x,src=p<|> y'],
    ['a pattern', 'FROM x\nCOPY --exclude=<|> . /app/'],
    ['a pattern before the sources are there', 'FROM x\nCOPY --exclude=p<|>'],
  ])('in %s', async (_, marked) => {
    expect(await labels(marked)).toEqual(words);
  });

  test.each([
    ['FROM x\nCOPY src/<|> /app/', ['deep/', 'main.go']],
    ['FROM x\nCOPY ./src/deep/<|>', ['er.go']],
    ['FROM x\nCOPY src/../src/m<|> .', ['deep/', 'main.go']],
    ['FROM x\nCOPY --parents src/./d<|> .', ['deep/', 'main.go']],
    ['FROM x\nCOPY --exclude=<|> src /app/', ['deep/', 'main.go']],
    ['FROM x\nCOPY --exclude=deep/<|> src/ /app/', ['er.go']],
    ['FROM x\nRUN --mount=type=bind,src=src/<|>,target=/x y', ['deep/', 'main.go']],
    ['FROM x\nCOPY ["src/<|>", "/app/"]', ['deep/', 'main.go']],
    ['FROM x\nCOPY nowhere/<|> /app/', []],
  ])('%j are of that folder', async (marked, expected) => {
    expect(await labels(marked)).toEqual(expected);
  });

  test.each([
    ['the keyword', 'FROM x\nCO<|>PY a b'],
    ['a destination', 'FROM x\nCOPY a /<|>'],
    ['the destination of the whole context', 'FROM x\nCOPY . s<|>'],
    ['the destination of a download', 'FROM x\nADD https://example.org/a s<|>'],
    ['files of a stage', 'FROM x AS a\nFROM x\nCOPY --from=a <|>'],
    ['a file that is written here', 'FROM x\nCOPY <<E<|>OF /x\nEOF\n'],
    ['the body of a heredoc', 'FROM x\nCOPY <<EOF /x\np<|>\nEOF\n'],
    ['a comment in a continued instruction', 'FROM x\nCOPY a \\\n # p<|>\n b\n'],
    ['a comment behind an instruction', 'FROM x\nCOPY a b\n# p<|>\n'],
    ['an unknown variable', 'FROM x\nCOPY $dir/<|> /app/'],
    ['a pattern above', 'FROM x\nCOPY s*/<|> /app/'],
    ['outside of the context', 'FROM x\nCOPY ../<|> /app/'],
    ['a URL', 'FROM x\nADD https://example.org/<|> /app/'],
    ['between strings', 'FROM x\nCOPY ["a", <|>'],
    ['a mount of a stage', 'FROM x AS a\nFROM x\nRUN --mount=from=a,source=<|>,target=/x y'],
    ['a cache mount', 'FROM x\nRUN --mount=type=cache,source=<|>,target=/x y'],
    ['the key of a mount', 'FROM x\nRUN --mount=type=bind,sou<|> y'],
    ['a command', 'FROM x\nRUN cat <|>'],
    ['a trigger, which means another context', 'FROM x\nONBUILD COPY <|>'],
    ['another flag', 'FROM x\nCOPY --chown=<|>'],
    ['another instruction', 'FROM x\nWORKDIR <|>'],
  ])('none in %s', async (_, marked) => {
    expect(await labels(marked)).toEqual([]);
  });
});

describe('a chosen path', () => {
  test.each([
    ['FROM x\nCOPY pack<|>', 'package.json', 'FROM x\nCOPY package.json'],
    ['FROM x\nCOPY s<|> /app/', 'src/', 'FROM x\nCOPY src/ /app/'],
    ['FROM x\nCOPY src/m<|>.rs /app/', 'main.go', 'FROM x\nCOPY src/main.go /app/'],
    ['FROM x\nCOPY lo<|>/x /app/', 'src/', 'FROM x\nCOPY src/x /app/'],
    ['FROM x\nCOPY ["my<|>", "/app/"]', 'my file.txt', 'FROM x\nCOPY ["my file.txt", "/app/"]'],
    ['FROM x\nCOPY ["a", "my<|>', 'my file.txt', 'FROM x\nCOPY ["a", "my file.txt'],
    ['FROM x\nCOPY pack\\\nage<|>\\\n.j /app/', 'package.json', 'FROM x\nCOPY pack\\\nage.json\\\n.j /app/'],
    ['FROM x\nCOPY src/\\\n<|> /app/', 'deep/', 'FROM x\nCOPY src/\\\ndeep/ /app/'],
    ['FROM x\nCOPY a \\\n  <|>\n', 'src/', 'FROM x\nCOPY a \\\n  src/\n'],
    ['FROM x\nRUN --mount=src=s<|>,dst=/x y', 'src/', 'FROM x\nRUN --mount=src=src/,dst=/x y'],
    ['FROM x\nCOPY routes/<|> .', '$id.tsx', 'FROM x\nCOPY routes/\\$id.tsx .'],
    ['# escape=`\nFROM x\nCOPY routes/<|> .', '$id.tsx', '# escape=`\nFROM x\nCOPY routes/`$id.tsx .'],
    ['FROM x\nCOPY ["routes/<|>", "."]', '$id.tsx', 'FROM x\nCOPY ["routes/\\\\$id.tsx", "."]'],
    ['FROM x\nCOPY routes/<|> .', '[slug].tsx', 'FROM x\nCOPY routes/[[]slug].tsx .'],
  ])('%j with %s', async (marked, label, expected) => {
    expect(await chosen(marked, label)).toBe(expected);
  });

  test('is one that begins as the line above does', async () => {
    expect(await labels('FROM x\nCOPY pack\\\na<|> /app/')).toEqual(['package-lock.json', 'package.json']);
  });

  test('keeps what is behind the cursor where the editor wants that', async () => {
    expect(await chosen('FROM x\nCOPY pa<|>b .', 'src/', 'insert')).toBe('FROM x\nCOPY src/b .');
    expect(await chosen('FROM x\nCOPY sr<|>/b .', 'src/', 'insert')).toBe('FROM x\nCOPY src/b .');
  });

  test.each([
    ['FROM x\nCOPY <|> .', 'package.json', 'package.json'],
    ['FROM x\nCOPY routes/<|> .', '$id.tsx', 'routes/$id.tsx'],
    ['FROM x\nCOPY routes/<|> .', '[slug].tsx', 'routes/[slug].tsx'],
    ['FROM x\nCOPY ["routes/<|>", "."]', '$id.tsx', 'routes/$id.tsx'],
    ['FROM x\nCOPY ["routes/<|>", "."]', '[slug].tsx', 'routes/[slug].tsx'],
    ['FROM x\nCOPY ["<|>", "."]', 'my file.txt', 'my file.txt'],
    ['FROM x\nRUN --mount=source=<|>,target=/x y', 'src/', 'src/main.go'],
  ])('is what the build then takes: %j', async (marked, label, path) => {
    const model = createModel(parseDockerfile(await chosen(marked, label)));
    expect(takesOf(model).flatMap((take) => takenPaths(take, path, 'file'))).toHaveLength(1);
  });
});

describe('what the ignore file keeps out', () => {
  test('comes last, with the line that decides', async () => {
    const { items } = await complete('FROM x\nCOPY <|>', { facts: ignoring });
    const kept = items.filter(({ keptOut }) => keptOut !== undefined);
    expect(kept).toMatchObject([{ label: 'logs/', keptOut: 'line 6 of .dockerignore' }]);
    expect(kept[0]?.detail).toBe('Kept out by line 6 of .dockerignore');
    const sorted = [...items].sort((a, b) => (a.sortText < b.sortText ? -1 : 1));
    expect(sorted.at(-1)?.label).toBe('logs/');
  });

  test('is told of each file below', async () => {
    const { items } = await complete('FROM x\nCOPY node_modules/<|>', { facts: ignoring });
    const reasons = Object.fromEntries(items.map(({ label, keptOut }) => [label, keptOut]));
    expect(reasons).toEqual({ 'x/': 'line 2 of .dockerignore', 'keep/': undefined });
  });
});

describe('without an answer from the disk', () => {
  class Silent extends MemoryHost {
    override async list(uri: string): Promise<readonly DirectoryEntry[] | undefined> {
      this.asked.push(uri);
      return undefined;
    }
  }

  const view = viewOf(new Map(files.map((path) => [path, 1])), ignoreText);

  test('what has been read of the context is there', async () => {
    const facts = { ...ignoring, view };
    expect(await labels('FROM x\nCOPY src/<|>', { host: new Silent(), facts })).toEqual(['deep/', 'main.go']);
  });

  test('an editor far away is asked only for what has not been read', async () => {
    const far = 'vscode-vfs://github/o/r/';
    const host = new MemoryHost({ [`${far}logs/new.log`]: '', [`${far}src/new.go`]: '' });
    const options = { host, root: far, facts: { ...ignoring, view } };
    expect(await labels('FROM x\nCOPY src/<|>', options)).toEqual(['deep/', 'main.go']);
    expect(host.asked).toEqual([]);
    expect(await labels('FROM x\nCOPY logs/<|>', options)).toEqual(['new.log']);
    expect(host.asked).toEqual([`${far}logs`]);
  });
});

describe('a folder of very many files', () => {
  const many = Array.from({ length: 2000 }, (_, i) => `f${i}.txt`);

  test('is cut, and asked for again', async () => {
    const { items, isIncomplete } = await complete('FROM x\nCOPY <|>', { host: memory(many) });
    expect([items.length, isIncomplete]).toEqual([500, true]);
    const narrowed = await complete('FROM x\nCOPY f1999<|>', { host: memory(many) });
    expect(narrowed.items.map(({ label }) => label)).toEqual(['f1999.txt']);
    expect(narrowed.isIncomplete).toBe(true);
  });
});

describe('stages', () => {
  const stages = 'FROM golang:1.23 AS Build\nFROM alpine:3.20\nFROM build AS test\n';

  async function names(marked: string): Promise<string[]> {
    const { items } = await complete(marked);
    return [...items].sort(byOrder).map(({ label, detail }) => `${label}: ${detail}`);
  }

  const byOrder = (a: NameCompletion, b: NameCompletion): number => (a.sortText < b.sortText ? -1 : 1);
  const build = 'Build: FROM golang:1.23';

  test.each([
    ['FROM scratch\nCOPY --from=<|>', ['test: FROM build', '1: FROM alpine:3.20', build]],
    ['FROM scratch\nCOPY --from=b<|> /a /b\n', ['test: FROM build', '1: FROM alpine:3.20', build]],
    ['FROM scratch\nRUN --mount=type=bind,from=<|>,target=/x y', ['test: FROM build', build]],
    ['FROM t<|>', ['test: FROM build', build]],
    ['FROM --platform=x <|> AS y\n', ['test: FROM build', build]],
    ['COPY --from=<|>', ['1: FROM alpine:3.20', build]],
  ])('%j', async (end, expected) => {
    expect(await names(stages + end)).toEqual(expected);
  });

  test.each([
    ['in the first stage', 'FROM x\nCOPY --from=<|>'],
    ['as the name of a stage', 'FROM x AS a\nFROM a AS <|>'],
    ['as a platform', 'FROM x AS a\nFROM --platform=<|>'],
  ])('none %s', async (_, marked) => {
    expect(await labels(marked)).toEqual([]);
  });

  test('take the place of what is there', async () => {
    expect(await chosen('FROM x AS build\nFROM y\nCOPY --from=b<|>x /a /b', 'build')).toBe(
      'FROM x AS build\nFROM y\nCOPY --from=build /a /b',
    );
  });
});

describe('unasked, names come', () => {
  test.each([
    [' ', 'FROM x\nCOPY <|>'],
    [' ', 'FROM x\nCOPY --link <|>'],
    ['/', 'FROM x\nCOPY src/<|>'],
    ['/', 'FROM x\nCOPY a src/<|> /app/'],
    ['=', 'FROM x\nRUN --mount=type=bind,source=<|>'],
    ['=', 'FROM x AS a\nFROM y\nCOPY --from=<|>'],
    ['"', 'FROM x\nCOPY ["<|>"]'],
  ])('behind %j in %j', async (trigger, marked) => {
    expect((await labels(marked, { trigger })).length).toBeGreaterThan(0);
  });

  test.each([
    ['where a destination is typed', ' ', 'FROM x\nCOPY . <|>'],
    ['where a destination may be typed', '/', 'FROM x\nCOPY main.go src/<|>'],
    ['behind the string of a destination', '"', 'FROM x\nCOPY ["a", "<|>"]'],
    ['behind a closing quote', '"', 'FROM x\nCOPY ["a"<|>]'],
    ['in a base image', '/', 'FROM x AS a\nFROM ghcr.io/<|>'],
    ['behind FROM', ' ', 'FROM x AS a\nFROM <|>'],
    ['in a variable', '=', 'FROM x\nENV A=<|>'],
    ['at the start of a line', ' ', 'FROM x\n <|>'],
    ['in a comment', ' ', 'FROM x\n# <|>'],
    ['in a command', ' ', 'FROM x\nRUN cat <|>'],
  ])('not %s', async (_, trigger, marked) => {
    expect(await labels(marked, { trigger })).toEqual([]);
  });
});
