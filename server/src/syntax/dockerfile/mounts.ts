import { quote, utf8Length } from '../../text/goStrings.ts';
import { nearest } from '../../text/nearest.ts';
import type { TextRange } from '../../text/range.ts';
import { expand, expandErrorMessage } from './expand.ts';
import { isBool, isMemorySize, isUint32 } from './goValues.ts';
import type { Escape, Flag } from './tree.ts';

/** One field of a flag that takes a comma-separated list: `target=/root/.cache` or `readonly`. */
export interface FlagField {
  /** Lower case. */
  readonly key: string;
  /** As BuildKit gets it, variables untouched; undefined without `=`. */
  readonly value: string | undefined;
  /** Key and value as BuildKit gets them. */
  readonly text: string;
  readonly range: TextRange;
  readonly keyRange: TextRange;
  readonly valueRange: TextRange | undefined;
}

/** Why BuildKit refuses a field or a whole list, in its own words. */
export interface FieldProblem {
  readonly message: string;
  readonly range: TextRange;
  /** The bad part, and the valid one nearest to it. */
  readonly values: Readonly<Record<string, string>>;
  /** Buildah, the builder of Podman, takes it. */
  readonly isOfBuildah?: boolean;
}

/**
 * The fields of `--mount` and `--device`, in order: one record of CSV. A list that is no CSV gives the fields in
 * front of the mistake, and the problem.
 * https://github.com/tonistiigi/go-csvvalue
 */
export function flagFields(flag: Flag): {
  readonly fields: readonly FlagField[];
  readonly problem: FieldProblem | undefined;
} {
  const value = flag.value ?? '';
  const whole = flag.valueRange ?? flag.range;
  if (value === '') return { fields: [], problem: { message: 'EOF', range: whole, values: {} } };
  const place = (start: number, end: number) => flag.content?.map.toSourceRange(start, end) ?? whole;
  const { records, error } = splitCsv(value);
  const fields = records.map(({ text, start, end }) => {
    const equals = text.indexOf('=');
    const key = (equals < 0 ? text : text.slice(0, equals)).toLowerCase();
    const split = equals < 0 ? end : Math.min(end, start + equals);
    return {
      key,
      value: equals < 0 ? undefined : text.slice(equals + 1),
      text,
      range: place(start, end),
      keyRange: place(start, split),
      valueRange: equals < 0 ? undefined : place(Math.min(end, split + 1), end),
    };
  });
  if (!error) return { fields, problem: undefined };
  // Columns count bytes.
  const column = utf8Length(value, 0, error.at) + 1;
  const message = `parse error on line 1, column ${column}: ${error.reason}`;
  return { fields, problem: { message, range: place(error.at, value.length), values: {} } };
}

/** What BuildKit refuses of one `--mount`. Values with variables are taken on trust. */
export function mountProblems(flag: Flag, escapeToken: Escape): FieldProblem[] {
  const whole = flag.valueRange ?? flag.range;
  const { fields, problem } = flagFields(flag);
  if (problem) return [{ ...problem, message: `failed to parse csv mounts: ${problem.message}` }];
  const problems: FieldProblem[] = [];
  const mount: MountState = { type: 'bind', target: '', unsure: new Set(), set: new Map() };
  for (const field of fields) {
    const found = fieldProblem(field, mount, escapeToken);
    if (found) problems.push(ofBuildah.has(field.key) ? { ...found, isOfBuildah: true } : found);
  }
  if (problems.length > 0 || mount.unsure.has('type')) return problems;
  const conflict = mountConflict(mount);
  if (conflict) {
    const range = (conflict.key && mount.set.get(conflict.key)?.range) || whole;
    problems.push({ message: conflict.message, range, values: { type: mount.type } });
  }
  return problems;
}

/** What BuildKit refuses of one `--device`. */
export function deviceProblems(flag: Flag): FieldProblem[] {
  const { fields, problem } = flagFields(flag);
  if (problem) return [{ ...problem, message: `failed to parse csv devices: ${problem.message}` }];
  const problems: FieldProblem[] = [];
  let name = '';
  for (const { key, value, text, range, keyRange } of fields) {
    if (key === 'required') {
      if (value !== undefined && !isBool(value)) {
        problems.push({ message: `invalid value for ${key}: ${value}`, range, values: { key, value } });
      }
    } else if (key === 'name' && value !== undefined) {
      if (name !== '')
        problems.push({ message: `device name already set to ${name}`, range, values: { name } });
      name = value;
    } else if (name === '') {
      name = text;
    } else if (value === undefined) {
      problems.push({
        message: `invalid field '${text}' must be a key=value pair`,
        range,
        values: { field: text },
      });
    } else {
      problems.push(unexpectedKey(key, text, keyRange, ['name', 'required']));
    }
  }
  return problems;
}

