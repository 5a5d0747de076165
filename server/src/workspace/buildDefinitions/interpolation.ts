import { pathOfUri } from './definition.ts';

/** Null: it is set, to what is not known. */
export type Variables = ReadonlyMap<string, string | null>;

/**
 * What every shell sets, and Compose itself: a default for one of these never counts.
 * @param folder URI of the folder in which the command is run, where that is known
 */
export function shellVariables(folder?: string): Variables {
  const unknown = [projectName, 'HOME', 'PATH', 'SHELL', 'USER'];
  return new Map([
    ...unknown.map((name) => [name, null] as const),
    ['PWD', folder === undefined ? null : pathOfUri(folder)] as const,
  ]);
}

/**
 * Puts the values of variables into a text as Compose does: `$A`, `${A}`, `${A:-default}`, `${A-default}`, `${A:?why}`,
 * `${A?why}`, `${A:+other}`, `${A+other}`, nested, and `$$` for a dollar. Undefined where a variable that has no value
 * and no default decides: Compose would take it as empty, but the environment that counts is not ours to see.
 * https://docs.docker.com/reference/compose-file/interpolation/
 */
export function interpolate(text: string, variables: Variables, depth = 0): string | undefined {
  if (!text.includes('$')) return text;
  if (depth > maximumDepth) return undefined;
  let result = '';
  let at = 0;
  while (at < text.length) {
    const dollar = text.indexOf('$', at);
    if (dollar < 0) return result + text.slice(at);
    result += text.slice(at, dollar);
    const next = text.charAt(dollar + 1);
    if (next === '$') {
      result += '$';
      at = dollar + 2;
      continue;
    }
    const name = variableName.exec(text.slice(dollar + 1, dollar + 1 + maximumName))?.[0];
    if (name !== undefined) {
      const value = variables.get(name);
      if (typeof value !== 'string') return undefined;
      result += value;
      at = dollar + 1 + name.length;
      continue;
    }
    if (next !== '{') {
      result += '$';
      at = dollar + 1;
      continue;
    }
    const end = closingBrace(text, dollar + 2);
    if (end === undefined) return undefined;
    const value = substitute(text.slice(dollar + 2, end), variables, depth);
    if (value === undefined) return undefined;
    result += value;
    at = end + 1;
  }
  return result;
}

/**
 * The variables a `.env` file sets, quotes and comments taken off; a value that names others gets theirs, and is not
 * known where these are not.
 * @param outer variables that are set already, and stay as they are; they are in the result
 */
export function readEnvironmentFile(text: string, outer: Variables = new Map()): Map<string, string | null> {
  const variables = new Map(outer);
  assignment.lastIndex = 0;
  for (let found = assignment.exec(text); found; found = assignment.exec(text)) {
    const [, name = '', double, single, plain = ''] = found;
    if (outer.has(name) && name !== projectName) continue;
    variables.set(name, single?.replaceAll("\\'", "'") ?? plainOf(double, plain, variables) ?? null);
  }
  return variables;
}

/** A quoted value may have several lines; what stands behind it does not count. */
const assignment =
  /^[ \t\uFEFF]*(?:export[ \t]+)?([A-Za-z_][\w.]*)[ \t]*[=:][ \t]*(?:"([^"\\]*(?:\\[\s\S][^"\\]*)*)"|'([^'\\]*(?:\\[\s\S][^'\\]*)*)'|([^\r\n]*))/gm;

function plainOf(double: string | undefined, plain: string, variables: Variables): string | undefined {
  // A quote that nothing closes: Compose refuses the file.
  if (/^["']/.test(plain)) return undefined;
  if (double === undefined) return interpolate(plain.replace(/ #.*$/, '').trimEnd(), variables);
  const text = double.replace(/\\([\s\S])/g, (whole, c: string) =>
    c === '$' ? '$$' : c === '"' || c === '\\' ? c : (whiteSpace[c] ?? whole),
  );
  return interpolate(text, variables);
}

const whiteSpace: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };
/** Known where `.env` says it: it goes over what Compose makes up. */
const projectName = 'COMPOSE_PROJECT_NAME';
const maximumDepth = 10;
/** UTF-16 units: longer ones are no variables anybody has. */
const maximumName = 200;
const variableName = /^[A-Za-z_]\w*/;

/** What stands between `${` and `}`. */
function substitute(inner: string, variables: Variables, depth: number): string | undefined {
  const name = variableName.exec(inner)?.[0];
  if (name === undefined) return undefined;
  const rest = inner.slice(name.length);
  const value = variables.get(name);
  if (rest === '') return value ?? undefined;
  const [, colon, operator, word = ''] = /^(:?)([-?+])([\s\S]*)$/.exec(rest) ?? [];
  if (value === null) {
    return operator === '+' && colon === '' ? interpolate(word, variables, depth + 1) : undefined;
  }
  const isSet = value !== undefined && (colon === '' || value !== '');
  switch (operator) {
    case '-':
      return isSet ? value : interpolate(word, variables, depth + 1);
    case '?':
      return isSet ? value : undefined;
    // Whether the variable is set elsewhere is not known: where it is not, the other word does not count.
    case '+':
      return isSet ? interpolate(word, variables, depth + 1) : undefined;
    default:
      return undefined;
  }
}

function closingBrace(text: string, from: number): number | undefined {
  let depth = 1;
  for (let at = from; at < text.length; at++) {
    const c = text.charAt(at);
    if (c === '{') depth++;
    else if (c === '}' && --depth === 0) return at;
  }
  return undefined;
}
