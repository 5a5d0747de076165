import { fileName, isContainerfileName, type Language } from '../../shared/src/languages.ts';
import { CarryOver } from './lint/carryOver.ts';
import { latentConfiguration } from './lint/configure.ts';
import { unknownContext } from './lint/context.ts';
import type { LintConfiguration } from './lint/problem.ts';
import { dropFixes, type LintResult, lintDockerfile, lintIgnoreFile, restoreFixes } from './lint/run.ts';
import { createModel } from './model/model.ts';
import type { BuildModel } from './model/types.ts';
import type { ContextFacts } from './rules/rule.ts';
import { parseDockerfile } from './syntax/dockerfile/parser.ts';
import type { DockerfileTree } from './syntax/dockerfile/tree.ts';
import { type IgnoreFile, readIgnoreFile } from './syntax/dockerignore/reader.ts';

/** One version of a document. */
export interface SourceDocument {
  readonly uri: string;
  readonly language: Language;
  readonly version: number;
  readonly text: string;
}

/** Everything known of one version of a document, each part computed on first use and kept. Never throws. */
export type Analysis = DockerfileAnalysis | IgnoreAnalysis;

export interface DockerfileAnalysis extends AnalysisBase {
  readonly language: 'dockerfile';
  readonly tree: () => DockerfileTree;
  readonly model: () => BuildModel;
  /**
   * Hands over the tree to the analysis of the next version, which takes from it whatever has not changed: as with
   * `release`, what is asked of this one later is computed again. Undefined when there is none to give.
   */
  surrender(): EarlierVersion | undefined;
}

export interface IgnoreAnalysis extends AnalysisBase {
  readonly language: 'dockerignore';
  readonly file: () => IgnoreFile;
}

/** What a version leaves to the next one. It is used up by that. */
export interface EarlierVersion {
  readonly tree: DockerfileTree;
  readonly carryOver: CarryOver;
}

interface AnalysisBase {
  readonly document: SourceDocument;
  /**
   * The problems under a configuration, with what is known of the build context. The last answer is kept; without its
   * fixes when the analysis was released since.
   */
  lint(configuration: LintConfiguration, context?: ContextFacts): LintResult;
  /** The same object with its fixes, which may have to be computed again. */
  lintWithFixes(configuration: LintConfiguration, context?: ContextFacts): LintResult;
  /** What the rules say that the configuration's preset leaves out. Computed when asked for; the last answer is kept. */
  latent(configuration: LintConfiguration, context?: ContextFacts): LintResult;
  /** Forgets trees and fixes, which are large; the problems stay. What is asked later is computed again. */
  release(): void;
}

/**
 * `used` is called whenever a tree is asked for: whoever holds many documents can tell which to release.
 */
export function analyze(
  document: SourceDocument,
  used: () => void = () => undefined,
  earlier?: EarlierVersion,
): Analysis {
  const { text } = document;
  if (document.language === 'dockerignore') {
    const file = releasable(used, () => readIgnoreFile(text));
    const run: Run = (configuration, context) =>
      lintIgnoreFile({ text, file: file(), context, configuration });
    const results = keptResults(run, run);
    return {
      language: 'dockerignore',
      document,
      file,
      ...results.ask,
      release() {
        file.release();
        results.release();
      },
    };
  }
  let unchanged = earlier?.tree;
  let carryOver = earlier?.carryOver ?? new CarryOver();
  const tree = releasable(used, () => {
    const from = unchanged;
    unchanged = undefined;
    return parseDockerfile(text, from);
  });
  const isContainerfile = isContainerfileName(fileName(document.uri));
  const model = releasable(used, () => createModel(tree(), { isContainerfile }));
  const run = (configuration: LintConfiguration, context: ContextFacts, last?: CarryOver) =>
    lintDockerfile({ text, model: model(), context, configuration, carryOver: last });
  const results = keptResults((configuration, context) => run(configuration, context, carryOver), run);
  const releaseTrees = (): void => {
    model.release();
    tree.release();
    unchanged = undefined;
  };
  return {
    language: 'dockerfile',
    document,
    tree,
    model,
    ...results.ask,
    release() {
      releaseTrees();
      results.release();
      carryOver.forget();
    },
    surrender() {
      const given = tree.value() ?? unchanged;
      const left = given && { tree: given, carryOver };
      releaseTrees();
      // They belong to the next version now, also when this one is released.
      carryOver = new CarryOver();
      results.forget();
      return left;
    },
  };
}

type Run = (configuration: LintConfiguration, context: ContextFacts) => LintResult;

function keptResults(
  run: Run,
  runLatent: Run,
): {
  readonly ask: Pick<AnalysisBase, 'lint' | 'lintWithFixes' | 'latent'>;
  /** Drops what is large. */
  release(): void;
  /** Lets go of all of it as it is: another one may share it. */
  forget(): void;
} {
  const lint = new LastResult(run);
  const latent = new LastResult((configuration, context) =>
    runLatent(latentConfiguration(configuration), context),
  );
  return {
    ask: {
      lint: (configuration, context) => lint.get(configuration, context, false),
      lintWithFixes: (configuration, context) => lint.get(configuration, context, true),
      latent: (configuration, context) => latent.get(configuration, context, true),
    },
    release() {
      lint.dropFixes();
      latent.forget();
    },
    forget() {
      lint.forget();
      latent.forget();
    },
  };
}

/** Facts of a context are a new object whenever one of them changes, so identity is enough of a key. */
class LastResult {
  private readonly run: Run;
  private configuration: LintConfiguration | undefined;
  private context: ContextFacts | undefined;
  private result: LintResult | undefined;
  private hasFixes = false;

  constructor(run: Run) {
    this.run = run;
  }

  get(configuration: LintConfiguration, context = unknownContext, withFixes: boolean): LintResult {
    const isSame = this.configuration === configuration && this.context === context;
    if (this.result && isSame && (this.hasFixes || !withFixes)) return this.result;
    const found = this.run(configuration, context);
    if (this.result && isSame) restoreFixes(this.result, found);
    else this.result = found;
    this.configuration = configuration;
    this.context = context;
    this.hasFixes = true;
    return this.result;
  }

  dropFixes(): void {
    if (this.result && this.hasFixes) dropFixes(this.result);
    this.hasFixes = false;
  }

  forget(): void {
    this.result = undefined;
  }
}

/** Computed on first use, and again on the first use after a release. */
function releasable<T extends object>(
  used: () => void,
  compute: () => T,
): (() => T) & { value(): T | undefined; release(): void } {
  let value: T | undefined;
  const get = (): T => {
    used();
    value ??= compute();
    return value;
  };
  return Object.assign(get, {
    value: () => value,
    release() {
      value = undefined;
    },
  });
}
