// The client's modules, bundled as for the extension host, with an editor made of paper in the place of `vscode`.
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

export const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Notice {
  readonly message: string;
  readonly choices: readonly string[];
}

/** What the client does to the editor, and what the editor answers. */
export class FakeEditor {
  readonly notices: Notice[] = [];
  readonly executed: unknown[][] = [];
  readonly settings = new Map<string, unknown>();
  readonly extensions = new Map<string, { readonly packageJSON: unknown }>();
  readonly files = new Map<string, Uint8Array>();
  /** What a search for Dockerfiles finds, and what was opened of it. */
  readonly dockerfiles: FakeUri[] = [];
  readonly opened: string[] = [];
  /** Documents shown to the user, with what is selected. */
  readonly shown: unknown[][] = [];
  /** What was written to the clipboard. */
  readonly copied: string[] = [];
  activeTextEditor: { readonly document: { readonly uri: FakeUri } } | undefined;
  readonly statusItems: Record<string, unknown>[] = [];
  /** What the user clicks on a notice. */
  choose: (notice: Notice) => string | undefined = () => undefined;

  /** What the user picks from a list, and in the dialog that opens folders. */
  pick: (labels: readonly string[]) => string | undefined = () => undefined;
  pickedFolder: string | undefined;
  readonly lists: object[][] = [];
  readonly registered = new Map<string, () => Promise<void>>();
  /** Who is told when another document is in the editor. */
  readonly activated: (() => void)[] = [];
  readonly folders: object[] = [{}];
  /** Where settings were written: the `ConfigurationTarget`. */
  readonly targets: unknown[] = [];

  /** The module `vscode`. Whatever it lacks is a class without content: the client library wants many of them. */
  readonly module: object;

  constructor() {
    const show = (message: string, ...choices: string[]): Promise<string | undefined> => {
      const notice = { message, choices };
      this.notices.push(notice);
      return Promise.resolve(this.choose(notice));
    };
    const known: Record<string, unknown> = {
      window: this.windowModule(show),
      commands: {
        executeCommand: async (...args: unknown[]) => {
          this.executed.push(args);
        },
        registerCommand: (id: string, run: () => Promise<void>) => {
          this.registered.set(id, run);
          return { dispose: () => this.registered.delete(id) };
        },
      },
      languages: {
        createLanguageStatusItem: () => {
          const item = { dispose: () => undefined };
          this.statusItems.push(item);
          return item;
        },
      },
      env: { clipboard: { writeText: async (text: string) => void this.copied.push(text) } },
      LanguageStatusSeverity: { Information: 0, Warning: 1 },
      extensions: { getExtension: (id: string) => this.extensions.get(id) },
      workspace: {
        workspaceFolders: this.folders,
        getConfiguration: () => ({
          get: (name: string) => this.settings.get(name),
          inspect: (name: string) => ({
            workspaceValue: this.settings.get(name),
            workspaceFolderValue: this.settings.get(name),
          }),
          update: async (name: string, value: unknown, target: unknown) => {
            this.settings.set(name, value);
            this.targets.push(target);
          },
        }),
        findFiles: async () => this.dockerfiles,
        openTextDocument: async ({ path }: FakeUri) => {
          this.opened.push(path);
        },
        asRelativePath: ({ path }: FakeUri) => path,
        fs: {
          stat: async ({ path }: { readonly path: string }) => {
            const content = this.files.get(path);
            if (!content) throw new Error('no such file');
            return { type: 1, size: content.length };
          },
          readFile: async ({ path }: { readonly path: string }) => this.files.get(path),
          readDirectory: async () => [
            ['a', 1],
            ['b', 2],
            ['c', 65],
          ],
        },
      },
      ConfigurationTarget: { Global: 1, Workspace: 2, WorkspaceFolder: 3 },
      FileType: { Unknown: 0, File: 1, Directory: 2, SymbolicLink: 64 },
      Uri: FakeUri,
      Position: FakePosition,
      Range: FakeRange,
      Location: FakeLocation,
    };
    this.module = new Proxy(known, {
      get: (target, name: string) => target[name] ?? class {},
      has: () => true,
    });
  }

