import type { Flag, Instruction } from '../syntax/dockerfile/tree.ts';
import type { Mount } from './types.ts';

/** The `--mount` flags of a RUN, in order. https://docs.docker.com/reference/dockerfile/#run---mount */
export function mountsOf(instruction: Instruction): readonly Mount[] {
  return instruction.flags.filter((flag) => flag.name === 'mount').map(readMount);
}

function readMount(flag: Flag): Mount {
  const options = new Map<string, string>();
  for (const field of splitFields(flag.value ?? '')) {
    const equals = field.indexOf('=');
    const key = (equals < 0 ? field : field.slice(0, equals)).trim().toLowerCase();
    if (key === '') continue;
    options.set(ALIASES.get(key) ?? key, equals < 0 ? '' : field.slice(equals + 1));
  }
  const type = options.get('type')?.toLowerCase() ?? 'bind';
  return { flag, type, options, target: options.get('target') ?? defaultTarget(type, options) };
}

/** A secret without `target` is a file below /run/secrets, unless it is only given as a variable. */
function defaultTarget(type: string, options: ReadonlyMap<string, string>): string | undefined {
  if (type !== 'secret' || options.has('env')) return undefined;
  const id = options.get('id') ?? options.get('source');
  return id ? `/run/secrets/${id.slice(id.lastIndexOf('/') + 1)}` : undefined;
}

const ALIASES: ReadonlyMap<string, string> = new Map([
  ['src', 'source'],
  ['dst', 'target'],
  ['destination', 'target'],
  ['ro', 'readonly'],
  ['rw', 'readwrite'],
]);

/** Fields of a line of CSV, as BuildKit reads the value: a field in double quotes may hold commas; `""` is a quote. */
function splitFields(value: string): string[] {
  const fields: string[] = [];
  let field = '';
  let inQuotes = false;
  for (let i = 0; i < value.length; i++) {
    const c = value[i] as string;
    if (inQuotes) {
      if (c !== '"') field += c;
      else if (value[i + 1] === '"') field += value[++i];
      else inQuotes = false;
    } else if (c === '"' && field === '') inQuotes = true;
    else if (c === ',') {
      fields.push(field);
      field = '';
    } else field += c;
  }
  fields.push(field);
  return fields;
}
