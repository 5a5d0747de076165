import { fileName, isContainerfileName, type Language } from '../../shared/src/languages.ts';
import { type Analysis, analyze, type SourceDocument } from './analysis.ts';
import { type ConfigurationCompletion, completeConfiguration, ruleAt } from './configuration/completion.ts';
import type { ConfigurationProblem } from './configuration/configurationFile.ts';
import { type ContextService, createContextService } from './contextService.ts';
import type { Action, Effect } from './features/codeActions/action.ts';
import { type ActionRequest, actionsAt } from './features/codeActions/actions.ts';
import {
  editsWithin,
  type FormatOptions,
  formatDockerfile,
  type LineSpan,
} from './features/formatting/format.ts';
import { formatTyped } from './features/formatting/formatTyped.ts';
import { contextElsewhere } from './features/hover/context.ts';
import { hoverAt } from './features/hover/hover.ts';
import { type Hover, joinHovers } from './features/hover/hoverContent.ts';
import { describeRule } from './features/hover/problem.ts';
import { describeSource } from './features/hover/source.ts';
import { type IgnoreFold, ignoreFolds } from './features/ignoreFile/folding.ts';
import { formatIgnoreFile } from './features/ignoreFile/format.ts';
import { ignoreHoverAt } from './features/ignoreFile/hover.ts';
import { type IgnoreSymbol, ignoreSymbols } from './features/ignoreFile/symbols.ts';
import type { Host } from './host.ts';
import { type FixAllInput, fixAll } from './lint/fixAll.ts';
import { fixInstruction } from './lint/fixInstruction.ts';
import {
  defaultConfiguration,
  type LintConfiguration,
  type Problem,
  type ProblemFix,
} from './lint/problem.ts';
import { proveFixes } from './lint/proof/prove.ts';
import type { LintResult } from './lint/run.ts';
import { withinReach } from './lint/withinReach.ts';
import type { ContextFacts, FixEdit, LinesForFile } from './rules/rule.ts';
import type { IgnoreFile } from './syntax/dockerignore/reader.ts';
import type { TextEdit } from './text/edit.ts';
import type { Position } from './text/lines.ts';
import { type SignatureHelp, signatureAt } from './upstream/dockerfileService.ts';
import { BuildContexts } from './workspace/buildContexts.ts';
import { type CompletionOptions, type Completions, complete, noCompletions } from './workspace/completion.ts';
import { ConfigurationFiles, isHadolintFile, readConfigurationText } from './workspace/configurationFiles.ts';
import { contextHints } from './workspace/contextHints.ts';
import { contextInWords } from './workspace/contextInWords.ts';
import { type FileChange, FileChanges } from './workspace/fileChanges.ts';
import { Navigation, type OpenDockerfile, type OpenDockerfiles } from './workspace/navigation.ts';
import { uriKey } from './workspace/uris.ts';
import { WhyAnswers } from './workspace/whyAnswers.ts';

/** The table of contents of the server: what it does, over documents the editor has open. Nothing here throws. */
export interface LanguageService {
  /** A document was opened, or has a new text. Nothing is computed until something is asked. */
  update(document: SourceDocument): void;
  close(uri: string): void;
  /** The document was saved: what is known of files around it may be old. */
  saved(uri: string): void;
  /** Files were created, changed or deleted. */
  filesChanged(uris: readonly string[]): void;
  setFolders(uris: readonly string[]): void;

  /** A configuration file is open in the editor, or has a new text there. */
  updateConfigurationFile(uri: string, text: string): void;
  closeConfigurationFile(uri: string): void;
  /** Resolves when the configuration file of a document has been looked for; undefined when it has: `lint` rests on it. */
  configured(uri: string): Promise<void> | undefined;
  /** What is wrong in an open configuration file. */
  configurationProblems(uri: string): Promise<readonly ConfigurationProblem[]>;
  configurationCompletion(uri: string, offset: number): readonly ConfigurationCompletion[];

