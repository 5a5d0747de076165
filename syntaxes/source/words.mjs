// What arguments are made of: words, quotes, variables, flags, JSON arrays, `name=value` pairs.
//
// Each rule exists per variant: `bs` and `bt` for the escape character of the file, and `em` for Dockerfiles inside
// of other documents, where continuations must be spelled out because injections do not work there.
import { BLANKS, NEVER } from './regex.mjs';

export const VARIANTS = ['bs', 'bt', 'em'];

const NAME = String.raw`[A-Za-z_]\w*|\d+|[@*#?$!-]`;
const VARIABLE = 'punctuation.definition.variable.dockerfile variable.other.readwrite.dockerfile';

const ASSIGNED = 'variable.other.assignment.dockerfile';
const LABEL = 'entity.other.attribute-name.label.dockerfile';

/** The rules of a variant, by name. */
export function wordRules(v) {
  const include = (...names) => names.map((name) => ({ include: `#${name}-${v}` }));
  const joined = v === 'em' ? [{ include: '#continuation-em' }] : [];
  return {
    [`escape-${v}`]: {
      name: 'constant.character.escape.dockerfile',
      match: v === 'bt' ? String.raw`\x60[^\n]` : String.raw`\\[^\n]`,
    },
    [`variable-${v}`]: {
      patterns: [
        {
          match: String.raw`(\$)([A-Za-z_]\w*|\d+)`,
          captures: { 0: { name: 'variable.other.readwrite.dockerfile' }, 1: { name: VARIABLE } },
        },
        {
          name: 'meta.variable.dockerfile',
          begin: String.raw`(\$\{)((?:${NAME})?)`,
          beginCaptures: { 1: { name: VARIABLE }, 2: { name: 'variable.other.readwrite.dockerfile' } },
          end: String.raw`(\})|(?=\n)`,
          endCaptures: { 1: { name: VARIABLE } },
          patterns: [
            ...joined,
            // https://docs.docker.com/reference/dockerfile/#environment-replacement
            {
              name: 'keyword.operator.expansion.dockerfile',
              match: String.raw`\G(?::[-+?]|[-+?]|##?|%%?|//?)`,
            },
            ...include('words'),
          ],
        },
      ],
    },
    [`string-${v}`]: {
      patterns: [
        {
          name: 'string.quoted.double.dockerfile',
          begin: '"',
          beginCaptures: { 0: { name: 'punctuation.definition.string.begin.dockerfile' } },
          end: String.raw`(")|(?=\n)`,
          endCaptures: { 1: { name: 'punctuation.definition.string.end.dockerfile' } },
          patterns: [...joined, ...include('escape', 'variable')],
        },
        {
          name: 'string.quoted.single.dockerfile',
          begin: "'",
          beginCaptures: { 0: { name: 'punctuation.definition.string.begin.dockerfile' } },
          end: String.raw`(')|(?=\n)`,
          endCaptures: { 1: { name: 'punctuation.definition.string.end.dockerfile' } },
          patterns: joined,
        },
      ],
    },
    [`words-${v}`]: { patterns: [...joined, ...include('string', 'variable', 'escape')] },
    [`flag-${v}`]: flag(joined, include('words')),
    [`json-${v}`]: json(joined, []),
    [`json-words-${v}`]: json(joined, include('variable')),
    [`pairs-${v}`]: pairs(ASSIGNED, include('words')),
    [`legacy-pair-${v}`]: legacyPair(ASSIGNED, include('words')),
    [`labels-${v}`]: pairs(LABEL, include('words')),
    [`legacy-label-${v}`]: legacyPair(LABEL, include('words')),
    [`image-${v}`]: { patterns: image(include('string', 'variable', 'escape')) },
  };
}

/** `--name=value`, and within the value `key=value,key`. Flags stand before the other arguments. */
function flag(joined, words) {
  return {
    name: 'meta.flag.dockerfile',
    begin: String.raw`(?<=\s|^)(--)([A-Za-z][\w-]*)(=)?`,
    beginCaptures: {
      1: { name: 'punctuation.definition.flag.dockerfile entity.other.attribute-name.flag.dockerfile' },
      2: { name: 'entity.other.attribute-name.flag.dockerfile' },
      3: { name: 'keyword.operator.assignment.dockerfile' },
    },
    contentName: 'string.unquoted.flag.dockerfile',
    end: String.raw`(?=\s)`,
    patterns: [
      ...joined,
      {
        match: String.raw`(?<=[=,"'])([A-Za-z][\w-]*)(=)`,
        captures: {
          1: { name: 'variable.parameter.flag.dockerfile' },
          2: { name: 'keyword.operator.assignment.dockerfile' },
        },
      },
      { name: 'punctuation.separator.comma.dockerfile', match: ',' },
      ...words,
    ],
  };
}

