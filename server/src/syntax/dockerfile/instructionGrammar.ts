import { isAsciiSpace, skipSpaces, skipSpacesBack } from '../../text/goStrings.ts';
import { readFlags } from './flags.ts';
import { readJson } from './json.ts';
import { isBlank, sliceText, wordAt } from './logicalLines.ts';
import { readPairs, splitAtEquals } from './pairs.ts';
import type {
  Escape,
  Flag,
  Instruction,
  JsonArray,
  KeywordName,
  LogicalText,
  Pair,
  SyntaxIssue,
  Word,
} from './tree.ts';
import { splitAtBlanks, splitQuoted } from './words.ts';

/** The parts of an instruction that its logical line alone decides. */
export interface LineParts {
  readonly name: KeywordName | undefined;
  readonly keyword: Word;
  readonly body: LogicalText;
  readonly flags: readonly Flag[];
  readonly args: LogicalText;
  readonly parsed: Arguments;
  /** Offset of the arguments in the line: where the trigger of an ONBUILD begins. */
  readonly argsStart: number;
}

/** What an instruction's own grammar makes of its arguments. */
export interface Arguments extends Pick<Instruction, 'words' | 'pairs' | 'json' | 'brokenJson' | 'shell'> {
  readonly issues: readonly ArgumentIssue[];
}

/** An issue of the instruction that is being built. */
export type ArgumentIssue = Omit<SyntaxIssue, 'instruction'>;

/** Reads a line that begins with its keyword, as BuildKit's parser package does for that keyword. */
export function parseLine(line: LogicalText, escapeToken: Escape): LineParts {
  const { text } = line;
  const end = skipSpacesBack(text, 0, text.length);
  let keywordEnd = 0;
  while (keywordEnd < end && !isBlank(text.charCodeAt(keywordEnd))) keywordEnd++;
  let bodyStart = keywordEnd;
  while (bodyStart < end && isBlank(text.charCodeAt(bodyStart))) bodyStart++;
  const keyword = wordAt(line, 0, keywordEnd);
  const name = keywordName(keyword.text);
  const { flags, rest } = readFlags(line, bodyStart, end, escapeToken);
  const argsStart = skipSpaces(text, rest, end);
  const body = sliceText(line, bodyStart, end);
  return {
    name,
    keyword,
    body,
    flags,
    args: argsStart === bodyStart ? body : sliceText(line, argsStart, end),
    parsed: parseArguments(name, line, argsStart, end, escapeToken),
    argsStart,
  };
}

/**
 * The keyword BuildKit takes a word for, whatever its case. Go lowers it letter by letter: a long s (U+017F) stays
 * what it is, which JavaScript would raise to `S`.
 */
export function keywordName(word: string): KeywordName | undefined {
  return keywords.get(word) ?? keywordsInLowerCase.get(word.replaceAll('\u0130', 'i').toLowerCase());
}

/** Every keyword, in alphabetical order. */
export const keywordNames: readonly KeywordName[] = [
  'ADD',
  'ARG',
  'CMD',
  'COPY',
  'ENTRYPOINT',
  'ENV',
  'EXPOSE',
  'FROM',
  'HEALTHCHECK',
  'LABEL',
  'MAINTAINER',
  'ONBUILD',
  'RUN',
  'SHELL',
  'STOPSIGNAL',
  'USER',
  'VOLUME',
  'WORKDIR',
];

const keywords: ReadonlyMap<string, KeywordName> = new Map(keywordNames.map((name) => [name, name]));

const keywordsInLowerCase: ReadonlyMap<string, KeywordName> = new Map(
  keywordNames.map((name) => [name.toLowerCase(), name]),
);

const noWords: readonly Word[] = [];
const noPairs: readonly Pair[] = [];
const noIssues: readonly ArgumentIssue[] = [];
const nothing = ofWords(noWords);

