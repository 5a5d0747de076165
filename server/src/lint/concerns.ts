import type { BuildModel, Step } from '../model/types.ts';
import { rules as registry } from '../rules/index.ts';
import type { Concern, Rule } from '../rules/rule.ts';
import type { Instruction, KeywordName } from '../syntax/dockerfile/tree.ts';
import { PatternSearch } from './patternSearch.ts';

/**
 * Whether a file holds an instruction that a rule may have something to say of (`Rule.concerns`). Of the registry's
 * rules the answer is kept on each instruction, so that a keystroke asks it for one instruction, and runs the few
 * rules that any instruction of the file is a matter of.
 */
export function isConcerned(rule: Rule, model: BuildModel): boolean {
  if (!rule.concerns) return true;
  const index = indexes.get(rule);
  if (index !== undefined) return has(model.once(concernedRules), index);
  const { concerns } = rule;
  return model.tree.instructions.some((instruction) => matches(concerns, instruction));
}

/**
 * The steps a rule is shown (`DockerfileContext.steps`): those with one of the keywords that concern it, or all. Most
 * rules go through them at every keystroke, and most keywords are rare.
 */
export function stepsFor({ concerns }: Rule, model: BuildModel): readonly Step[] {
  return concerns?.keywords ? model.stepsWith(...concerns.keywords) : model.steps;
}

/** Which of the enabled rules a file concerns, by their place in the list. */
export function concernedPlaces(
  enabled: readonly { readonly rule: Rule }[],
  model: BuildModel,
): (place: number) => boolean {
  const set = model.once(concernedRules);
  let indices = indicesOf.get(enabled);
  if (!indices) {
    indices = enabled.map(({ rule }) => (rule.concerns ? (indexes.get(rule) ?? unregistered) : always));
    indicesOf.set(enabled, indices);
  }
  const known = indices;
  return (place) => {
    const index = known[place] as number;
    if (index === unregistered) return isConcerned((enabled[place] as { readonly rule: Rule }).rule, model);
    return index === always || has(set, index);
  };
}

/** By a list of enabled rules, which is the same as long as the configuration is: the index of each in a set. */
const indicesOf = new WeakMap<readonly object[], readonly number[]>();

const always = -1;
const unregistered = -2;

const withConcerns = registry.filter(({ language, concerns }) => language === 'dockerfile' && concerns);
const indexes: ReadonlyMap<Rule, number> = new Map(withConcerns.map((rule, index) => [rule, index]));

/** Rules by their index, 32 to a number. */
type RuleSet = Int32Array;

function emptySet(): RuleSet {
  return new Int32Array(Math.ceil(withConcerns.length / 32));
}

function has(set: RuleSet, index: number): boolean {
  return ((set[index >> 5] ?? 0) & (1 << (index & 31))) !== 0;
}

function add(set: RuleSet, index: number): void {
  set[index >> 5] = (set[index >> 5] ?? 0) | (1 << (index & 31));
}

function addAll(set: RuleSet, more: RuleSet): void {
  for (let i = 0; i < set.length; i++) set[i] = (set[i] ?? 0) | (more[i] ?? 0);
}

function concernedRules({ tree }: BuildModel): RuleSet {
  const concerned = emptySet();
  for (const instruction of tree.instructions) addAll(concerned, instruction.once(rulesOf));
  return concerned;
}

/** What the texts of rules are searched with: many rules look for the same. */
const patterns = new Map(
  withConcerns.flatMap(({ concerns }) => (concerns?.text ? [[String(concerns.text), concerns.text]] : [])),
);
const patternIndexes = new Map([...patterns.keys()].map((name, index) => [name, index]));
const search = new PatternSearch([...patterns.values()]);

/** By the index of a rule, that of the pattern it looks for. */
const patternOf = withConcerns.map(({ concerns }) =>
  concerns?.text ? patternIndexes.get(String(concerns.text)) : undefined,
);

/** The rules that an instruction is a matter of. */
interface ByKeyword {
  /** For its keyword alone. */
  readonly always: RuleSet;
  /** If a text is found in it: by the index of the pattern, the rules' indices. */
  readonly byPattern: readonly (readonly number[] | undefined)[];
}

const byKeyword = new Map<KeywordName | undefined, ByKeyword>();

function rulesWith(keyword: KeywordName | undefined): ByKeyword {
  const known = byKeyword.get(keyword);
  if (known) return known;
  const always = emptySet();
  const byPattern: (number[] | undefined)[] = new Array(patterns.size).fill(undefined);
  withConcerns.forEach(({ concerns }, index) => {
    if (concerns?.keywords && !(keyword && concerns.keywords.includes(keyword))) return;
    const pattern = patternOf[index];
    if (pattern === undefined) {
      add(always, index);
      return;
    }
    const rules = byPattern[pattern];
    if (rules) rules.push(index);
    else byPattern[pattern] = [index];
  });
  const found = { always, byPattern };
  byKeyword.set(keyword, found);
  return found;
}

function rulesOf(instruction: Instruction): RuleSet {
  const found = emptySet();
  const { line, heredocs } = instruction;
  // Its own keyword, and that of what an ONBUILD defers.
  for (let at: Instruction | undefined = instruction; at; at = at.trigger) {
    const { always, byPattern } = rulesWith(at.name);
    addAll(found, always);
    const isAsked = (pattern: number): boolean => {
      const rules = byPattern[pattern];
      return rules !== undefined && !rules.every((index) => has(found, index));
    };
    const take = (pattern: number): void => {
      for (const index of byPattern[pattern] ?? []) add(found, index);
    };
    search.eachIn(line.text, isAsked, take);
    for (const { content } of heredocs) search.eachIn(content, isAsked, take);
  }
  return found;
}

function matches({ keywords, text }: Concern, instruction: Instruction): boolean {
  if (keywords && !hasKeyword(instruction, keywords)) return false;
  return !text || holds(text, instruction);
}

function holds(text: RegExp, { line, heredocs }: Instruction): boolean {
  return text.test(line.text) || heredocs.some(({ content }) => text.test(content));
}

/** Its own, or that of what an ONBUILD defers. */
function hasKeyword(instruction: Instruction, keywords: NonNullable<Concern['keywords']>): boolean {
  for (let at: Instruction | undefined = instruction; at; at = at.trigger) {
    if (at.name && keywords.includes(at.name)) return true;
  }
  return false;
}
