import type { BuildModel, Step } from '../model/types.ts';
import { rules as registry } from '../rules/index.ts';
import type { Concern, Rule } from '../rules/rule.ts';
import type { Instruction, KeywordName } from '../syntax/dockerfile/tree.ts';

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
  if (!concerns?.keywords) return model.steps;
  const lists = model.once(newLists);
  const key = concerns.keywords.join(' ');
  let found = lists.get(key);
  if (!found) {
    found = stepsWith(concerns.keywords, model.steps);
    lists.set(key, found);
  }
  return found;
}

function newLists(): Map<string, readonly Step[]> {
  return new Map();
}

function stepsWith(keywords: readonly KeywordName[], steps: readonly Step[]): readonly Step[] {
  const found: Step[] = [];
  // Until it is optimized, an iterator leaves an object behind for each of them.
  for (let i = 0; i < steps.length; i++) {
    const step = steps[i] as Step;
    const { name } = step.instruction;
    if (name && keywords.includes(name)) found.push(step);
  }
  return found;
}

/** Those of the enabled rules that a file concerns. */
export function concerned<T extends { readonly rule: Rule }>(
  enabled: readonly T[],
  model: BuildModel,
): readonly T[] {
  const set = model.once(concernedRules);
  let places = placesOf.get(enabled);
  if (!places) {
    places = enabled.map(({ rule }) => (rule.concerns ? (indexes.get(rule) ?? unregistered) : always));
    placesOf.set(enabled, places);
  }
  return enabled.filter((one, i) => {
    const place = places[i] as number;
    return place === always || (place === unregistered ? isConcerned(one.rule, model) : has(set, place));
  });
}

/** By a list of enabled rules, which is the same as long as the configuration is: the index of each in a set. */
const placesOf = new WeakMap<readonly object[], readonly number[]>();

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

function concernedRules({ tree }: BuildModel): RuleSet {
  const concerned = emptySet();
  for (const instruction of tree.instructions) {
    const own = instruction.once(rulesOf);
    for (let i = 0; i < concerned.length; i++) concerned[i] = (concerned[i] ?? 0) | (own[i] ?? 0);
  }
  return concerned;
}

function rulesOf(instruction: Instruction): RuleSet {
  const found = emptySet();
  withConcerns.forEach(({ concerns }, index) => {
    if (concerns && matches(concerns, instruction))
      found[index >> 5] = (found[index >> 5] ?? 0) | (1 << (index & 31));
  });
  return found;
}

function matches({ keywords, text }: Concern, instruction: Instruction): boolean {
  if (keywords && !hasKeyword(instruction, keywords)) return false;
  if (!text) return true;
  return text.test(instruction.line.text) || instruction.heredocs.some(({ content }) => text.test(content));
}

/** Its own, or that of what an ONBUILD defers. */
function hasKeyword(instruction: Instruction, keywords: NonNullable<Concern['keywords']>): boolean {
  for (let at: Instruction | undefined = instruction; at; at = at.trigger) {
    if (at.name && keywords.includes(at.name)) return true;
  }
  return false;
}