/** A JSON array of strings. Escapes are JSON's, whatever the escape character of the file. */
function json(joined, inStrings) {
  return {
    name: 'meta.exec-form.dockerfile',
    begin: String.raw`\[(?=\s*(?:"(?:[^"\\]|\\.)*"\s*(?:,|\]\s*$|[\\\x60][ \t]*$)|"(?:[^"\\]|\\.)*$|\]\s*$|[\\\x60]?[ \t]*$))`,
    beginCaptures: { 0: { name: 'punctuation.section.array.begin.dockerfile' } },
    end: String.raw`\]`,
    endCaptures: { 0: { name: 'punctuation.section.array.end.dockerfile' } },
    patterns: [
      ...joined,
      {
        name: 'string.quoted.double.dockerfile',
        begin: '"',
        beginCaptures: { 0: { name: 'punctuation.definition.string.begin.dockerfile' } },
        end: String.raw`(")|(?=\n)`,
        endCaptures: { 1: { name: 'punctuation.definition.string.end.dockerfile' } },
        patterns: [
          ...joined,
          {
            name: 'constant.character.escape.dockerfile',
            match: String.raw`\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4})`,
          },
          { name: 'invalid.illegal.escape.dockerfile', match: String.raw`\\.` },
          ...inStrings,
        ],
      },
      { name: 'punctuation.separator.comma.dockerfile', match: ',' },
      { name: 'invalid.illegal.string.dockerfile', match: String.raw`[^\s,"\]\\\x60]+` },
    ],
  };
}

/** `name value`, the older form, with blanks in the value. */
function legacyPair(name, words) {
  return {
    begin: String.raw`\G(?<=\s)([^\s=\\\x60"']+)(?=${BLANKS}(?:[^\s\\\x60]|[\\\x60]\S))`,
    beginCaptures: { 1: { name } },
    contentName: 'string.unquoted.dockerfile',
    end: NEVER,
    patterns: words,
  };
}

/** `name=value …`, and names alone. */
function pairs(name, words) {
  return {
    patterns: [
      {
        begin: String.raw`(?<=\s|^)(?:([^\s=\\\x60"'$]+)|("[^"]*"|'[^']*'))(=)`,
        beginCaptures: {
          1: { name },
          2: { name: `string.quoted.dockerfile ${name}` },
          3: { name: 'keyword.operator.assignment.dockerfile' },
        },
        contentName: 'string.unquoted.dockerfile',
        end: String.raw`(?=\s)`,
        patterns: words,
      },
      { match: String.raw`(?<=\s|^)([A-Za-z_][\w.-]*)(?=\s)`, captures: { 1: { name } } },
      ...words,
    ],
  };
}

/** `registry/name:tag@digest AS stage`. A colon with a slash behind it belongs to a registry's port. */
function image(words) {
  return [
    {
      match: String.raw`(?<=\s|^)((?i:AS))${BLANKS}(\S+)`,
      captures: {
        1: { name: 'keyword.other.special-method.dockerfile' },
        2: { name: 'entity.name.type.stage.dockerfile' },
      },
    },
    { name: 'keyword.other.special-method.dockerfile', match: String.raw`(?<=\s|^)(?i:AS)(?=\s)` },
    { name: 'constant.language.scratch.dockerfile', match: String.raw`(?<=\s|^)scratch(?=\s)` },
    {
      name: 'entity.name.type.image.dockerfile',
      begin: String.raw`(?=[^\s\\\x60#])`,
      end: String.raw`(?=[\s\\\x60])`,
      patterns: [
        {
          match: String.raw`(@)(\w+:[0-9A-Fa-f]+)?`,
          captures: {
            1: { name: 'punctuation.separator.digest.dockerfile' },
            2: { name: 'constant.numeric.digest.dockerfile' },
          },
        },
        {
          begin: String.raw`:(?=[^\s/]*(?:\s|$))`,
          beginCaptures: { 0: { name: 'punctuation.separator.tag.dockerfile' } },
          contentName: 'constant.numeric.tag.dockerfile',
          end: String.raw`(?=[@\s\\\x60])`,
          patterns: words,
        },
        ...words,
      ],
    },
    ...words,
  ];
}
