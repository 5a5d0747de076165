import type { RunModel } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { ShellWord } from '../../syntax/shell/tree.ts';
import { defineRule } from '../rule.ts';
import { isForgiven } from '../support/forgivenCommands.ts';

export const gpuBuildTimeQuery = defineRule({
  id: 'gpu-build-time-query',
  summary: 'A RUN asks for a GPU',
  why: 'A build has no GPU, also on a machine with one: the driver and nvidia-smi come with the container that is started with --gpus. What asks for it in a RUN fails, or bakes "there is none" into the image.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [{ tool: 'tally', code: 'gpu/no-buildtime-gpu-queries', match: 'narrower' }],
  references: [
    'https://docs.nvidia.com/datacenter/cloud-native/container-toolkit/latest/docker-specialized.html',
  ],
  concerns: { keywords: ['RUN'], text: /nvidia-smi|cuda|GPU|mem_get_info/ },
  stepwise: true,
  messages: {
    program:
      'A build has no GPU and no driver, so that nvidia-smi fails here. Ask when the container starts.',
    question: 'A build has no GPU, so that the answer here is always no. Ask when the container starts.',
  },
  check({ steps, report }) {
    for (const { instruction, run } of steps) {
      // `RUN --device=nvidia.com/gpu` gives it one.
      if (!run || instruction.flags.some(({ name }) => name === 'device')) continue;
      for (const { at, isProgram } of run.once(questions))
        report({ at: at.range, message: isProgram ? 'program' : 'question' });
    }
  },
});

interface Question {
  readonly at: ShellWord;
  readonly isProgram: boolean;
}

function questions(run: RunModel): readonly Question[] {
  return run.commands.flatMap((command): readonly Question[] => {
    const { name = '', program, args } = unwrapCommand(command);
    if (name === 'nvidia-smi' && program)
      return command.conditional || command.context !== 'list' || isForgiven(command, run)
        ? []
        : [{ at: program, isProgram: true }];
    if (!/^python[\d.]*$/.test(name)) return [];
    const at = args.find((word, index) => args[index - 1]?.text === '-c' && asks.test(word.text));
    return at ? [{ at, isProgram: false }] : [];
  });
}

const asks =
  /\bcuda\.(?:is_available|device_count|current_device|get_device_\w+|mem_get_info)\(|list_physical_devices\(["']GPU["']\)|is_gpu_available\(/;
