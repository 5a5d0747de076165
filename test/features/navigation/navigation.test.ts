import { describe, expect, test } from 'vitest';
import { createLanguageService, type LanguageService } from '../../../server/src/service.ts';
import type { TextRange } from '../../../server/src/text/range.ts';
import { MemoryHost, settled } from '../../harness/memoryHost.ts';

const cursor = '<|>';
const uri = 'file:///ws/Dockerfile';

const files = {
  'file:///ws/.dockerignore': '*.log\nsecret\n',
  'file:///ws/package.json': '',
  'file:///ws/package-lock.json': '',
  'file:///ws/src/a.c': '',
  'file:///ws/src/deep/b.c': '',
  'file:///ws/a.log': '',
  'file:///ws/my%20file.txt': '',
  'file:///ws/secret/key': '',
};

interface Opened {
  readonly service: LanguageService;
  readonly text: string;
  readonly offset: number;
  readonly host: MemoryHost;
}

/** `isRead`: what the context holds is known before anything is asked. */
async function open(
  marked: string,
  isRead = true,
  others: Readonly<Record<string, string>> = {},
): Promise<Opened> {
  const host = new MemoryHost(files);
  const service = createLanguageService(host, { contextChanged: () => undefined });
  const text = marked.replace(cursor, '');
  service.update({ uri, language: 'dockerfile', version: 1, text });
  for (const [other, content] of Object.entries(others)) {
    service.update({ uri: other, language: 'dockerfile', version: 1, text: content });
  }
  if (isRead) for (let i = 0; i < 10; i++) await settled();
  return { service, text, offset: marked.indexOf(cursor), host };
}

/** A place of the document with its line, one-based; of another file, its path. */
function show(
  { text }: Opened,
  place: { readonly uri: string; readonly range: TextRange | undefined },
): string {
  const { range } = place;
  if (!range) return place.uri.replace('file:///ws/', '');
  const line = text.slice(0, range.start).split('\n').length;
  return `${line}: ${text.slice(range.start, range.end)}`;
}

async function definition(marked: string, isRead = true): Promise<string[]> {
  const opened = await open(marked, isRead);
  const found = await opened.service.navigation.definition(uri, opened.offset);
  if (found) {
    expect(found.origin.start).toBeLessThanOrEqual(opened.offset);
    expect(found.origin.end).toBeGreaterThanOrEqual(opened.offset);
  }
  return (found?.places ?? []).map((place) => show(opened, place));
}

async function references(marked: string, declaration = true): Promise<string[]> {
  const opened = await open(marked);
  const found = await opened.service.navigation.references(uri, opened.offset, declaration);
  return found.map((place) => show(opened, place));
}

describe('the definition of a stage', () => {
  const stages = 'FROM golang:1.23 AS Build\nFROM alpine:3.20\n';
  test.each([
    [`${stages}COPY --from=b<|>uild /a /b\n`, ['1: Build']],
    [`${stages}RUN --mount=type=bind,from=build<|>,target=/x y\n`, ['1: Build']],
    [`${stages}FROM <|>build\n`, ['1: Build']],
    [`${stages}FROM scratch\nCOPY --from=<|>1 /a /b\n`, ['2: alpine:3.20']],
    // Of the file that builds on this one.
    [`${stages}FROM scratch\nONBUILD COPY --from=<|>build /a /b\n`, []],
    ['FROM x AS <|>a\n', ['1: a']],
    [`${stages}COPY --from=ng<|>inx /a /b\n`, []],
    [`${stages}FROM gol<|>ang\n`, []],
  ])('%j', async (marked, expected) => {
    expect(await definition(marked)).toEqual(expected);
  });
});

