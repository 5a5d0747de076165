import type { BuildModel, Mount, Step } from '../../model/types.ts';
import type { Word } from '../../syntax/dockerfile/tree.ts';
import type { TextEdit } from '../../text/edit.ts';
import type { TextRange } from '../../text/range.ts';
import { defineRule } from '../rule.ts';
import { flagRemoval } from '../support/flags.ts';
import { topLevel } from '../support/insertLine.ts';
import { linesWithout } from '../support/removeInstruction.ts';
import { withoutOne } from '../support/removeWord.ts';

export const dockerSocketVolume = defineRule({
  id: 'docker-socket-volume',
  summary: "VOLUME or mount of Docker's socket",
  why: 'Who can write to the socket can have the daemon start a container with the whole disk of the host in it, as root. An image that asks for the socket asks for that, and whoever breaks into the container has it.',
  language: 'dockerfile',
  category: 'security',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [{ tool: 'semgrep', code: 'dockerfile-dockerd-socket-mount', match: 'broader' }],
  references: [
    'https://docs.docker.com/engine/security/#docker-daemon-attack-surface',
    'https://docs.docker.com/reference/dockerfile/#volume',
    'https://docs.docker.com/reference/dockerfile/#run---mounttypebind',
  ],
  concerns: { keywords: ['RUN', 'VOLUME'], text: /docker|\$/ },
  stepwise: true,
  messages: {
    volume:
      'VOLUME brings no socket, only an empty folder in its place; and who is given the socket is root on the host. Leave {path} out.',
    bind: 'A mount of the build cannot reach the socket of the host: it takes files of the build context. Leave {path} out.',
  },
  fixes: {
    removeVolume: { title: 'Remove {path}', safety: 'unsafe', availability: 'sometimes' },
    removeMount: { title: 'Remove the mount', safety: 'unsafe', availability: 'always' },
  },
  check({ model, steps, report }) {
    for (const step of steps) {
      const { instruction, run } = step;
      if (instruction.name === 'VOLUME') {
        for (const { word, path } of step.once(sockets)) {
          const edits = withoutVolume(step, word, model);
          const fixes = edits && [{ fix: 'removeVolume' as const, values: { path }, edits }];
          report({ at: word.range, message: 'volume', values: { path }, fixes });
        }
      } else if (instruction.flags.length > 0) {
        for (const mount of run?.mounts ?? []) {
          const path = socketOf(mount);
          if (path === undefined) continue;
          const edits = [flagRemoval(model.tree.text, instruction, mount.flag)];
          const at = placeIn(model.tree.text, mount.flag.range, path);
          report({ at, message: 'bind', values: { path }, fixes: [{ fix: 'removeMount', edits }] });
        }
      }
    }
  },
});

const socket = /^(?:\/var)?\/run\/docker\.sock$/;

interface SocketPath {
  readonly word: Word;
  readonly path: string;
}

function sockets(step: Step): readonly SocketPath[] {
  return step.instruction.words.flatMap((word) => {
    const path = step.expand(word.text).value;
    return path !== undefined && socket.test(path) ? [{ word, path }] : [];
  });
}

/** Of a mount that is taken from the build context: what another stage or image has in that place is its own matter. */
function socketOf({ type, options, target }: Mount): string | undefined {
  if (type !== 'bind' || options.has('from')) return undefined;
  return [options.get('source'), target].find((path) => path !== undefined && socket.test(path));
}

function placeIn(text: string, flag: TextRange, path: string): TextRange {
  const at = text.slice(flag.start, flag.end).indexOf(path);
  return at < 0 ? flag : { start: flag.start + at, end: flag.start + at + path.length };
}

/** The path among others, or else the whole instruction. In a JSON array the quotes in between go along. */
function withoutVolume(step: Step, word: Word, { tree }: BuildModel): readonly TextEdit[] | undefined {
  const { words } = step.instruction;
  const one = withoutOne(words, word, tree);
  if (one) return [one];
  return words.length === 1 ? linesWithout(tree, topLevel(tree, step.instruction)) : undefined;
}
