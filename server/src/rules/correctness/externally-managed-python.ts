import { type ManagedPython, managedPython } from '../../knowledge/managedPython.ts';
import type { BuildModel, PackageCommand, Stage } from '../../model/types.ts';
import type { ImageReference } from '../../syntax/imageReference.ts';
import { defineRule, type FixEdit } from '../rule.ts';
import { isRoot } from '../support/finalUser.ts';
import { isForgiven } from '../support/forgivenCommands.ts';
import { linesAbove } from '../support/insertLine.ts';
import { wordBehind } from '../support/insertOption.ts';
import { keywordLike } from '../support/keywords.ts';
import { callRange, type PlacedCall, usesManager } from '../support/packageCalls.ts';
import { stageOrderOf } from '../support/stageOrder.ts';

export const externallyManagedPython = defineRule({
  id: 'externally-managed-python',
  summary: 'The pip of the system refuses to install into its Python',
  why: 'Debian 12, Ubuntu 23.04, Alpine 3.19 and later mark their Python as managed by the package manager alone. There pip stops with "externally-managed-environment", since what it installs may break programs of the system.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [],
  references: [
    'https://peps.python.org/pep-0668/',
    'https://packaging.python.org/en/latest/specifications/externally-managed-environments/',
  ],
  concerns: { keywords: ['RUN'], text: /pip/i },
  messages: {
    refused:
      'The pip of {system} refuses to install into the Python of the system. Make a virtual environment, and install into that.',
  },
  fixes: {
    useVenv: { title: 'Install into a virtual environment', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, report }) {
    if (!usesManager(model, ['pip'])) return;
    const told = new Set<Stage>();
    for (const stage of model.stages) {
      // What is built on a stage that stops never is.
      if (stage.base.stage && told.has(stage.base.stage)) {
        told.add(stage);
        continue;
      }
      const { facts, root } = stage.base;
      const python = managedPython(facts, tagOf(root.reference));
      const found = python && refusedCall(stage, python, model);
      if (!python || !found) continue;
      told.add(stage);
      if (!stage.instructions.includes(found.step.instruction)) continue;
      const edits = venvEdits(stage, found, python, model);
      report({
        at: callRange(found.call, model.tree.text),
        message: 'refused',
        values: { system: python.system },
        related: [{ range: found.pip.range, message: 'It brings the pip of the system' }],
        fixes: edits && [{ fix: 'useVenv', edits }],
      });
    }
  },
});

/** Undefined where a digest stands alone. */
function tagOf(reference: ImageReference | undefined): string | undefined {
  return reference && (reference.tag ?? (reference.digest === undefined ? 'latest' : undefined));
}

interface Refused extends PlacedCall {
  /** The word that names the package of pip, and where it is installed. */
  readonly pip: PackageCommand['packages'][number]['word'];
  readonly installer: PlacedCall;
}

/**
 * The first call of a stage, or of those below it, that the pip of the system refuses. Undefined as soon as anything
 * speaks of another Python, of an environment, or of the mark.
 */
function refusedCall(stage: Stage, python: ManagedPython, model: BuildModel): Refused | undefined {
  const order = stageOrderOf(model);
  const chain: Stage[] = [];
  for (let at: Stage | undefined = stage; at; at = at.base.stage) chain.unshift(at);
  let brought: Pick<Refused, 'pip' | 'installer'> | undefined;
  for (const step of chain.flatMap((each) => order.stepsOf(each))) {
    const { instruction, run } = step;
    if (instruction.isTrigger) continue;
    if (instruction.once(speaksOfAnotherPython)) return undefined;
    for (const call of run?.packageCommands ?? []) {
      for (const { name, word } of call.action === 'install' ? call.packages : []) {
        if (name === python.pip && systemManagers.has(call.manager))
          brought ??= { pip: word, installer: { step, call } };
      }
      if (run && brought && isRefused(call) && !isForgiven(call.command, run))
        return { ...brought, step, call };
    }
  }
  return undefined;
}

const systemManagers: ReadonlySet<string> = new Set(['apt-get', 'apt', 'aptitude', 'apk']);

/** https://pip.pypa.io/en/stable/cli/pip_install/: other roots are not looked at. */
function isRefused(call: PackageCommand): boolean {
  if (call.manager !== 'pip' || call.action !== 'install' || call.verb?.value !== 'install') return false;
  if (!systemProgram.test(call.program.text) || call.command.conditional) return false;
  if (call.mayHideOptions || call.wrappers.includes('chroot')) return false;
  return !call.hasOption(
    ...['--break-system-packages', '--target', '-t', '--prefix', '--root', '--python', '--dry-run'],
  );
}

