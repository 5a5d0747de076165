import { bindWordsOf } from '../../model/context/takeWords.ts';
import type { BuildModel, PackageCommand, Stage } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { DockerfileTree, Instruction, Pair } from '../../syntax/dockerfile/tree.ts';
import type { TextEdit } from '../../text/edit.ts';
import { defineRule } from '../rule.ts';
import { contextCopyOf } from '../support/contextCopies.ts';
import { namedPath } from '../support/contextTakes.ts';
import { type Block, blockOf } from '../support/moveDown.ts';
import { calledAs, callRange } from '../support/packageCalls.ts';

export const volatileBeforeInstall = defineRule({
  id: 'volatile-before-install',
  summary: 'A value that changes with every build stands above an install',
  why: 'Every RUN gets the values of all ARG and ENV above it, whether it uses them or not. When one changes, the RUN is not taken from the cache: with a date or a commit among them, everything is installed anew each time.',
  language: 'dockerfile',
  category: 'efficiency',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  references: [
    'https://docs.docker.com/reference/dockerfile/#impact-on-build-caching',
    'https://docs.docker.com/build/cache/invalidation/',
  ],
  messages: {
    reinstalls:
      '{name} changes with every build, and then {command} below runs again: a RUN sees every ARG above it. Move it down to where it is used.',
  },
  fixes: {
    moveDown: {
      title: 'Move {name} below the installs',
      safety: 'unsafe',
      availability: 'sometimes',
    },
  },
  check({ model, report }) {
    for (const stage of model.stages) {
      const volatile = stage
        .instructionsWith('ARG')
        .filter(({ pairs }) => pairs.some((pair) => isVolatile(pair, model)));
      if (volatile.length === 0) continue;
      const installs = installsOf(stage, model);
      for (const argument of volatile) {
        const below = installs.filter(({ instruction }) => instruction.range.start > argument.range.start);
        const last = below.at(-1);
        const [first] = below;
        if (!first || !last) continue;
        for (const pair of argument.pairs.filter((one) => isVolatile(one, model))) {
          const uses = usesOf(pair, argument, model);
          // Whatever runs before the last install and reads it has to be below it.
          if (uses.some(({ name, range }) => name === 'RUN' && range.start <= last.instruction.range.start))
            continue;
          if (uses.some((use) => fetchesBy(pair.name.text, use, model))) continue;
          const command = calledAs(first.call);
          const edits = movedDown(argument, uses, last.instruction, model);
          report({
            at: pair.name.range,
            message: 'reinstalls',
            values: { name: pair.name.text, command },
            related: [{ range: callRange(first.call, model.tree.text), message: 'This runs again' }],
            fixes: edits && [{ fix: 'moveDown', values: { name: pair.name.text }, edits }],
          });
        }
      }
    }
  },
});

/** An ARG that a build is meant to fill in with its date, its number or its commit. */
function isVolatile({ name, value }: Pair, model: BuildModel): boolean {
  if (!volatileName.test(name.text)) return false;
  // Without a value of its own it has that of the global one.
  const text = value?.text ?? model.globalArgs.filter((one) => one.name === name.text).at(-1)?.rawValue;
  return (
    text === undefined ||
    /^["']?(?:unknown|undefined|none|null|n\/?a|unset|dev\w*|local|latest|head|main|master|0(?:\.0)*)?["']?$/i.test(
      text,
    )
  );
}

/** A name made to start over from it (`CACHEBUST`) does what it says. */
const volatileName =
  /^(?:(?:\w+_)?BUILD_?(?:DATE|TIME|TIMESTAMP|DATETIME|NUMBER|NUM|NO|ID|SHA|COMMIT|REVISION|REF|HASH)|(?:IMAGE_|RELEASE_)?(?:DATE|CREATED|TIMESTAMP)|(?:GIT|VCS|CI|SOURCE|SCM|GITHUB|HEROKU_SLUG)_(?:\w+_)?(?:SHA\d*|REF|REV|REVISION|COMMIT|HASH|DESCRIBE|BRANCH|DATE)(?:_(?:SHA|HASH|ID|SHORT|DATE|TIME|NAME))?|COMMIT(?:_(?:SHA|HASH|ID|REF|DATE))?|REVISION|SHORT_SHA)$/i;

interface Install {
  readonly instruction: Instruction;
  readonly call: PackageCommand;
}

