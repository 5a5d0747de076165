import type { BuildScript } from './definition.ts';

/**
 * The recipes of a justfile, line by line as just gives them to shells, or whole where a shell is named in the first line.
 * Variables with a fixed value are put in; parameters and functions stay variables of which the shell knows nothing. None
 * where the file names another shell; none of a recipe that runs elsewhere. One pass; never throws.
 * https://just.systems/man/en/
 */
export function scriptsOfJustfile(text: string): BuildScript[] {
  const shell = /^set\s+shell\s*:=\s*\[\s*["']([^"']*)["']/m.exec(text)?.[1];
  if (shell !== undefined && !/(?:^|\/)(?:ba|da|a|k|z)?sh$/.test(shell)) return [];
  if (/^set\s+no-cd\b(?!\s*:=\s*false)/m.test(text)) return [];
  const setting = /^set\s+working-directory\s*:=(.*)$/m.exec(text)?.[1];
  const folder = setting === undefined ? undefined : literalOf(setting);
  if (setting !== undefined && folder === undefined) return [];
  const variables = new Map<string, string | undefined>();
  const recipes: Recipe[] = [];
  let attributes = '';
  let recipe: Recipe | undefined;
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.replace(/\r$/, '');
    if (line.trim() === '' || /^\s/.test(line)) {
      recipe?.lines.push({ text: line, line: index + 1 });
      continue;
    }
    recipe = undefined;
    if (line.startsWith('#')) continue;
    if (line.startsWith('[')) {
      attributes += line;
      continue;
    }
    const [, name, value = ''] = /^(?:export\s+)?([A-Za-z_][\w-]*)\s*:=(.*)$/.exec(line) ?? [];
    if (name !== undefined) variables.set(name, variables.has(name) ? undefined : literalOf(value));
    else {
      const [, title, parameters = ''] = /^@?([A-Za-z_][\w-]*)([^:]*):/.exec(line) ?? [];
      if (title !== undefined) {
        recipe = {
          name: title,
          parameters: new Set(parameters.match(/[A-Za-z_][\w-]*/g) ?? []),
          attributes,
          lines: [],
        };
        recipes.push(recipe);
      }
    }
    attributes = '';
  }
  return recipes.flatMap((each) => scriptsOf(each, variables, folder));
}

interface Recipe {
  readonly name: string;
  readonly parameters: ReadonlySet<string>;
  /** What stands in brackets above it. */
  readonly attributes: string;
  readonly lines: { readonly text: string; readonly line: number }[];
}

function scriptsOf(
  { name, parameters, attributes, lines }: Recipe,
  variables: ReadonlyMap<string, string | undefined>,
  setting: string | undefined,
): BuildScript[] {
  if (/\bno-cd\b|\bscript\b/.test(attributes)) return [];
  const given = /\bworking-directory\s*[:(]\s*([^\])]*)/.exec(attributes)?.[1];
  const own = given === undefined ? '' : literalOf(given);
  if (own === undefined) return [];
  const folder = [setting, own].filter((each) => each !== undefined && each !== '').join('/') || undefined;
  const first = lines.find(({ text }) => text.trim() !== '')?.text.trim() ?? '';
  if (first.startsWith('#!') && !/[/\s](?:ba|da|a|k|z)?sh(?:\s|$)/.test(first)) return [];
  const scripts: { text: string; line: number }[][] = [];
  for (const line of lines) {
    const last = scripts.at(-1);
    const isContinued = last?.at(-1)?.text.endsWith('\\') === true;
    if (last && (isContinued || first.startsWith('#!'))) last.push(line);
    else scripts.push([{ ...line, text: line.text.replace(/^\s*[@-]+/, '') }]);
  }
  return scripts.flatMap((parts) => {
    const written = parts.map(({ text }) => text).join('\n');
    if (!/\b(?:docker|podman)\b/.test(written)) return [];
    const text = written.replace(/\{\{(\{\{)?(.{0,200}?)\}\}/g, (_, isEscaped, inner: string) => {
      const key = inner.trim();
      const value = parameters.has(key) || isEscaped ? undefined : variables.get(key);
      return value ?? '$expression';
    });
    const lineOf = (line: number): number => parts[line]?.line ?? parts[0]?.line ?? 1;
    return [{ text, part: `recipe ${name}`, lineOf, ...(folder === undefined ? {} : { folder }) }];
  });
}

/** A string without anything that stands for something else. */
function literalOf(text: string): string | undefined {
  return /^\s*(?:'([^']*)'|"([^"\\]*)")\s*(?:#.*)?$/
    .exec(text)
    ?.slice(1)
    .find((each) => each !== undefined);
}
