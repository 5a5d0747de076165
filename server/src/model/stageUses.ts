import { sliceText } from '../syntax/dockerfile/logicalLines.ts';
import type { Flag, Instruction, LogicalText } from '../syntax/dockerfile/tree.ts';
import type { TextRange } from '../text/range.ts';
import type { Stage, StageUse } from './types.ts';

/** The stages of a file by name, for uses that see all of them. */
export interface StageIndex {
  readonly stages: readonly Stage[];
  /** The last stage of a name wins. */
  readonly byName: ReadonlyMap<string, Stage>;
}

/**
 * The stages and images an instruction of `stage` copies from or mounts. Unlike FROM, `--from` finds stages by name
 * in any case, and knows later stages too, to refuse them.
 */
export function stageUses(instruction: Instruction, stage: Stage, index: StageIndex): readonly StageUse[] {
  const sources = instruction.once(sourcesOf);
  if (sources.length === 0) return noUses;
  return sources.map(({ kind, text, range }) => {
    const resolve = kind === 'copy' ? resolveCopy : resolveMount;
    return { kind, instruction, text, range, ...resolve(text, stage, index) };
  });
}

const noUses: readonly StageUse[] = [];

interface Source {
  readonly kind: 'copy' | 'mount';
  readonly text: string;
  readonly range: TextRange;
}

/** What an instruction names with `from`, whatever that is. */
function sourcesOf({ name, flags }: Instruction): readonly Source[] {
  if (name === 'COPY') {
    const flag = flags.find((candidate) => candidate.name === 'from');
    return flag?.value && flag.valueRange ? [{ kind: 'copy', text: flag.value, range: flag.valueRange }] : [];
  }
  if (name !== 'RUN') return [];
  return flags.flatMap((flag) => {
    const from = flag.name === 'mount' ? mountFrom(flag) : undefined;
    return from ? [{ kind: 'mount' as const, ...from }] : [];
  });
}

type Resolution = Pick<StageUse, 'stage' | 'resolution'>;

function resolveCopy(text: string, stage: Stage, index: StageIndex): Resolution {
  // BuildKit refuses a value that expansion would change.
  if (/[$'"\\`]/.test(text)) return { stage: undefined, resolution: 'unknown' };
  // Numbers as Go's `strconv.Atoi` reads them.
  if (!/^[+-]?\d+$/.test(text)) return resolveName(text, stage, index);
  const target = index.stages[Number(text)];
  return target ? relate(target, stage) : { stage: undefined, resolution: 'index-out-of-range' };
}

/** `--mount=from=0` is an image of that name: only COPY counts stages. */
function resolveMount(text: string, stage: Stage, index: StageIndex): Resolution {
  if (/\$./.test(text)) return { stage: undefined, resolution: 'unknown' };
  return resolveName(text, stage, index);
}

function resolveName(text: string, stage: Stage, index: StageIndex): Resolution {
  const target = index.byName.get(text.toLowerCase());
  return target ? relate(target, stage) : { stage: undefined, resolution: 'image-or-context' };
}

function relate(target: Stage, stage: Stage): Resolution {
  if (target === stage) return { stage: undefined, resolution: 'self' };
  if (target.index > stage.index) return { stage: undefined, resolution: 'later-stage' };
  return { stage: target, resolution: 'stage' };
}

/** The value of `from` in a mount's comma-separated fields, which may be quoted as in CSV. */
function mountFrom(flag: Flag): { readonly text: string; readonly range: TextRange } | undefined {
  const rawValue = unquoted(flag);
  if (!rawValue) return undefined;
  let found: { text: string; range: TextRange } | undefined;
  let isTmpfs = false;
  for (const field of csvFields(rawValue)) {
    const [key = '', value] = field.text.split(/=(.*)/s);
    if (value === undefined) continue;
    if (key.toLowerCase() === 'type') isTmpfs = value.toLowerCase() === 'tmpfs';
    if (key.toLowerCase() === 'from' && value !== '') {
      found = { text: value, range: rawValue.map.toSourceRange(field.end - value.length, field.end) };
    }
  }
  return isTmpfs ? undefined : found;
}

/** The value's place without quotes around the whole of it. */
function unquoted({ rawValue, value }: Flag): LogicalText | undefined {
  const length = rawValue?.text.length ?? 0;
  const isQuoted = rawValue && /^(["']).*\1$/s.test(rawValue.text) && value?.length === length - 2;
  return isQuoted ? sliceText(rawValue, 1, length - 1) : rawValue;
}

/** Fields without their quotes; `end` is where the content of a field ends in the text. */
function csvFields(value: LogicalText): { readonly text: string; readonly end: number }[] {
  const fields: { text: string; end: number }[] = [];
  const pattern = /(?:"([^"]*)"|([^,]*))(?:,|$)/gy;
  for (let at = 0; at <= value.text.length; at = pattern.lastIndex) {
    pattern.lastIndex = at;
    const match = pattern.exec(value.text);
    if (!match) break;
    const quoted = match[1];
    const text = quoted ?? match[2] ?? '';
    fields.push({ text, end: at + text.length + (quoted === undefined ? 0 : 1) });
    if (pattern.lastIndex === at || !match[0].endsWith(',')) break;
  }
  return fields;
}
