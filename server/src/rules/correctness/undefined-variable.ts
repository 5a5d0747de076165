import { shellVariables } from '../../knowledge/variables.ts';
import type { BuildModel, VariableUse } from '../../model/types.ts';
import type { DockerfileTree, Heredoc, Instruction, Pair } from '../../syntax/dockerfile/tree.ts';
import { contains } from '../../text/range.ts';
import { defineRule, type FixEdit } from '../rule.ts';
import { declarationToFill, declaredAgain } from '../support/declareVariable.ts';
import { bodyEscape, quotedDelimiter } from '../support/heredocDelimiter.ts';
import { linesAbove } from '../support/insertLine.ts';
import { keywordLike } from '../support/keywords.ts';
import { NameSearch } from '../support/nameSearch.ts';
import { type DefinitionPlace, definitionPlaces, firstFrom, pairAround } from '../support/variables.ts';

export const undefinedVariable = defineRule({
  id: 'undefined-variable',
  summary: 'Variable is used that nothing defines',
  why: 'BuildKit replaces a variable that no ARG or ENV defines with nothing and goes on: paths, names and versions come out wrong, and the build may fail much later, or not at all.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'buildkit', code: 'UndefinedVar', match: 'same' },
    { tool: 'dockadvisor', code: 'UndefinedVar', match: 'same' },
    { tool: 'hadolint', code: 'DL3044', match: 'related' },
  ],
  // Of a variable that the same ENV sets it has the cure as well.
  yieldsTo: ['env-self-reference'],
  references: [
    'https://docs.docker.com/reference/build-checks/undefined-var/',
    'https://docs.docker.com/reference/dockerfile/#environment-replacement',
  ],
  messages: {
    undefined: 'Nothing above defines {name}: it is replaced with nothing. Declare it with ARG or ENV.',
    misspelt: 'Nothing above defines {name}: it is replaced with nothing. Did you mean {nearest}?',
    required:
      'Nothing above defines {name}, and the ? behind the name stops the build then. Declare it with ARG or ENV.',
    empty:
      'Nothing above defines {name}, which leaves nothing here: the build stops, for {keyword} takes no empty argument. Declare it with ARG or ENV.',
    fallback:
      'Nothing above defines {name}, so that no build can set it: its default is always used. Declare it with ARG.',
    later: '{name} is defined further down, too late for this line: here it is replaced with nothing.',
    sameInstruction:
      '{name} is set by this very ENV, and its value counts from the next instruction on. Set it in an ENV above.',
    otherStage:
      '{name} is defined in another stage, and here it is replaced with nothing. Declare it in this stage too.',
    extends:
      '{name} has no value here, so the list gets an empty entry, which often means the current directory.',
    extendsInVain:
      '{name} has no value here: the list gets an empty entry, which is passed over. Leave {name} out.',
    shell:
      'No shell reads this line: BuildKit does not know {name} and replaces it with nothing. Write it out.',
    script:
      'The builder expands {use} in this body, and puts nothing in its place. Quote the delimiter to keep the body as it is written.',
    scriptMixed:
      'The builder expands {use} in this body, and puts nothing in its place. Write {escape}{use} to keep it.',
    body: 'The builder expands {use} in this body, and puts nothing in its place. Quote the delimiter to keep the body as it is written, or declare {name} with ARG or ENV.',
    bodyMixed:
      'The builder expands {use} in this body, and puts nothing in its place. Write {escape}{use} to keep it, or declare {name} with ARG or ENV.',
  },
  fixes: {
    declare: { title: 'Declare {name} with ARG', safety: 'unsafe', availability: 'sometimes' },
    declareHere: { title: 'Declare {name} in this stage too', safety: 'unsafe', availability: 'sometimes' },
    giveValue: { title: 'Declare {name} with a value', safety: 'manual', availability: 'sometimes' },
    useNearest: { title: 'Change to {nearest}', safety: 'unsafe', availability: 'always' },
    extendIfSet: {
      title: 'Extend {name} only where it is set',
      safety: 'unsafe',
      availability: 'always',
    },
    quoteDelimiter: {
      title: 'Quote the delimiter: no variable of the body is expanded here',
      safety: 'unsafe',
      availability: 'always',
    },
    escapeUses: {
      title: 'Write {escape}$ for what nothing defines',
      safety: 'unsafe',
      availability: 'always',
    },
  },
  stepwise: true,
  check({ model, steps, report }) {
    const search = new NameSearch();
    let known: ReadonlyMap<string, readonly DefinitionPlace[]> | undefined;
    const told = new Set<Heredoc>();
    for (const use of model.variableUsesIn(steps)) {
      const { name, instruction, range: at } = use;
      const body = instruction.heredocs.find(({ contentRange }) => contains(contentRange, at));
      const isUnknown =
        use.result.kind === 'undefined' ||
        // No image brings `$@`.
        (body && use.result.kind === 'maybe-base' && !mayBeDeclared.test(name));
      if (!isUnknown || instruction.name === 'FROM') continue;
      const written = model.tree.text.slice(at.start, at.end);
      if (use.hasFallback) {
        if (body || !isDefaultAlone(use, written)) continue;
        const edit = instruction.isTrigger
          ? undefined
          : linesAbove(model.tree, instruction, [`${keywordLike(instruction, 'ARG')} ${name}`]);
        const fixes = edit && [{ fix: 'declare' as const, values: { name }, edits: [edit] }];
        report({ at, message: 'fallback', values: { name }, fixes });
        continue;
      }
      known ??= definitionPlaces(model);
      const places = known.get(name) ?? [];
      const stage = model.stageOf(instruction);
      const pair = instruction.name === 'ENV' ? pairAround(instruction.pairs, at) : undefined;
      const giveValue = () => {
        // `ARG A=$A`: what is missing is its own value.
        if (instruction.name === 'ARG' && pairAround(instruction.pairs, at)?.name.text === name) return [];
        const edit = declarationToFill(model, instruction, name);
        return edit && [{ fix: 'giveValue' as const, values: { name }, edits: [edit] }];
      };

      if (/^\$\{\w+:?\?/.test(written)) {
        const stops = !model.frontend.isCustom;
        report({ at, message: 'required', values: { name }, fixes: giveValue(), stops });
        continue;
      }
      if (leavesNothing(use, model)) {
        const values = { name, keyword: instruction.name ?? '' };
        report({ at, message: 'empty', values, fixes: giveValue(), stops: true });
        continue;
      }
      const same = pair && firstFrom(places, instruction.range.start);
      if (same && pair?.name.text !== name && contains(instruction.range, same.range)) {
        report({ at, message: 'sameInstruction', values: { name }, related: placeOf(name, same) });
        continue;
      }
      if (pair && addsDefault(use, pair, model.tree)) continue;
      const guard = pair && extension(use, pair, model.tree);
      if (guard) {
        const fixes = [{ fix: 'extendIfSet', values: { name }, edits: [guard] }] as const;
        const message = emptyIsPassedOver.has(name) ? 'extendsInVain' : 'extends';
        report({ at, message, values: { name }, fixes });
        continue;
      }
      const later = firstFrom(places, instruction.range.end);
      if (later && later.stage === stage) {
        report({ at, message: 'later', values: { name }, related: placeOf(name, later) });
        continue;
      }
      const other = places.at(0)?.stage === stage ? places.at(-1) : places.at(0);
      if (other?.stage && other.stage !== stage) {
        const edit = declaredAgain(model, name, other.range, instruction);
        const fixes = edit && ([{ fix: 'declareHere', values: { name }, edits: [edit] }] as const);
        report({ at, message: 'otherStage', values: { name }, related: placeOf(name, other), fixes });
        continue;
      }
      const isForShell = shellVariables.has(name) || !mayBeDeclared.test(name);
      const nearest = isForShell
        ? undefined
        : search.closest(name, () =>
            model
              .stepOf(instruction)
              .before.variables()
              .map((definition) => definition.name),
          );
      // Who reads the file has variables of its own, which may well look like one of the build.
      if (body && (nearest === undefined || !isSlip(name, nearest))) {
        // What one says of the first goes for all of them.
        if (told.has(body)) continue;
        told.add(body);
        const isOfScript = isScript(body, instruction) || !mayBeDeclared.test(name);
        const values = { name, use: written, escape: bodyEscape };
        const edit =
          isOfScript || !usesImage(body, instruction, model)
            ? quotedDelimiter(body, instruction, model)
            : undefined;
        if (edit) {
          const fixes = [{ fix: 'quoteDelimiter', edits: [edit] }] as const;
          report({ at, message: isOfScript ? 'script' : 'body', values, fixes });
          continue;
        }
        const edits = unknownIn(body, instruction, model).map(({ range: { start } }) => ({
          range: { start, end: start },
          newText: bodyEscape,
        }));
        const fixes = [{ fix: 'escapeUses', values, edits }] as const;
        report({ at, message: isOfScript ? 'scriptMixed' : 'bodyMixed', values, fixes });
        continue;
      }
      if (isForShell) {
        report({ at, message: 'shell', values: { name } });
        continue;
      }
      if (nearest === undefined) {
        report({ at, message: 'undefined', values: { name }, fixes: giveValue() });
        continue;
      }
      const edits = [{ range: use.nameRange, newText: nearest }];
      report({
        at,
        message: 'misspelt',
        values: { name, nearest },
        fixes: [{ fix: 'useNearest', values: { nearest }, edits }],
      });
    }
  },
});

