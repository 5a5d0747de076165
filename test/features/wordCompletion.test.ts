import { describe, expect, test } from 'vitest';
import { completeDirectives } from '../../server/src/features/wordCompletion/directives.ts';
import { completeFlags } from '../../server/src/features/wordCompletion/flags.ts';
import { completeVariables } from '../../server/src/features/wordCompletion/variables.ts';
import type { WordCompletion } from '../../server/src/features/wordCompletion/wordCompletion.ts';
import { createModel } from '../../server/src/model/model.ts';
import { parseDockerfile } from '../../server/src/syntax/dockerfile/parser.ts';
import { applyEdits } from '../../server/src/text/edit.ts';

const cursor = '<|>';

/** The items, and the text after each was chosen. */
function completed(
  marked: string,
  trigger?: string,
): { readonly labels: string[]; readonly texts: Map<string, string> } {
  const offset = marked.indexOf(cursor);
  const text = marked.replace(cursor, '');
  const tree = parseDockerfile(text);
  const items: readonly WordCompletion[] = [
    ...(trigger === undefined ? completeDirectives(tree, offset, false) : []),
    ...completeFlags(tree, offset, trigger),
    ...completeVariables(createModel(tree), offset, trigger),
  ];
  return {
    labels: items.map(({ label }) => label),
    texts: new Map(items.map((item) => [item.label, applyEdits(text, [item])])),
  };
}

describe('directives', () => {
  test.each([
    ['#<|>', 'syntax=docker/dockerfile:1', '#syntax=docker/dockerfile:1'],
    ['# esc<|>\nFROM x\n', 'escape=`', '# escape=`\nFROM x\n'],
    ['# escape=`\n# <|>\nFROM x\n', 'check=error=true', '# escape=`\n# check=error=true\nFROM x\n'],
    ['\uFEFF# syn<|>', 'syntax=docker/dockerfile:1', '\uFEFF# syntax=docker/dockerfile:1'],
  ])('%j with %j', (marked, label, expected) => {
    expect(completed(marked).texts.get(label)).toBe(expected);
  });

  test('each once', () => {
    expect(completed('# syntax=docker/dockerfile:1\n#<|>\n').labels).toEqual([
      'escape=`',
      'check=error=true',
    ]);
  });

  test.each(['# hello\n# esc<|>\nFROM x\n', 'FROM x\n# <|>', '\n#<|>', '# <|> a comment'])(
    'none in %j',
    (marked) => expect(completed(marked).labels).toEqual([]),
  );
});

describe('flags', () => {
  test.each([
    ['FROM x\nCOPY --<|>', '--from=', 'FROM x\nCOPY --from='],
    ['FROM x\nCOPY --fr<|>om=a /b /c\n', '--from=', 'FROM x\nCOPY --from=a /b /c\n'],
    ['FROM x\nCOPY --from=a --<|> /b /c\n', '--link', 'FROM x\nCOPY --from=a --link /b /c\n'],
    [
      'FROM x\nRUN --mount=type=ssh \\\n  --<|> a\n',
      '--mount=',
      'FROM x\nRUN --mount=type=ssh \\\n  --mount= a\n',
    ],
    ['FROM x\nONBUILD ADD --check<|>', '--checksum=', 'FROM x\nONBUILD ADD --checksum='],
    ['FROM -<|>', '--platform=', 'FROM --platform='],
    ['FROM --platform=<|> x', '$BUILDPLATFORM', 'FROM --platform=$BUILDPLATFORM x'],
    ['FROM x\nRUN --network=n<|> a', 'none', 'FROM x\nRUN --network=none a'],
    ['FROM x\nRUN --mount=<|>', 'type=', 'FROM x\nRUN --mount=type='],
    ['FROM x\nRUN --mount=type=<|>ca,target=/a b', 'cache', 'FROM x\nRUN --mount=type=cache,target=/a b'],
    ['FROM x\nRUN --mount=type=cache,<|>', 'sharing=', 'FROM x\nRUN --mount=type=cache,sharing='],
    [
      'FROM x\nRUN --mount=type=cache,sharing=<|> a',
      'locked',
      'FROM x\nRUN --mount=type=cache,sharing=locked a',
    ],
  ])('%j with %j', (marked, label, expected) => {
    expect(completed(marked).texts.get(label)).toBe(expected);
  });

  test('each once, and by the type of a mount', () => {
    expect(completed('FROM x\nCOPY --link --<|> a b').labels).not.toContain('--link');
    const keys = completed('FROM x\nRUN --mount=type=secret,dst=/a,<|> b').labels;
    expect(keys).toContain('env=');
    expect(keys).not.toContain('sharing=');
    expect(keys).not.toContain('target=');
  });

  test.each([
    ['arguments', 'FROM x\nRUN apk add --<|>'],
    ['a destination', 'FROM x\nCOPY a --<|>'],
    ['a comment', 'FROM x\nRUN a \\\n# --<|>\n b\n'],
    ['a heredoc', 'FROM x\nRUN <<E\n--<|>\nE\n'],
    ['an instruction without flags', 'FROM x\nUSER --<|>'],
    ['quotes', 'FROM x\nRUN --mount="type=<|>" a'],
  ])('none in %s', (_, marked) => expect(completed(marked).labels).toEqual([]));

  test('come unasked where nothing is written of the word', () => {
    expect(completed('FROM x\nCOPY --<|>', '-').labels).toContain('--from=');
    expect(completed('FROM x\nCOPY -<|>', '-').labels).toEqual([]);
    expect(completed('FROM x\nRUN --mount=<|>', '=').labels).toContain('type=');
    expect(completed('FROM x\nRUN --mount=type=bind,<|>', ',').labels).toContain('source=');
  });
});

