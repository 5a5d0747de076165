import type { BuildModel, PackageCommand, RunModel, Stage, Step } from '../../model/types.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import type { ShellScript } from '../../syntax/shell/tree.ts';
import { defineRule } from '../rule.ts';
import { aptRows } from '../support/aptOneRun.ts';
import { type Joinable, joinEdits } from '../support/joinRuns.ts';
import { hasBackground, isBourne, isPlainChain, isSingle, leaksShellState } from '../support/shellState.ts';
import { finalLayers } from '../support/stageOrder.ts';

export const consecutiveRun = defineRule({
  id: 'consecutive-run',
  summary: 'RUN instructions in a row could be one',
  why: 'Each RUN makes a layer of its own. What one leaves behind (package lists, archives) stays in the image even when the next one deletes it, and each can be cached apart from the others and go stale.',
  language: 'dockerfile',
  category: 'efficiency',
  severity: 'information',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'hadolint', code: 'DL3059', match: 'same' },
    { tool: 'sonar', code: 'S7031', match: 'narrower' },
    { tool: 'kics', code: 'Multiple-RUN-ADD-COPY', match: 'narrower' },
    { tool: 'tally', code: 'prefer-run-heredoc', match: 'related' },
  ],
  references: [
    'https://docs.docker.com/build/building/best-practices/#run',
    'https://docs.docker.com/build/cache/optimize/',
  ],
  messages: {
    mergeable:
      'This RUN and the one above each make a layer. Merge them, so that what one leaves behind the other can clean up.',
  },
  fixes: {
    merge: { title: 'Merge {count} RUN instructions', safety: 'unsafe', availability: 'sometimes' },
    mergeInSubshells: {
      title: 'Merge {count} RUN instructions, with subshells where one would affect the next',
      safety: 'unsafe',
      availability: 'sometimes',
    },
    aptInOne: {
      title: 'Put the update, the installs and the clean-up of apt into one RUN',
      safety: 'unsafe',
      availability: 'sometimes',
    },
  },
  check({ model, report }) {
    // Layers of a build stage are not shipped, and each is cached for itself.
    const stages = finalLayers(model);
    for (const stage of model.stages) {
      if (!stages.has(stage)) continue;
      for (const chain of chainsOf(stage, model)) {
        const fixes = fixesFor(chain, model);
        for (const [index, link] of chain.entries()) {
          const above = chain[index - 1];
          if (!above) continue;
          const rows = model.once(aptRows);
          const inOne = rows.has(above.instruction) ? rows.get(link.instruction) : undefined;
          report({
            at: link.instruction.keyword.range,
            message: 'mergeable',
            related: [{ range: above.instruction.keyword.range, message: 'The RUN above' }],
            fixes: inOne ? [...(fixes ?? []), { fix: 'aptInOne', edits: inOne }] : fixes,
          });
        }
      }
    }
  },
});

interface Link extends Joinable {
  readonly run: RunModel;
  readonly script: ShellScript;
  /** All flags, in an order that does not depend on the author's. */
  readonly flags: string;
}

/** Runs of RUNs that belong together, two at least; nothing but comments and blank lines stands between them. */
function chainsOf(stage: Stage, model: BuildModel): Link[][] {
  const chains: Link[][] = [];
  let chain: Link[] = [];
  // Asked for to be noted: these are looked into; of all others it matters only where they stand (see `outline`).
  stage.instructionsWith('ONBUILD', 'RUN');
  for (const instruction of stage.outline) {
    const link = linkOf(instruction, model);
    const last = chain.at(-1);
    if (link && last && belongTogether(last, link)) {
      chain.push(link);
      continue;
    }
    if (chain.length > 1) chains.push(chain);
    chain = link ? [link] : [];
  }
  if (chain.length > 1) chains.push(chain);
  return chains;
}

function linkOf(outer: Instruction, model: BuildModel): Link | undefined {
  const instruction = outer.trigger ?? outer;
  if (instruction.name !== 'RUN') return undefined;
  const step: Step = model.stepOf(instruction);
  const script =
    step.run?.form === 'shell' && instruction.heredocs.length === 0 ? step.run.scripts[0]?.script : undefined;
  if (!step.run || !script || !instruction.shell || !isBourne(script.dialect, model)) return undefined;
  const flags = instruction.flags.map((flag) => `${flag.name}=${flag.value ?? ''}`).sort();
  return { outer, instruction, run: step.run, script, flags: flags.join('\n') };
}

/**
 * Two plain RUNs do. Of longer ones, which somebody has grouped already, only those that share a package manager's
 * lists: an update for the other's install, or a clean-up after it.
 */
function belongTogether(above: Link, below: Link): boolean {
  if (above.flags !== below.flags || above.instruction.isTrigger !== below.instruction.isTrigger)
    return false;
  if (isSingle(above.script) && isSingle(below.script)) return true;
  return shareLists(above.run.packageCommands, below.run.packageCommands);
}

function shareLists(above: readonly PackageCommand[], below: readonly PackageCommand[]): boolean {
  const installs = (calls: readonly PackageCommand[], manager: string) =>
    calls.some((call) => call.manager === manager && call.action === 'install');
  const updatesFor = above.find((call) => call.action === 'update' && !installs(above, call.manager));
  if (updatesFor && installs(below, updatesFor.manager)) return true;
  return below.length > 0 && below.every((call) => call.action === 'clean' && installs(above, call.manager));
}

function fixesFor(chain: readonly Link[], model: BuildModel) {
  const { text } = model.tree;
  const values = { count: chain.length };
  const isTidy = (link: Link, index: number) =>
    isPlainChain(link.script) && (index === chain.length - 1 || !leaksShellState(link.script));
  if (chain.every(isTidy)) {
    const edits = joinEdits(chain, text, model.tree.escape, () => false);
    if (!edits) return undefined;
    const instructions = chain.map((link) => link.outer.range.start);
    return [{ fix: 'merge', values, edits, claim: { kind: 'steps-concatenated', instructions } }] as const;
  }
  // A process left in the background would live on; what the shell cannot read cannot be wrapped.
  if (chain.some(({ script }) => hasBackground(script) || script.errors.length > 0)) return undefined;
  const edits = joinEdits(chain, text, model.tree.escape, (index) => {
    const link = chain[index];
    return link !== undefined && !isTidy(link, index);
  });
  return edits && ([{ fix: 'mergeInSubshells', values, edits }] as const);
}
