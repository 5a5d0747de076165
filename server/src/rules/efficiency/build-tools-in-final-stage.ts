import { isBuildPackage } from '../../knowledge/buildPackages.ts';
import type { BaseImage, BuildModel, PackageCommand, Stage, Step } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import { defineRule } from '../rule.ts';
import { baseWithReference, imageNameRange, tagRange } from '../support/baseImages.ts';
import { isOwnRoot } from '../support/packageCalls.ts';
import { isForDevelopment } from '../support/runtimeCommand.ts';
import { finalLayers, stageOrderOf } from '../support/stageOrder.ts';
import { startedPrograms } from '../support/startedPrograms.ts';

export const buildToolsInFinalStage = defineRule({
  id: 'build-tools-in-final-stage',
  summary: 'Tools for building are part of the final image',
  why: 'Compilers, headers and development kits are often the larger part of an image, and welcome tools for whoever breaks into it. Earlier stages are there for them: what they hold is left behind.',
  language: 'dockerfile',
  category: 'efficiency',
  severity: 'information',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [],
  references: ['https://docs.docker.com/build/building/multi-stage/'],
  messages: {
    packages:
      'The final image keeps {names}, for building only. Install it in an earlier stage and copy what is built, or remove it in this RUN.',
    kit: '{image} is a development kit, and what runs here only needs {runtime}.',
    toolchain:
      '{image} brings a whole toolchain, and this stage only copies what another one built. Build the final stage on a small image.',
  },
  fixes: {
    useRuntime: { title: 'Change to {runtime}', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, report }) {
    const final = model.finalStage;
    if (!final) return;
    const stages = finalLayers(model);
    const kit = kitBelow(final, model);
    if (kit) report(kit);
    // How to split a build is another rule's business: of one stage it is said where a program is only interpreted.
    const isSingle = model.stages.length === 1;
    if (isSingle ? !isInterpreted(final, model) : !takesFiles(stages) || isToolbox(final)) return;
    const order = stageOrderOf(model);
    for (const stage of stages) {
      // What is built on it too may be a stage that builds.
      if (order.childrenOf(stage).length > (stage === final ? 0 : 1)) continue;
      // Programs for GPUs compile kernels as they run.
      if (/cuda|nvidia|torch|triton/i.test(stage.base.root.text)) continue;
      for (const step of order.stepsOf(stage)) {
        const found = keptTools(step);
        if (found && (!isSingle || found.hasCompiler))
          report({ at: found.at, message: 'packages', values: { names: found.names } });
      }
    }
  },
});

/** An image that starts nothing, or a shell, is there to work in: tools are its point. */
function isToolbox(final: Stage): boolean {
  const start = commandText(final);
  return (
    start === undefined ||
    /^(?:\S*\/)?(?:ba|z|a|da)?sh$|\b(?:bazel|bazelisk|make|go|cargo|mvn|gradle|gcc)\b/.test(start)
  );
}

/**
 * An application of Python, Node.js or Ruby whose dependencies are installed, which may compile, and that then runs with
 * its interpreter alone. Not in images to develop in, nor where kernels are compiled as the program runs.
 */
function isInterpreted(final: Stage, model: BuildModel): boolean {
  const programs = startedPrograms(final);
  if (programs.length === 0 || !programs.every((name) => interpreters.test(name))) return false;
  const start = commandText(final) ?? '';
  // An interpreter alone is an image to build on.
  if (!/\s/.test(start) || isForDevelopment(final.name) || inDevelopment.test(start)) return false;
  const runs = model.stepsWith('RUN');
  return (
    runs.some(({ run }) => run?.packageCommands.some(installsDependencies)) &&
    !runs.some(({ instruction }) => compilesLater.test(instruction.args.text))
  );
}

const interpreters =
  /^(?:python[\d.]*|gunicorn|uvicorn|hypercorn|daphne|celery|flask|waitress-serve|node|ruby|bundle|rails|puma|unicorn)$/;

const inDevelopment =
  /\b(?:dev|develop|development|watch|nodemon|runserver|tests?|pytest|jupyter|notebook)\b|--(?:reload|debug|inspect)\b/;

const compilesLater = /cuda|nvidia|torch|triton|numba|vllm|\bjax\b|cython|\bcffi\b|tensorflow/i;

/** From a list of the project, or by name. */
function installsDependencies({ manager, action }: PackageCommand): boolean {
  return action === 'install' && /^(?:pip|uv|poetry|pipenv|npm|yarn|pnpm|bundle|gem)$/.test(manager);
}

const compilers = /^(?:gcc|g\+\+|gcc-c\+\+|clang|build-essential|build-base|alpine-sdk)(?:-[\d.]+)?$/;

function takesFiles(stages: ReadonlySet<Stage>): boolean {
  return [...stages].some(({ uses }) =>
    uses.some(({ kind, stage }) => kind === 'copy' && stage !== undefined),
  );
}