const systemProgram = /^(?:\/usr\/bin\/)?(?:pip3?|python3?)$/;

function speaksOfAnotherPython({
  name,
  args,
  heredocs,
}: {
  readonly name: string | undefined;
  readonly args: { readonly text: string };
  readonly heredocs: readonly { readonly content: string }[];
}): boolean {
  if (name === 'LABEL' || name === 'CMD' || name === 'ENTRYPOINT') return false;
  const text = [args.text, ...heredocs.map(({ content }) => content)].join('\n').replace(venvPackages, '');
  // A whole tree may hold another Python, and the mark need not be in it.
  if ((name === 'COPY' || name === 'ADD') && /\s\/(?:usr(?:\/local)?(?:\/(?:bin|lib))?\/?)?\s*$/.test(text))
    return true;
  return anotherPython.test(text);
}

const venvPackages = /\b(?:python3?[\d.]*-(?:full|venv|virtualenv)|py3-virtualenv)\b/g;
const anotherPython =
  /venv|virtualenv|conda|mamba|pyenv|deadsnakes|EXTERNALLY-MANAGED|(?<!--)break[-_]system|activate|altinstall|Python-\d|pip\.(?:conf|ini)|get-pip|pip\/(?:conf|ini)|PIP_(?:TARGET|PREFIX|ROOT|PYTHON|CONFIG_FILE)\b|\bpython\d\.\d+\b(?!-)|update-alternatives|\bVIRTUAL_ENV\b|PYTHONHOME/i;

/**
 * The environment is made where pip is called first, and comes first on PATH, so that all that follows uses it: pip,
 * and `python3` of the container.
 */
function venvEdits(
  stage: Stage,
  { step, call, pip, installer }: Refused,
  python: ManagedPython,
  model: BuildModel,
): readonly FixEdit[] | undefined {
  const { instruction, before, run } = step;
  const user = before.user.value;
  if (call.wrappers.length > 0 || call.program.text.includes('/') || run?.form !== 'shell') return undefined;
  if (before.user.by ? user === undefined || !isRoot(user) : step.stage?.base.facts.defaultUser !== undefined)
    return undefined;
  // Started by a path of the system it would find nothing of the environment.
  if (
    stage.instructionsWith('CMD', 'ENTRYPOINT').some(({ args }) => /\/usr\/(?:local\/)?bin\//.test(args.text))
  )
    return undefined;
  const others = installedNames(stage, model);
  const seesSystem = [...others].some((name) => /^(?:python3?|py3)-/.test(name) && !plainPackages.test(name));
  const make = `python3 -m venv ${seesSystem ? '--system-site-packages ' : ''}${environment}`;
  const edits: FixEdit[] = [];
  if (python.venv !== undefined && ![...others].some((name) => /^python3?-(?:venv|full)$/.test(name))) {
    const isExec = installer.step.run?.form === 'exec';
    edits.push(wordBehind(pip, python.venv, model.tree.text, isExec));
  }
  const path = `${keywordLike(instruction, 'ENV')} PATH="${environment}/bin:$PATH"`;
  if (installer.step !== step) {
    const lines = linesAbove(model.tree, instruction, [`${keywordLike(instruction, 'RUN')} ${make}`, path]);
    return lines && [...edits, lines];
  }
  // A shell that has looked up python3 before goes on with that one.
  const { command } = call;
  if (!/^pip3?$/.test(call.program.text) || command.context !== 'list') return undefined;
  const isChained = run.scripts[0]?.script.body.some(({ items }) =>
    items.some(({ node, operator }) => node === command && operator === '&&'),
  );
  const line = isChained ? linesAbove(model.tree, instruction, [path]) : undefined;
  const { start } = command.range;
  return line && [line, ...edits, { range: { start, end: start }, newText: `${make} && ` }];
}

const environment = '/opt/venv';
/** What every environment has, or needs no environment for. */
const plainPackages =
  /^(?:python3?|py3)-(?:pip|setuptools|wheel|venv|dev|full|minimal|distutils|virtualenv)$/;

function installedNames(stage: Stage, model: BuildModel): ReadonlySet<string> {
  const names = new Set<string>();
  for (let at: Stage | undefined = stage; at; at = at.base.stage) {
    for (const { run } of stageOrderOf(model).stepsOf(at)) {
      for (const { packages } of run?.packageCommands ?? []) {
        for (const { name } of packages) if (name !== undefined) names.add(name);
      }
    }
  }
  return names;
}
