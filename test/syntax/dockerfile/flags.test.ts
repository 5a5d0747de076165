import { describe, expect, it } from 'vitest';
import { one, outlines } from './outline.ts';

function flags(text: string): string[] {
  return one(text).flags.map(({ name, value }) => (value === undefined ? name : `${name}=${value}`));
}

describe('flags', () => {
  it('stand in front of the arguments and nowhere else', () => {
    expect(outlines('COPY --from=a --link b --chown=c d')[0]).toEqual({
      keyword: 'COPY',
      lines: '1',
      flags: ['from=a', 'link'],
      words: ['b', '--chown=c', 'd'],
    });
    expect(flags('RUN -x --mount=type=ssh true')).toEqual([]);
  });

  it('take no value behind a blank', () => {
    const copy = one('COPY --from a b');
    expect(copy.flags[0]?.value).toBeUndefined();
    expect(copy.words.map((word) => word.text)).toEqual(['a', 'b']);
  });

  it('end at a lone --, which is dropped', () => {
    expect(outlines('COPY --link -- --from=x /y')[0]).toEqual({
      keyword: 'COPY',
      lines: '1',
      flags: ['link'],
      words: ['--from=x', '/y'],
    });
    expect(one('RUN -- ls').shell?.text).toBe('ls');
    expect(one('RUN --').words).toEqual([]);
    expect(one('RUN "--" ls').shell?.text).toBe('"--" ls');
    expect(flags('RUN ---x ls')).toEqual(['-x']);
    expect(flags('RUN --=x ls')).toEqual(['=x']);
  });

  it('lose their quotes, which keep blanks inside', () => {
    expect(flags('COPY --exclude="a b" --from=\'s t\' x y')).toEqual(['exclude=a b', 'from=s t']);
    expect(flags('RUN --mount=type=bind,"from=a",target=\'/x y\' true')).toEqual([
      'mount=type=bind,from=a,target=/x y',
    ]);
    expect(flags('COPY --"from"=a b c')).toEqual(['from=a']);
    expect(flags('COPY --from="" b c')).toEqual(['from=']);
    expect(flags("RUN --x='a\"b' c")).toEqual(['x=a"b']);
  });

  it('take the character behind the escape token as it is, inside single quotes too', () => {
    expect(flags('RUN --x=a\\ b c')).toEqual(['x=a b']);
    expect(flags('RUN --x=\\"a c')).toEqual(['x="a']);
    expect(flags("RUN --x='a\\'b' c")).toEqual(["x=a'b"]);
    expect(flags('RUN --x=a\\\\b c')).toEqual(['x=a\\b']);
  });

  it('use the escape token of the file', () => {
    expect(outlines('# escape=`\nRUN --x=a` b --y=c\\ d')[0]).toMatchObject({ flags: ['x=a b', 'y=c\\'] });
  });

  it('in quotes that never close take the rest of the line', () => {
    const run = one('RUN --x="a b c');
    expect(run.flags[0]?.value).toBe('a b c');
    expect(run.words).toEqual([]);
  });

  it('drop an escape token at the very end', () => {
    expect(flags('RUN --x=a\\')).toEqual(['x=a']);
    expect(flags('RUN --x="a\\')).toEqual(['x=a']);
  });

  it('hold other characters as BuildKit does, byte by byte', () => {
    const run = one('RUN --x=\u00e9 y');
    expect(run.flags[0]?.value).toBe('\u00c3\u00a9');
    expect(run.flags[0]?.rawValue?.text).toBe('\u00e9');
    // The second byte of this character is a blank to BuildKit.
    expect(outlines('RUN --x=\u00e0 --y')[0]).toMatchObject({ flags: ['x=\u00c3', 'y'] });
    expect(flags('RUN --x="\u00e0 b" y')).toEqual(['x=\u00c3\u00a0 b']);
  });

  it('have exact ranges', () => {
    const text = 'COPY --chown="a b" --link x y';
    const [chown, link] = one(text).flags;
    const slice = (range: { start: number; end: number } | undefined) =>
      range && text.slice(range.start, range.end);
    expect(slice(chown?.range)).toBe('--chown="a b"');
    expect(slice(chown?.nameRange)).toBe('chown');
    expect(slice(chown?.valueRange)).toBe('"a b"');
    expect(chown?.rawValue?.text).toBe('"a b"');
    expect(slice(link?.range)).toBe('--link');
    expect(slice(link?.nameRange)).toBe('link');
    expect(link?.valueRange).toBeUndefined();
  });

  it("of ONBUILD are its own, those behind the trigger the trigger's", () => {
    expect(outlines('ONBUILD --a COPY --from=b c d')[0]).toMatchObject({
      flags: ['a'],
      trigger: { keyword: 'COPY', flags: ['from=b'], words: ['c', 'd'] },
    });
  });
});
