import { copyWordsOf } from '../../model/context/takeWords.ts';
import type { Stage, Step } from '../../model/types.ts';
import type { Flag } from '../../syntax/dockerfile/tree.ts';
import { defineRule } from '../rule.ts';
import { joinPath, workdirOf } from '../support/containerPaths.ts';
import { isRoot } from '../support/finalUser.ts';
import { flagRemoval } from '../support/flags.ts';
import { finalLayers } from '../support/stageOrder.ts';

export const copyChownNonRoot = defineRule({
  id: 'copy-chown-non-root',
  summary: 'Who runs the program may change it',
  why: 'Whoever gets into a program can do what its account can do. Where the code belongs to that account, it can be exchanged for other code, which is still there when the hole is closed. What belongs to root can be read and run all the same.',
  language: 'dockerfile',
  category: 'security',
  severity: 'information',
  preset: 'off',
  stepwise: true,
  since: '0.1.0',
  equivalents: [
    { tool: 'sonar', code: 'S6504', match: 'narrower' },
    { tool: 'kics', code: 'Chown-Flag-Exists', match: 'narrower' },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/#copy---chown---chmod'],
  concerns: { keywords: ['ADD', 'COPY'], text: /--chown=/ },
  messages: {
    writable:
      'These files belong to {user}, who can change them when the container runs. Leave them to root, but for data.',
  },
  fixes: {
    remove: { title: 'Remove --chown={user}', safety: 'unsafe', availability: 'always' },
  },
  check({ model, steps, report }) {
    for (const step of steps) {
      const { instruction, stage } = step;
      const files = step.once(ownedFiles);
      if (!files || holdsData(files.target, stage)) continue;
      const { flag, user } = files;
      if (!stage || stage.base.root.facts.distribution === 'windows' || !finalLayers(model).has(stage))
        continue;
      const edits = [flagRemoval(model.tree.text, instruction, flag)];
      report({
        at: flag.range,
        message: 'writable',
        values: { user },
        fixes: [{ fix: 'remove', values: { user }, edits }],
      });
    }
  },
});

interface OwnedFiles {
  readonly flag: Flag;
  readonly user: string;
  /** Where they come to lie. */
  readonly target: string;
}

/** What a step gives to an account that may write to it. */
function ownedFiles(step: Step): OwnedFiles | undefined {
  const flag = step.instruction.flags.find(({ name }) => name === 'chown');
  const user = flag && ownerOf(flag, step);
  const to = copyWordsOf(step)?.to;
  if (!flag || user === undefined || to === undefined || isReadOnly(step)) return undefined;
  return { flag, user, target: joinPath(workdirOf(step), to) };
}

/** Undefined of root, and of what nobody knows. */
function ownerOf({ value = '' }: Flag, step: Step): string | undefined {
  const owner = step.expand(value).value;
  // In front of the colon nobody is named: the owner is root then.
  return owner === undefined || /^(?::|$)/.test(owner) || isRoot(owner) ? undefined : owner;
}

function isReadOnly({ instruction }: Step): boolean {
  const mode = instruction.flags.find(({ name }) => name === 'chmod')?.value ?? '';
  return /^0?[0-7]{3}$/.test(mode) ? (Number(mode.at(-3)) & 2) === 0 : /^[^+]*=[rxX,ugoa=]+$/.test(mode);
}

/** What the program is there to change: its data, its caches, a volume. */
function holdsData(target: string, stage: Stage | undefined): boolean {
  const volumes = stage?.final.volumes ?? [];
  return (
    /^\/(?:data|tmp|run|mnt|media|var(?!\/(?:www|task|lang)))(?:\/|$)|\/(?:data|logs?|cache|tmp|uploads?|storage)(?:\/|$)/.test(
      target,
    ) || volumes.some((volume) => target === volume || target.startsWith(`${volume}/`))
  );
}
