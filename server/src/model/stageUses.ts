import { flagFields } from '../syntax/dockerfile/mounts.ts';
import type { Flag, Instruction } from '../syntax/dockerfile/tree.ts';
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

/** The value of `from` in a mount, of which a tmpfs takes nothing. */
function mountFrom(flag: Flag): { readonly text: string; readonly range: TextRange } | undefined {
  const { fields } = flagFields(flag);
  const last = (key: string) => fields.filter((field) => field.key === key).at(-1);
  const { value, valueRange } = last('from') ?? {};
  if (!value || !valueRange || last('type')?.value?.toLowerCase() === 'tmpfs') return undefined;
  return { text: value, range: valueRange };
}
