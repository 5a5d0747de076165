import { accountsOf, ownNames } from '../../knowledge/imageAccounts.ts';
import type { BuildModel, Stage, Step } from '../../model/types.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import type { TextRange } from '../../text/range.ts';
import { defineRule, type FixEdit, type Related } from '../rule.ts';
import { createdAccounts } from '../support/createdAccounts.ts';
import { isRoot, ownAccount } from '../support/finalUser.ts';
import { linesAbove } from '../support/insertLine.ts';
import { textsOf } from '../support/instructionTexts.ts';
import { keywordLike } from '../support/keywords.ts';
import { type Accounts, accountsAfter } from '../support/knownAccounts.ts';
import { officialBase } from '../support/officialBase.ts';
import { shownImage } from '../support/shownImage.ts';
import { stageOrderOf } from '../support/stageOrder.ts';

export const accountNotInImage = defineRule({
  id: 'account-not-in-image',
  summary: 'An account is named that the image does not have',
  why: 'Each stage has the accounts of its own base image. Where USER names another one, every RUN below fails, and so does the start of the container. Of a --chown BuildKit says nothing: the files belong to root. Other builders stop.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [{ tool: 'tally', code: 'named-identity-in-passwdless-stage', match: 'broader' }],
  references: [
    'https://docs.docker.com/reference/dockerfile/#user',
    'https://docs.docker.com/reference/dockerfile/#copy---chown---chmod',
    'https://github.com/moby/buildkit/blob/master/solver/llbsolver/file/user_linux.go',
  ],
  concerns: { keywords: ['USER', 'COPY', 'ADD'], text: /USER|chown/i },
  messages: {
    run: '{image} has no account {name}, and nothing creates it: the RUN below fails. Create it, or use a number.',
    start:
      '{image} has no account {name}, and nothing creates it: the container does not start. Create it, or use a number.',
    chown:
      'There is no account {name} here: BuildKit gives the files to root without a word, other builders stop. Create it above, or use a number.',
  },
  fixes: {
    create: { title: 'Create the account {name} above', safety: 'unsafe', availability: 'sometimes' },
    useNumber: { title: 'Use the number {number}', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, context, report }) {
    if (model.frontend.isCustom || !model.stages.some(namesAnother)) return;
    const after = new Map<Stage, Known>();
    for (const stage of model.stages) {
      if (context.namedContexts.includes(stage.base.root.text)) continue;
      const below = stage.base.stage;
      let known = below ? after.get(below) : startOf(stage);
      if (stage.inheritedTriggers.length > 0) continue;
      const hasChildren = stageOrderOf(model).childrenOf(stage).length > 0;
      const open = hasChildren ? undefined : openNames(stage);
      for (const instruction of stage.instructionsWith('USER', 'COPY', 'ADD', 'RUN')) {
        const step = model.stepOf(instruction);
        // Of each account it is said once: behind that nothing is left to be found.
        if (!known || (open && [...open].every((one) => known?.told.has(one)))) break;
        const use = useOf(step, stage, model);
        if (use && isMissing(use, known)) {
          const { name, at, message } = use;
          const related = creationOf(name, stage, model);
          // What mends a --chown mends the USER below as well.
          const fixes = known.told.has(toldAs('chown', name))
            ? undefined
            : fixesFor(name, step, stage, model);
          const common = { at, related: related && [related], fixes };
          if (message === 'chown') report({ ...common, message, values: { name } });
          else report({ ...common, message, values: { name, image: shownImage(stage.base.root) } });
          known = { ...known, told: new Set([...known.told, toldAs(message, name)]) };
        }
        const accounts: Accounts | undefined = accountsAfter(known, step, model);
        if (accounts !== known) known = accounts && { ...accounts, told: known.told };
      }
      if (known) after.set(stage, known);
    }
  },
});

/** Whether a stage names an account that its base does not have: what most files do not, nobody need look for. */
function namesAnother(stage: Stage): boolean {
  const { names } = startOf(stage) ?? {};
  return (
    names !== undefined &&
    stage.instructionsWith('USER', 'COPY', 'ADD').some((instruction) => {
      const name = instruction.once(namedBy);
      return name !== undefined && !names.has(name);
    })
  );
}

/** What may be said of a stage: as `toldAs` has it. */
function openNames(stage: Stage): ReadonlySet<string> {
  const { names } = startOf(stage) ?? {};
  return new Set(
    stage.instructionsWith('USER', 'COPY', 'ADD').flatMap((instruction) => {
      const name = instruction.once(namedBy);
      if (name === undefined || names?.has(name)) return [];
      return toldAs(instruction.name === 'USER' ? 'run' : 'chown', name);
    }),
  );
}

function namedBy({ name, words, flags }: Instruction): string | undefined {
  const text = name === 'USER' ? words[0]?.text : flags.find((flag) => flag.name === 'chown')?.rawValue?.text;
  return literal.exec(text ?? '')?.[1];
}

interface Known extends Accounts {
  /** What has been said of an account, which holds for all that follows until it is created. */
  readonly told: ReadonlySet<string>;
}

function toldAs(message: Use['message'], name: string): string {
  return `${message === 'chown' ? message : 'user'} ${name}`;
}

function startOf(stage: Stage): Known | undefined {
  const base = officialBase(stage);
  const names = base && accountsOf(base.facts, base.isExact);
  return names && { names, hasPackages: false, told: new Set() };
}

function isMissing({ name, message }: Use, { names, hasPackages, told }: Known): boolean {
  return !names.has(name) && !told.has(toldAs(message, name)) && (!hasPackages || ownNames.has(name));
}

interface Use {
  readonly name: string;
  readonly at: TextRange;
  readonly message: 'run' | 'start' | 'chown';
}

