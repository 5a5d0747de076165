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
  /** What the user clicks on a notice. */
  choose: (notice: Notice) => string | undefined = () => undefined;

  /** The module `vscode`. Whatever it lacks is a class without content: the client library wants many of them. */
  readonly module: object;

  constructor() {
    const show = (message: string, ...choices: string[]): Promise<string | undefined> => {
      const notice = { message, choices };
      this.notices.push(notice);
      return Promise.resolve(this.choose(notice));
    };
    const known: Record<string, unknown> = {
      window: { showWarningMessage: show, showInformationMessage: show },
      commands: {
        executeCommand: async (...args: unknown[]) => {
          this.executed.push(args);
        },
      },
      extensions: { getExtension: (id: string) => this.extensions.get(id) },
      workspace: {
        getConfiguration: () => ({
          get: (name: string) => this.settings.get(name),
          update: async (name: string, value: unknown) => {
            this.settings.set(name, value);
          },
        }),
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
      ConfigurationTarget: { Global: 1 },
      FileType: { Unknown: 0, File: 1, Directory: 2, SymbolicLink: 64 },
      Uri: {
        parse: (path: string) => ({ path }),
        joinPath: ({ path }: { path: string }, name: string) => ({ path: `${path}/${name}` }),
      },
    };
    this.module = new Proxy(known, {
      get: (target, name: string) => target[name] ?? class {},
      has: () => true,
    });
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
}

export async function bundleClient(): Promise<(editor: FakeEditor) => ClientModules> {
  const { outputFiles } = await build({
    stdin: {
      contents: `
        export { CrashWatch } from './client/src/crashes.ts';
        export { mentionNeighbors } from './client/src/neighbors.ts';
        export { answerFileRequests } from './client/src/fileRequests.ts';
        export { CloseAction, ErrorAction } from 'vscode-languageclient';`,
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
