import type { Runtime } from '../lsp/runtime.ts';
import { disk } from './disk.ts';

/** `worked` is called at every request. */
export function nodeRuntime(worked: () => void, writesText = false): Runtime {
  return {
    writesText,
    nextTurn() {
      worked();
      return new Promise((resolve) => setImmediate(resolve));
    },
    after(milliseconds, callback) {
      if (milliseconds === 0) {
        // A timer would wait for a millisecond.
        const immediate = setImmediate(callback);
        return () => clearImmediate(immediate);
      }
      const timer = setTimeout(callback, milliseconds);
      return () => clearTimeout(timer);
    },
    /** Files of this machine are read here; anything else (a virtual workspace) only the editor can read. */
    files: (client) => ({
      readFile: async (uri) => (isFile(uri) ? disk.readFile(uri) : client?.readFile(uri)),
      stat: async (uri) => (isFile(uri) ? disk.stat(uri) : client?.stat(uri)),
      list: async (uri) => (isFile(uri) ? disk.list(uri) : client?.list(uri)),
      sizes: async (uri, names) =>
        isFile(uri) ? disk.sizes(uri, names) : (client?.sizes(uri, names) ?? names.map(() => undefined)),
    }),
  };
}

function isFile(uri: string): boolean {
  return /^file:/i.test(uri);
}
