import type { BuildModel, Stage, Step, VariableUse } from '../../model/types.ts';
import type { Heredoc } from '../../syntax/dockerfile/tree.ts';
import type { ShellScript, ShellWord } from '../../syntax/shell/tree.ts';
import { contains } from '../../text/range.ts';
import { defineRule, type FixEdit } from '../rule.ts';
import { declaredAgain } from '../support/declareVariable.ts';
import { NameSearch } from '../support/nameSearch.ts';
import { assignedNames } from '../support/shellAssignments.ts';
import { type UnassignedUse, unassignedUses } from '../support/unassignedUses.ts';
import { type DefinitionPlace, definitionPlaces, firstFrom } from '../support/variables.ts';

export const unassignedVariable = defineRule({
  id: 'unassigned-variable',
  summary: 'The shell is to put in a variable that nothing sets',
  why: 'A shell replaces a variable that is not set with nothing and goes on: addresses, paths and files come out wrong, and no message tells. In double quotes, and in the body of a heredoc, that happens to text for another program as well.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [{ tool: 'hadolint', code: 'SC2154', match: 'same' }],
  references: [
    'https://docs.docker.com/build/building/variables/#scoping',
    'https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_06_02',
    'https://www.shellcheck.net/wiki/SC2154',
  ],
  concerns: { keywords: ['RUN'], text: /\$\{?[A-Za-z_]/ },
  stepwise: true,
  messages: {
    unset: 'Nothing sets {name}: the shell puts nothing in its place. Set it, or declare it with ARG or ENV.',
    misspelt: 'Nothing sets {name}: the shell puts nothing in its place. Did you mean {nearest}?',
    later: '{name} is defined further down, too late for this RUN: here it is empty.',
    otherStage: '{name} is defined in another stage, and here it is empty. Declare it in this stage too.',
    otherRun:
      'A RUN above sets {name}, and its variables end with it: here it is empty. Set it in this RUN, or use ENV.',
    inner:
      'The shell around replaces {name} before the one in quotes sets it: there it is empty. Write a backslash before the dollar sign.',
    body: 'The shell replaces {name} in this body, and nothing sets it: its place stays empty. Quote the delimiter to hand the body on as it is written.',
    bodySets:
      'The shell replaces {name} before the program in this body sets it: there it is empty. Quote the delimiter to hand the body on as it is written.',
  },
  fixes: {
    declareHere: { title: 'Declare {name} in this stage too', safety: 'unsafe', availability: 'sometimes' },
    useNearest: { title: 'Change to {nearest}', safety: 'unsafe', availability: 'always' },
    keepDollar: { title: 'Keep the dollar sign of {name}', safety: 'unsafe', availability: 'sometimes' },
    quoteDelimiter: {
      title: 'Quote the delimiter: no variable of the body is replaced here',
      safety: 'unsafe',
      availability: 'sometimes',
    },
  },
  check({ model, steps, report }) {
    const search = new NameSearch();
    const elsewhere = new Elsewhere(model);
    for (const step of steps) {
      if (!step.run) continue;
      const uses = model.shellVariableUsesIn([step]);
      if (uses.length === 0) continue;
      let words: QuotedWords | undefined;
      for (const found of unassignedUses(step, uses, model.tree.text)) {
        const { use, body } = found;
        const { name, range: at, nameRange } = use;
        const values = { name };
        const nearest = search.closest(name, found.names);
        if (nearest !== undefined && !found.isSetInside) {
          const edits = [{ range: nameRange, newText: nearest }];
          const fixes = [{ fix: 'useNearest', values: { nearest }, edits }] as const;
          report({ at, message: 'misspelt', values: { name, nearest }, fixes });
          continue;
        }
        const place = elsewhere.place(name, step);
        if (place && !found.isSetInside) {
          const related = [{ range: place.range, message: `${name} is defined here` }];
          const edit =
            place.message === 'otherStage'
              ? declaredAgain(model, name, place.range, use.instruction)
              : undefined;
          const fixes = edit && ([{ fix: 'declareHere', values, edits: [edit] }] as const);
          report({ at, message: place.message, values, related, fixes });
          continue;
        }
        if (body) {
          const edits = quoted(found, body, uses);
          const fixes = edits && ([{ fix: 'quoteDelimiter', edits }] as const);
          report({ at, message: found.isSetInside ? 'bodySets' : 'body', values, fixes });
          continue;
        }
        words ??= new QuotedWords(step.scripts);
        const word = words.around(use);
        const isInner = word !== undefined && words.sets(word, name);
        // In backquotes the backslash would only keep itself.
        const kept =
          word && !step.scripts.some(({ source }) => source.text.includes('`'))
            ? isInner
              ? usesIn(word, name, uses)
              : words.isPrinted(word)
                ? [use]
                : []
            : [];
        const edits = kept.map(({ range: { start } }) => ({ range: { start, end: start }, newText: '\\' }));
        const fixes = edits.length > 0 ? ([{ fix: 'keepDollar', values, edits }] as const) : undefined;
        report({ at, message: isInner ? 'inner' : 'unset', values, fixes });
      }
    }
  },
});

function usesIn({ range }: ShellWord, name: string, uses: readonly VariableUse[]): readonly VariableUse[] {
  return uses.filter((use) => use.name === name && contains(range, use.range));
}

const printers: ReadonlySet<string | undefined> = new Set(['echo', 'printf', 'sed', 'perl', 'awk']);

/** The words of commands that name variables, gone through once. */
class QuotedWords {
  private readonly byPlace = new Map<number, ShellWord>();
  private readonly setIn = new Map<ShellWord, ReadonlySet<string>>();
  private readonly printed = new Set<ShellWord>();

  constructor(scripts: readonly ShellScript[]) {
    for (const { commands } of scripts) {
      for (const { name, words } of commands) {
        const prints = printers.has(name);
        for (const word of words) {
          for (const { range } of word.variables) this.byPlace.set(range.start, word);
          if (prints && word.text.startsWith('"')) this.printed.add(word);
        }
      }
    }
  }

  /** Undefined in other places: the value of an assignment, the list of a loop. */
  around({ range }: VariableUse): ShellWord | undefined {
    return this.byPlace.get(range.start);
  }

  /** Whether a command prints it as it is: a dollar sign may be what is to be printed. */
  isPrinted(word: ShellWord): boolean {
    return this.printed.has(word);
  }

  /** Whether the word looks like a program in double quotes that sets the name itself. */
  sets(word: ShellWord, name: string): boolean {
    let names = this.setIn.get(word);
    if (!names) {
      const { text } = word;
      names = new Set(
        text.startsWith('"') ? [...text.matchAll(settings)].map((match) => match[1] ?? match[2] ?? '') : [],
      );
      this.setIn.set(word, names);
    }
    return names.has(name);
  }
}

/** `x=`, `for x`, `read -r x` */
const settings = /(?<=^"|[\s;&|({])(?:([A-Za-z_]\w*)=|(?:for|select|read(?: -\w+)?) ([A-Za-z_]\w*))/g;

/** As long as the body has nothing else that is for the shell around it. */
function quoted(
  { use: { instruction } }: UnassignedUse,
  { range, name, content, contentRange }: Heredoc,
  uses: readonly VariableUse[],
): readonly FixEdit[] | undefined {
  const isForShell =
    /\\[\\$`]|\$[(\d@*#?]|`/.test(content) ||
    uses.some(
      (use) =>
        use.instruction === instruction && contains(contentRange, use.range) && use.result.kind === 'defined',
    );
  return isForShell
    ? undefined
    : [{ range: { start: range.end - name.length, end: range.end }, newText: `'${name}'` }];
}

type Place = { readonly message: 'later' | 'otherStage' | 'otherRun' } & Pick<DefinitionPlace, 'range'>;

/** Where the file sets a name that a RUN does not get. */
class Elsewhere {
  private readonly model: BuildModel;
  private definitions: ReadonlyMap<string, readonly DefinitionPlace[]> | undefined;
  private readonly runs = new Map<Stage | undefined, ReadonlyMap<string, readonly Step[]>>();

  constructor(model: BuildModel) {
    this.model = model;
  }

  place(name: string, step: Step): Place | undefined {
    const { instruction, stage } = step;
    this.definitions ??= definitionPlaces(this.model);
    const places = this.definitions.get(name) ?? [];
    const later = firstFrom(places, instruction.range.end);
    if (later && later.stage === stage) return { message: 'later', range: later.range };
    const run = this.runAbove(name, step);
    if (run) return { message: 'otherRun', range: run.instruction.keyword.range };
    const other = places.find((place) => place.stage && place.stage !== stage);
    return other && { message: 'otherStage', range: other.range };
  }

  private runAbove(name: string, { instruction, stage }: Step): Step | undefined {
    let runs = this.runs.get(stage);
    if (!runs) {
      runs = runsByName(this.model.stepsWith('RUN').filter((step) => step.stage === stage));
      this.runs.set(stage, runs);
    }
    const { start } = instruction.range;
    return runs
      .get(name)
      ?.filter((step) => step.instruction.range.start < start)
      .at(-1);
  }
}

/** By each name the RUNs that set it, in order. */
function runsByName(steps: readonly Step[]): ReadonlyMap<string, readonly Step[]> {
  const found = new Map<string, Step[]>();
  for (const step of steps) {
    for (const name of step.run?.once(namesOf) ?? []) {
      const known = found.get(name);
      if (known) known.push(step);
      else found.set(name, [step]);
    }
  }
  return found;
}

function namesOf({ scripts }: NonNullable<Step['run']>): ReadonlySet<string> | undefined {
  return assignedNames(scripts.map(({ script }) => script));
}
