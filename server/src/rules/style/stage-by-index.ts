import type { BuildModel, Stage, StageUse } from '../../model/types.ts';
import type { DockerfileTree } from '../../syntax/dockerfile/tree.ts';
import { defineRule, type FixEdit } from '../rule.ts';
import { keywordLike } from '../support/keywords.ts';

export const stageByIndex = defineRule({
  id: 'stage-by-index',
  summary: 'Files are taken from a stage by its number',
  why: 'A number means another stage as soon as somebody adds or moves a FROM: the build then copies from the wrong place, or fails far from the change. A name moves along with its stage, and says what is copied.',
  language: 'dockerfile',
  category: 'style',
  severity: 'information',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [],
  references: ['https://docs.docker.com/build/building/multi-stage/#name-your-build-stages'],
  concerns: { keywords: ['COPY', 'RUN'], text: /from/i },
  messages: {
    number:
      'Stage {number} is told by its number, which changes when a FROM is added above it. Name the stage and copy from the name.',
    named:
      'Stage {number} is told by its number, which changes when a FROM is added above it. Copy from its name, {name}.',
  },
  fixes: {
    nameStage: { title: 'Name the stage {name}', safety: 'safe', availability: 'always' },
    useName: { title: 'Change to {name}', safety: 'safe', availability: 'sometimes' },
  },
  check({ model, report }) {
    const uses = usesByNumber(model);
    if (uses.length === 0) return;
    const taken = takenNames(model);
    const byStage = new Map<Stage, UseOfStage[]>();
    for (const use of uses) {
      const known = byStage.get(use.stage);
      if (known) known.push(use);
      else byStage.set(use.stage, [use]);
    }
    const namings = new Map<Stage, Naming>();
    for (const { stage, text, range } of uses) {
      const number = Number(text);
      const related = [{ range: stage.nameRange ?? stage.base.range, message: `Stage ${number}` }];
      if (stage.name !== undefined) {
        const { name } = stage;
        // A later stage of the same name would be taken instead.
        const isUnique = taken.get(name)?.stage === stage;
        const edits = [{ range, newText: name }];
        const fixes = isUnique
          ? ([{ fix: 'useName', values: { name }, edits, claim: { kind: 'same' } }] as const)
          : undefined;
        report({ at: range, message: 'named', values: { number, name }, related, fixes });
        continue;
      }
      const naming =
        namings.get(stage) ??
        namingOf(stage, freeName(namings.size, taken), byStage.get(stage) ?? [], model.tree);
      namings.set(stage, naming);
      const { name, edits } = naming;
      const claim = { kind: 'stage-named', instruction: stage.from.range.start, name } as const;
      const fixes = [{ fix: 'nameStage', values: { name }, edits, claim }] as const;
      report({ at: range, message: 'number', values: { number }, related, fixes });
    }
  },
});

interface Naming {
  readonly name: string;
  /** The name, and all that copies from the stage: one list for each of its problems. */
  readonly edits: readonly FixEdit[];
}

type UseOfStage = StageUse & { readonly stage: Stage };

function usesByNumber(model: BuildModel): UseOfStage[] {
  return model.stages.flatMap(({ uses }) =>
    uses.filter(
      (use): use is UseOfStage =>
        use.kind === 'copy' && use.stage !== undefined && /^[+-]?\d+$/.test(use.text),
    ),
  );
}

/** Every name that means something already: stages, base images, whatever files are taken from. */
function takenNames({ stages }: BuildModel): ReadonlyMap<string, { readonly stage: Stage | undefined }> {
  const taken = new Map<string, { stage: Stage | undefined }>();
  for (const { base, uses } of stages) {
    for (const { text } of uses) taken.set(text.toLowerCase(), { stage: undefined });
    taken.set((base.resolved ?? base.text).toLowerCase(), { stage: undefined });
  }
  for (const stage of stages) if (stage.name !== undefined) taken.set(stage.name, { stage });
  return taken;
}

/** `build`, which it nearly always is; `build-2` for the second, or where somebody else is called so. */
function freeName(named: number, taken: ReadonlyMap<string, unknown>): string {
  for (let count = named + 1; ; count++) {
    const name = count === 1 ? 'build' : `build-${count}`;
    if (!taken.has(name)) return name;
  }
}

function namingOf(stage: Stage, name: string, uses: readonly UseOfStage[], { text }: DockerfileTree): Naming {
  const at = stage.base.range.end;
  const gap = at < text.length && !/\s/.test(text.charAt(at)) ? ' ' : '';
  const addition = ` ${keywordLike(stage.from, 'AS')} ${name}${gap}`;
  return {
    name,
    edits: [
      { range: { start: at, end: at }, newText: addition },
      ...uses.map(({ range }) => ({ range, newText: name })),
    ],
  };
}
