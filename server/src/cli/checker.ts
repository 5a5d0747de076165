import { readFile, writeFile } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { languageOf } from '../../../shared/src/languages.ts';
import { type ClosedFile, ClosedFiles } from '../closedFiles.ts';
import type { Host, LogLevel } from '../host.ts';
import type { LintConfiguration, Problem } from '../lint/problem.ts';
import { disk } from '../node/disk.ts';
import { applyEdits } from '../text/edit.ts';
import type { FileChange } from '../workspace/fileChanges.ts';

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

/** Checks and fixes files of this machine. */
export class Checker {
  private readonly options: CheckerOptions;
  private readonly configuration: LintConfiguration;
  private readonly files: ClosedFiles;
  private readonly warned = new Set<string>();

  constructor(options: CheckerOptions) {
    this.options = options;
    this.configuration = { preset: options.preset, rules: {} };
    const host: Host = {
      ...disk,
      pause: () => new Promise((resume) => setImmediate(resume)),
      log: (level, message) => this.logged(level, message),
    };
    this.files = new ClosedFiles(host, [pathToFileURL(options.folder).href]);
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
    const file: ClosedFile = { uri, language: languageOf(uri, '') ?? 'dockerfile', text };
    const fixed = await this.fixedText(file);
    const { configuration } = this;
    const result = await this.files.check({ ...file, text: fixed }, { configuration });
    const shown = this.shown(absolute);
    for (const sentence of result.log) this.warn(`${shown}: ${sentence}`);
    return {
      path: shown,
      text: fixed,
      problems: result.problems,
      suppressed: result.suppressed,
      note: result.note?.message,
      isChanged: fixed !== text,
    };
  }

  private async fixedText(file: ClosedFile): Promise<string> {
    const { fix } = this.options;
    if (fix === 'nothing') return file.text;
    const { configuration } = this;
    const fixed = await this.files.fix(file, { configuration, unsafe: fix === 'unsafe' });
    if (fixed) await this.write(fixed.files);
    return fixed?.text ?? file.text;
  }

  /** Lines for the ignore file, for one. */
  private async write(files: readonly FileChange[]): Promise<void> {
    for (const { uri, text, edit } of files) {
      await writeFile(fileURLToPath(uri), applyEdits(text ?? '', [edit]));
    }
    if (files.length > 0) this.files.filesChanged(files.map(({ uri }) => uri));
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
