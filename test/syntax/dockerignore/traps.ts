import fc from 'fast-check';

/**
 * Ignore files and paths at random, rich in what surprises: stars in every place, classes, escapes, marks, blanks,
 * slashes and dots too many, byte order marks, characters beyond the first plane. No lone surrogates: Go has none.
 */
const names = [
  'a',
  'b',
  'ab',
  'aab',
  '.a',
  'a.b',
  'a b',
  '!a',
  '#a',
  '-',
  '*',
  '(a)+$',
  'a{2}',
  'é',
  '\u{1F600}',
  'A',
];

export const trapName = fc.constantFrom(...names);

export const trapPath = fc.array(trapName, { minLength: 1, maxLength: 5 }).map((parts) => parts.join('/'));

const pieces = [
  ...names,
  ...[
    '.',
    '..',
    '/',
    '/',
    '/',
    '//',
    '*',
    '*',
    '*',
    '**',
    '**',
    '**/',
    '/**',
    '/*',
    '?',
    '?',
    ' ',
    '\t',
    '!',
    '#',
  ],
  ...[
    '[ab]',
    '[^a]',
    '[!a]',
    '[a-c]',
    '[^a-b]',
    '[*]',
    '[?]',
    '[**]',
    '[]a]',
    '[a-]',
    '[\\]]',
    '[.]',
    '[é-\u{1F600}]',
  ],
  ...[
    '[',
    ']',
    '^',
    '[a',
    '[]',
    '[b-a]',
    '-',
    '(',
    ')',
    '+',
    '$',
    '|',
    '{',
    '}',
    '{2}',
    '{1,2}',
    '{2,1}',
    '{0,}',
  ],
  ...[
    '\\*',
    '\\.',
    '\\a',
    '\\d',
    '\\w',
    '\\S',
    '\\b',
    '\\B',
    '\\z',
    '\\A',
    '\\Q',
    '\\E',
    '\\x41',
    '\\x{62}',
    '\\101',
  ],
  ...[
    '\\',
    '\\\\',
    '\\é',
    '\\pL',
    '\\p{Lu}',
    '\\P{^Greek}',
    '\\_',
    '[[:alpha:]]',
    '[[:^digit:]]',
    '[[:x:]]',
    '[\\d-]',
  ],
  ...['\uFEFF', '\u00A0', '\u0085', '\u2028', '\u3000', '\r', '\0'],
];

const piece = fc.constantFrom(...pieces);

/** Nearer to what people write: a path, something in it replaced, something around it. */
const likelyLine = fc
  .tuple(
    fc.constantFrom('', '', '', '', '/', './', '**/', '!', '!', '! ', '!/', '!**/', '/!', ' '),
    fc.array(fc.oneof({ weight: 3, arbitrary: trapName }, { weight: 2, arbitrary: piece }), {
      minLength: 1,
      maxLength: 4,
    }),
    fc.constantFrom('/', '/', '/', ''),
    fc.constantFrom('', '', '', '/', '/*', '/**', '**', '*', ' ', '/..', '\r'),
  )
  .map(([before, parts, separator, behind]) => before + parts.join(separator) + behind);

const wildLine = fc.array(piece, { maxLength: 7 }).map((parts) => parts.join(''));

export const trapText = fc
  .tuple(
    fc.constantFrom('', '', '', '', '\uFEFF'),
    fc.array(fc.oneof({ weight: 3, arbitrary: likelyLine }, { weight: 1, arbitrary: wildLine }), {
      minLength: 1,
      maxLength: 6,
    }),
    fc.constantFrom('', '\n', '\r\n', '\n\n'),
  )
  .map(([mark, lines, end]) => mark + lines.join('\n') + end);

/** Bytes by path; `/` at the end: an empty folder, `@`: a link. */
export const trapTree = fc
  .array(fc.tuple(trapPath, fc.nat({ max: 99 }), fc.constantFrom('', '', '', '', '', '/', '@')), {
    minLength: 1,
    maxLength: 14,
  })
  .map((entries) => {
    const sizes = new Map<string, number>();
    for (const [path, bytes, end] of entries) {
      const known = [...sizes.keys()].map((one) => one.replace(/[/@]$/, ''));
      // No place is a file and a folder at once.
      const isFree = known.every(
        (one) => one !== path && !one.startsWith(`${path}/`) && !path.startsWith(`${one}/`),
      );
      if (isFree) sizes.set(path + end, end === '' ? bytes : 0);
    }
    return sizes;
  });
