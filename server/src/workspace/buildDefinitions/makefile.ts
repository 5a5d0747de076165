import type { BuildScript } from './definition.ts';

/**
 * The recipes of a Makefile, line by line as make gives them to shells, with the values of variables that are set once and
 * for all: what stands in a condition, comes from another file, a function or an automatic variable stays a variable of
 * which the shell knows nothing. None where recipes look otherwise, or are for another shell. One pass; never throws.
 * https://www.gnu.org/software/make/manual/make.html#Recipes
 */
export function scriptsOfMakefile(text: string): BuildScript[] {
  if (/^\s*\.RECIPEPREFIX\b/m.test(text)) return [];
  const variables = new Map<string, Variable>();
  const found: { readonly target: string; readonly line: number; readonly text: string }[] = [];
  const lines = text.split('\n');
  let target: string | undefined;
  let conditions = 0;
  let isDefining = false;
  let hasOthers = false;
  for (let at = 0; at < lines.length; at++) {
    const first = at;
    const parts = [lineAt(lines, at)];
    while (isContinued(parts.at(-1) ?? '') && at + 1 < lines.length) parts.push(lineAt(lines, ++at));
    const line = parts.join('\n');
    if (isDefining || /^\s*(?:override\s+|export\s+)*define\b/.test(line)) {
      const name = /define\s+([\w.-]+)/.exec(line)?.[1];
      if (!isDefining && name !== undefined) variables.set(name, unknown);
      isDefining = !/^\s*endef\b/.test(line);
      continue;
    }
    if (line.startsWith('\t') && target !== undefined) {
      found.push({ target, line: first, text: line });
      continue;
    }
    const plain = line
      .replaceAll(/\\\n\s*/g, ' ')
      .replace(/(^|[^\\])#.*$/, '$1')
      .trim();
    if (plain === '') continue;
    if (/^if(?:n?eq|n?def)\b/.test(plain)) conditions++;
    else if (/^endif\b/.test(plain)) conditions--;
    else if (/^else\b/.test(plain)) continue;
    else if (/^(?:-|s)?include\b/.test(plain)) hasOthers = true;
    else {
      const [, name, operator, value = ''] =
        /^(?:(?:override|export|private)\s+)*([\w.-]+)\s*(\?|:{1,3}|\+|!)?=\s*(.*)$/.exec(plain) ?? [];
      if (name !== undefined) {
        target = undefined;
        const isKnown = conditions === 0 && operator !== '+' && operator !== '!' && !variables.has(name);
        variables.set(name, isKnown ? { value, isDefault: operator === '?' } : unknown);
        continue;
      }
      const [, targets, rest = ''] = /^([^:=]+)::?(?!=)([\s\S]*)$/.exec(plain) ?? [];
      if (targets === undefined) continue;
      target = targets.trim();
      const own = /^\s*(?:(?:override|export|private)\s+)*([\w.-]+)\s*(?:\?|:{1,3}|\+|!)?=/.exec(rest)?.[1];
      if (own !== undefined) variables.set(own, unknown);
      const inline = /;([\s\S]*)$/.exec(rest)?.[1];
      if (inline !== undefined) found.push({ target, line: first, text: inline });
    }
  }
  for (const [, name] of text.matchAll(/\$[({]eval\s+(?:([\w.-]+)\s*[:?+]*=)?/g)) {
    if (name === undefined) hasOthers = true;
    else variables.set(name, unknown);
  }
  const shell = variables.get('SHELL')?.value;
  if (shell !== undefined && !/(?:^|[/\s])(?:ba|da|a|k|z)?sh$/.test(shell.trim())) return [];
  const scripts = /^\.ONESHELL\s*:/m.test(text) ? together(found) : found.map((one) => [one]);
  return scripts.flatMap((parts) => {
    const [one] = parts;
    if (!one) return [];
    const defaults = new Set<string>();
    const written = parts
      .map((part) => part.text.replace(/^[\s@+-]+/, (marks) => ' '.repeat(marks.length)))
      .join('\n');
    if (!/\b(?:docker|podman)\b/.test(written)) return [];
    // As long as the script stays where make is.
    const here = /\b(?:cd|pushd)\b/.test(written) ? undefined : '.';
    const value = expand(written, (name) => {
      if (name === 'CURDIR' || name === 'PWD') return here;
      if (name === '@') return /[\s%$]/.test(one.target) ? undefined : one.target;
      return hasOthers ? undefined : valueOfVariable(name, variables, defaults, 0);
    });
    const lineNumbers = parts.flatMap((part) =>
      part.text.split('\n').map((_, index) => part.line + index + 1),
    );
    const lineOf = (line: number): number => lineNumbers[line] ?? one.line + 1;
    return [{ text: value, part: `target ${one.target.split(/\s/)[0]}`, lineOf, defaults: [...defaults] }];
  });
}

function lineAt(lines: readonly string[], at: number): string {
  return (lines[at] ?? '').replace(/\r$/, '');
}

/** An odd number of backslashes at its end. */
function isContinued(line: string): boolean {
  let end = line.length;
  while (line.charAt(end - 1) === '\\') end--;
  return (line.length - end) % 2 === 1;
}

interface Variable {
  /** As written; undefined where it cannot be told. */
  readonly value: string | undefined;
  /** What the environment says goes over it. */
  readonly isDefault: boolean;
}

const unknown: Variable = { value: undefined, isDefault: false };

function together<T extends { readonly target: string }>(lines: readonly T[]): T[][] {
  const recipes: T[][] = [];
  for (const line of lines) {
    const last = recipes.at(-1);
    if (last?.[0]?.target === line.target) last.push(line);
    else recipes.push([line]);
  }
  return recipes;
}

function valueOfVariable(
  name: string,
  variables: ReadonlyMap<string, Variable>,
  defaults: Set<string>,
  depth: number,
): string | undefined {
  const variable = variables.get(name);
  if (variable?.value === undefined || depth > 10) return undefined;
  let isKnown = true;
  const value = expand(variable.value, (inner) => {
    const found = valueOfVariable(inner, variables, defaults, depth + 1);
    isKnown &&= found !== undefined;
    return found;
  });
  if (!isKnown || value.length > 4096 || value.includes('$')) return undefined;
  if (variable.isDefault) defaults.add(name);
  return value;
}

/** `$(NAME)`, `${NAME}` and `$X`; `$$` is a dollar for the shell. What is not known becomes a variable of the shell. */
function expand(text: string, lookUp: (name: string) => string | undefined): string {
  let result = '';
  for (let at = 0; at < text.length; at++) {
    const c = text.charAt(at);
    if (c !== '$') {
      result += c;
      continue;
    }
    const next = text.charAt(++at);
    if (next === '$') {
      result += '$';
      continue;
    }
    const end = next === '(' || next === '{' ? closing(text, at) : at;
    const name = end === at ? next : text.slice(at + 1, end).trim();
    result += lookUp(name) ?? '$expression';
    at = end;
  }
  return result;
}

/** The bracket that closes the one at an offset, or the end. */
function closing(text: string, from: number): number {
  const open = text.charAt(from);
  const close = open === '(' ? ')' : '}';
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    if (text.charAt(at) === open) depth++;
    else if (text.charAt(at) === close && --depth === 0) return at;
  }
  return text.length;
}
