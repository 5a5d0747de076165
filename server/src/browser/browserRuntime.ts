import type { Files, Runtime } from '../lsp/runtime.ts';

const noFiles: Files = {
  readFile: () => Promise.resolve(undefined),
  stat: () => Promise.resolve(undefined),
  list: () => Promise.resolve(undefined),
  sizes: (_, names) => Promise.resolve(names.map(() => undefined)),
};

export const browserRuntime: Runtime = {
  // Timers are clamped to four milliseconds when they nest; a message is not.
  nextTurn: () =>
    new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        resolve();
      };
      port2.postMessage(undefined);
    }),
  after(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
  files: (client) => client ?? noFiles,
};
