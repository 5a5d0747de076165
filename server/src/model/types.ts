import type {
  DockerfileTree,
  Flag,
  Heredoc,
  Instruction,
  KeywordName,
  LogicalText,
  SyntaxIssue,
} from '../syntax/dockerfile/tree.ts';
import type { ImageReference } from '../syntax/imageReference.ts';
import type { ShellCommand, ShellDialect, ShellScript, ShellWord } from '../syntax/shell/tree.ts';
import type { TextRange } from '../text/range.ts';

/**
 * What a Dockerfile means: rules, hovers and fixes read only this. Computed once per document version, each part
 * on first use, linear in the file. It never throws; what cannot be known is `undefined`, never a guess.
 */
export interface BuildModel {
  readonly tree: DockerfileTree;
  readonly frontend: Frontend;
  /** `{{ }}`, `<% %>` or `{% %}`: a template named Dockerfile. Its findings mean nothing. */
  readonly isTemplate: boolean;
  /** ARGs before the first FROM, in order. */
  readonly globalArgs: readonly VariableDefinition[];
  readonly stages: readonly Stage[];
  /**
   * The text of the document, to be searched: whoever reads it is asked again at every change. To read what stands at a
   * place that is known there is `tree.text`.
   */
  readonly wholeText: string;
  /** The stage a build without `--target` ends with: the last one. */
  readonly finalStage: Stage | undefined;
  /** Every instruction with its meaning, in file order; an ONBUILD's trigger follows it. */
  readonly steps: readonly Step[];
  /**
   * Those of the steps with one of these keywords, in file order; a trigger stands by its own. Whoever asks for these
   * need not be asked again when another instruction changes: ask for `steps` only where all of them matter.
   */
  stepsWith(...keywords: readonly KeywordName[]): readonly Step[];
  stepOf(instruction: Instruction): Step;
  /** The stage an instruction belongs to; undefined before the first FROM. A FROM belongs to the stage it opens. */
  stageOf(instruction: Instruction): Stage | undefined;
  /**
   * Everything BuildKit refuses in the file, its parser and its instructions package together, in order of place. Of a
   * frontend that is not docker/dockerfile nothing is known: only what its parser must share is among them.
   */
  readonly refusals: readonly SyntaxIssue[];
  /** Every use of a build variable in the file, resolved, in order of place. Shell text is in `shellVariableUses`. */
  readonly variableUses: readonly VariableUse[];
  /** Uses in shell text (RUN, shell forms). `result` is what the build gives; what the text assigns is not followed. */
  readonly shellVariableUses: readonly VariableUse[];
  /** Those of `variableUses` and of `shellVariableUses` that stand in some steps. */
  variableUsesIn(steps: readonly Step[]): readonly VariableUse[];
  shellVariableUsesIn(steps: readonly Step[]): readonly VariableUse[];
  /**
   * What a name means at an instruction, before it runs: to BuildKit's expansion, at a FROM that of the FROM's own
   * text; at a RUN also to its shell, which is given the proxy arguments.
   */
  lookup(name: string, at: Instruction): VariableValue;
  /** A text after BuildKit's expansion at an instruction, as far as it can be known. */
  expand(text: string, at: Instruction): Expansion;
  /** What a function of the module level makes of this model, computed once: for what several rules want to know. */
  once<T>(compute: (model: BuildModel) => T): T;
  /**
   * The same for a plain value. A rule that asks for it need not be asked again as long as the value is the same,
   * whatever it was made of: for the one thing that a rule wants to know of many instructions.
   */
  fact<T extends PlainValue>(compute: (model: BuildModel) => T): T;
}

/** What is the same when it looks the same. */
export type PlainValue = string | number | boolean | undefined;

/** `# syntax=`: which program reads this file. */
export interface Frontend {
  readonly reference: string | undefined;
  /** Not docker/dockerfile (or docker/dockerfile-upstream) in any spelling: other keywords and flags may be valid. */
  readonly isCustom: boolean;
  /** `1.4`, `1`, `1.7-labs`: the tag of docker/dockerfile, when there is one. */
  readonly version: string | undefined;
  readonly isLabs: boolean;
}

