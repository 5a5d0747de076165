import type { Language } from '../../shared/src/languages.ts';
import { latentConfiguration } from './lint/configure.ts';
import { unknownContext } from './lint/context.ts';
import type { LintConfiguration } from './lint/problem.ts';
import { type LintResult, lintDockerfile, lintIgnoreFile } from './lint/run.ts';
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
  surrender(): DockerfileTree | undefined;
}

export interface IgnoreAnalysis extends AnalysisBase {
  readonly language: 'dockerignore';
  readonly file: () => IgnoreFile;
}

interface AnalysisBase {
  readonly document: SourceDocument;
  /** The problems under a configuration, with what is known of the build context. The last answer is kept. */
  lint(configuration: LintConfiguration, context?: ContextFacts): LintResult;
  /** What the rules say that the configuration's preset leaves out. Computed when asked for; the last answer is kept. */
  latent(configuration: LintConfiguration, context?: ContextFacts): LintResult;
  /** Forgets the trees, which are large; the problems stay. What is asked later is computed again. */
  release(): void;
}

/**
 * `used` is called whenever a tree is asked for: whoever holds many documents can tell which to release. `earlier` is
 * a tree of an earlier version, which is used up.
 */
export function analyze(
  document: SourceDocument,
  used: () => void = () => undefined,
  earlier?: DockerfileTree,
): Analysis {
  const { text } = document;
  if (document.language === 'dockerignore') {
    const file = releasable(used, () => readIgnoreFile(text));
    return {
      language: 'dockerignore',
      document,
      file,
      release: file.release,
      lint: keepLast((configuration, context) =>
        lintIgnoreFile({ text, file: file(), context, configuration }),
      ),
      latent: keepLast((configuration, context) =>
        lintIgnoreFile({ text, file: file(), context, configuration: latentConfiguration(configuration) }),
      ),
    };
  }
  let unchanged = earlier;
  const tree = releasable(used, () => {
    const from = unchanged;
    unchanged = undefined;
    return parseDockerfile(text, from);
  });
  const model = releasable(used, () => createModel(tree()));
  return {
    language: 'dockerfile',
    document,
    tree,
    model,
    release() {
      model.release();
      tree.release();
      unchanged = undefined;
    },
    surrender() {
      const given = tree.value() ?? unchanged;
      this.release();
      return given;
    },
    lint: keepLast((configuration, context) =>
      lintDockerfile({ text, model: model(), context, configuration }),
    ),
    latent: keepLast((configuration, context) =>
      lintDockerfile({ text, model: model(), context, configuration: latentConfiguration(configuration) }),
    ),
  };
}

/** Facts of a context are a new object whenever one of them changes, so identity is enough of a key. */
function keepLast(
  run: (configuration: LintConfiguration, context: ContextFacts) => LintResult,
): AnalysisBase['lint'] {
  let last:
    | {
        readonly configuration: LintConfiguration;
        readonly context: ContextFacts;
        readonly result: LintResult;
      }
    | undefined;
  return (configuration, context = unknownContext) => {
    if (last?.configuration !== configuration || last.context !== context) {
      last = { configuration, context, result: run(configuration, context) };
    }
    return last.result;
  };
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
