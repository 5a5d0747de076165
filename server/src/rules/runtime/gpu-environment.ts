import type { BuildModel, Stage } from '../../model/types.ts';
import type { Instruction, Pair } from '../../syntax/dockerfile/tree.ts';
import { defineRule } from '../rule.ts';
import { topLevel } from '../support/insertLine.ts';
import { linesWithout } from '../support/removeInstruction.ts';
import { withoutOne } from '../support/removeWord.ts';
import { unquoted } from '../support/words.ts';

export const gpuEnvironment = defineRule({
  id: 'gpu-environment',
  summary: 'The image says which GPUs it gets',
  why: 'Which GPUs a container sees is for whoever starts it: the numbers are those of one machine, and on another the container finds none, or those of somebody else. Of what the driver can do each part is another library from the host.',
  language: 'dockerfile',
  category: 'runtime',
  severity: 'information',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'tally', code: 'gpu/no-hardcoded-visible-devices', match: 'narrower' },
    { tool: 'tally', code: 'gpu/prefer-minimal-driver-capabilities', match: 'same' },
  ],
  references: [
    'https://docs.nvidia.com/datacenter/cloud-native/container-toolkit/latest/docker-specialized.html',
  ],
  concerns: { keywords: ['ENV'], text: /(?:NVIDIA|CUDA)_(?:VISIBLE|DRIVER)/ },
  stepwise: true,
  messages: {
    fixed:
      'Which GPUs it gets is for whoever starts the container (docker run --gpus): {name}={value} fits one machine.',
    redundant: '{image} sets {name}=all itself. Delete it.',
    capabilities:
      'This mounts all that the driver has, also for displays and video. Name what is used: compute,utility for CUDA.',
  },
  fixes: {
    remove: { title: 'Remove {name}', safety: 'unsafe', availability: 'sometimes' },
    reduce: { title: 'Change to compute,utility', safety: 'unsafe', availability: 'always' },
  },
  check({ model, steps, report }) {
    for (const { instruction, stage } of steps) {
      for (const pair of instruction.pairs) {
        const name = pair.name.text;
        const written = pair.value && unquoted(pair.value);
        if (!written) continue;
        const value = model.expand(written.text, instruction).value?.trim() ?? '';
        const at = pair.range;
        if (name === 'NVIDIA_DRIVER_CAPABILITIES') {
          if (!/(?:^|,)all(?:,|$)/.test(value)) continue;
          const edits = [{ range: written.range, newText: 'compute,utility' }];
          report({ at, message: 'capabilities', fixes: [{ fix: 'reduce', edits }] });
        } else if (name === 'NVIDIA_VISIBLE_DEVICES' || name === 'CUDA_VISIBLE_DEVICES') {
          const edits = removal(instruction, pair, model);
          const fixes = edits && [{ fix: 'remove' as const, values: { name }, edits }];
          const image = stage && cudaImage(stage);
          if (devices.test(value)) report({ at, message: 'fixed', values: { name, value }, fixes });
          else if (value === 'all' && name === 'NVIDIA_VISIBLE_DEVICES' && image !== undefined)
            report({ at, message: 'redundant', values: { image, name }, tags: ['unnecessary'], fixes });
        }
      }
    }
  },
});

/** `0`, `0,1`, `GPU-6fb…`, `MIG-GPU-…`, `0:1` */
const devices = /^(?:(?:\d+(?::\d+)?|GPU-[\w-]+|MIG-[\w/-]+)(?:,|$))+$/;

function cudaImage({ base }: Stage): string | undefined {
  const { familiarName } = base.root.reference ?? {};
  return familiarName === 'nvidia/cuda' ? familiarName : undefined;
}

function removal(instruction: Instruction, pair: Pair, { tree }: BuildModel) {
  const one = withoutOne(instruction.pairs, pair, tree);
  if (one) return [one];
  return instruction.pairs.length === 1 ? linesWithout(tree, topLevel(tree, instruction)) : undefined;
}
