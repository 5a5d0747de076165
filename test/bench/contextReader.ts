// What `context.mjs` measures with: a reader over the real disk, as the server in Node has it.
import { nodeRuntime } from '../../server/src/node/nodeRuntime.ts';
import { compile } from '../../server/src/syntax/dockerignore/matcher.ts';
import { patternsOf, readIgnoreFile } from '../../server/src/syntax/dockerignore/reader.ts';
import { ContextReader } from '../../server/src/workspace/contextReader.ts';

const runtime = nodeRuntime(() => undefined);

/** `root` is a URI with a slash at its end; `seen` is called with each new view and when all is done. */
export function readContext(
  root: string,
  ignoreText: string,
  seen: (view: ContextReader['view'], done: boolean) => void,
) {
  const host = { ...runtime.files(undefined), pause: () => runtime.nextTurn(), log: console.error };
  const reader: ContextReader = new ContextReader(host, root, 1_000_000, {
    changed: () => seen(reader.view, false),
    progress: (_, done) => {
      if (done) seen(reader.view, true);
    },
  });
  const judgeBy = (text: string) => reader.judgeBy(compile(patternsOf(readIgnoreFile(text))));
  judgeBy(ignoreText);
  return { reader, judgeBy };
}