/** Nothing can be mounted over the whole file system. */
export const rootTargetMessage = 'invalid mount target "/"';

interface MountState {
  type: string;
  target: string;
  /** Canonical keys whose values are known only at build time. */
  readonly unsure: Set<string>;
  /** Fields with a value that is not empty, by their canonical key. */
  readonly set: Map<string, { readonly range: TextRange }>;
}

const mountTypes = ['bind', 'cache', 'secret', 'ssh', 'tmpfs'];
const sharingModes = ['locked', 'private', 'shared'];
const mountKeys = [
  'type',
  'from',
  'source',
  'target',
  'readonly',
  'id',
  'sharing',
  'required',
  'size',
  'mode',
  'uid',
  'gid',
  'src',
  'dst',
  'destination',
  'ro',
  'rw',
  'readwrite',
  'env',
];
/**
 * Options that Buildah alone knows, most of them for SELinux.
 * https://github.com/containers/common/blob/main/docs/Containerfile.5.md
 */
const ofBuildah: ReadonlySet<string> = new Set([
  ...['z', 'u', 'relabel', 'bind-propagation', 'bind-nonrecursive', 'no-dereference', 'consistency'],
  ...['shared', 'rshared', 'private', 'rprivate', 'slave', 'rslave', 'nosuid', 'nodev', 'noexec'],
  ...['tmpcopyup', 'tmpfs-mode', 'tmpfs-size'],
]);
const canonicalKeys: Readonly<Record<string, string>> = {
  src: 'source',
  dst: 'target',
  destination: 'target',
};

function fieldProblem(field: FlagField, mount: MountState, escapeToken: Escape): FieldProblem | undefined {
  const { key, text, range, keyRange } = field;
  const at = (message: string, values: Record<string, string> = {}): FieldProblem => ({
    message,
    range: field.valueRange ?? range,
    values: { key, ...values },
  });
  if (field.value === undefined) {
    if (/^(?:readonly|ro|readwrite|rw)$/.test(key)) return undefined;
    if (key === 'required') return requiredProblem(field, mount);
    return { message: `invalid field '${text}' must be a key=value pair`, range, values: { field: text } };
  }
  if (key === 'from' && /\$./s.test(field.value)) {
    return at("'from' doesn't support variable expansion, define alias stage instead");
  }
  if (!mountKeys.includes(key)) return unexpectedKey(key, text, keyRange, mountKeys);
  const canonical = canonicalKeys[key] ?? key;
  if (field.value.includes('$')) {
    mount.unsure.add(canonical);
    return undefined;
  }
  const expanded = expand(field.value, () => undefined, { escape: escapeToken });
  if (expanded.error !== undefined) return at(expandErrorMessage(field.value, expanded.error));
  const { value } = expanded;
  mount.unsure.delete(canonical);
  if (value !== '' || ['mode', 'uid', 'gid'].includes(key)) mount.set.set(canonical, { range });
  else mount.set.delete(canonical);
  if (canonical === 'target') mount.target = value;
  switch (key) {
    case 'type': {
      const type = value.toLowerCase();
      if (mountTypes.includes(type)) mount.type = type;
      else
        return at(
          `unsupported mount type ${quote(value)}${didYouMean(value, mountTypes)}`,
          suggestion(value, mountTypes),
        );
      return undefined;
    }
    case 'sharing':
      if (sharingModes.includes(value.toLowerCase())) return undefined;
      return at(
        `unsupported sharing value ${quote(value)}${didYouMean(value, sharingModes)}`,
        suggestion(value, sharingModes),
      );
    case 'readonly':
    case 'ro':
    case 'readwrite':
    case 'rw':
      return isBool(value) ? undefined : at(`invalid value for ${key}: ${value}`, { value });
    case 'required':
      return (
        requiredProblem(field, mount) ??
        (isBool(value) ? undefined : at(`invalid value for ${key}: ${value}`, { value }))
      );
    case 'size':
      if (mount.type !== 'tmpfs') return wrongType(field, mount);
      return isMemorySize(value) ? undefined : at(`invalid value for ${key}: ${value}`, { value });
    case 'mode':
      return isUint32(value, 8) ? undefined : at(`invalid value ${value} for ${key}`, { value });
    case 'uid':
    case 'gid':
      return isUint32(value, 10) ? undefined : at(`invalid value ${value} for ${key}`, { value });
    default:
      return undefined;
  }
}

