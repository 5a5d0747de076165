import { describe, expect, test } from 'vitest';
import { analyze } from '../../../server/src/analysis.ts';
import { rename, renameableAt } from '../../../server/src/features/navigation/renaming.ts';
import type { BuildModel } from '../../../server/src/model/types.ts';
import { applyEdits } from '../../../server/src/text/edit.ts';

const cursor = '<|>';

function open(marked: string): {
  readonly model: BuildModel;
  readonly offset: number;
  readonly text: string;
} {
  const text = marked.replace(cursor, '');
  const document = { uri: 'file:///Dockerfile', language: 'dockerfile', version: 1, text } as const;
  const analysis = analyze(document);
  if (analysis.language !== 'dockerfile') throw new Error('no Dockerfile');
  return { model: analysis.model(), offset: marked.indexOf(cursor), text };
}

function renamed(marked: string, newName: string): string {
  const { model, offset, text } = open(marked);
  const found = rename(model, offset, newName);
  if (!found) return 'nothing to rename';
  return 'refusal' in found ? `refused: ${found.refusal}` : applyEdits(text, found.edits);
}

describe('a build argument', () => {
  test('is one for the whole file: before the first FROM, and in the stages that declare it', () => {
    expect(
      renamed(
        'ARG VER<|>SION=1\nFROM alpine:$VERSION AS a\nARG VERSION\nRUN echo "$VERSION ${VERSION:-2}"\nFROM a\nARG VERSION=3\nCOPY $VERSION /\n',
        'RELEASE',
      ),
    ).toBe(
      'ARG RELEASE=1\nFROM alpine:$RELEASE AS a\nARG RELEASE\nRUN echo "$RELEASE ${RELEASE:-2}"\nFROM a\nARG RELEASE=3\nCOPY $RELEASE /\n',
    );
  });

  test('is renamed from any of its places', () => {
    const text = 'ARG V=1\nFROM alpine\nARG V\nRUN echo $V\n';
    const expected = 'ARG W=1\nFROM alpine\nARG W\nRUN echo $W\n';
    for (const at of [5, 25, 37]) {
      expect(renamed(`${text.slice(0, at)}${cursor}${text.slice(at)}`, 'W')).toBe(expected);
    }
  });

  test('leaves an ENV of its name alone, and what reads that', () => {
    expect(renamed('FROM alpine\nARG <|>V=1\nRUN echo $V\nENV V=$V\nRUN echo $V\n', 'W')).toBe(
      'FROM alpine\nARG W=1\nRUN echo $W\nENV V=$W\nRUN echo $V\n',
    );
  });

  test('goes on in a use that finds nothing, in a heredoc, over a continuation', () => {
    expect(
      renamed(
        'ARG <|>V=1\nFROM alpine\nRUN echo $V\nARG V\nRUN <<EOT\necho ${V}\nEOT\nENV A=1 \\\n  B=${V}\n',
        'W',
      ),
    ).toBe('ARG W=1\nFROM alpine\nRUN echo $W\nARG W\nRUN <<EOT\necho ${W}\nEOT\nENV A=1 \\\n  B=${W}\n');
  });
});

describe('a variable of the environment', () => {
  test('is one for the stages that are built on each other', () => {
    expect(
      renamed(
        'FROM alpine AS a\nENV A=1 P<|>ORT=80\nFROM a\nENV PORT=81\nEXPOSE $PORT\nFROM debian\nENV PORT=82\nEXPOSE $PORT\n',
        'HTTP',
      ),
    ).toBe(
      'FROM alpine AS a\nENV A=1 HTTP=80\nFROM a\nENV HTTP=81\nEXPOSE $HTTP\nFROM debian\nENV PORT=82\nEXPOSE $PORT\n',
    );
  });

  test('in the commands of the container, too', () => {
    expect(renamed('FROM alpine\nENV PORT=80\nCMD serve --port=${PO<|>RT}\n', 'HTTP')).toBe(
      'FROM alpine\nENV HTTP=80\nCMD serve --port=${HTTP}\n',
    );
  });
});

describe('a stage', () => {
  test('with all that takes from it, in any case, but for its number', () => {
    expect(
      renamed(
        'FROM alpine AS Build\nRUN make\nFROM build AS two\nCOPY --from=bui<|>ld /a /b\nCOPY --from=0 /a /c\nRUN --mount=type=bind,from=BUILD,target=/x ls\n',
        'compile',
      ),
    ).toBe(
      'FROM alpine AS compile\nRUN make\nFROM compile AS two\nCOPY --from=compile /a /b\nCOPY --from=0 /a /c\nRUN --mount=type=bind,from=compile,target=/x ls\n',
    );
  });
});

describe('refused', () => {
  test.each([
    ['FROM alpine AS <|>a\nFROM a AS b\n', 'B', 'There is a stage B already.'],
    [
      'FROM alpine AS <|>a\nFROM debian\n',
      'debian',
      'debian is an image or a context in this file, and would be this stage then.',
    ],
    ['FROM alpine AS <|>a\n', 'scratch', 'scratch means something else to the builder.'],
    [
      'FROM alpine AS <|>a\n',
      '1a',
      '1a is no name of a stage: a letter, then letters, digits, dots, dashes and underscores.',
    ],
    ['FROM alpine\nFROM alpine\nCOPY --from=<|>0 a b\n', 'x', 'This stage has no name. Give it one with AS.'],
    ['FROM alpine\nARG <|>A=1\nENV B=2\n', 'B', 'B is in use already.'],
    ['FROM alpine\nARG <|>A=1\nRUN echo $B\n', 'B', 'B is in use already.'],
    ['FROM alpine\nARG <|>A=1\n', 'HTTP_PROXY', 'The builder sets HTTP_PROXY itself.'],
    [
      'FROM alpine\nARG <|>A=1\n',
      'a-b',
      'a-b is no name of a variable: a letter or underscore, then letters, digits and underscores.',
    ],
    ['FROM alpine\nENV <|>PATH=/a:$PATH\n', 'X', 'PATH has a meaning of its own to programs.'],
    ['FROM alpine\nARG <|>TARGETARCH\n', 'ARCH', 'The builder sets TARGETARCH: it has no other name.'],
    [
      "FROM alpine\nENV <|>A=1\nCOPY <<'EOT' /run.sh\necho $A\nEOT\n",
      'B',
      'Line 4 reads A in a way that cannot be followed: $A. Rename it by hand.',
    ],
  ])('%j to %s', (marked, newName, reason) => {
    expect(renamed(marked, newName)).toBe(`refused: ${reason}`);
  });

  test('in a comment it is no use', () => {
    expect(renamed('FROM alpine\n# $A is one\nARG <|>A=1\nRUN echo $A\n', 'B')).toBe(
      'FROM alpine\n# $A is one\nARG B=1\nRUN echo $B\n',
    );
  });
});

test('what is asked before: the name, and where it stands', () => {
  const { model, offset } = open('FROM alpine AS Bu<|>ild\n');
  expect(renameableAt(model, offset)).toEqual({ range: { start: 15, end: 20 }, name: 'Build' });
  const none = open('FROM al<|>pine\n');
  expect(renameableAt(none.model, none.offset)).toBeUndefined();
  const own = open('FROM alpine\nARG TARGET<|>ARCH\n');
  expect(renameableAt(own.model, own.offset)).toHaveProperty('refusal');
});