/**
 * `${name:-default}` and nothing that makes it more than a default: a list may be extended by it, and an ARG of that name
 * is set by the build anyway.
 */
function isDefaultAlone({ name, instruction, range }: VariableUse, written: string): boolean {
  if (!/^\$\{\w+:?-/.test(written)) return false;
  const pair = pairAround(instruction.pairs, range);
  if (pair?.name.text !== name) return true;
  const value = pair.value?.range;
  const isWhole = value !== undefined && range.start - value.start < 2 && value.end - range.end < 2;
  return instruction.name !== 'ARG' && isWhole;
}

/** A signal, or the path of a volume, of which nothing is left: BuildKit refuses these, and takes any other argument. */
function leavesNothing({ instruction, range }: VariableUse, model: BuildModel): boolean {
  const { name, words } = instruction;
  if ((name !== 'STOPSIGNAL' && name !== 'VOLUME') || model.frontend.isCustom) return false;
  const word = words.find((one) => contains(one.range, range));
  return word !== undefined && model.expand(word.text, instruction).value === '';
}

function placeOf(name: string, { range }: DefinitionPlace) {
  return [{ range, message: `${name} is defined here` }];
}

/** `$@`, `$1` and their like are of a shell alone. */
const mayBeDeclared = /^[A-Za-z_]\w*$/;

/** The body of a COPY that is written for an interpreter. */
function isScript({ content }: Heredoc, { words }: Instruction): boolean {
  return content.startsWith('#!') || /\.(?:ba|da|k|z)?sh["']?$/.test(words.at(-1)?.text ?? '');
}

/** One letter more, less or another, in the same case. */
function isSlip(name: string, meant: string): boolean {
  const isIn = (shorter: string, longer: string) => {
    let same = 0;
    while (same < shorter.length && shorter[same] === longer[same]) same++;
    const rest = shorter.slice(shorter.length === longer.length ? same + 1 : same);
    return shorter !== longer && longer.slice(same + 1) === rest;
  };
  return name.length > 3 && (name.length <= meant.length ? isIn(name, meant) : isIn(meant, name));
}

/** Something of a body is for the builder that no quoted delimiter would leave: what ENV of the image gives. */
function usesImage({ contentRange }: Heredoc, instruction: Instruction, model: BuildModel): boolean {
  return model
    .variableUsesIn([model.stepOf(instruction)])
    .some(({ range, result }) => contains(contentRange, range) && result.kind === 'defined');
}

/** What the builder replaces with nothing in a body. */
function unknownIn(
  { contentRange }: Heredoc,
  instruction: Instruction,
  model: BuildModel,
): readonly VariableUse[] {
  return model
    .variableUsesIn([model.stepOf(instruction)])
    .filter(
      ({ range, name, result, hasFallback }) =>
        contains(contentRange, range) &&
        !hasFallback &&
        (result.kind === 'undefined' || (result.kind === 'maybe-base' && !mayBeDeclared.test(name))),
    );
}

/** Lists of which an empty entry may stand for the system's own. */
const emptyMeansDefault = new Set(['MANPATH', 'INFOPATH']);

/**
 * Lists whose readers pass over an empty entry: pkgconf splits them with strtok, and Node.js and Go drop it themselves.
 * https://github.com/pkgconf/pkgconf/blob/master/libpkgconf/path.c
 */
const emptyIsPassedOver = new Set(['PKG_CONFIG_PATH', 'PKG_CONFIG_LIBDIR', 'NODE_PATH', 'GOPATH']);

/**
 * `MANPATH=/opt/man:$MANPATH` is written for the empty entry: for man it is the system's path wherever it stands
 * (https://man7.org/linux/man-pages/man1/manpath.1.html), for info at the end
 * (https://www.gnu.org/software/texinfo/manual/info-stnd/html_node/Invoking-Info.html).
 */
function addsDefault(
  { name: used, range }: VariableUse,
  { name, value }: Pair,
  tree: DockerfileTree,
): boolean {
  if (!value || name.text !== used || !emptyMeansDefault.has(used)) return false;
  const before = tree.text.slice(value.range.start, range.start);
  const after = tree.text.slice(range.end, value.range.end);
  const isLast = before.endsWith(':') && /^["']?$/.test(after);
  return isLast || (used === 'MANPATH' && (before.endsWith(':') || after.startsWith(':')));
}

/** `X=$X:/more`: the colon goes with the old value. */
function extension(use: VariableUse, { name, value }: Pair, tree: DockerfileTree): FixEdit | undefined {
  const { range } = use;
  if (!value || name.text !== use.name || emptyMeansDefault.has(use.name)) return undefined;
  const { text } = tree;
  if (text.charAt(range.end) === ':' && range.end < value.range.end) {
    return {
      range: { start: range.start, end: range.end + 1 },
      newText: `\${${use.name}:+$${use.name}:}`,
    };
  }
  if (text.charAt(range.start - 1) === ':' && range.start > value.range.start) {
    return {
      range: { start: range.start - 1, end: range.end },
      newText: `\${${use.name}:+:$${use.name}}`,
    };
  }
  return undefined;
}