describe('variables', () => {
  test.each([
    ['FROM x\nARG AB=1\nUSER $<|>\n', 'AB', 'FROM x\nARG AB=1\nUSER $AB\n'],
    ['FROM x\nARG AB=1\nUSER $<|>A/x\n', 'AB', 'FROM x\nARG AB=1\nUSER $AB/x\n'],
    ['FROM x\nENV AB=1\nUSER ${<|>\n', 'AB', 'FROM x\nENV AB=1\nUSER ${AB}\n'],
    ['FROM x\nENV AB=1\nUSER ${A<|>}\n', 'AB', 'FROM x\nENV AB=1\nUSER ${AB}\n'],
    ['FROM x\nENV AB=1\nUSER ${A<|>:-b}\n', 'AB', 'FROM x\nENV AB=1\nUSER ${AB:-b}\n'],
    ['FROM x\nENV AB=1\nRUN a && b "$<|>"\n', 'AB', 'FROM x\nENV AB=1\nRUN a && b "$AB"\n'],
    ['ARG AB=1\nFROM x:$<|>\n', 'AB', 'ARG AB=1\nFROM x:$AB\n'],
    ['FROM --platform=$<|> x', 'BUILDPLATFORM', 'FROM --platform=$BUILDPLATFORM x'],
  ])('%j with %j', (marked, label, expected) => {
    expect(completed(marked).texts.get(label)).toBe(expected);
  });

  test('are those of the place', () => {
    expect(completed('ARG G=1\nFROM x\nARG A\nENV E=1\nRUN $<|>\nENV F=2\n').labels).toEqual([
      'E',
      'A',
      'PATH',
    ]);
    expect(completed('FROM x\nARG A\nENV E=1\nCMD echo $<|>\n').labels).toEqual(['E', 'PATH']);
  });

  test.each([
    ['single quotes', "FROM x\nENV A=1\nRUN echo '$<|>'\n"],
    ['an escape', 'FROM x\nENV A=1\nUSER \\$<|>\n'],
    ['the exec form', 'FROM x\nENV A=1\nRUN ["a", "$<|>"]\n'],
    ['a comment', 'FROM x\nENV A=1\n# $<|>\n'],
    ['PowerShell', 'FROM x\nENV A=1\nSHELL ["pwsh", "-c"]\nRUN $<|>\n'],
  ])('none in %s', (_, marked) => expect(completed(marked).labels).toEqual([]));

  test('come unasked, but not in text for a shell', () => {
    expect(completed('FROM x\nENV A=1\nUSER $<|>\n', '$').labels).toEqual(['A', 'PATH']);
    expect(completed('FROM x\nENV A=1\nRUN echo $<|>\n', '$').labels).toEqual([]);
  });
});
