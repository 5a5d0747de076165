import type { BaseImage, BuildModel, Step } from '../../model/types.ts';
import { defineRule } from '../rule.ts';
import { textsOf } from '../support/instructionTexts.ts';

export const gpuImageSize = defineRule({
  id: 'gpu-image-size',
  summary: 'The image has CUDA twice, or the compilers of CUDA',
  why: 'The devel images of CUDA are for compiling: they bring nvcc, headers and static libraries, some five gigabytes more than the runtime images. And what the image has already need not be installed a second time.',
  language: 'dockerfile',
  category: 'efficiency',
  severity: 'information',
  preset: 'strict',
  since: '0.1.0',
  equivalents: [
    { tool: 'tally', code: 'gpu/prefer-runtime-final-stage', match: 'same' },
    { tool: 'tally', code: 'gpu/no-redundant-cuda-install', match: 'narrower' },
  ],
  references: ['https://hub.docker.com/r/nvidia/cuda'],
  concerns: { keywords: ['ARG', 'FROM'], text: /cuda/i },
  messages: {
    devel:
      'This image ships the compilers of CUDA, gigabytes of them. Compile in a stage of its own, and end with the runtime image.',
    twice: '{image} has this of CUDA already. Leave {name} out.',
  },
  fixes: {
    useRuntime: { title: 'Change to {smaller}', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, report }) {
    const root = model.finalStage?.base.root;
    if (root?.reference?.familiarName === 'nvidia/cuda' && /-devel(?=-|$)/.test(root.reference.tag ?? '')) {
      // In a variable it is somewhere else.
      const place = root.text.search(/-devel(?=-|$)/);
      const isWritten = place >= 0 && model.tree.text.slice(root.range.start, root.range.end) === root.text;
      const at = root.range.start + place + 1;
      const edit = { range: { start: at, end: at + 'devel'.length }, newText: 'runtime' };
      const smaller = root.text.replace(/-devel(?=-|$)/, '-runtime');
      const fixes =
        isWritten && isPlainEnd(root, model)
          ? [{ fix: 'useRuntime' as const, values: { smaller }, edits: [edit] }]
          : undefined;
      report({ at: root.range, message: 'devel', fixes });
    }
    for (const step of model.stepsWith('RUN')) {
      for (const call of step.run?.packageCommands ?? []) {
        if (call.action !== 'install') continue;
        for (const { word, name } of call.packages) {
          const image = name === undefined ? undefined : bringsAlready(name, step);
          if (image !== undefined && name !== undefined)
            report({ at: word.range, message: 'twice', values: { image, name } });
        }
      }
    }
  },
});

/** Nothing is compiled on this image, and no other stage is built on it. */
function isPlainEnd(root: BaseImage, model: BuildModel): boolean {
  if (model.finalStage?.base !== root || model.finalStage.usedBy.length > 0) return false;
  return !model.finalStage.instructions.some((instruction) =>
    textsOf(instruction).some((text) => compiles.test(text)),
  );
}

const compiles =
  /(?<![\w-])nvcc|\bc?make\b|\bninja\b|\bg?cc\b|\bg\+\+|build|setup\.py|pip3? install|\buv\b|cargo|CUDA_HOME|conda/;

function bringsAlready(name: string, { stage }: Step): string | undefined {
  const { reference } = stage?.base.root ?? {};
  const { familiarName, tag = '' } = reference ?? {};
  if (familiarName !== 'nvidia/cuda') return undefined;
  const [, major = '', minor = ''] = /^(\d+)\.(\d+)/.exec(tag) ?? [];
  const isDevel = /-devel(?:-|$)/.test(tag);
  if (!isDevel && !/-runtime(?:-|$)/.test(tag)) return undefined;
  const [, part = '', version] =
    /^cuda-(toolkit|runtime|libraries|libraries-dev|cudart|cudart-dev|nvcc|compiler|minimal-build|command-line-tools)-(\d+-\d+)$/.exec(
      name,
    ) ?? [];
  if (part === '' || version !== `${major}-${minor}`) return undefined;
  const isThere = isDevel
    ? !/^(?:toolkit|runtime|compiler)$/.test(part)
    : /^(?:libraries|cudart)$/.test(part);
  return isThere ? `nvidia/cuda:${tag}` : undefined;
}
