import type { BuildModel, Step, VariableDefinition, VariableUse } from '../../model/types.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import { defineRule, type FixEdit } from '../rule.ts';
import { linesAbove, topLevel } from '../support/insertLine.ts';
import { keywordLike } from '../support/keywords.ts';
import { assignedNames } from '../support/shellAssignments.ts';
import { isGuardedInShell } from '../support/variables.ts';

export const argOutOfScope = defineRule({
  id: 'arg-out-of-scope',
  summary: 'ARG is used where it has no value',
  why: 'An ARG counts only in the stage that declares it, and only while the image is built. One from above the first FROM is empty in a stage, and every ARG is gone when the container runs; nothing stops the build.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'buildkit', code: 'UndefinedVar', match: 'broader' },
    { tool: 'sonar', code: 'S6579', match: 'broader' },
    { tool: 'dockadvisor', code: 'UndefinedVar', match: 'broader' },
    // Of ShellCheck's findings those that a declaration in the wrong place explains.
    { tool: 'hadolint', code: 'SC2154', match: 'related' },
  ],
  references: [
    'https://docs.docker.com/build/building/variables/#scoping',
    'https://docs.docker.com/reference/dockerfile/#understand-how-arg-and-from-interact',
    'https://docs.docker.com/reference/dockerfile/#automatic-platform-args-in-the-global-scope',
  ],
  stepwise: true,
  messages: {
    global:
      'ARG {name} stands before the first FROM and is empty in a stage. Repeat ARG {name} in this stage.',
    platform: 'BuildKit sets {name} only in stages that ask for it. Add ARG {name} to this stage.',
    proxy: 'BuildKit hands {name} to RUN only; here it is empty. Add ARG {name} to this stage.',
    runTime: 'ARG {name} is gone when the container runs, and this is what runs then. Set it with ENV.',
  },
  fixes: {
    declare: { title: 'Add ARG {name} to this stage', safety: 'unsafe', availability: 'always' },
    keep: { title: 'Keep {name} in the image with ENV', safety: 'unsafe', availability: 'always' },
  },
  check({ model, steps, report }) {
    let places: Places | undefined;
    const assigned = new Map<Instruction, ReadonlySet<string> | undefined>();
    for (const use of [...model.variableUsesIn(steps), ...model.shellVariableUsesIn(steps)]) {
      const { name, range: at, instruction, result } = use;
      if (result.kind !== 'out-of-scope' || use.hasFallback) continue;
      if (use.expandedBy === 'shell') {
        if (isGuardedInShell(use, model.tree.text)) continue;
        if (!assigned.has(instruction)) assigned.set(instruction, namesSetBy(model.stepOf(instruction)));
        // Undefined: it reads a file of variables or the like, and may set any name.
        if (assigned.get(instruction)?.has(name) !== false) continue;
      }
      const { definition } = result;
      const related = definition.nameRange && [
        { range: definition.nameRange, message: `ARG ${name} is declared here` },
      ];
      if (use.expandedBy === 'shell' && instruction.name !== 'RUN') {
        // Docker sets the proxies of its configuration in containers, too.
        if (definition.kind === 'predefined') continue;
        const fixes = keepFix(model, use, definition);
        report({ at, message: 'runTime', values: { name }, related, fixes });
        continue;
      }
      places ??= new Places(model);
      const edit = places.declaration(use);
      const fixes = edit && ([{ fix: 'declare', values: { name }, edits: [edit] }] as const);
      if (definition.kind === 'platform') report({ at, message: 'platform', values: { name }, fixes });
      else if (definition.kind === 'predefined') report({ at, message: 'proxy', values: { name }, fixes });
      else report({ at, message: 'global', values: { name }, related, fixes });
    }
  },
});

/** Where an ARG belongs: above its first use in the stage, so that no layer before depends on it. */
class Places {
  private readonly first = new Map<string, Instruction>();
  private readonly model: BuildModel;

  constructor(model: BuildModel) {
    this.model = model;
    for (const use of [...model.variableUses, ...model.shellVariableUses]) {
      if (use.result.kind !== 'out-of-scope') continue;
      const key = this.key(use);
      const found = this.first.get(key);
      if (!found || use.instruction.range.start < found.range.start) this.first.set(key, use.instruction);
    }
  }

  declaration(use: VariableUse): FixEdit | undefined {
    const instruction = this.first.get(this.key(use)) ?? use.instruction;
    return insertion(this.model, instruction, [['ARG', use.name]]);
  }

  private key({ instruction, name }: VariableUse): string {
    return `${this.model.stageOf(instruction)?.index} ${instruction.isTrigger} ${name}`;
  }
}

function keepFix(model: BuildModel, { instruction, name }: VariableUse, definition: VariableDefinition) {
  const env: readonly [string, string] = ['ENV', `${name}=$${name}`];
  const lines = definition.kind === 'arg' ? [env] : [['ARG', name] as const, env];
  const edit = insertion(model, instruction, lines);
  return edit && ([{ fix: 'keep', values: { name }, edits: [edit] }] as const);
}

function insertion(
  model: BuildModel,
  instruction: Instruction,
  lines: readonly (readonly [string, string])[],
): FixEdit | undefined {
  const top = topLevel(model.tree, instruction);
  const prefix = instruction.isTrigger ? `${top.keyword.text} ` : '';
  const texts = lines.map(([keyword, rest]) => `${prefix}${keywordLike(top, keyword)} ${rest}`);
  return linesAbove(model.tree, top, texts);
}

function namesSetBy({ scripts }: Step): ReadonlySet<string> | undefined {
  return assignedNames(scripts);
}
