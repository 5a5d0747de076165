import type { Language } from '../../shared/src/languages.ts';
import type { Host } from './host.ts';
import type { LintConfiguration } from './lint/problem.ts';
import type { LintResult } from './lint/run.ts';
import { createLanguageService, type Edits, type LanguageService } from './service.ts';
import { applyEdits } from './text/edit.ts';
import type { ContextSetting } from './workspace/contextChoices.ts';
import { SettlingHost } from './workspace/settlingHost.ts';

/** A file with its text, which need not be what the disk holds. */
export interface ClosedFile {
  readonly uri: string;
  readonly language: Language;
  readonly text: string;
}

export interface ClosedFileSettings {
  readonly configuration: LintConfiguration;
  /** What the setting `shipshape.contexts` says. */
  readonly contexts?: ContextSetting;
}

export interface ClosedFileResult extends LintResult {
  /** Where a path of the build context is; undefined where that is not known. */
  readonly locate: (path: string) => string | undefined;
}

/** Files that are kept open together: those of one build context have it read once. */
const mostOpen = 20;

/** Rounds in which what is found may lead to new questions about files. */
const maximumRounds = 50;

/**
 * Checks files that nobody types in, as the editor would: each is judged once all questions about the files around it
 * are answered. It has a service of its own, and what an editor has open does not count. Never rejects, unless the host
 * does.
 */
export class ClosedFiles {
  private readonly host: SettlingHost;
  private readonly service: LanguageService;
  private readonly open = new Set<string>();
  private versions = 0;

  constructor(host: Host, folders: readonly string[]) {
    this.host = new SettlingHost(host);
    this.service = createLanguageService(this.host, { contextChanged: () => undefined });
    this.service.setFolders(folders);
  }

  async check(file: ClosedFile, settings: ClosedFileSettings): Promise<ClosedFileResult> {
    const { uri } = file;
    const { problems, suppressed, note, log } = await this.settle(file, settings);
    // The service drops the fixes of a document that nobody works in any more.
    const kept = problems.map((problem) => ({ ...problem }));
    return {
      problems: kept,
      suppressed,
      note,
      log,
      locate: (path) => (this.open.has(uri) ? this.service.locate(uri, path) : undefined),
    };
  }

  /** The file after all fixes that are proved, and the changes of other files; undefined when there are none. */
  async fix(
    file: ClosedFile,
    { configuration, contexts, unsafe }: ClosedFileSettings & { readonly unsafe: boolean },
  ): Promise<{ readonly text: string; readonly files: Edits['files'] } | undefined> {
    await this.settle(file, contexts ? { configuration, contexts } : { configuration });
    const options = { configuration, fixAllUnsafe: unsafe, placeholders: false };
    const effect = { kind: 'fix-all', rule: undefined } as const;
    const found = await this.service.editsOf(file.uri, effect, options);
    return found && { text: applyEdits(file.text, found.edits), files: found.files };
  }

  filesChanged(uris: readonly string[]): void {
    this.service.filesChanged(uris);
  }

  /** Lets go of all that is kept for the next file. */
  finish(): void {
    for (const uri of this.open) this.service.close(uri);
    this.open.clear();
  }

  private async settle(
    { uri, language, text }: ClosedFile,
    { configuration, contexts }: ClosedFileSettings,
  ): Promise<LintResult> {
    const [oldest] = this.open;
    if (oldest !== undefined && this.open.size >= mostOpen && !this.open.has(uri)) {
      this.service.close(oldest);
      this.open.delete(oldest);
    }
    this.open.add(uri);
    this.service.update({ uri, language, version: ++this.versions, text });
    if (contexts) this.service.context.useSetting(uri, contexts);
    await this.service.configured(uri);
    let last: LintResult | undefined;
    for (let round = 0; round < maximumRounds; round++) {
      const result = this.service.lint(uri, configuration);
      if (result === last) break;
      last = result;
      await this.host.settled();
    }
    return last ?? { problems: [], suppressed: [], note: undefined, log: [] };
  }
}