describe('the definition of a variable', () => {
  const global = 'ARG V=1\nFROM x:$V AS a\nARG V\n';
  test.each([
    [`${global}RUN echo $<|>V\n`, ['3: V']],
    ['ARG V=1\nFROM x:$<|>V\n', ['1: V']],
    ['ARG V=1\nFROM x\nARG <|>V\n', ['1: V']],
    ['FROM x\nARG <|>V=2\n', ['2: V']],
    [`${global}ENV V=2\nWORKDIR /\${V<|>:-a}\n`, ['4: V']],
    ['FROM x AS a\nENV W=1\nFROM a\nRUN <<EOF\necho $W<|>\nEOF\n', ['2: W']],
    ['ARG V=1\nFROM x\nLABEL v=$<|>V\n', ['1: V']],
    ['FROM x\nENV A=1 B=$<|>C\n', []],
    ['FROM x\nRUN echo $PA<|>TH\n', []],
    // What the text sets itself is none of the file's; what stands before a command is for that command.
    ['FROM x\nARG V=1\nRUN for V in a b; do echo $V<|>; done\n', []],
    ['FROM x\nARG V=1\nRUN V=$(cat v) && echo "$V<|>"\n', []],
    ['FROM x\nARG V=1\nRUN read -r V < f; echo $V<|>\n', []],
    ['FROM x\nARG V=1\nRUN V=$V<|> make\n', ['2: V']],
    ['FROM x\nARG V=1\nRUN make V=$V<|>\n', ['2: V']],
    ['FROM x\nARG V=1\nRUN cat <<E > /f\n$V<|>\nE\n', ['2: V']],
    ["FROM x\nARG V=1\nRUN cat <<'E' > /f\n$V<|>\nE\n", []],
    ['FROM x\nARG V=1\nRUN cat <<E > /f\n\\$V<|>\nE\n', []],
    // A stage below declares it again.
    ['FROM x AS a\nARG V=1\nFROM a\nARG V<|>\n', ['2: V']],
    // The shells of Windows.
    ['FROM mcr.microsoft.com/powershell\nARG V=1\nSHELL ["pwsh", "-c"]\nRUN echo $V<|>\n', []],
    ['FROM mcr.microsoft.com/powershell\nARG V=1\nSHELL ["pwsh", "-c"]\nRUN echo $env:V<|>\n', ['2: V']],
  ])('%j', async (marked, expected) => {
    expect(await definition(marked)).toEqual(expected);
  });
});

describe('the definition of a path of the build context', () => {
  test.each([
    ['FROM x\nCOPY pack<|>age.json /app/\n', ['package.json']],
    ['FROM x\nCOPY ["my<|> file.txt", "/app/"]\n', ['my%20file.txt']],
    ['FROM x\nCOPY package<|>*.json /app/\n', ['package-lock.json', 'package.json']],
    ['FROM x\nCOPY sr<|>c /app/\n', ['src/a.c', 'src/deep/b.c']],
    ['FROM x\nCOPY --exclude=deep sr<|>c /app/\n', ['src/a.c']],
    ['FROM x\nCOPY --parents src/de<|>ep/b.c /app/\n', ['src/deep/b.c']],
    ['FROM x\nCOPY a<|>.log /app/\n', ['a.log']],
    ['FROM x\nCOPY se<|>cret/key /app/\n', ['secret/key']],
    ['FROM x\nARG d=src\nCOPY $d/a<|>.c /app/\n', ['src/a.c']],
    ['FROM x\nRUN --mount=type=bind,source=src/a<|>.c,target=/x y\n', ['src/a.c']],
    ['FROM x\nCOPY gone<|>.txt /app/\n', []],
    ['FROM x\nCOPY package.json /a<|>pp/\n', []],
    ['FROM x\nADD https://example.org/a<|> /app/\n', []],
    ['FROM x\nCOPY <<E<|>OF /a\nEOF\n', []],
  ])('%j', async (marked, expected) => {
    expect(await definition(marked)).toEqual(expected);
  });

  test('is found before the context has been read', async () => {
    expect(await definition('FROM x\nCOPY pack<|>age.json /app/\n', false)).toEqual(['package.json']);
    expect(await definition('FROM x\nCOPY sr<|>c /app/\n', false)).toEqual([]);
  });

  test('is found when the file has come since', async () => {
    const { service, offset, host } = await open('FROM x\nCOPY ne<|>w.txt /app/\n');
    host.files.set('file:///ws/new.txt', '');
    const found = await service.navigation.definition(uri, offset);
    expect(found?.places).toEqual([{ uri: 'file:///ws/new.txt', range: undefined }]);
  });
});