function requiredProblem(field: FlagField, mount: MountState): FieldProblem | undefined {
  if (mount.type === 'secret' || mount.type === 'ssh') return undefined;
  return wrongType(field, mount);
}

function wrongType(field: FlagField, mount: MountState): FieldProblem | undefined {
  // The type counts as it stands in front of the field: one given behind it comes too late.
  if (mount.unsure.has('type')) return undefined;
  const message = `unexpected key '${field.key}' for mount type '${mount.type}'`;
  return { message, range: field.keyRange, values: { key: field.key, type: mount.type } };
}

function unexpectedKey(key: string, text: string, range: TextRange, keys: readonly string[]): FieldProblem {
  const message = `unexpected key '${key}' in '${text}'${didYouMean(key, keys)}`;
  return { message, range, values: { key, ...suggestion(key, keys) } };
}

function didYouMean(word: string, options: readonly string[]): string {
  const near = nearest(word, options);
  return near === undefined ? '' : ` (did you mean ${near}?)`;
}

function suggestion(word: string, options: readonly string[]): Record<string, string> {
  const near = nearest(word, options);
  return near === undefined ? { value: word } : { value: word, nearest: near };
}

/** What does not go together, in the order BuildKit looks. */
function mountConflict({
  type,
  target,
  unsure,
  set,
}: MountState): { readonly message: string; readonly key?: string } | undefined {
  const may = (key: string): boolean => set.has(key) || unsure.has(key);
  const isSocket = type === 'secret' || type === 'ssh';
  if (!isSocket && type !== 'cache') {
    for (const key of ['mode', 'uid', 'gid']) {
      if (set.has(key)) return { message: `${key} not allowed for ${quote(type)} type mounts`, key };
    }
  }
  if (type === 'secret') {
    if (set.has('from')) return { message: 'secret mount should not have a from', key: 'from' };
    if (set.has('sharing')) return { message: 'secret mount should not define sharing', key: 'sharing' };
    if (!may('source') && !may('target') && !may('id')) {
      return { message: 'invalid secret mount. one of source, target required' };
    }
    if (set.has('source') && set.has('id'))
      return { message: "both source and id can't be set", key: 'source' };
  }
  if (set.has('sharing') && type !== 'cache') {
    return { message: `invalid cache sharing set for ${type} mount`, key: 'sharing' };
  }
  if (type === 'ssh' && set.has('source')) return { message: 'ssh does not support source', key: 'source' };
  if (!isSocket && target === '/' && !unsure.has('target'))
    return { message: rootTargetMessage, key: 'target' };
  return undefined;
}

interface CsvField {
  readonly text: string;
  /** Half-open offsets in the value, CSV quotes left out. */
  readonly start: number;
  readonly end: number;
}

/** One line of CSV as Go's encoding/csv reads it. */
function splitCsv(value: string): {
  readonly records: readonly CsvField[];
  readonly error: { readonly at: number; readonly reason: string } | undefined;
} {
  const records: CsvField[] = [];
  let at = 0;
  for (;;) {
    if (value.charAt(at) !== '"') {
      const comma = value.indexOf(',', at);
      const end = comma < 0 ? value.length : comma;
      const text = value.slice(at, end);
      const bare = text.indexOf('"');
      if (bare >= 0) return { records, error: { at: at + bare, reason: 'bare " in non-quoted-field' } };
      records.push({ text, start: at, end });
      if (comma < 0) return { records, error: undefined };
      at = comma + 1;
      continue;
    }
    const quoted = readQuotedField(value, at);
    if (typeof quoted === 'number') {
      return { records, error: { at: quoted, reason: 'extraneous or missing " in quoted-field' } };
    }
    records.push({ text: quoted.text, start: at + 1, end: quoted.end });
    at = quoted.end + 1;
    // A comma behind a quoted field at the very end opens another, empty field.
    if (at >= value.length) return { records, error: undefined };
    at++;
  }
}

/** The field and the place of its closing quote, or the place of the mistake. */
function readQuotedField(
  value: string,
  open: number,
): { readonly text: string; readonly end: number } | number {
  let text = '';
  let at = open + 1;
  for (;;) {
    const close = value.indexOf('"', at);
    if (close < 0) return at;
    text += value.slice(at, close);
    const next = value.charAt(close + 1);
    if (next === '' || next === ',') return { text, end: close };
    if (next !== '"') return close;
    text += '"';
    at = close + 2;
  }
}
