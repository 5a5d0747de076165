import { describe, expect, test } from 'vitest';
import { describeKeyword } from '../../server/src/features/keywordDocs.ts';
import { parseDockerfile } from '../../server/src/syntax/dockerfile/parser.ts';
import { applyEdits } from '../../server/src/text/edit.ts';
import { completeKeyword, signatureAt } from '../../server/src/upstream/dockerfileService.ts';

const cursor = '<|>';

function split(marked: string): { readonly text: string; readonly offset: number } {
  const offset = marked.indexOf(cursor);
  return { text: marked.replace(cursor, ''), offset };
}

/** The text after the completion of that name was chosen. */
async function completed(marked: string, label: string): Promise<string | undefined> {
  const { text, offset } = split(marked);
  const found = await completeKeyword(parseDockerfile(text), offset, false);
  const chosen = found.find((completion) => completion.label === label);
  return chosen && applyEdits(text, [chosen]);
}

async function labels(marked: string): Promise<string[]> {
  const { text, offset } = split(marked);
  return (await completeKeyword(parseDockerfile(text), offset, false)).map(({ label }) => label);
}

describe('keywords', () => {
  test.each([
    ['FROM alpine\nSTO<|>', 'STOPSIGNAL', 'FROM alpine\nSTOPSIGNAL'],
    ['FROM alpine\n  wor<|>\nRUN x\n', 'WORKDIR', 'FROM alpine\n  WORKDIR\nRUN x\n'],
    ['FROM alpine\r\nONBUILD US<|>\r\n', 'USER', 'FROM alpine\r\nONBUILD USER\r\n'],
    ['<|>\nFROM a', 'ARG', 'ARG\nFROM a'],
    ['# escape=`\nFROM x\nSHE<|>\n', 'SHELL', '# escape=`\nFROM x\nSHELL\n'],
    ['\uFEFFFR<|>', 'FROM', '\uFEFFFROM'],
  ])('%j with %j', async (marked, label, expected) => {
    expect(await completed(marked, label)).toBe(expected);
  });

  test('only ARG and FROM above the first FROM, all of them below one', async () => {
    expect(await labels('<|>')).toEqual(['ARG', 'FROM']);
    expect(await labels('A<|>')).toEqual(['ARG']);
    expect(await labels('ARG X=1\n<|>\nFROM a\n')).toEqual(['ARG', 'FROM']);
    expect((await labels('FROM x\n<|>')).length).toBeGreaterThan(17);
  });

  test('no FROM after ONBUILD', async () => {
    expect(await labels('FROM x\nONBUILD FR<|>')).toEqual([]);
  });

  test.each([
    ['a tag, where upstream would ask a registry', 'FROM alpine:<|>'],
    ['an image', 'FROM al<|>'],
    ['arguments', 'FROM x\nRUN ec<|>'],
    ['a continuation', 'FROM x\nRUN a && \\\n  co<|>'],
    ['a heredoc', 'FROM x\nRUN <<EOF\nCO<|>\nEOF\n'],
    ['a comment', 'FROM x\n# co<|>'],
    ['a comment behind a comment', '# hello\n# esc<|>\nFROM x\n'],
    ['a flag', 'FROM x\nCOPY --<|>'],
  ])('none in %s', async (_, marked) => {
    expect(await labels(marked)).toEqual([]);
  });

  test('snippets only for editors that know them', async () => {
    const tree = parseDockerfile('FROM x\nHEAL');
    const snippets = await completeKeyword(tree, 11, true);
    expect(snippets.some(({ isSnippet, newText }) => isSnippet && newText.includes('${1:'))).toBe(true);
    const plain = await completeKeyword(tree, 11, false);
    expect(plain.every(({ isSnippet, newText }) => !isSnippet && !newText.includes('$'))).toBe(true);
  });

  test('cost nothing more in a long file', async () => {
    const text = `FROM x\n${'RUN a && b\n'.repeat(50_000)}CO`;
    const tree = parseDockerfile(text);
    await completeKeyword(tree, text.length, false);
    expect((await completeKeyword(tree, text.length, false)).length).toBe(1);
  });

  test('come with what our hovers say', async () => {
    const { text, offset } = split('FROM x\nENTRY<|>');
    const [entrypoint] = await completeKeyword(parseDockerfile(text), offset, false);
    expect(entrypoint?.keyword).toBe('ENTRYPOINT');
    expect(describeKeyword('ENTRYPOINT')).toContain(
      'https://docs.docker.com/reference/dockerfile/#entrypoint',
    );
    expect(describeKeyword('escape')).toBeDefined();
    expect(describeKeyword('nothing')).toBeUndefined();
  });
});

describe('signatures', () => {
  async function active(marked: string): Promise<string | undefined> {
    const { text, offset } = split(marked);
    const help = await signatureAt(parseDockerfile(text), offset);
    const signature = help?.signatures[help.activeSignature];
    if (!signature) return undefined;
    return `${signature.label} | ${signature.parameters[help.activeParameter ?? -1]?.label}`;
  }

  test.each([
    ['FROM x\nENV <|>', 'ENV key=value | key'],
    ['FROM x\nENV a b<|>', 'ENV key value | value'],
    ['FROM x\nENV a=b c=<|>', 'ENV key=value key2=value2 | value2'],
    ['FROM x\nWORKDIR /a<|>', 'WORKDIR /the/workdir/path | /the/workdir/path'],
    ['# escape=`\nFROM x\nRUN a\nHEALTHCHECK <|>', 'HEALTHCHECK [flags] CMD ... | CMD'],
    ['FROM x\nONBUILD WORKDIR <|>', 'WORKDIR /the/workdir/path | /the/workdir/path'],
  ])('%j gives %j', async (marked, expected) => {
    expect(await active(marked)).toBe(expected);
  });

  test.each([
    ['the keyword', 'FR<|>OM x\n'],
    ['a comment', 'FROM x\n# ENV <|>\n'],
    ['a heredoc', 'FROM x\nRUN <<EOF\nENV <|>\nEOF\n'],
    ['an empty file', '<|>'],
    ['a flag that it knows nothing of', 'FROM x\nRUN --mount=<|>'],
    ['a flag of FROM', 'FROM --platform=<|>'],
  ])('none in %s', async (_, marked) => {
    expect(await active(marked)).toBeUndefined();
  });
});
