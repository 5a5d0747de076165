import type { BuildModel, Stage } from '../../model/types.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import { defineRule } from '../rule.ts';
import { createdAccounts } from '../support/createdAccounts.ts';
import { isForDevelopment } from '../support/runtimeCommand.ts';

export const userNumeric = defineRule({
  id: 'user-numeric',
  summary: 'USER selects an account by name instead of by number',
  why: 'Kubernetes refuses to start a container that must not be root (`runAsNonRoot`) when the image gives a name: it cannot tell which number that is. A number also works where the image has no list of accounts.',
  language: 'dockerfile',
  category: 'security',
  severity: 'information',
  preset: 'strict',
  since: '0.1.0',
  equivalents: [{ tool: 'hadolint', code: 'DL3066', match: 'same' }],
  yieldsTo: ['account-not-in-image'],
  references: [
    'https://docs.docker.com/reference/dockerfile/#user',
    'https://kubernetes.io/docs/concepts/security/pod-security-standards/',
  ],
  concerns: { keywords: ['USER'] },
  messages: {
    named:
      'Kubernetes cannot tell whether "{user}" is root (runAsNonRoot). Select the account by its number.',
  },
  fixes: {
    useNumber: { title: 'Select it by its number, {number}', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, steps, report }) {
    // A file of a thousand stages may name the same account in each.
    const numbers = new Map<string, string | undefined>();
    let accounts: Accounts | undefined;
    const last = usersOfImages(model);
    for (const { instruction, stage } of steps) {
      if (!last.has(instruction)) continue;
      const word = instruction.name === 'USER' ? instruction.words[0] : undefined;
      const name = word && /^([A-Za-z_][\w.-]*)(?::.*)?$/s.exec(word.text)?.[1];
      if (!word || name === undefined || name === 'root' || isOnWindows(name, stage)) continue;
      const key = `${stage?.index} ${name}`;
      if (stage && !numbers.has(key)) {
        accounts ??= JSON.parse(model.fact(createdNumbers)) as Accounts;
        numbers.set(key, numberOf(name, stage, accounts));
      }
      const number = numbers.get(key);
      const range = { start: word.range.start, end: word.range.start + name.length };
      const fixes =
        number === undefined || word.text.includes(':')
          ? undefined
          : [{ fix: 'useNumber' as const, values: { number }, edits: [{ range, newText: number }] }];
      report({ at: range, message: 'named', values: { user: name }, fixes });
    }
  },
});

/**
 * The USER that an image ends with: nobody but the build ever sees another. An image is made of the last stage, and of
 * one that starts something and that no other takes anything from: it is there for `--target`.
 */
function usersOfImages(model: BuildModel): ReadonlySet<Instruction> {
  const users = new Set<Instruction>();
  for (const stage of model.stages) {
    const { user, cmd, entrypoint } = stage.final;
    const isTarget =
      stage.usedBy.length === 0 &&
      !isForDevelopment(stage.name) &&
      [cmd, entrypoint].some(({ by }) => by?.name === 'CMD' || by?.name === 'ENTRYPOINT');
    if (user.by && (isTarget || stage === model.finalStage)) users.add(user.by);
  }
  return users;
}

/** Windows knows accounts by name: https://docs.docker.com/reference/dockerfile/#user */
function isOnWindows(name: string, stage: Stage | undefined): boolean {
  return /^Container(?:User|Administrator)$/i.test(name) || stage?.base.root.facts.distribution === 'windows';
}

/** The number that the stage, or one below it, gives to a new account; else the one it has in the base image. */
function numberOf(name: string, from: Stage, accounts: Accounts): string | undefined {
  for (let stage: Stage | undefined = from; stage && accounts.length > 0; stage = stage.base.stage) {
    const { index } = stage;
    const account = accounts.find((one) => one.stage === index && one.name === name);
    if (account) return account.number;
  }
  const { family, distribution } = from.base.root.facts;
  if (name === 'node' && family === 'node') return '1000';
  return name === 'nonroot' && distribution === 'distroless' ? '65532' : undefined;
}

type Accounts = readonly {
  readonly stage: number;
  readonly name: string | undefined;
  readonly number: string | undefined;
}[];

/** The accounts of all stages as JSON: a text, since most RUNs that change create none. */
function createdNumbers(model: BuildModel): string {
  const accounts: Accounts = [...createdAccounts(model)].flatMap(([{ index }, created]) =>
    created.map(({ name, number }) => ({ stage: index, name, number })),
  );
  return JSON.stringify(accounts);
}