export interface Stage {
  readonly index: number;
  readonly from: Instruction;
  /** As BuildKit compares it: lower case. Undefined without `AS`. */
  readonly name: string | undefined;
  readonly nameRange: TextRange | undefined;
  readonly base: BaseImage;
  /** Instructions after FROM, in order. */
  readonly instructions: readonly Instruction[];
  /** The same for those who look at nothing but their order, their keywords and their places. */
  readonly outline: readonly Instruction[];
  /**
   * Those of them with one of these keywords, an ONBUILD by its own: see `BuildModel.stepsWith`. Undefined stands for all
   * words that are none.
   */
  instructionsWith(...keywords: readonly (KeywordName | undefined)[]): readonly Instruction[];
  /** Stages this one needs: its base, `COPY --from`, `RUN --mount from=`. */
  readonly uses: readonly StageUse[];
  /** Stages that need this one, directly. */
  readonly usedBy: readonly Stage[];
  /** True when the final stage needs it, directly or not (the final stage itself included). */
  readonly reachable: boolean;
  /** The state with which the stage's own instructions begin: inherited from a parent stage or a known base. */
  readonly initial: ImageState;
  /** The state after the stage's last instruction. */
  readonly final: ImageState;
  /** ONBUILD triggers of the parent stage that run when this stage starts, in order. */
  readonly inheritedTriggers: readonly Instruction[];
}

export interface BaseImage {
  readonly kind: 'scratch' | 'stage' | 'image' | 'unknown';
  /** The image argument as written. */
  readonly text: string;
  readonly range: TextRange;
  /** After ARG defaults; undefined when a variable without default decides. */
  readonly resolved: string | undefined;
  /** True when a variable takes part. */
  readonly hasVariables: boolean;
  readonly stage: Stage | undefined;
  /** For kind `image` with a valid `resolved`. */
  readonly reference: ImageReference | undefined;
  readonly platform: Flag | undefined;
  /** What is known of the base image family, also where a variable leaves a part of its tag open (through parent stages up to the first image). */
  readonly facts: BaseImageFacts;
  /** The image at the bottom of the chain of stages; itself when `kind` is not `stage`. */
  readonly root: BaseImage;
}

/** From `knowledge/baseImages.ts`: only what is true of the family whatever the version; else undefined. */
export interface BaseImageFacts {
  readonly family: string | undefined;
  readonly distribution:
    | 'debian'
    | 'ubuntu'
    | 'alpine'
    | 'fedora'
    | 'rhel'
    | 'suse'
    | 'arch'
    | 'busybox'
    | 'wolfi'
    | 'distroless'
    | 'scratch'
    | 'windows'
    | 'amazon'
    | undefined;
  readonly packageManagers: readonly string[];
  /** Undefined when not known; images with none have `hasShell: false`. */
  readonly hasShell: boolean | undefined;
  readonly shell: ShellDialect | undefined;
  /** The user the image sets itself, when known to be other than root: `65532`, `nonroot`, `jenkins`. */
  readonly defaultUser: string | undefined;
  /** An unprivileged account the image brings but does not select: `node` in node, `www-data` in php, … */
  readonly availableUser: string | undefined;
  readonly entrypoint: readonly string[] | undefined;
  readonly workdir: string | undefined;
}

export interface StageUse {
  readonly kind: 'base' | 'copy' | 'mount';
  readonly instruction: Instruction;
  /** As written. */
  readonly text: string;
  readonly range: TextRange;
  /** The stage meant, by name or index; undefined for an image, a named context, a later or unknown stage. */
  readonly stage: Stage | undefined;
  readonly resolution:
    | 'stage'
    | 'self'
    | 'later-stage'
    | 'image-or-context'
    | 'index-out-of-range'
    | 'unknown';
}

