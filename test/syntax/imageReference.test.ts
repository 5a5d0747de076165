import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ImageReference, parseImageReference } from '../../server/src/syntax/imageReference.ts';

const sha256 = `sha256:${'0123456789abcdef'.repeat(4)}`;
const sha512 = `sha512:${'0123456789abcdef'.repeat(8)}`;

function valid(text: string): ImageReference {
  const parsed = parseImageReference(text);
  if (!parsed.ok) throw new Error(`${text}: ${parsed.error.message}`);
  return parsed.reference;
}

describe('accepted references', () => {
  it.each([
    // text, domain, path, tag, digest, familiar name
    ['alpine', 'docker.io', 'library/alpine', undefined, undefined, 'alpine'],
    ['alpine:3.20', 'docker.io', 'library/alpine', '3.20', undefined, 'alpine'],
    ['library/alpine', 'docker.io', 'library/alpine', undefined, undefined, 'alpine'],
    ['docker.io/alpine', 'docker.io', 'library/alpine', undefined, undefined, 'alpine'],
    ['index.docker.io/alpine:3', 'docker.io', 'library/alpine', '3', undefined, 'alpine'],
    ['index.docker.io/a/b', 'docker.io', 'a/b', undefined, undefined, 'a/b'],
    ['library/a/b', 'docker.io', 'library/a/b', undefined, undefined, 'library/a/b'],
    ['me/tool', 'docker.io', 'me/tool', undefined, undefined, 'me/tool'],
    ['ghcr.io/me/tool:v1', 'ghcr.io', 'me/tool', 'v1', undefined, 'ghcr.io/me/tool'],
    ['localhost/tool', 'localhost', 'tool', undefined, undefined, 'localhost/tool'],
    ['localhost:5000/tool', 'localhost:5000', 'tool', undefined, undefined, 'localhost:5000/tool'],
    ['host:5000/tool:5000', 'host:5000', 'tool', '5000', undefined, 'host:5000/tool'],
    ['host:5000', 'docker.io', 'library/host', '5000', undefined, 'host'],
    ['10.0.0.1/a', '10.0.0.1', 'a', undefined, undefined, '10.0.0.1/a'],
    ['[::1]:5000/a', '[::1]:5000', 'a', undefined, undefined, '[::1]:5000/a'],
    ['HOST/a', 'HOST', 'a', undefined, undefined, 'HOST/a'],
    ['a.b-c/d', 'a.b-c', 'd', undefined, undefined, 'a.b-c/d'],
    // No valid domain, but a valid path: there is no domain at all.
    ['foo_bar.com/x', '', 'foo_bar.com/x', undefined, undefined, 'foo_bar.com/x'],
    ['a__b/c-d---e/f.g', 'docker.io', 'a__b/c-d---e/f.g', undefined, undefined, 'a__b/c-d---e/f.g'],
    ['a:_T.-_', 'docker.io', 'library/a', '_T.-_', undefined, 'a'],
    [`a@${sha256}`, 'docker.io', 'library/a', undefined, sha256, 'a'],
    [`ghcr.io/a/b:1@${sha512}`, 'ghcr.io', 'a/b', '1', sha512, 'ghcr.io/a/b'],
    ['0123456789abcdef', 'docker.io', 'library/0123456789abcdef', undefined, undefined, '0123456789abcdef'],
    ['scratch', 'docker.io', 'library/scratch', undefined, undefined, 'scratch'],
  ])('%s', (text, domain, path, tag, digest, familiarName) => {
    expect(valid(text)).toMatchObject({ text, domain, path, tag, digest, familiarName });
    expect(valid(text).name).toBe(domain === '' ? path : `${domain}/${path}`);
  });

  it('tells where each part is', () => {
    const text = `ghcr.io/me/tool:v1@${sha256}`;
    const { nameRange, domainRange, pathRange, tagRange, digestRange } = valid(text);
    const parts = [nameRange, domainRange, pathRange, tagRange, digestRange].map(
      (range) => range && text.slice(range.start, range.end),
    );
    expect(parts).toEqual(['ghcr.io/me/tool', 'ghcr.io', 'me/tool', 'v1', sha256]);
  });

  it('tells the path as written when the name is filled in', () => {
    expect(valid('alpine:3')).toMatchObject({
      nameRange: { start: 0, end: 6 },
      domainRange: undefined,
      pathRange: { start: 0, end: 6 },
      tagRange: { start: 7, end: 8 },
    });
    expect(valid('docker.io/alpine')).toMatchObject({
      domainRange: { start: 0, end: 9 },
      pathRange: { start: 10, end: 16 },
    });
  });
});

