import type { BuildModel, PackageCommand, Step } from '../../model/types.ts';
import { type ContextFacts, defineRule } from '../rule.ts';
import { joinPath, workdirOf } from '../support/containerPaths.ts';
import { contextPathsOf } from '../support/contextFile.ts';
import { addedOption } from '../support/insertOption.ts';
import { callRange, callsOf } from '../support/packageCalls.ts';

export const pipRequireHashes = defineRule({
  id: 'pip-require-hashes',
  summary: 'Requirements file is installed without hashes',
  why: 'A version says what a package is called, a hash what is in it. With --require-hashes pip refuses a file that was exchanged, and a dependency that the list does not name.',
  language: 'dockerfile',
  category: 'reproducibility',
  severity: 'information',
  preset: 'strict',
  since: '0.1.0',
  references: ['https://pip.pypa.io/en/stable/topics/secure-installs/'],
  files: (model) =>
    callsToReport(model.stepsWith('RUN')).flatMap(({ step, call }) =>
      requirementsOf(step, call).flatMap((file) => pathsOf(file, step, model)),
    ),
  messages: {
    missing:
      'What pip downloads for this file is not compared with hashes. List them, with pip-compile --generate-hashes, and add --require-hashes.',
    listed:
      'Hashes are compared only as long as the requirements file lists them. Add --require-hashes, and a file without them is refused.',
  },
  fixes: {
    addOption: { title: 'Add --require-hashes', safety: 'unsafe', availability: 'always' },
  },
  concerns: { keywords: ['RUN'], text: /pip|uv/ },
  stepwise: true,
  check({ model, steps, context, report }) {
    for (const { step, call } of callsToReport(steps)) {
      const at = callRange(call, model.tree.text);
      if (!areAllHashed(step, call, model, context)) {
        report({ at, message: 'missing' });
        continue;
      }
      const { edits } = addedOption(step, call.verb ?? call.program, '--require-hashes', model.tree.text);
      report({ at, message: 'listed', fixes: [{ fix: 'addOption', edits }] });
    }
  },
});

function callsToReport(steps: readonly Step[]) {
  return callsOf(steps, ['pip', 'uv']).filter(({ step, call }) => {
    if (call.action !== 'install' || call.mayHideOptions) return false;
    if (requirementsOf(step, call).length === 0 || call.hasOption('--require-hashes', '--no-index'))
      return false;
    if (step.before.env('PIP_REQUIRE_HASHES').kind === 'defined') return false;
    return call.manager !== 'uv' || step.before.env('UV_REQUIRE_HASHES').kind !== 'defined';
  });
}

/** The files it names, as paths of the container where they can be known. */
function requirementsOf(step: Step, call: PackageCommand): readonly (string | undefined)[] {
  const files = call.optionValues('-r', '--requirement', '--requirements');
  const directory = workdirOf(step);
  return files.map((file) => (file === undefined ? undefined : joinPath(directory, file)));
}

function pathsOf(file: string | undefined, { stage }: Step, model: BuildModel): readonly string[] {
  return file === undefined || !stage ? [] : contextPathsOf(file, stage, model);
}

/**
 * Whether hashes are all that pip would ask for: it refuses what has none, packages of the command line and folders
 * among them. https://pip.pypa.io/en/stable/topics/secure-installs/#hash-checking-mode
 */
function areAllHashed(step: Step, call: PackageCommand, model: BuildModel, context: ContextFacts): boolean {
  if (call.packages.length > 0 || call.hasOption('-e', '--editable')) return false;
  if (step.run?.commands.some(({ name }) => name === 'cd' || name === 'pushd')) return false;
  return requirementsOf(step, call).every((file) => {
    const path = pathsOf(file, step, model).find((each) => context.exists(each));
    const text = path === undefined ? undefined : context.read(path);
    return text !== undefined && listsHashes(text);
  });
}

/** Of every requirement; a file that names others says too little. */
function listsHashes(text: string): boolean {
  const lines = text
    .replace(/\\\r?\n/g, ' ')
    .split(/\r?\n/)
    .map((line) => line.replace(/(?:^|\s)#.*$/, '').trim())
    .filter((line) => line !== '');
  if (lines.some((line) => /^(?:-r|-e|--requirement|--editable)/.test(line))) return false;
  const requirements = lines.filter((line) => !line.startsWith('-'));
  return requirements.length > 0 && requirements.every((line) => line.includes('--hash='));
}
