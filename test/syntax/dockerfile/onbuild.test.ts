import { describe, expect, it } from 'vitest';
import { parseDockerfile } from '../../../server/src/syntax/dockerfile/parser.ts';
import { one, outlines, refusals } from './outline.ts';

describe('ONBUILD', () => {
  it.each([
    ['ADD --link a b', { keyword: 'ADD', flags: ['link'], words: ['a', 'b'] }],
    ['ARG a=b c', { keyword: 'ARG', words: ['a=b', 'c'], pairs: ['a=b', 'c'] }],
    ['CMD ["a"]', { keyword: 'CMD', words: ['a'], json: true }],
    ['COPY a b', { keyword: 'COPY', words: ['a', 'b'] }],
    ['ENTRYPOINT a b', { keyword: 'ENTRYPOINT', words: ['a b'] }],
    ['ENV a="b c"', { keyword: 'ENV', pairs: ['a="b c"'] }],
    ['EXPOSE 1 2', { keyword: 'EXPOSE', words: ['1', '2'] }],
    ['from a', { keyword: 'from', words: ['a'] }],
    ['HEALTHCHECK CMD a', { keyword: 'HEALTHCHECK', words: ['CMD', 'a'] }],
    ['LABEL a b', { keyword: 'LABEL', pairs: ['a b'] }],
    ['MAINTAINER a b', { keyword: 'MAINTAINER', words: ['a b'] }],
    ['ONBUILD RUN a', { keyword: 'ONBUILD', trigger: { keyword: 'RUN', words: ['a'] } }],
    ['RUN --mount=type=ssh a', { keyword: 'RUN', flags: ['mount=type=ssh'], words: ['a'] }],
    ['SHELL ["a"]', { keyword: 'SHELL', words: ['a'], json: true }],
    ['STOPSIGNAL 9', { keyword: 'STOPSIGNAL', words: ['9'] }],
    ['USER a', { keyword: 'USER', words: ['a'] }],
    ['VOLUME a b', { keyword: 'VOLUME', words: ['a', 'b'] }],
    ['WORKDIR /a b', { keyword: 'WORKDIR', words: ['/a b'] }],
    ['FOO a', { keyword: 'FOO' }],
    ['RUN', { keyword: 'RUN' }],
  ])('defers %s', (text, trigger) => {
    expect(outlines(`ONBUILD ${text}`)[0]).toEqual({ keyword: 'ONBUILD', lines: '1', trigger });
  });

  it('may be split by a continuation, with comments inside', () => {
    const text = 'ONBUILD \\\n# one\n  COPY a \\\n# two\n  b';
    const onbuild = one(text);
    const { trigger } = onbuild;
    expect(trigger?.isTrigger).toBe(true);
    expect(trigger?.keyword.range).toEqual({ start: 18, end: 22 });
    expect(trigger?.words.map(({ range }) => text.slice(range.start, range.end))).toEqual(['a', 'b']);
    expect(trigger?.line.text).toBe('COPY a   b');
    expect(trigger?.comments.map((comment) => comment.text)).toEqual(['two']);
    expect(trigger?.continuations).toHaveLength(1);
    expect(onbuild.comments).toHaveLength(2);
    expect(onbuild.words).toEqual([]);
  });

  it('alone has no trigger', () => {
    expect(one('ONBUILD').trigger).toBeUndefined();
    expect(one('ONBUILD --x').trigger).toBeUndefined();
  });

  it('passes on what the parser refuses of its trigger', () => {
    expect(refusals('ONBUILD ENV a')).toEqual(['ENV must have two arguments']);
    expect(parseDockerfile('ONBUILD CMD [1]').errors[0]?.instruction?.isTrigger).toBe(true);
  });

  it('in long chains is not taken apart to the end', () => {
    let depth = 0;
    for (let each = one('ONBUILD '.repeat(100_000)).trigger; each; each = each.trigger) depth++;
    expect(depth).toBe(8);
  });
});
