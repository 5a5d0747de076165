import { readFile, writeFile } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { languageOf } from '../../../shared/src/languages.ts';
import type { LogLevel } from '../host.ts';
import type { LintConfiguration, Problem } from '../lint/problem.ts';
import type { LintResult } from '../lint/run.ts';
import { createLanguageService, type Edits, type LanguageService } from '../service.ts';
import { applyEdits } from '../text/edit.ts';
import { SettlingHost } from './settlingHost.ts';

/** A file as it was checked, after the fixes if there were any. */
export interface CheckedFile {
  /** From the folder the command runs in, with slashes; absolute where it lies outside. */
  readonly path: string;
  readonly text: string;
  /** In the order of the file. */
  readonly problems: readonly Problem[];
  /** What comments in the file silence. */
  readonly suppressed: readonly Problem[];
  /** Said in place of problems: the file is a template. */
  readonly note: string | undefined;
  readonly isChanged: boolean;
}

export interface CheckerOptions {
  readonly preset: LintConfiguration['preset'];
  readonly fix: 'nothing' | 'safe' | 'unsafe';
  /** The folder the command runs in. */
  readonly folder: string;
  /** A sentence about the configuration, or a rule that broke; each once. */
  readonly warn: (sentence: string) => void;
}

/** Rounds in which what is found may lead to new questions about files. */
const maximumRounds = 50;

/** Checks files as the editor does, with all that is known of them once every question is answered. */
export class Checker {
  private readonly options: CheckerOptions;
  private readonly configuration: LintConfiguration;
  private readonly host: SettlingHost;
  private readonly service: LanguageService;
  private readonly warned = new Set<string>();

  constructor(options: CheckerOptions) {
    this.options = options;
    this.configuration = { preset: options.preset, rules: {} };
    this.host = new SettlingHost((level, message) => this.logged(level, message));
    this.service = createLanguageService(this.host, { contextChanged: () => undefined });
    this.service.setFolders([pathToFileURL(options.folder).href]);
  }

  /** Reads a file, checks it, and writes it when fixes have changed it. Rejects when it cannot be read or written. */
  async checkFile(path: string): Promise<CheckedFile> {
    const absolute = resolve(this.options.folder, path);
    const bytes = await readFile(absolute);
    const text = bytes.toString('utf8');
    const checked = await this.checkText(absolute, text);
    if (!checked.isChanged) return checked;
    // What is no UTF-8 would be written back as question marks.
    if (!Buffer.from(text, 'utf8').equals(bytes))
      throw new Error('the file is not UTF-8, and was not fixed.');
    await writeFile(absolute, checked.text);
    return checked;
  }

  /** The same with a text that need not be that of the file; only files beside it are written. */
  async checkText(path: string, text: string): Promise<CheckedFile> {
    const absolute = resolve(this.options.folder, path);
    const { href: uri } = pathToFileURL(absolute);
    const language = languageOf(uri, '') ?? 'dockerfile';
    const update = (version: number, now: string) =>
      this.service.update({ uri, language, version, text: now });
    update(1, text);
    let result = await this.settledResult(uri);
    let now = text;
    if (this.options.fix !== 'nothing') {
      const edits = await this.service.editsOf(uri, { kind: 'fix-all', rule: undefined }, this.fixOptions());
      if (edits) {
        now = applyEdits(text, edits.edits);
        await this.writeOthers(edits);
        update(2, now);
        result = await this.settledResult(uri);
      }
    }
    // The service drops the fixes of a document that nobody works in any more.
    const problems = result.problems.map((problem) => ({ ...problem }));
    this.service.close(uri);
    for (const sentence of result.log) this.warn(`${this.shown(absolute)}: ${sentence}`);
    return {
      path: this.shown(absolute),
      text: now,
      problems,
      suppressed: result.suppressed,
      note: result.note?.message,
      isChanged: now !== text,
    };
  }

  private async settledResult(uri: string): Promise<LintResult> {
    await this.service.configured(uri);
    let last: LintResult | undefined;
    for (let round = 0; round < maximumRounds; round++) {
      const result = this.service.lint(uri, this.configuration);
      // It is open: there is a result.
      if (!result) throw new Error('the file could not be checked.');
      if (result === last) break;
      last = result;
      await this.host.settled();
    }
    return last as LintResult;
  }

  private fixOptions() {
    const fixAllUnsafe = this.options.fix === 'unsafe';
    return { configuration: this.configuration, fixAllUnsafe, placeholders: false };
  }

  /** Lines for the ignore file, for one. */
  private async writeOthers({ files }: Edits): Promise<void> {
    for (const { uri, text, edit } of files) {
      await writeFile(fileURLToPath(uri), applyEdits(text ?? '', [edit]));
    }
    if (files.length > 0) this.service.filesChanged(files.map(({ uri }) => uri));
  }

  private shown(absolute: string): string {
    const path = relative(this.options.folder, absolute);
    const isOutside = path.startsWith('..') || isAbsolute(path);
    return (isOutside ? absolute : path).split(sep).join('/');
  }

  private logged(level: LogLevel, message: string): void {
    if (level === 'error' || level === 'warning') this.warn(message);
  }

  private warn(sentence: string): void {
    if (this.warned.has(sentence)) return;
    this.warned.add(sentence);
    this.options.warn(sentence);
  }
}