  /**
   * `configuration` is what the editor's settings say, here and below; a configuration file adds to it. The same object
   * as long as the document, the configuration and the facts it rests on are the same.
   */
  lint(uri: string, configuration: LintConfiguration): LintResult | undefined;
  /** Where a path of a document's build context is; undefined where that is not known. */
  locate(uri: string, path: string): string | undefined;
  codeActions(uri: string, request: ActionRequest, options: ActionOptions): readonly Action[];
  /** The edits of an action of this version of the document; undefined when there is nothing left to do. */
  editsOf(uri: string, effect: Effect, options: ActionOptions): Promise<Edits | undefined>;
  /** `configuration` undefined: say nothing of problems. */
  hover(uri: string, offset: number, configuration: LintConfiguration | undefined): Hover | undefined;
  /** Outline and folding of an ignore file; of another document there are none. */
  ignoreSymbols(uri: string): readonly IgnoreSymbol[];
  ignoreFolds(uri: string): readonly IgnoreFold[];
  /** From names and paths to what they mean, and back; outline and folding. */
  readonly navigation: Navigation;
  /** Keywords, paths of the build context and names of stages. */
  completion(uri: string, offset: number, options: CompletionOptions): Promise<Completions>;
  /** Why a file is, or is not, in an image. */
  readonly why: WhyAnswers;
  signatureHelp(uri: string, offset: number): Promise<SignatureHelp | undefined>;
  /** Edits that format a document, or of it the lines `within`, as editors count them; ascending and disjoint. */
  format(uri: string, options: FormatOptions, within?: LineSpan): readonly TextEdit[];
  /** What is to be done once a character has been typed in front of a position. Nothing in ignore files. */
  formatTyped(uri: string, position: Position, typed: string, options: FormatOptions): readonly TextEdit[];

  /** What there is to see of build contexts. */
  readonly context: ContextService;
}

export interface ServiceEvents {
  /** Asking again may give another answer: a fact about the build context or a configuration file has changed. */
  contextChanged(uri: string): void;
  /** Build contexts are being read: so many files and folders have been seen, over all of them. Often. */
  contextReading?(seen: number, done: boolean): void;
  /** `context.known` has another answer. */
  contextChosen?(uri: string): void;
}

export interface ActionOptions {
  readonly configuration: LintConfiguration;
  readonly fixAllUnsafe: boolean;
  /** The editor can put the cursor on a part of an inserted text. */
  readonly placeholders: boolean;
}

export interface Edits {
  /** Of the document. */
  readonly edits: readonly Extract<FixEdit, { readonly range: unknown }>[];
  readonly files: readonly FileChange[];
}

