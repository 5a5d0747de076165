// The only importer of `yaml`. It is loaded when the first file that is YAML is read, so that nobody without one pays
// for it.
import type { Node, ParsedNode } from 'yaml';
import type { YamlDocument, YamlEntry, YamlNode } from '../syntax/yamlTree.ts';
import type { TextRange } from '../text/range.ts';

/** Deeper than any configuration; aliases that stand in themselves end here too. */
const maximumDepth = 20;
/** More than any configuration, with what aliases repeat: a few lines of them can mean billions. */
const maximumNodes = 200_000;

/** Brackets in brackets, columns of indentation, and `- - -` on one line: far more than anybody reads. */
const maximumBrackets = 100;
const maximumIndentation = 200;
const maximumCompact = 50;

/** Reads what can be read; the rest is told of. Never rejects. */
export async function parseYaml(text: string): Promise<YamlDocument> {
  if (nestsTooDeep(text)) {
    return {
      root: undefined,
      errors: [{ message: 'Nested too deep', range: within({ start: 0, end: 1 }, text) }],
    };
  }
  const yaml = await import('yaml');
  try {
    return read(yaml, text);
  } catch (error) {
    return {
      root: undefined,
      errors: [{ message: String(error), range: within({ start: 0, end: 1 }, text) }],
    };
  }
}

function read(yaml: typeof import('yaml'), text: string): YamlDocument {
  const document = yaml.parseDocument(text, { prettyErrors: false, logLevel: 'silent', strict: false });

  let nodes = 0;
  // An alias means the last node with that anchor above it.
  const anchors = new Map<string, Node>();
  const convert = (node: Node | ParsedNode | null | undefined, depth: number): YamlNode | undefined => {
    if (!node || depth > maximumDepth || ++nodes > maximumNodes) return undefined;
    if (yaml.isAlias(node)) {
      const target = convert(anchors.get(node.source), depth + 1);
      return target && { ...target, range: rangeOf(node, text) };
    }
    if (node.anchor !== undefined) anchors.set(node.anchor, node);
    const { tag } = node;
    const place = { range: rangeOf(node, text), ...(tag !== undefined && /^!\w/.test(tag) ? { tag } : {}) };
    if (yaml.isMap(node)) {
      const entries = node.items.flatMap((pair): YamlEntry[] => {
        const key = pair.key as Node | null;
        if (!yaml.isScalar(key)) return [];
        return [
          {
            key: String(key.value),
            keyRange: rangeOf(key, text),
            value: empty(pair.value) ? undefined : convert(pair.value as Node, depth + 1),
          },
        ];
      });
      return { kind: 'map', ...place, entries };
    }
    if (yaml.isSeq(node)) {
      const items = node.items.flatMap((item) => convert(item as Node, depth + 1) ?? []);
      return { kind: 'list', ...place, items };
    }
    return yaml.isScalar(node) ? { kind: 'scalar', ...place, value: node.value } : undefined;
  };

  /** `key:` and nothing else. */
  const empty = (node: unknown): boolean =>
    !node || (yaml.isScalar(node) && node.value === null && (node.source ?? '') === '');

  const root = convert(document.contents, 0);
  const errors = document.errors.map(({ message, pos: [start, end] }) => ({
    message: message.replace(/\n[\s\S]*/, ''),
    range: within({ start, end }, text),
  }));
  return { root, errors };
}

/**
 * The library recurses until the stack is used up, and a regular expression that is compiled there ends the process.
 * Brackets in quotes count too: a text with so many open ones is no configuration.
 */
function nestsTooDeep(text: string): boolean {
  let brackets = 0;
  let isStart = true;
  let indentation = 0;
  let compact = 0;
  for (let at = 0; at < text.length; at++) {
    const c = text.charCodeAt(at);
    if (c === 10 || c === 13) {
      isStart = true;
      indentation = 0;
      compact = 0;
      continue;
    }
    if (c === 91 || c === 123) brackets++;
    else if ((c === 93 || c === 125) && brackets > 0) brackets--;
    if (isStart) {
      // `-` and `?` with a blank behind them nest like indentation.
      const isMark = (c === 45 || c === 63) && /[ \t]/.test(text.charAt(at + 1));
      if (c === 32) indentation++;
      else if (isMark) compact++;
      else if (c !== 9) isStart = false;
    }
    if (brackets > maximumBrackets || indentation > maximumIndentation || compact > maximumCompact)
      return true;
  }
  return false;
}

/** Where the value stands, without what only ends it. */
function rangeOf(node: Node, text: string): TextRange {
  const [start, end] = node.range ?? [0, 0];
  return within({ start, end }, text);
}

function within({ start, end }: TextRange, text: string): TextRange {
  const from = Math.min(start, text.length);
  return { start: from, end: Math.min(Math.max(end, from), text.length) };
}