describe('the definition of a path of a stage', () => {
  const build = (lines: string, path: string): string =>
    `FROM x AS build\n${lines}\nFROM y\nCOPY --from=build ${path} /\n`;

  test.each([
    ['the output of a compiler', 'WORKDIR /src\nRUN go build -o /out/app .', '/out/ap<|>p', ['3: /out/app']],
    [
      'one relative to the working directory',
      'WORKDIR /src\nRUN go build -o app .',
      '/src/ap<|>p',
      ['3: app'],
    ],
    ['an option with `=`', 'RUN esbuild a.js --outfile=/o/a.js', '/o/a<|>.js', ['2: --outfile=/o/a.js']],
    ['a redirection', 'RUN date > /etc/stamp', '/etc/st<|>amp', ['2: /etc/stamp']],
    ['a folder', 'RUN mkdir -p /data/x', '/data/x<|>', ['2: /data/x']],
    ['a virtual environment', 'RUN python -m venv /venv', '/ve<|>nv', ['2: /venv']],
    ['what was moved there', 'RUN make && mv a /usr/bin/a', '/usr/bin/a<|>', ['2: /usr/bin/a']],
    ['the working directory', 'WORKDIR /app\nRUN make', '/ap<|>p', ['2: /app']],
    ['a copy', 'COPY package.json /app/p.json', '/app/p<|>.json', ['2: /app/p.json']],
    ['a copy into a folder', 'COPY package.json src /app/', '/app/pack<|>age.json', ['2: package.json']],
    ['a file of a folder', 'COPY src /app', '/app/deep<|>/b.c', ['2: src']],
    ['a file of the context, whatever runs behind', 'COPY . /app\nRUN make', '/app/src/a<|>.c', ['2: .']],
    ['not what only gets another date', 'RUN mkdir /a\nRUN touch -t 1 /a', '/a<|>', ['2: /a']],
    ['a path without its slash', 'RUN touch /a', 'a<|>', ['2: /a']],
    ['the last of several', 'RUN touch /a\nRUN touch /a', '/a<|>', ['3: /a']],
    ['what a command only reads', 'RUN cat /etc/os-release', '/etc/os-<|>release', []],
    ['what a build leaves', 'COPY . /app\nRUN make', '/app/dist<|>', []],
    ['what is not sent', 'COPY . /app', '/app/a.log<|>', []],
    ['a relative path behind cd', 'WORKDIR /src\nRUN cd cmd && go build -o app .', '/src/app<|>', []],
    ['a wildcard', 'RUN touch /a', '/a<|>*', []],
    ['the root', 'WORKDIR /', '/<|>', []],
  ])('%s', async (_, lines, path, expected) => {
    expect(await definition(build(lines, path))).toEqual(expected);
  });

  test('is looked for in the stages below', async () => {
    const marked = 'FROM x AS a\nRUN touch /a\nFROM a AS b\nRUN true\nFROM y\nCOPY --from=b /a<|> /\n';
    expect(await definition(marked)).toEqual(['2: /a']);
  });

  test('of a mount', async () => {
    const marked = 'FROM x AS a\nRUN touch /a\nFROM y\nRUN --mount=from=a,source=/a<|>,target=/b c\n';
    expect(await definition(marked)).toEqual(['2: /a']);
  });
});

describe('references', () => {
  test('of a stage', async () => {
    const text =
      'FROM x AS a<|>\nFROM a\nCOPY --from=A /x /y\nRUN --mount=from=a,target=/z true\nCOPY --from=0 /x /y\n';
    expect(await references(text)).toEqual(['1: a', '2: a', '3: A', '4: a', '5: 0']);
    expect(await references(text, false)).toEqual(['2: a', '3: A', '4: a', '5: 0']);
  });

  test('of a variable, in the stages that take it over', async () => {
    const text = [
      'ARG V=1',
      'FROM x:$V AS a',
      'ARG V',
      'RUN echo ${V<|>}',
      'FROM y',
      'LABEL a=$V',
      'FROM z',
      'ARG V=2',
      'LABEL a=$V',
      '',
    ].join('\n');
    expect(await references(text)).toEqual(['1: V', '3: V', '2: V', '4: V']);
  });

  test('of a variable, where its name alone counts', async () => {
    const text = [
      'FROM x AS a',
      'ARG VER<|>SION=1',
      'RUN echo ${#VERSION}',
      'RUN for f in "${VERSION}"; do echo $f; done | cat - <<E',
      '$VERSION \\$VERSION',
      'E',
      'RUN VERSION=2; echo $VERSION',
      'FROM a',
      'ARG VERSION',
      'RUN echo $VERS\\',
      'ION',
      '',
    ].join('\n');
    expect(await references(text)).toEqual([
      '2: VERSION',
      '9: VERSION',
      '3: VERSION',
      '4: VERSION',
      '5: VERSION',
      '10: VERS\\\nION',
    ]);
  });

  test('of a variable in the shells of Windows', async () => {
    const cmd = 'FROM mcr.microsoft.com/windows/nanoserver:ltsc2022\nARG V<|>=1\nRUN echo %V% %v%\n';
    expect(await references(cmd)).toEqual(['2: V', '3: V', '3: v']);
    const pwsh =
      'FROM mcr.microsoft.com/powershell\nARG V<|>=1\nSHELL ["pwsh", "-c"]\nRUN echo $V ${env:V}\n';
    expect(await references(pwsh)).toEqual(['2: V', '4: V']);
  });

  test('of a variable that is set anew, from there on', async () => {
    const text = 'FROM x\nENV P=1\nENV P<|>=$P:2\nRUN echo $P\nUSER $P\n';
    expect(await references(text)).toEqual(['3: P', '4: P', '5: P']);
    expect(await references(text.replace(cursor, '').replace('P=1', 'P<|>=1'))).toEqual(['2: P', '3: P']);
  });

  test('of a path, in all open Dockerfiles of the same context', async () => {
    const others = {
      'file:///ws/Dockerfile.dev': 'FROM x\nCOPY . .\n',
      'file:///ws/sub/Dockerfile': 'FROM x\nCOPY . .\n',
    };
    const opened = await open('FROM x\nCOPY src/a<|>.c .\nCOPY src .\nCOPY package.json .\n', true, others);
    const found = await opened.service.navigation.references(uri, opened.offset, true);
    expect(found.map((place) => place.uri)).toEqual([uri, uri, 'file:///ws/Dockerfile.dev']);
    expect(found.slice(0, 2).map((place) => show(opened, place))).toEqual(['2: src/a.c', '3: src']);
  });

  test('none where nothing is named', async () => {
    expect(await references('FROM x\nRUN echo<|> a\n')).toEqual([]);
  });
});

