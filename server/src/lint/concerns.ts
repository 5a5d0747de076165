import type { BuildModel } from '../model/types.ts';
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
  if (isRegistered.has(rule)) return model.once(concernedRules).has(rule);
  const { concerns } = rule;
  return model.tree.instructions.some((instruction) => matches(concerns, instruction));
}

const withConcerns = registry.filter(({ language, concerns }) => language === 'dockerfile' && concerns);
const isRegistered: ReadonlySet<Rule> = new Set(withConcerns);

function concernedRules({ tree }: BuildModel): ReadonlySet<Rule> {
  const concerned = new Set<Rule>();
  for (const instruction of tree.instructions) {
    for (const rule of instruction.once(rulesOf)) concerned.add(rule);
  }
  return concerned;
}

function rulesOf(instruction: Instruction): readonly Rule[] {
  const found = withConcerns.filter(({ concerns }) => concerns && matches(concerns, instruction));
  return found.length === 0 ? noRules : found;
}

const noRules: readonly Rule[] = [];

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