  private windowModule(show: (message: string, ...choices: string[]) => Promise<string | undefined>): object {
    const editor = this;
    return {
      get activeTextEditor() {
        return editor.activeTextEditor;
      },
      showTextDocument: async (...args: unknown[]) => {
        this.shown.push(args);
      },
      onDidChangeActiveTextEditor: (listener: () => void) => {
        this.activated.push(listener);
        return { dispose: () => this.activated.splice(this.activated.indexOf(listener), 1) };
      },
      showWarningMessage: show,
      showInformationMessage: show,
      showQuickPick: async (items: readonly { readonly label: string }[]) => {
        this.lists.push([...items]);
        const picked = this.pick(items.map(({ label }) => label));
        return items.find(({ label }) => label === picked);
      },
      showOpenDialog: async () =>
        this.pickedFolder === undefined ? undefined : [new FakeUri(this.pickedFolder)],
    };
  }
}

export class FakeUri {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  static parse(path: string): FakeUri {
    return new FakeUri(path.replace(/^file:\/\//, ''));
  }

  toString(): string {
    return `file://${this.path}`;
  }

  static joinPath({ path }: FakeUri, name: string): FakeUri {
    return new FakeUri(`${path}/${name}`);
  }
}

class FakePosition {
  readonly line: number;
  readonly character: number;

  constructor(line: number, character: number) {
    this.line = line;
    this.character = character;
  }
}

class FakeRange {
  readonly start: FakePosition;
  readonly end: FakePosition;

  constructor(startLine: number, startCharacter: number, endLine: number, endCharacter: number) {
    this.start = new FakePosition(startLine, startCharacter);
    this.end = new FakePosition(endLine, endCharacter);
  }
}

class FakeLocation {
  readonly uri: FakeUri;
  readonly range: FakeRange;

  constructor(uri: FakeUri, range: FakeRange) {
    this.uri = uri;
    this.range = range;
  }
}

export interface ClientModules {
  readonly CrashWatch: new (
    log: object,
  ) => {
    closed(): { readonly action: number; readonly handled: boolean };
    error(error: Error, message: unknown, count: number): { readonly action: number };
    startFailed(): void;
  };
  readonly CloseAction: { readonly DoNotRestart: number; readonly Restart: number };
  readonly ErrorAction: { readonly Continue: number; readonly Shutdown: number };
  mentionNeighbors(memory: object): Promise<void>;
  answerFileRequests(client: object): void;
  findUses(client: object, asked: unknown): Promise<void>;
  showStatus(client: object): { dispose(): void };
  readonly State: { readonly Running: number; readonly Stopped: number };
  registerWhyCommand(client: object, log: object, ready: () => Promise<void>): object;
  registerContextCommand(client: object): object;
  followContext(client: object, show: (sentence: string | undefined) => void): { dispose(): void };
}

export async function bundleClient(): Promise<(editor: FakeEditor) => ClientModules> {
  const { outputFiles } = await build({
    stdin: {
      contents: `
        export { CrashWatch } from './client/src/crashes.ts';
        export { mentionNeighbors } from './client/src/neighbors.ts';
        export { findUses } from './client/src/findUses.ts';
        export { followContext, registerContextCommand } from './client/src/buildContext.ts';
        export { answerFileRequests } from './client/src/fileRequests.ts';
        export { registerWhyCommand } from './client/src/whyInImage.ts';
        export { showStatus } from './client/src/status.ts';
        export { CloseAction, ErrorAction, State } from 'vscode-languageclient';`,
      resolveDir: root,
      loader: 'ts',
    },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    external: ['vscode'],
    logLevel: 'error',
  });
  const code = outputFiles[0]?.text ?? '';
  const require = createRequire(import.meta.url);
  return (editor) => {
    const module = { exports: {} };
    const load = (id: string): unknown => (id === 'vscode' ? editor.module : (require(id) as unknown));
    new Function('require', 'module', 'exports', code)(load, module, module.exports);
    return module.exports as ClientModules;
  };
}