/** An instruction and what it means where it stands. A trigger stands in a stage built on its own: that is its purpose. */
export interface Step {
  readonly instruction: Instruction;
  readonly stage: Stage | undefined;
  /**
   * State in which the instruction runs, and the one it leaves. Equal objects when it changes nothing. Of FROM both are
   * the stage's initial state.
   */
  readonly before: ImageState;
  readonly after: ImageState;
  /** The language of a shell form here: SHELL's, else that of the base image. */
  readonly dialect: ShellDialect;
  /** For RUN (and the trigger of ONBUILD RUN): the program(s) it runs. Lazy, memoized. */
  readonly run: RunModel | undefined;
  /** The shell programs of a RUN, or of another instruction in shell form (CMD, ENTRYPOINT, HEALTHCHECK). Lazy, memoized. */
  readonly scripts: readonly ShellScript[];
  /** A text after BuildKit's expansion in the state before; not for the text of a FROM. */
  expand(text: string): Expansion;
  /**
   * As of an instruction: what a function of the module level makes of the instruction, of its program, and of the
   * state before it. It outlives versions of the document as long as all three stay the same, so it must not look at
   * the stage, but for what that is built on, or at what comes after, nor keep offsets.
   */
  once<T>(compute: (step: Step) => T): T;
  /** The same for each text it is asked for. */
  oncePer<T>(key: string, compute: (step: Step, key: string) => T): T;
}

/** The image configuration at a point. Persistent: each state links to the one before, nothing is copied. */
export interface ImageState {
  /** As set, variables expanded as far as known; `undefined` when the base decides. */
  readonly user: Setting<string>;
  /** Absolute and clean where it can be known. */
  readonly workdir: Setting<string>;
  readonly shell: Setting<readonly string[]>;
  readonly entrypoint: Setting<CommandSetting>;
  readonly cmd: Setting<CommandSetting>;
  readonly healthcheck: Setting<CommandSetting | 'none'>;
  readonly stopSignal: Setting<string>;
  /** `8080/tcp`, `8000-8010/udp`, in order of first appearance. */
  readonly exposed: readonly string[];
  readonly volumes: readonly string[];
  /** While the image is built: an ARG hides an ENV of the same name that stands before it. */
  env(name: string): VariableValue;
  /** In a container of the image as it is here: an ARG is `out-of-scope`, and hides no ENV. */
  containerEnv(name: string): VariableValue;
  /** Names of all ENV and ARG variables visible here, nearest first, without doubles. */
  variables(): readonly VariableDefinition[];
  label(key: string): string | undefined;
}

/** `value` is undefined when unknown (the base image decides, or a variable without value); `by` set it in this file. */
export interface Setting<T> {
  readonly value: T | undefined;
  readonly by: Instruction | undefined;
  /** Known from the base image family rather than from an instruction. */
  readonly fromBase: boolean;
}

export interface CommandSetting {
  readonly form: 'exec' | 'shell';
  /**
   * Exec form: the strings. Shell form: the effective argv, SHELL included (the default one where the base image's
   * is not known). Empty: known to be none, as a CMD from below after ENTRYPOINT has dropped it.
   */
  readonly argv: readonly string[];
  /** What set it; ENTRYPOINT for a dropped CMD, FROM for what the base image brings. */
  readonly instruction: Instruction;
}

export interface VariableDefinition {
  readonly name: string;
  readonly kind: 'arg' | 'global-arg' | 'env' | 'predefined' | 'platform' | 'base';
  /** Undefined for those that no line of the file brings: `predefined`, `base`, and `platform` in a FROM. */
  readonly instruction: Instruction | undefined;
  readonly nameRange: TextRange | undefined;
  /** As written, quotes included; undefined for an ARG without default. */
  readonly rawValue: string | undefined;
  /** After expansion, when it can be known without build arguments (an ARG's default counts as known). */
  readonly value: string | undefined;
}

export type VariableValue =
  | { readonly kind: 'defined'; readonly definition: VariableDefinition; readonly value: string | undefined }
  /**
   * Declared in a way that gives nothing here: a global ARG (kind `global-arg`), or one of BuildKit's own (`platform`),
   * that the stage does not declare; a proxy argument (`predefined`) outside the text of RUN; an ARG at run time.
   */
  | { readonly kind: 'out-of-scope'; readonly definition: VariableDefinition }
  /** The base image may define it (an image whose environment we do not know), or an ENV whose name is not known. */
  | { readonly kind: 'maybe-base' }
  | { readonly kind: 'undefined' };

