import type { YamlNode } from '../../syntax/yamlTree.ts';
import { folderOf, relativePath, resolvePath, withSlash } from '../uris.ts';
import {
  type BuildDefinition,
  type DefinitionFile,
  type DefinitionLoader,
  entriesOf,
  entryOf,
  fileAt,
  lineCounter,
  pathOfUri,
  textOf,
} from './definition.ts';
import { dockerBuildsIn, placesOfBuild } from './dockerCommand.ts';
import { bakeActionBuilds, buildActionBuild, type WorkflowBuild } from './workflowActions.ts';
import {
  combinationsOf,
  evaluate,
  substitute,
  type Values,
  withEnvironment,
  withInputs,
} from './workflowValues.ts';

/**
 * The Dockerfiles that the jobs of a GitHub workflow build: with `docker/build-push-action` or `docker/bake-action`, with
 * `docker build` in a `run` that changes no directory, in composite actions and workflows of the same repository, and
 * for each combination of a matrix that is written down. Paths of actions are relative to the root of the repository,
 * whatever `working-directory` says, which is for `run` alone. Of expressions what `evaluate` works out; of jobs that
 * check out elsewhere nothing is told. Never rejects.
 */
export async function readWorkflow(
  file: DefinitionFile,
  loader: DefinitionLoader,
): Promise<BuildDefinition[]> {
  const root = repositoryOf(file.uri);
  if (root === undefined) return [];
  const found = await new WorkflowReader(root, loader).workflow(file, workspaceOf(root), 0);
  return found.slice(0, maximumBuilds).map(({ build, line, part }) => ({
    kind: 'workflow',
    source: { uri: file.uri, part, line },
    ...build,
  }));
}

/** Of calls within calls; GitHub has the same limit for composite actions. */
const maximumDepth = 10;
/** Of one workflow; more are left out. */
const maximumBuilds = 200;
/** Jobs and steps of one workflow that are looked at, over all combinations and calls. */
const maximumSteps = 1000;

interface Placed {
  readonly build: WorkflowBuild;
  readonly part: string;
  /** Counted from one. */
  readonly line: number;
}

/** Steps, with what is known around them. */
interface StepsScope {
  readonly file: DefinitionFile;
  readonly values: Values;
  /** What has `defaults` for `run`, from within to without. */
  readonly around: readonly (YamlNode | undefined)[];
  readonly part: string;
  readonly depth: number;
}

class WorkflowReader {
  private readonly root: string;
  private readonly loader: DefinitionLoader;
  private readonly scripts = new Map<string, ReturnType<typeof dockerBuildsIn>>();
  private readonly lines = new Map<DefinitionFile, (offset: number) => number>();
  private left = maximumSteps;

  constructor(root: string, loader: DefinitionLoader) {
    this.root = root;
    this.loader = loader;
  }

  async workflow(file: DefinitionFile, outer: Values, depth: number): Promise<Placed[]> {
    const lineOf = this.linesOf(file);
    const found: Placed[] = [];
    for (const { key: name, value: job } of entriesOf(entryOf(file.root, 'jobs')?.value)) {
      const part = `job ${name}`;
      for (const matrix of combinationsOf(entryOf(entryOf(job, 'strategy')?.value, 'matrix')?.value)) {
        if (this.left-- <= 0) break;
        await this.loader.pause();
        const values = withEnvironment(new Map([...outer, ...matrix]), [file.root, job]);
        const call = entryOf(job, 'uses');
        if (call) {
          const line = lineOf(call.keyRange.start);
          for (const build of await this.called(textOf(call.value) ?? '', job, values, depth))
            found.push({ build, part, line });
          continue;
        }
        const scope = { file, values, around: [job, file.root], part, depth };
        found.push(...(await this.steps(entryOf(job, 'steps')?.value, scope)));
      }
      if (found.length > maximumBuilds) break;
    }
    // Many a combination builds the same.
    return [...new Map(found.map((placed) => [JSON.stringify(placed), placed] as const)).values()];
  }

