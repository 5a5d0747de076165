import type { BuildModel, Step } from '../model/types.ts';
import { rules as registry } from '../rules/index.ts';
import type { Concern, Rule } from '../rules/rule.ts';
import type { Instruction } from '../syntax/dockerfile/tree.ts';

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