describe('refused references', () => {
  it.each([
    ['', 'invalid-format', 'invalid reference format', ''],
    [':tag', 'invalid-format', 'invalid reference format', ':tag'],
    ['a:', 'invalid-format', 'invalid reference format', 'a:'],
    ['a@', 'invalid-format', 'invalid reference format', 'a@'],
    ['a b', 'invalid-format', 'invalid reference format', 'a b'],
    ['a/', 'invalid-format', 'invalid reference format', 'a/'],
    ['/a', 'invalid-format', 'invalid reference format', '/a'],
    ['a//b', 'invalid-format', 'invalid reference format', 'a//b'],
    ['a___b', 'invalid-format', 'invalid reference format', 'a___b'],
    ['a-', 'invalid-format', 'invalid reference format', 'a-'],
    ['-a/b.c', 'invalid-format', 'invalid reference format', '-a/b.c'],
    ['a:-x', 'invalid-format', 'invalid reference format', 'a:-x'],
    [`a:${'t'.repeat(129)}`, 'invalid-format', 'invalid reference format', `a:${'t'.repeat(129)}`],
    ['host:5000/', 'invalid-format', 'invalid reference format', 'host:5000/'],
    ['https://ghcr.io/a', 'invalid-format', 'invalid reference format', 'https://ghcr.io/a'],
    [
      '$' + '{BASE}',
      'uppercase',
      'invalid reference format: repository name (library/${BASE}) must be lowercase',
      '${BASE}',
    ],
    [
      'Alpine:3',
      'uppercase',
      'invalid reference format: repository name (library/Alpine) must be lowercase',
      'Alpine',
    ],
    [
      'ghcr.io/Me/x',
      'uppercase',
      'invalid reference format: repository name (Me/x) must be lowercase',
      'Me/x',
    ],
    ['Foo_bar/x', 'uppercase', 'repository name must be lowercase', 'Foo_bar/x'],
    [
      '0123456789abcdef'.repeat(4),
      'hexadecimal-name',
      `invalid repository name (${'0123456789abcdef'.repeat(4)}), cannot specify 64-byte hexadecimal strings`,
      '0123456789abcdef'.repeat(4),
    ],
    [
      `a.b/${'c'.repeat(256)}`,
      'name-too-long',
      'repository name must not be more than 255 characters',
      'c'.repeat(256),
    ],
    ['a@sha256:1234', 'invalid-format', 'invalid reference format', 'a@sha256:1234'],
    [
      `a@sha256:${'0'.repeat(32)}`,
      'invalid-digest-length',
      'invalid checksum digest length',
      `sha256:${'0'.repeat(32)}`,
    ],
    [
      `a@sha256:${'A'.repeat(64)}`,
      'invalid-digest',
      'invalid checksum digest format',
      `sha256:${'A'.repeat(64)}`,
    ],
    [
      `a@md5:${'0'.repeat(32)}`,
      'unsupported-digest',
      'unsupported digest algorithm',
      `md5:${'0'.repeat(32)}`,
    ],
    [
      `a@SHA256:${'0'.repeat(64)}`,
      'uppercase',
      `invalid reference format: repository name (library/a@SHA256) must be lowercase`,
      `a@SHA256`,
    ],
    [
      `a:1@Md5:${'0'.repeat(32)}`,
      'invalid-digest',
      'invalid checksum digest format',
      `Md5:${'0'.repeat(32)}`,
    ],
  ])('%j', (text, kind, message, part) => {
    const parsed = parseImageReference(text);
    expect(parsed).toMatchObject({ ok: false, error: { kind, message } });
    if (!parsed.ok) expect(text.slice(parsed.error.range.start, parsed.error.range.end)).toBe(part);
  });
});

describe('references at random', () => {
  const component = fc.stringMatching(/^[a-z0-9]{1,5}((\.|_|__|-{1,3})[a-z0-9]{1,5}){0,2}$/);
  const domain = fc.stringMatching(/^[a-z0-9]{1,4}(-[a-z0-9]{1,3})?\.[a-z]{2,4}(:[0-9]{2,4})?$/);
  const tag = fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,10}$/);

  it('are taken apart into what they were put together from', () => {
    const parts = fc.record({
      host: fc.option(domain),
      path: fc.array(component, { minLength: 2, maxLength: 4 }).map((components) => components.join('/')),
      version: fc.option(tag),
      pin: fc.option(fc.constantFrom(sha256, sha512)),
    });
    fc.assert(
      fc.property(parts, ({ host, path, version, pin }) => {
        // Without a host, a first component with a dot would be taken for one.
        fc.pre(host !== null || !(path.split('/')[0] ?? '').includes('.'));
        fc.pre(host !== null || !path.startsWith('localhost/'));
        const text = `${host === null ? '' : `${host}/`}${path}${version === null ? '' : `:${version}`}${pin === null ? '' : `@${pin}`}`;
        expect(valid(text)).toMatchObject({
          domain: host ?? 'docker.io',
          path,
          tag: version ?? undefined,
          digest: pin ?? undefined,
        });
      }),
      { numRuns: 2_000 },
    );
  });

  it('never throw, and their ranges lie within the text', () => {
    const anything = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom(...'a.:/@-_A[]') }),
    );
    fc.assert(
      fc.property(anything, (text) => {
        const parsed = parseImageReference(text);
        const ranges = parsed.ok
          ? [parsed.reference.nameRange, parsed.reference.pathRange]
          : [parsed.error.range];
        for (const { start, end } of ranges) {
          expect(0 <= start && start <= end && end <= text.length).toBe(true);
        }
      }),
      { numRuns: 5_000 },
    );
  });

  it.each(['a', 'a-', 'a.', 'a/', ':', '@', '_', '[', 'A', '-', '.'])(
    'a megabyte of %j takes linear time',
    (unit) => {
      const text = unit.repeat(1_000_000 / unit.length);
      // No stop watch: quadratic work on a megabyte would outlive the test runner's patience.
      expect(parseImageReference(text).ok).toBe(false);
      expect(parseImageReference(`${text}!`).ok).toBe(false);
      expect(parseImageReference(`x.y/${text}!`).ok).toBe(false);
    },
  );
});