  /** https://docs.github.com/actions/how-tos/reuse-automations/reuse-workflows */
  private async called(
    path: string,
    job: YamlNode | undefined,
    values: Values,
    depth: number,
  ): Promise<WorkflowBuild[]> {
    const uri = path.startsWith('./') ? fileAt(this.root, path) : undefined;
    const file = uri === undefined || depth >= maximumDepth ? undefined : await this.loader.load(uri);
    if (!file) return [];
    const declared = entryOf(
      entryOf(entryOf(file.root, 'on')?.value, 'workflow_call')?.value,
      'inputs',
    )?.value;
    const inner = withInputs(workspaceOf(this.root), declared, entryOf(job, 'with')?.value, values);
    const found = await this.workflow(file, inner, depth + 1);
    return found.map((placed) => throughCall(path, placed));
  }

  private async steps(node: YamlNode | undefined, scope: StepsScope): Promise<Placed[]> {
    if (node?.kind !== 'list' || checksOutElsewhere(node.items)) return [];
    const found: Placed[] = [];
    for (const step of node.items) {
      if (this.left-- <= 0) break;
      const values = withEnvironment(scope.values, [step]);
      found.push(...(await this.action(step, values, scope)), ...this.script(step, values, scope));
    }
    return found;
  }

  private async action(step: YamlNode, values: Values, scope: StepsScope): Promise<Placed[]> {
    const uses = entryOf(step, 'uses');
    const inputs = entryOf(step, 'with')?.value;
    const [, action, version = ''] =
      /^docker\/(build-push|bake)-action@(.*)$/i.exec(textOf(uses?.value) ?? '') ?? [];
    const lineOf = this.linesOf(scope.file);
    const placed = (builds: readonly WorkflowBuild[], input: string): Placed[] => {
      const line = lineOf((entryOf(inputs, input) ?? uses)?.keyRange.start ?? step.range.start);
      return builds.map((build) => ({ build, part: scope.part, line }));
    };
    if (action?.toLowerCase() === 'build-push') {
      const build = buildActionBuild(this.root, inputs, values);
      return build ? placed([build], 'context') : [];
    }
    if (action?.toLowerCase() === 'bake') {
      return placed(await bakeActionBuilds(this.root, version, inputs, values, this.loader), 'files');
    }
    const path = textOf(uses?.value) ?? '';
    return path.startsWith('./') ? placed(await this.composite(path, inputs, values, scope), '') : [];
  }

  /** https://docs.github.com/actions/reference/workflows-and-actions/metadata-syntax#runs-for-composite-actions */
  private async composite(
    path: string,
    inputs: YamlNode | undefined,
    values: Values,
    { depth, part }: StepsScope,
  ): Promise<WorkflowBuild[]> {
    const folder = depth >= maximumDepth ? undefined : fileAt(this.root, path);
    if (folder === undefined) return [];
    const file =
      (await this.loader.load(`${withSlash(folder)}action.yml`)) ??
      (await this.loader.load(`${withSlash(folder)}action.yaml`));
    const runs = entryOf(file?.root, 'runs')?.value;
    if (!file || textOf(entryOf(runs, 'using')?.value) !== 'composite') return [];
    const outer = new Map([...values, ['github.action_path', pathOfUri(folder)]]);
    const inner = withInputs(outer, entryOf(file.root, 'inputs')?.value, inputs, values);
    const scope = { file, values: inner, around: [], part, depth: depth + 1 };
    const found = await this.steps(entryOf(runs, 'steps')?.value, scope);
    return found.map((placed) => throughCall(file.uri.slice(this.root.length), { ...placed, part: '' }));
  }