// Literals with every field in the same order: the engine gives them all one shape.
function ofWords(words: readonly Word[], shell?: LogicalText, json?: JsonArray): Arguments {
  return { words, pairs: noPairs, json, brokenJson: undefined, shell, issues: noIssues };
}

function ofPairs(
  words: readonly Word[],
  pairs: readonly Pair[],
  issues: readonly ArgumentIssue[] = noIssues,
): Arguments {
  return { words, pairs, json: undefined, brokenJson: undefined, shell: undefined, issues };
}

function parseArguments(
  name: KeywordName | undefined,
  line: LogicalText,
  start: number,
  end: number,
  escapeToken: Escape,
): Arguments {
  if (start === end) return nothing;
  switch (name) {
    case 'ENV':
    case 'LABEL':
      return parsePairs(name, line, start, end, escapeToken);
    case 'ARG': {
      const { words } = splitQuoted(line, start, end, escapeToken);
      return ofPairs(
        words,
        words.map((word) => splitAtEquals(line, word)),
      );
    }
    case 'FROM':
    case 'EXPOSE':
      return ofWords(splitAtBlanks(line, start, end));
    case 'MAINTAINER':
    case 'STOPSIGNAL':
    case 'USER':
    case 'WORKDIR':
      return ofWords([wordAt(line, start, end)]);
    case 'ADD':
    case 'COPY':
    case 'VOLUME':
      return parseMaybeJson(line, start, end, false, true);
    case 'SHELL':
      return parseMaybeJson(line, start, end, false, false);
    case 'CMD':
    case 'ENTRYPOINT':
    case 'RUN':
      return parseMaybeJson(line, start, end, true, false);
    case 'HEALTHCHECK':
      return parseHealthcheck(line, start, end);
    default:
      return nothing;
  }
}

function parsePairs(
  name: 'ENV' | 'LABEL',
  line: LogicalText,
  start: number,
  end: number,
  escapeToken: Escape,
): Arguments {
  const { pairs, problems } = readPairs(name, line, start, end, escapeToken);
  if (problems.length === 0) return ofPairs(noWords, pairs);
  const issues = problems.map(({ word, message, kind }) => ({
    code: 'invalid-pair' as const,
    message,
    range: word.range,
    values: { word: word.text, keyword: name, problem: kind },
  }));
  return ofPairs(noWords, pairs, issues);
}

function parseMaybeJson(
  line: LogicalText,
  start: number,
  end: number,
  shell: boolean,
  list: boolean,
): Arguments {
  const reading = readJson(line, start, end);
  if (reading.kind === 'array') return ofWords(reading.words, undefined, reading.array);
  const words = list ? splitAtBlanks(line, start, end) : [wordAt(line, start, end)];
  const command = shell ? words[0] : undefined;
  if (reading.kind === 'none') return ofWords(words, command);
  const { form: brokenJson } = reading;
  if (reading.kind === 'broken') return { ...ofWords(words, command), brokenJson };
  const issue = {
    code: 'json-not-strings' as const,
    message: 'when using JSON array syntax, arrays must be comprised of strings only',
    range: brokenJson.range,
    values: {},
  };
  return { ...ofWords(words, command), brokenJson, issues: [issue] };
}

/** A type, then what CMD takes. BuildKit looks at single bytes here, so only the blanks of ASCII count. */
function parseHealthcheck(line: LogicalText, start: number, end: number): Arguments {
  const { text } = line;
  let typeEnd = start;
  while (typeEnd < end && !isAsciiSpace(text.charCodeAt(typeEnd))) typeEnd++;
  let commandStart = typeEnd;
  while (commandStart < end && isAsciiSpace(text.charCodeAt(commandStart))) commandStart++;
  const type: Word = wordAt(line, start, typeEnd);
  if (commandStart === end) return ofWords([type]);
  const isCommand = type.text.toUpperCase() === 'CMD';
  const command = parseMaybeJson(line, commandStart, end, isCommand, false);
  return { ...command, words: [type, ...command.words] };
}