/** Packages for building that a RUN installs and does not remove again. */
function keptTools({ run, instruction }: Step) {
  if (!run || instruction.isTrigger || /cuda|nvidia/i.test(instruction.args.text)) return undefined;
  const calls = run.packageCommands.filter((call) => systemManagers.has(call.manager) && isOwnRoot(call));
  const installs = calls.filter(({ action }) => action === 'install');
  const words = installs.flatMap((call) => buildPackagesOf(call));
  const [first] = words;
  if (!first) return undefined;
  // Whoever removes packages in the same RUN has thought of it.
  if (
    calls.some(({ action }) => action === 'remove') ||
    /--virtual|\bpurge\b|autoremove/.test(instruction.args.text)
  ) {
    return undefined;
  }
  const names = [...new Set(words.map(({ name }) => name))];
  const shown = names.length > 3 ? `${names.slice(0, 3).join(', ')}, …` : names.join(', ');
  return { at: first.range, names: shown, hasCompiler: names.some((name) => compilers.test(name)) };
}

function buildPackagesOf({ packages }: PackageCommand) {
  return packages.flatMap(({ name, word }) =>
    name !== undefined && isBuildPackage(name) ? [{ name, range: word.range }] : [],
  );
}

const systemManagers = new Set([
  'apt-get',
  'apt',
  'aptitude',
  'apk',
  'yum',
  'dnf',
  'microdnf',
  'tdnf',
  'zypper',
]);

/** A kit where the same publisher has a runtime; or a toolchain that only gets files. */
function kitBelow(final: Stage, model: BuildModel) {
  const { root } = final.base;
  const reference = baseWithReference(root);
  if (!reference || reference.digest !== undefined) return undefined;
  const isToolchain = toolchains.has(root.facts.family ?? '');
  const runtime = runtimeOf(root);
  if (!runtime && !isToolchain) return undefined;
  const steps = model.steps.filter((step) => step.stage?.base.root === root);
  const start = commandText(final);
  if (start === undefined || startsKit.test(start) || steps.some(mayBuild)) return undefined;
  const image = root.resolved ?? root.text;
  const at = tagRange(root, reference) ?? root.range;
  if (!runtime) {
    return takesFiles(finalLayers(model))
      ? ({ at, message: 'toolchain', values: { image } } as const)
      : undefined;
  }
  const name = imageNameRange(root, reference);
  const edits = name && [{ range: { start: name.start, end: at.end }, newText: runtime }];
  return {
    at,
    message: 'kit',
    values: { image, runtime },
    fixes: edits && ([{ fix: 'useRuntime', values: { runtime }, edits }] as const),
  } as const;
}

const toolchains = new Set(['golang', 'rust', 'gcc', 'maven', 'gradle', 'haskell']);

/** The image of the same publisher and version that only runs programs. */
function runtimeOf({ reference }: BaseImage): string | undefined {
  const { name, tag } = reference ?? {};
  if (name === undefined || tag === undefined) return undefined;
  if (name === 'docker.io/library/eclipse-temurin') {
    const match = /^(8|11|17|21|25)(?:-jdk)?(-(?:alpine|noble|jammy))?$/.exec(tag);
    return match ? `eclipse-temurin:${match[1]}-jre${match[2] ?? ''}` : undefined;
  }
  if (name === 'mcr.microsoft.com/dotnet/sdk') {
    const match = /^\d+\.0(?:-(?:alpine|noble|jammy|bookworm-slim))?$/.exec(tag);
    return match ? `mcr.microsoft.com/dotnet/aspnet:${tag}` : undefined;
  }
  return undefined;
}

/** What the file itself starts; undefined where it does not say. */
function commandText({ final: { cmd, entrypoint } }: Stage): string | undefined {
  const own = [entrypoint, cmd].filter(({ by }) => by?.name === 'CMD' || by?.name === 'ENTRYPOINT');
  return own.length === 0 ? undefined : own.map(({ value }) => value?.argv.join(' ') ?? '').join(' ');
}

/** Programs of kits, and scripts, which may call any. */
const startsKit =
  /\b(?:javac|jshell|jlink|jcmd|jstack|jmap|jdb|mvn|mvnw|gradle|gradlew|sbt|ant|go|cargo|rustc|gcc|g\+\+|make|bash)\b|\.sh\b|entrypoint|dotnet (?:run|watch|test|build|ef|msbuild)|-javaagent|\$/;

/** Whether a step may compile; what a script does is not seen. */
function mayBuild({ instruction, run }: Step): boolean {
  if (instruction.trigger) return true;
  return (
    run?.commands.some((command) => {
      const { name, program } = unwrapCommand(command);
      if (name === undefined) return program !== undefined;
      return builders.test(name) || /^\.{0,2}\//.test(program?.text ?? '');
    }) ?? false
  );
}

const builders =
  /^(?:javac|jar|jlink|jdeps|jpackage|mvn|mvnw|gradle|gradlew|sbt|ant|lein|clojure|dotnet|go|cargo|rustup|rustc|gcc|g\+\+|make|cmake|cabal|stack|ghc|sh|bash|ash|source|git)$/;