/** RUNs that install, as long as nothing above them changes with every commit anyway. */
function installsOf(stage: Stage, model: BuildModel): Install[] {
  const found: Install[] = [];
  for (const instruction of stage.instructions) {
    if (takenFromContext(instruction, model).some((path) => sources.test(path))) break;
    if (instruction.name !== 'RUN') continue;
    const { run } = model.stepOf(instruction);
    const call = run?.packageCommands.find(
      ({ action }) => action === 'upgrade' || action === 'download' || action === 'install',
    );
    if (call) found.push({ instruction, call });
  }
  return found;
}

/** All of the context, or the folder of the sources. */
const sources = /^(?:\*?|src|lib|app|cmd|internal|pkg)$/;

/** What a COPY, an ADD or the mounts of a RUN take. */
function takenFromContext(instruction: Instruction, model: BuildModel): readonly string[] {
  if (instruction.name !== 'RUN') return contextCopyOf(instruction, model)?.sources ?? [];
  const mounts = bindWordsOf(model.stepOf(instruction)).filter(({ hasFrom }) => !hasFrom);
  return mounts.flatMap(({ source }) => namedPath(source) ?? []);
}

/** The instructions that read a variable, in order. */
function usesOf({ name }: Pair, argument: Instruction, model: BuildModel): readonly Instruction[] {
  const reads = ({ result }: (typeof model.variableUses)[number]) =>
    result.kind === 'defined' &&
    result.definition.instruction === argument &&
    result.definition.name === name.text;
  const found = [...model.variableUses, ...model.shellVariableUses].filter(reads);
  return [...new Set(found.map(({ instruction }) => instruction))].sort(
    (a, b) => a.range.start - b.range.start,
  );
}

/** `git checkout $COMMIT`, `curl …/$COMMIT.tgz`: it says what to fetch, and changes only when that is to be another. */
function fetchesBy(variable: string, instruction: Instruction, model: BuildModel): boolean {
  if (instruction.name === 'ADD') return true;
  if (instruction.name !== 'RUN') return false;
  return (model.stepOf(instruction).run?.commands ?? []).some((command) =>
    command.words.some(
      ({ text, variables }) =>
        variables.some(({ name }) => name === variable) &&
        (text.includes('://') || fetchers.test(unwrapCommand(command).name ?? '')),
    ),
  );
}

const fetchers = /^(?:git|hg|svn|curl|wget|aria2c)$/;

/**
 * The ARG, and the LABELs and ENVs above the last install that read it, go below that install; what reads such an ENV
 * before, and comments in between, leave all where it is.
 */
function movedDown(
  argument: Instruction,
  uses: readonly Instruction[],
  last: Instruction,
  model: BuildModel,
): TextEdit[] | undefined {
  if (argument.pairs.length !== 1) return undefined;
  const above = uses.filter(({ range }) => range.start < last.range.start);
  const names = new Set<string>();
  for (const one of above) {
    if (one.name !== 'LABEL' && one.name !== 'ENV') return undefined;
    if (one.name === 'ENV') for (const { name } of one.pairs) names.add(name.text);
  }
  const isRead = [...model.variableUses, ...model.shellVariableUses].some(
    ({ name, instruction }) =>
      names.has(name) &&
      instruction.range.start > argument.range.start &&
      instruction.range.start <= last.range.start &&
      !above.includes(instruction),
  );
  if (isRead) return undefined;
  const place = blockOf(model.tree, last);
  const blocks = [argument, ...above].map((one) => ownBlockOf(model.tree, one));
  if (!place || blocks.some((block) => block === undefined)) return undefined;
  const moved = blocks.flatMap((block) => block ?? []);
  const { end } = place.range;
  const isLastLine = !model.tree.text.slice(place.range.start, end).endsWith('\n');
  if (isLastLine) return undefined;
  return [
    ...moved.map(({ range }) => ({ range, newText: '' })),
    { range: { start: end, end }, newText: moved.map((block) => block.text).join('') },
  ];
}

/** The comments above it stay where they speak of a list that goes on below it. */
function ownBlockOf(
  tree: DockerfileTree,
  instruction: Instruction,
): Pick<Block, 'range' | 'text'> | undefined {
  const block = blockOf(tree, instruction);
  const comments = block?.text.split(/^[ \t]*[^#\s]/m, 1)[0];
  if (
    !block ||
    !comments ||
    !/\b(?:arguments|args|values|variables|versions|parameters|options|settings|metadata)\b/i.test(comments)
  )
    return block;
  const next = tree.items.find(({ range }) => range.start >= block.range.end);
  if (next?.kind !== 'instruction' || next.instruction.name !== instruction.name) return block;
  return {
    range: { start: block.range.start + comments.length, end: block.range.end },
    text: block.text.slice(comments.length),
  };
}