export function createLanguageService(host: Host, events: ServiceEvents): LanguageService {
  const documents = new Map<string, Analysis>();
  /** Texts of open configuration files. */
  const configurationTexts = new Map<string, string>();
  /** Texts of open files that say how Dockerfiles are built. */
  const definitionTexts = new Map<string, string>();
  const openText = (uri: string): string | undefined =>
    documents.get(uriKey(uri))?.document.text ??
    configurationTexts.get(uriKey(uri)) ??
    definitionTexts.get(uriKey(uri));
  const contexts = new BuildContexts(host, {
    openText,
    changed: (uri) => events.contextChanged(uri),
    reading: (seen, done) => events.contextReading?.(seen, done),
    chosen: (uri) => events.contextChosen?.(uri),
    ...contextHints((uri) => find(uri)),
  });
  const configurations = new ConfigurationFiles(host, {
    openText,
    changed: (uri) => events.contextChanged(uri),
  });
  const proofs = new WeakMap<ProblemFix, { readonly withheld: string | undefined }>();

  /** Only the document somebody works in keeps its trees, however many are open: another's are soon made again. */
  let inUse: Analysis | undefined;
  const use = (analysis: Analysis | undefined): void => {
    if (inUse === analysis) return;
    inUse?.release();
    inUse = analysis;
  };

  const find = (uri: string): Analysis | undefined => documents.get(uriKey(uri));

  const ofIgnoreFile = <T>(uri: string, ask: (file: IgnoreFile) => readonly T[]): readonly T[] => {
    const analysis = find(uri);
    return analysis?.language === 'dockerignore' ? ask(analysis.file()) : [];
  };

  const openDockerfile = (analysis: Analysis | undefined): OpenDockerfile | undefined =>
    analysis?.language === 'dockerfile' ? { uri: analysis.document.uri, model: analysis.model } : undefined;

  const openDockerfiles: OpenDockerfiles = {
    find: (uri) => openDockerfile(find(uri)),
    all: () => [...documents.values()].flatMap((analysis) => openDockerfile(analysis) ?? []),
  };
  const navigation = new Navigation(host, contexts, openDockerfiles);
  const why = new WhyAnswers(host, contexts, openDockerfiles, openText);

  const factsOf = (analysis: Analysis): ContextFacts => contexts.facts(analysis.document.uri);

  const lintOf = (analysis: Analysis, settings: LintConfiguration): LintResult =>
    analysis.lint(configurations.effective(analysis.document.uri, settings), factsOf(analysis));

  const problemsWithFixes = (analysis: Analysis, settings: LintConfiguration): readonly Problem[] => {
    const { uri } = analysis.document;
    const { problems } = analysis.lintWithFixes(configurations.effective(uri, settings), factsOf(analysis));
    return withinReach(problems, (path) => contexts.locate(uri, path) !== undefined);
  };

  /** Proved when it is about to be shown, once per version: the light bulb asks at every move of the cursor. */
  const withhold = (analysis: Analysis, problem: Problem, fix: ProblemFix): string | undefined => {
    if (!fix.claim) return undefined;
    const known = proofs.get(fix);
    if (known) return known.withheld;
    const proof = proveFixes(analysis.language, analysis.document.text, [fix]);
    const withheld = proof.ok ? undefined : proof.reason;
    proofs.set(fix, { withheld });
    if (withheld !== undefined) {
      host.log('warning', `The fix "${fix.id}" of "${problem.rule.id}" was withheld: ${withheld}`);
    }
    return withheld;
  };

  const otherFiles = new FileChanges(async (uri) => openText(uri) ?? host.readFile(uri));
  const fileChanges = (uri: string, edits: readonly LinesForFile[]): Promise<FileChange[]> =>
    otherFiles.add(edits, (path) => contexts.locate(uri, path));

  const configurationFileOf = (uri: string): string | undefined => {
    const file = configurations.writable(uri);
    return file === undefined ? undefined : fileName(file);
  };

  return {
    navigation,
    why,

    update(document) {
      const key = uriKey(document.uri);
      const before = documents.get(key);
      const earlier = before?.language === 'dockerfile' ? before.surrender() : undefined;
      if (inUse === before) use(undefined);
      const analysis: Analysis = analyze(document, () => use(analysis), earlier);
      documents.set(key, analysis);
      if (!before) contexts.prefetch(document.uri);
      if (document.language === 'dockerignore') contexts.typed([document.uri]);
      else if (before) contexts.textChanged(document.uri);
      // Starts to look for it.
      if (!before) void configurations.ready(document.uri);
    },
    close(uri) {
      const closed = find(uri);
      if (inUse === closed) use(undefined);
      documents.delete(uriKey(uri));
      contexts.forget(uri);
      configurations.forget(uri);
      if (closed?.language === 'dockerignore') contexts.typed([uri]);
    },
    saved: (uri) => contexts.refresh(uri),
    filesChanged(uris) {
      contexts.filesChanged(uris);
      configurations.filesChanged(uris);
    },
    locate: (uri, path) => contexts.locate(uri, path),
    setFolders(uris) {
      contexts.setFolders(uris);
      configurations.setFolders(uris);
      why.setFolders(uris);
    },

    updateConfigurationFile(uri, text) {
      configurationTexts.set(uriKey(uri), text);
      configurations.filesChanged([uri]);
    },
    closeConfigurationFile(uri) {
      configurationTexts.delete(uriKey(uri));
      configurations.filesChanged([uri]);
    },
    configured: (uri) => configurations.ready(uri),
    async configurationProblems(uri) {
      const text = configurationTexts.get(uriKey(uri));
      return text === undefined ? [] : (await readConfigurationText(uri, text)).problems;
    },
    configurationCompletion(uri, offset) {
      const text = configurationTexts.get(uriKey(uri));
      return text === undefined || isHadolintFile(uri) ? [] : completeConfiguration(text, offset);
    },

    lint(uri, configuration) {
      const analysis = find(uri);
      return analysis && lintOf(analysis, configuration);
    },

    codeActions(uri, request, options) {
      const analysis = find(uri);
      if (!analysis) return [];
      return actionsAt(
        {
          syntax: analysis.language === 'dockerfile' ? analysis.tree() : analysis.file(),
          model: analysis.language === 'dockerfile' ? analysis.model : undefined,
          problems: problemsWithFixes(analysis, options.configuration),
          latent: () =>
            analysis.latent(configurations.effective(uri, options.configuration), factsOf(analysis)).problems,
          placeholders: options.placeholders,
          configurationFile: configurationFileOf(uri),
          fixAllUnsafe: options.fixAllUnsafe,
          withhold: (problem, fix) => withhold(analysis, problem, fix),
        },
        request,
      );
    },

    async editsOf(uri, effect, options) {
      const analysis = find(uri);
      if (!analysis || effect.kind === 'open-page') return undefined;
      if (effect.kind === 'edits') {
        const edits = effect.edits.filter((edit) => 'range' in edit);
        const files = await fileChanges(
          uri,
          effect.edits.filter((edit) => 'path' in edit),
        );
        return edits.length + files.length === 0 ? undefined : { edits, files };
      }
      if (effect.kind === 'switch-off') {
        const target = configurations.writable(uri);
        const file = target === undefined ? undefined : await otherFiles.switchOff(target, effect.rule);
        return file && { edits: [], files: [file] };
      }
      const { language, document } = analysis;
      const input: FixAllInput = {
        language,
        text: document.text,
        context: factsOf(analysis),
        configuration: configurations.effective(uri, options.configuration),
        unsafe: options.fixAllUnsafe,
        isContainerfile: isContainerfileName(fileName(uri)),
        ...(effect.kind === 'fix-instruction' || effect.rule === undefined ? {} : { only: effect.rule }),
      };
      const result = effect.kind === 'fix-all' ? fixAll(input) : fixInstruction(input, effect.offset);
      for (const sentence of result.withheld) host.log('warning', sentence);
      const files = await fileChanges(uri, result.files);
      if (!result.edit && files.length === 0) return undefined;
      return { edits: result.edit ? [result.edit] : [], files };
    },

    hover(uri, offset, configuration) {
      const analysis = find(uri);
      if (!analysis) {
        const named = ruleAt(configurationTexts.get(uriKey(uri)) ?? '', offset);
        return named && { range: named.range, markdown: describeRule(named.rule) };
      }
      const problems = configuration ? problemsWithFixes(analysis, configuration) : [];
      const context = () => contextInWords(contexts.chosen(uri));
      if (analysis.language === 'dockerfile') {
        const place = () => contextElsewhere(context());
        const source = describeSource(analysis.model(), factsOf(analysis), offset, place);
        return joinHovers(source, hoverAt(analysis.model(), problems, offset, context));
      }
      const { view } = factsOf(analysis);
      return ignoreHoverAt(analysis.file(), problems, offset, {
        view,
        linkOf: (path) => contexts.locate(uri, path),
        place: contextElsewhere(context()),
      });
    },

    ignoreSymbols: (uri) => ofIgnoreFile(uri, ignoreSymbols),
    ignoreFolds: (uri) => ofIgnoreFile(uri, ignoreFolds),

    async completion(uri, offset, options) {
      const analysis = find(uri);
      if (analysis?.language !== 'dockerfile') return noCompletions;
      const { tree, model } = analysis;
      return complete(host, contexts, { uri, tree, model, offset }, options);
    },

    async signatureHelp(uri, offset) {
      const analysis = find(uri);
      return analysis?.language === 'dockerfile' ? signatureAt(analysis.tree(), offset) : undefined;
    },

    format(uri, options, within) {
      const analysis = find(uri);
      if (!analysis) return [];
      const edits =
        analysis.language === 'dockerfile'
          ? formatDockerfile(analysis.model(), options)
          : formatIgnoreFile(analysis.file());
      return within ? editsWithin(edits, within, analysis.document.text) : edits;
    },

    formatTyped(uri, position, typed, options) {
      const analysis = find(uri);
      return analysis?.language === 'dockerfile'
        ? formatTyped(analysis.model(), position, typed, options)
        : [];
    },

    context: createContextService({
      contexts,
      definitionTexts,
      find,
      factsOf,
      locate: (uri, path) => contexts.locate(uri, path),
      list: (folder) => host.list(folder),
    }),
  };
}

export interface LintTextOptions {
  readonly language?: Language;
  readonly configuration?: LintConfiguration;
  readonly context?: ContextFacts;
}

/** The problems of a text on its own, for scripts and reports. */
export function lintText(text: string, options: LintTextOptions = {}): LintResult {
  const { language = 'dockerfile', configuration = defaultConfiguration, context } = options;
  return analyze({ uri: 'untitled:text', language, version: 0, text }).lint(configuration, context);
}