const literal = /^([A-Za-z_][\w.-]*)(?::[\w.-]+)?$/;

/** The account that an instruction names, where it matters that it is there. */
function useOf({ instruction }: Step, stage: Stage, model: BuildModel): Use | undefined {
  if (instruction.name === 'USER') {
    const [word] = instruction.words;
    const name = word && literal.exec(word.text)?.[1];
    const message = name === undefined ? undefined : failureOf(instruction, stage, model);
    if (!word || name === undefined || !message) return undefined;
    return { name, at: partOf(word.range, name), message };
  }
  if (instruction.name !== 'COPY' && instruction.name !== 'ADD') return undefined;
  // Linked files are put on top of nothing: no account is known there, whatever the image has.
  if (instruction.flags.some(({ name }) => name === 'link')) return undefined;
  const flag = instruction.flags.find(({ name }) => name === 'chown');
  const range = flag?.valueRange;
  const name = literal.exec(flag?.rawValue?.text ?? '')?.[1];
  return name !== undefined && range ? { name, at: partOf(range, name), message: 'chown' } : undefined;
}

function partOf({ start }: TextRange, { length }: string): TextRange {
  return { start, end: start + length };
}

/** What fails by a USER: a RUN before the next one, or the container; nothing where another USER stands between. */
function failureOf(instruction: Instruction, stage: Stage, model: BuildModel): 'run' | 'start' | undefined {
  const next = stage
    .instructionsWith('RUN', 'USER')
    .find(({ range }) => range.start > instruction.range.start);
  if (next) return next.name === 'RUN' ? 'run' : undefined;
  const children = stageOrderOf(model).childrenOf(stage);
  if (children.some((child) => child.instructionsWith('RUN', 'USER')[0]?.name === 'RUN')) return 'run';
  const isImage = model.stages.some(
    ({ usedBy, final }) => usedBy.length === 0 && final.user.by === instruction,
  );
  return isImage ? 'start' : undefined;
}

/** Where the account is created: too late, or in another stage. */
function creationOf(name: string, stage: Stage, model: BuildModel): Related | undefined {
  const created = createdAccounts(model);
  const own = created.get(stage)?.find((account) => account.name === name);
  if (own) return { range: own.word.range, message: 'It is created here, which is too late' };
  for (const [other, accounts] of created) {
    const account = accounts.find((one) => one.name === name);
    if (account && other !== stage)
      return { range: account.word.range, message: 'It is created here, in another stage' };
  }
  return undefined;
}

function fixesFor(name: string, { instruction, before }: Step, stage: Stage, model: BuildModel) {
  const base = officialBase(stage);
  if (!base) return undefined;
  const { facts, isExact } = base;
  if (facts.distribution === 'scratch' || facts.distribution === 'distroless') {
    const edits = numberEdits(name, stage);
    return edits && [{ fix: 'useNumber' as const, values: { number }, edits }];
  }
  const user = before.user.value;
  if (!isExact || user === undefined || !isRoot(user)) return undefined;
  if (!/^[a-z_][a-z0-9_-]*$/.test(name) || groups.has(name) || createsGroups(stage, model)) return undefined;
  const { create } = ownAccount(facts);
  if (create.length === 0) return undefined;
  const commands = create.map((command) => command.replaceAll(/\bapp\b/g, name)).join(' && ');
  const edit = linesAbove(model.tree, instruction, [`${keywordLike(instruction, 'RUN')} ${commands}`]);
  return edit && [{ fix: 'create' as const, values: { name }, edits: [edit] }];
}

/** The number of `nonroot` in distroless images; in scratch it is as good as any. */
const number = '65532';

/** The number wherever the stage says the name, group included. */
function numberEdits(name: string, stage: Stage): readonly FixEdit[] | undefined {
  const edits: FixEdit[] = [];
  for (const { name: keyword, words, flags } of stage.instructionsWith('USER', 'COPY', 'ADD')) {
    const flag = flags.find((one) => one.name === 'chown');
    const [text, range] =
      keyword === 'USER' ? [words[0]?.text, words[0]?.range] : [flag?.rawValue?.text, flag?.valueRange];
    if (text === undefined || !range || literal.exec(text)?.[1] !== name) continue;
    const [, group] = text.split(':');
    // What number another group has nobody knows.
    if (group !== undefined && group !== name && !/^\d+$/.test(group)) return undefined;
    edits.push({ range, newText: group === name ? `${number}:${number}` : text.replace(name, number) });
  }
  return edits;
}

/** Whether the stage, or one below, makes groups, or the account itself further down: it would be there already. */
function createsGroups(stage: Stage, model: BuildModel): boolean {
  for (let at: Stage | undefined = stage; at; at = at.base.stage) {
    if (at.instructionsWith('RUN').some((one) => one.once(makesAny))) return true;
  }
  return createdAccounts(model).has(stage);
}

function makesAny(instruction: Instruction): boolean {
  return textsOf(instruction).some((one) => /groupadd|addgroup|useradd|adduser/.test(one));
}

/** Groups of Debian and Alpine without an account of that name: a second one cannot be made. */
const groups: ReadonlySet<string> = new Set([
  ...[
    'www-data',
    'adm',
    'audio',
    'cdrom',
    'crontab',
    'dialout',
    'disk',
    'floppy',
    'input',
    'kmem',
    'kvm',
    'netdev',
  ],
  ...[
    'nogroup',
    'operator',
    'ping',
    'plugdev',
    'render',
    'shadow',
    'src',
    'staff',
    'sudo',
    'tape',
    'tty',
    'users',
  ],
  ...['utmp', 'video', 'wheel'],
]);
