/**
 * Puts the values of variables into a text as Compose does: `$A`, `${A}`, `${A:-default}`, `${A-default}`, `${A:?why}`,
 * `${A?why}`, `${A:+other}`, `${A+other}`, nested, and `$$` for a dollar. Undefined where a variable that has no value
 * and no default decides: Compose would take it as empty, but the environment that counts is not ours to see.
 * https://docs.docker.com/reference/compose-file/interpolation/
 */
export function interpolate(
  text: string,
  variables: ReadonlyMap<string, string>,
  depth = 0,
): string | undefined {
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
      if (value === undefined) return undefined;
      result += value;
      at = dollar + 1 + name.length;
      continue;
    }
    const end = next === '{' ? closingBrace(text, dollar + 2) : undefined;
    if (end === undefined) return undefined;
    const value = substitute(text.slice(dollar + 2, end), variables, depth);
    if (value === undefined) return undefined;
    result += value;
    at = end + 1;
  }
  return result;
}

/**
 * The variables a `.env` file sets, quotes and comments taken off; a value that names others gets theirs.
 * @param outer variables that are set already, and stay as they are; they are in the result
 */
export function readEnvironmentFile(
  text: string,
  outer: ReadonlyMap<string, string> = new Map(),
): Map<string, string> {
  const variables = new Map(outer);
  for (const line of text.split(/\r?\n/)) {
    const [, name, raw = ''] = /^\s*(?:export\s+)?([A-Za-z_][\w.]*)\s*[=:]\s*(.*)$/.exec(line) ?? [];
    if (name === undefined || outer.has(name)) continue;
    const quote = raw.charAt(0);
    const isQuoted = quote === '"' || quote === "'";
    const end = isQuoted ? raw.indexOf(quote, 1) : -1;
    // A value over several lines is no path.
    if (isQuoted && end < 0) continue;
    const value = isQuoted ? raw.slice(1, end) : raw.replace(/(?:^|\s+)#.*$/, '').trimEnd();
    const expanded = quote === "'" ? value : interpolate(value, variables);
    if (expanded !== undefined) variables.set(name, expanded);
  }
  return variables;
}

const maximumDepth = 10;
/** UTF-16 units: longer ones are no variables anybody has. */
const maximumName = 200;
const variableName = /^[A-Za-z_]\w*/;

/** What stands between `${` and `}`. */
function substitute(
  inner: string,
  variables: ReadonlyMap<string, string>,
  depth: number,
): string | undefined {
  const name = variableName.exec(inner)?.[0];
  if (name === undefined) return undefined;
  const rest = inner.slice(name.length);
  const value = variables.get(name);
  if (rest === '') return value;
  const [, colon, operator, word = ''] = /^(:?)([-?+])([\s\S]*)$/.exec(rest) ?? [];
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
    if (text.startsWith('${', at)) {
      depth++;
      at++;
    } else if (text.charAt(at) === '}' && --depth === 0) return at;
  }
  return undefined;
}
