// What the bench of the engine measures, one step after the other, on one text. Loaded as a bundle by engine.mjs.
import { analyze, type DockerfileAnalysis, type IgnoreAnalysis } from '../../server/src/analysis.ts';
import { actionsAt } from '../../server/src/features/codeActions/actions.ts';
import { hoverAt } from '../../server/src/features/hover/hover.ts';
import { stepsFor } from '../../server/src/lint/concerns.ts';
import { configureRules } from '../../server/src/lint/configure.ts';
import { unknownContext } from '../../server/src/lint/context.ts';
import { fixAll } from '../../server/src/lint/fixAll.ts';
import type { LintConfiguration, Problem } from '../../server/src/lint/problem.ts';
import { proveFixes } from '../../server/src/lint/proof/prove.ts';
import type { BuildModel } from '../../server/src/model/types.ts';

/** Every rule of the registry. */
export const everything: LintConfiguration = { preset: 'all', rules: {} };

const recommended: LintConfiguration = { preset: 'recommended', rules: {} };

export type Language = 'dockerfile' | 'dockerignore';

/** The names of the rules, in the order they run in. */
export function ruleIds(language: Language): string[] {
  return configureRules(everything)
    .enabled.filter(({ rule }) => rule.language === language)
    .map(({ rule }) => rule.id);
}

/** A document whose steps are taken one by one; each expects those before it. */
export class EngineSteps {
  readonly language: Language;
  readonly text: string;
  private readonly analysis: DockerfileAnalysis | IgnoreAnalysis;

  constructor(language: Language, text: string) {
    this.language = language;
    this.text = text;
    this.analysis = analyze({ uri: 'untitled:bench', language, version: 0, text });
  }

  /** The tree, or the patterns of an ignore file. */
  parse(): void {
    if (this.analysis.language === 'dockerfile') this.analysis.tree();
    else this.analysis.file();
  }

  /** All a model knows, shell programs included. */
  model(): number {
    return this.analysis.language === 'dockerfile' ? touch(this.analysis.model()) : 0;
  }

  /** One rule on its own: how often it speaks. */
  rule(id: string): number {
    let count = 0;
    for (const { rule, options } of configureRules(everything).enabled) {
      if (rule.id !== id) continue;
      const subject =
        this.analysis.language === 'dockerfile'
          ? {
              model: this.analysis.model(),
              steps: stepsFor(rule, this.analysis.model()),
              file: undefined,
            }
          : { model: undefined, steps: [], file: this.analysis.file() };
      rule.check({
        text: this.text,
        ...subject,
        context: unknownContext,
        suppressions: [],
        options,
        report: () => {
          count++;
        },
      });
    }
    return count;
  }

  /** All rules, and all that is done with what they say. Throws when one of them fails. */
  lint(): readonly Problem[] {
    const { problems, log } = this.analysis.lint(everything);
    if (log.length > 0) throw new Error(log.join('\n'));
    return problems;
  }

  /** Hovers at places all over the text. */
  hovers(count: number): number {
    const { analysis } = this;
    if (analysis.language !== 'dockerfile') return 0;
    let found = 0;
    for (const offset of this.places(count)) {
      if (hoverAt(analysis.model(), this.lint(), offset)) found++;
    }
    return found;
  }

  /** Light bulbs at places all over the text, with their proofs. */
  codeActions(count: number): number {
    let found = 0;
    for (const offset of this.places(count)) found += this.actions(offset, offset);
    return found;
  }

  /** The light bulb of a selection that holds everything. */
  allActions(): number {
    return this.actions(0, this.text.length);
  }

  /** Fixes applied until none is left, the unsafe ones too. */
  fixAll(): number {
    const { language, text } = this;
    return fixAll({ language, text, context: unknownContext, configuration: everything, unsafe: true })
      .applied;
  }

  private actions(start: number, end: number): number {
    const { analysis, language, text } = this;
    return actionsAt(
      {
        syntax: analysis.language === 'dockerfile' ? analysis.tree() : analysis.file(),
        model: analysis.language === 'dockerfile' ? analysis.model : undefined,
        problems: this.lint(),
        latent: () => analysis.latent(recommended).problems,
        placeholders: true,
        configurationFile: undefined,
        fixAllUnsafe: false,
        withhold: (_, fix) => {
          const proof = fix.claim ? proveFixes(language, text, [fix]) : undefined;
          return proof?.ok === false ? proof.reason : undefined;
        },
      },
      { range: { start, end }, only: undefined },
    ).length;
  }

  private places(count: number): number[] {
    return Array.from({ length: count }, (_, i) => Math.floor(((i + 0.5) / count) * this.text.length));
  }
}

function touch(model: BuildModel): number {
  let sum = Number(model.isTemplate) + model.globalArgs.length;
  for (const stage of model.stages) {
    sum += Number(stage.reachable) + stage.uses.length + stage.usedBy.length;
  }
  for (const { after, dialect, run } of model.steps) {
    sum += dialect.length + (after.workdir.value?.length ?? 0) + (run?.packageCommands.length ?? 0);
  }
  return sum + model.variableUses.length + model.shellVariableUses.length;
}