  private script(step: YamlNode, values: Values, scope: StepsScope): Placed[] {
    const run = entryOf(step, 'run');
    const script = textOf(run?.value);
    if (!run?.value || script === undefined || !/\b(?:docker|podman)\b/.test(script)) return [];
    const folder = workingDirectory([step, ...scope.around], this.root, values);
    if (folder === undefined) return [];
    const { text } = scope.file;
    const first = this.linesOf(scope.file)(run.value.range.start);
    const isBlock = /[|>]/.test(text.charAt(run.value.range.start));
    const found: Placed[] = [];
    // Seen from here, as long as it stays here: folders above may have blanks in their names, which a runner has not.
    const workspace = /\b(?:cd|pushd)\b/.test(script)
      ? pathOfUri(this.root)
      : relativePath(folder, this.root);
    const whole = substitute(script, new Map([...values, ['github.workspace', workspace ?? null]]));
    const action = values.get('github.action_path') ?? '$GITHUB_ACTION_PATH';
    const plain = whole
      .replace(/\$(?:GITHUB_WORKSPACE\b|\{GITHUB_WORKSPACE\})/g, () => workspace ?? '$GITHUB_WORKSPACE')
      .replace(/\$(?:GITHUB_ACTION_PATH\b|\{GITHUB_ACTION_PATH\})/g, () => action);
    for (const build of this.buildsOf(plain)) {
      const places = placesOfBuild(folder, build);
      if (!places) continue;
      const { target, namedContexts } = build;
      const line = first + (isBlock ? build.line + 1 : 0);
      found.push({ build: { ...places, target, namedContexts, note: undefined }, part: scope.part, line });
    }
    return found;
  }

  private linesOf(file: DefinitionFile): (offset: number) => number {
    const lineOf = this.lines.get(file) ?? lineCounter(file.text);
    this.lines.set(file, lineOf);
    return lineOf;
  }

  private buildsOf(script: string): ReturnType<typeof dockerBuildsIn> {
    const builds = this.scripts.get(script) ?? dockerBuildsIn(script);
    this.scripts.set(script, builds);
    return builds;
  }
}

/** A build of another file, which the note names. */
function throughCall(path: string, { build, part, line }: Placed): WorkflowBuild {
  const place = [path.replace(/^\.\//, ''), part, `line ${line}`].filter((each) => each !== '').join(', ');
  return { ...build, note: [`in ${place}`, build.note].filter((each) => each !== undefined).join(', ') };
}

function repositoryOf(uri: string): string | undefined {
  const folder = folderOf(uri);
  return folder?.endsWith('/.github/workflows/') ? folder.slice(0, -'.github/workflows/'.length) : undefined;
}

function workspaceOf(root: string): Values {
  return new Map([['github.workspace', pathOfUri(root)]]);
}

/**
 * Whether the root of the files is not this repository: another one is there, or this one is in a folder of its own. One
 * that is checked out into a folder beside it changes nothing.
 */
function checksOutElsewhere(steps: readonly YamlNode[]): boolean {
  const checkouts = steps.filter((step) =>
    /^actions\/checkout@/i.test(textOf(entryOf(step, 'uses')?.value) ?? ''),
  );
  const [inRoot, inFolder] = [true, false].map((isWanted) =>
    checkouts.filter((step) => /^(?:\.\/?)?$/.test(inputOf(step, 'path')) === isWanted),
  );
  const isOwn = (step: YamlNode): boolean =>
    /^(?:\$\{\{\s*github\.repository\s*\}\})?$/.test(inputOf(step, 'repository'));
  if (inRoot?.some((step) => !isOwn(step))) return true;
  return inRoot?.length === 0 && (inFolder?.length ?? 0) > 0;
}

function inputOf(step: YamlNode, name: string): string {
  return textOf(entryOf(entryOf(step, 'with')?.value, name)?.value) ?? '';
}

/** https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#defaultsrunworking-directory */
function workingDirectory(
  [step, ...outer]: readonly (YamlNode | undefined)[],
  root: string,
  values: Values,
): string | undefined {
  const own = entryOf(step, 'working-directory')?.value;
  const defaults = outer.map(
    (node) => entryOf(entryOf(entryOf(node, 'defaults')?.value, 'run')?.value, 'working-directory')?.value,
  );
  const text = textOf([own, ...defaults].find((node) => node !== undefined));
  const path = evaluate(text ?? '', values);
  const folder = path === null ? undefined : resolvePath(root, path);
  return folder === undefined ? undefined : withSlash(folder);
}