describe('highlights', () => {
  test('tell the declaration from the uses', async () => {
    const { service, offset } = await open('FROM x AS a\nFROM a<|>\n');
    expect(service.navigation.highlights(uri, offset)).toEqual([
      { range: { start: 10, end: 11 }, isDeclaration: true },
      { range: { start: 17, end: 18 }, isDeclaration: false },
    ]);
    expect(service.navigation.highlights(uri, 2)).toEqual([]);
  });
});

describe('links', () => {
  const text = [
    'FROM x AS a',
    'COPY package.json src gone.txt a.log /app/',
    'COPY package*.json "/app/"',
    'COPY ["my file.txt", "/app/"]',
    'COPY --from=a /package.json /app/',
    'RUN --mount=source=src/a.c,target=/a --mount=type=cache,source=src,target=/b make',
    'ADD https://example.org/package.json /app/',
    '',
  ].join('\n');

  test.each([
    ['when the context has been read', true],
    ['before that', false],
  ])('lead to the files that are there, %s', async (_, isRead) => {
    const opened = await open(text, isRead);
    const links = await opened.service.navigation.links(uri);
    expect(
      links.map(({ range, target }) => `${show(opened, { uri, range })} -> ${target.slice(11)}`),
    ).toEqual([
      '2: package.json -> package.json',
      '2: a.log -> a.log',
      '4: my file.txt -> my%20file.txt',
      '6: src/a.c -> src/a.c',
    ]);
  });

  test('do not look for very many files', async () => {
    const { service, host } = await open(`FROM x\n${'COPY gone .\n'.repeat(200)}`);
    host.asked.length = 0;
    expect(await service.navigation.links(uri)).toEqual([]);
    expect(host.asked.length).toBeLessThanOrEqual(30);
  });
});

describe('the uses of a file', () => {
  test('are the instructions that take it', async () => {
    const opened = await open(
      'FROM x\nCOPY src .\nRUN --mount=source=src/a.c,target=/a make\nCOPY --exclude=*.c src .\n',
    );
    const { places } = await opened.service.navigation.usesOfFile('file:///ws/src/a.c');
    expect(places.map((place) => show(opened, place))).toEqual(['2: src', '3: src/a.c']);
  });

  test('of a file that is kept out are none, and it is said why', async () => {
    const { service } = await open('FROM x\nCOPY . .\n', false);
    expect(await service.navigation.usesOfFile('file:///ws/a.log')).toEqual({
      places: [],
      keptOutBy: ['line 1 of .dockerignore'],
    });
    expect(await service.navigation.usesOfFile('file:///elsewhere/a.log')).toEqual({
      places: [],
      keptOutBy: [],
    });
  });
});

describe('other documents', () => {
  test('have nothing of it', async () => {
    const { service } = await open('FROM x\n');
    const { navigation } = service;
    const ignore = 'file:///ws/.dockerignore';
    service.update({ uri: ignore, language: 'dockerignore', version: 1, text: 'src\n' });
    for (const other of [ignore, 'file:///nowhere/Dockerfile']) {
      expect(navigation.symbols(other)).toEqual([]);
      expect(navigation.folds(other)).toEqual([]);
      expect(navigation.highlights(other, 1)).toEqual([]);
      expect(await navigation.definition(other, 1)).toBeUndefined();
      expect(await navigation.references(other, 1, true)).toEqual([]);
      expect(await navigation.links(other)).toEqual([]);
    }
  });
});
