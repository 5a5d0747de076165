import { mayHoldSecret, secretsIn } from '../../knowledge/secretShapes.ts';
import type { BuildModel } from '../../model/types.ts';
import type { Instruction, KeywordName } from '../../syntax/dockerfile/tree.ts';
import type { TextRange } from '../../text/range.ts';
import { defineRule } from '../rule.ts';
import { mayNameSecret, secretsByName } from '../support/secretsByName.ts';

export const hardcodedSecret = defineRule({
  id: 'hardcoded-secret',
  summary: 'A secret is written into the file',
  why: 'Whoever can read the repository or pull the image has the secret. It stays in the history of both when the line is gone, so that only a new one is safe.',
  language: 'dockerfile',
  category: 'security',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'sonar', code: 'S6437', match: 'narrower' },
    { tool: 'tally', code: 'secrets-in-code', match: 'narrower' },
  ],
  references: [
    'https://docs.docker.com/build/building/secrets/',
    'https://docs.docker.com/reference/dockerfile/#run---mounttypesecret',
  ],
  messages: {
    found:
      'This looks like {kind}. Whoever has the file or the image can use it: revoke it, and hand the new one over with RUN --mount=type=secret.',
    atRunTime:
      'This looks like {kind}. Whoever has the file or the image can use it: revoke it, and set the new one when the container is run, in its environment or as a secret of the orchestrator.',
  },
  check({ model, report }) {
    const shaped = model.fact(isWorthALook) ? secretsIn(model.wholeText) : [];
    for (const { kind, start, end } of shaped) {
      const message = isForContainer(start, model) ? 'atRunTime' : 'found';
      report({ at: { start, end }, message, values: { kind } });
    }
    for (const { instruction, run } of model.stepsWith('RUN')) {
      if (!run || !instruction.once(mayNameSecret)) continue;
      for (const { kind, at } of run.once(secretsByName)) {
        const isTold = shaped.some(({ start, end }) => start < at.end && at.start < end);
        if (!isTold) report({ at, message: 'found', values: { kind } });
      }
    }
  },
});

/** A mount is there while a RUN runs, and gives nothing to a container. */
function isForContainer(offset: number, { tree: { instructions } }: BuildModel): boolean {
  const holds = ({ range }: { readonly range: TextRange }) => range.start <= offset && offset < range.end;
  const instruction = instructions.find(holds);
  const { name, comments } = instruction?.trigger ?? instruction ?? {};
  return name !== undefined && ofContainer.has(name) && !comments?.some(holds);
}

const ofContainer: ReadonlySet<KeywordName> = new Set<KeywordName>([
  ...(['CMD', 'ENTRYPOINT', 'ENV', 'HEALTHCHECK', 'LABEL'] as const),
]);

/** Instructions are looked at once for as long as they stay the same. */
function isWorthALook({ tree: { instructions, comments } }: BuildModel): boolean {
  return (
    instructions.some((instruction) => instruction.once(mayHold)) ||
    comments.some(({ text }) => mayHoldSecret(text))
  );
}

function mayHold({ line, heredocs }: Instruction): boolean {
  return mayHoldSecret(line.text) || heredocs.some(({ content }) => mayHoldSecret(content));
}