export interface VariableUse {
  readonly name: string;
  /** `$name` or `${name…}`, whole. */
  readonly range: TextRange;
  readonly nameRange: TextRange;
  readonly instruction: Instruction;
  readonly result: VariableValue;
  /** The reference carries its own default (`:-`, `-`, `:+`, `+`): never a surprise when undefined. */
  readonly hasFallback: boolean;
  /** `build`: BuildKit expands it. `shell`: it is in shell text, expanded when the container runs it. */
  readonly expandedBy: 'build' | 'shell';
}

export interface Expansion {
  /** Undefined when something in it cannot be known. */
  readonly value: string | undefined;
  readonly error: string | undefined;
}

export interface RunModel {
  readonly instruction: Instruction;
  readonly form: 'shell' | 'exec' | 'heredoc';
  readonly dialect: ShellDialect;
  /** The shell text of the command line (with `<<EOF` words still in it), or the body of `RUN <<EOF`. */
  readonly scripts: readonly RunScript[];
  /** All commands of all scripts; an exec form gives one command without connectors. `sh -c '…'` is not entered. */
  readonly commands: readonly ShellCommand[];
  readonly mounts: readonly Mount[];
  readonly network: string | undefined;
  /** Package-manager calls among the commands, in order. */
  readonly packageCommands: readonly PackageCommand[];
  /** As of an instruction: what a function of the module level makes of this RUN and nothing else, computed once. */
  once<T>(compute: (run: RunModel) => T): T;
}

export interface RunScript {
  readonly script: ShellScript;
  readonly heredoc: Heredoc | undefined;
  readonly text: LogicalText;
  /**
   * The words of the interpreter that a body has to itself, from a shebang or from the command that reads it: options of
   * SHELL do not reach it. Undefined where the shell in force runs it.
   */
  readonly interpreter: readonly string[] | undefined;
}

export interface Mount {
  readonly flag: Flag;
  readonly type: string;
  /** Keys in lower case, values unquoted, aliases resolved (`src`, `source`; `dst`, `destination`, `target`). */
  readonly options: ReadonlyMap<string, string>;
  readonly target: string | undefined;
}

/** A call of a package manager, understood: `apt-get -qq install -y --no-install-recommends curl=7.*`. */
export interface PackageCommand {
  readonly command: ShellCommand;
  /** The program: `apt-get`, `apk`, `npm`, `pip` (for pip, pip3 and `python -m pip`), `uv` (for `uv pip`), … */
  readonly manager: string;
  /** The word that names the program: `apt-get`, `/usr/bin/pip3`. */
  readonly program: ShellWord;
  /** What is looked through before it, outermost first: `sudo`, `chroot`, `xargs`. */
  readonly wrappers: readonly string[];
  /** The canonical verb: `install`, `update`, `upgrade`, `clean`, `remove`, `download`, `other`. */
  readonly action: 'install' | 'update' | 'upgrade' | 'clean' | 'remove' | 'download' | 'run' | 'other';
  /** The verb's word (the last of several): `install`, `add`, `ci`, … pacman's `-Syu`. */
  readonly verb: ShellWord | undefined;
  /** Option words, in order; values in words of their own are not among them. */
  readonly options: readonly ShellWord[];
  /** Operands of an install, upgrade, download or removal: packages. Files of requirements are values of options. */
  readonly packages: readonly PackageOperand[];
  /** A variable among its words may well hold options: `apt-get $APT_FLAGS install`. */
  readonly mayHideOptions: boolean;
  /**
   * True when one of the options is given, under any of its names (`-y` finds `--yes`), alone, with a value or among
   * others (`-yqq`). A doubled letter (`-qq`) asks for two of it; `--name=value` asks for that value.
   */
  hasOption(...names: readonly string[]): boolean;
  /** The values given to an option under any of its names, `--name=v`, `--name v`, `-nv` alike; undefined where not static. */
  optionValues(...names: readonly string[]): readonly (string | undefined)[];
}

export interface PackageOperand {
  readonly word: ShellWord;
  /** Without version, architecture and extras. Undefined when it is not static. A path or URL whole. */
  readonly name: string | undefined;
  /** What is asked for: `1.2`, `>=1,<2`, `stable`; as written where it holds a variable. Undefined: any version. */
  readonly version: string | undefined;
  readonly kind: 'package' | 'path' | 'url';
}
