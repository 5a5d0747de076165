import { fileName } from '../../../../shared/src/languages.ts';
import type { YamlNode } from '../../syntax/yamlTree.ts';
import { folderOf } from '../uris.ts';
import {
  type BuildDefinition,
  type BuildScript,
  type DefinitionFile,
  entriesOf,
  entryOf,
  lineCounter,
  pathOfUri,
  textOf,
} from './definition.ts';
import { dockerBuildsIn, placesOfBuild } from './dockerCommand.ts';
import { scriptsOfJustfile } from './justfile.ts';
import { scriptsOfMakefile } from './makefile.ts';

/** Whether a file may have scripts with `docker build` in them, by its URI. */
export function isBuildScript(uri: string): boolean {
  return readerOf(fileName(uri)) !== undefined;
}

/**
 * The Dockerfiles that are built by `docker build` in the scripts of `package.json`, in recipes of a Makefile or a
 * justfile, and in the jobs of `.gitlab-ci.yml`. Each is taken to be run where its tool runs it: in the folder of the file.
 */
export function readBuildScripts(file: DefinitionFile): BuildDefinition[] {
  const folder = folderOf(file.uri);
  const read = readerOf(fileName(file.uri));
  if (folder === undefined || !read || !/\b(?:docker|podman)\b/.test(file.text)) return [];
  const found: BuildDefinition[] = [];
  for (const { text, part, lineOf, defaults = [], folder: within = '.' } of read(file)) {
    const note = defaults.length > 0 ? `with the defaults of ${defaults.join(', ')}` : undefined;
    for (const build of dockerBuildsIn(text)) {
      const places = placesOfBuild(folder, { ...build, folder: joined(within, build.folder) });
      if (!places) continue;
      const { target, namedContexts, line } = build;
      const source = { uri: file.uri, part, line: lineOf(line) };
      found.push({ kind: 'script', ...places, target, namedContexts, source, note });
    }
    if (found.length > maximumBuilds) break;
  }
  return found;
}

/** Of one file; more are left out. */
const maximumBuilds = 200;

type Reader = (file: DefinitionFile) => readonly BuildScript[];

function readerOf(name: string): Reader | undefined {
  if (name === 'package.json') return scriptsOfPackage;
  if (name === '.gitlab-ci.yml') return scriptsOfPipeline;
  if (/^(?:GNUmakefile|[Mm]akefile)$/.test(name)) return ({ text }) => scriptsOfMakefile(text);
  return /^\.?justfile$/i.test(name) ? ({ text }) => scriptsOfJustfile(text) : undefined;
}

/** https://docs.npmjs.com/cli/commands/npm-run */
function scriptsOfPackage(file: DefinitionFile): BuildScript[] {
  const lineOf = lineCounter(file.text);
  return entriesOf(entryOf(file.root, 'scripts')?.value).map(({ key, keyRange, value }) => ({
    text: textOf(value) ?? '',
    part: `script ${key}`,
    lineOf: () => lineOf(keyRange.start),
  }));
}

/** Keys of a pipeline that are no jobs. */
const notJobs: ReadonlySet<string> = new Set(
  'default include stages variables workflow image services cache before_script after_script spec'.split(' '),
);

/**
 * The jobs of a GitLab pipeline: one shell for `before_script` and `script`, another one for `after_script`. Of a job that
 * takes one of them from another file, or by `!reference`, nothing is told.
 * https://docs.gitlab.com/ci/yaml/#script
 */
function scriptsOfPipeline(file: DefinitionFile): BuildScript[] {
  const lineOf = lineCounter(file.text);
  const folder = folderOf(file.uri) ?? '';
  const defaults = entryOf(file.root, 'default')?.value;
  return entriesOf(file.root).flatMap(({ key: job, value: node }) => {
    const chain = notJobs.has(job) ? undefined : jobChain(file, node, 0);
    if (!chain) return [];
    const said = (key: string): YamlNode | undefined =>
      [...chain, defaults, file.root]
        .map((each) => entryOf(each, key)?.value)
        .find((each) => each !== undefined);
    const shells = [[said('before_script'), said('script')], [said('after_script')]];
    return shells.flatMap((parts): BuildScript[] => {
      const commands = parts.map((part) => commandsOf(part, 0));
      if (commands.includes(undefined)) return [];
      const lines: number[] = [];
      const texts = commands
        .flatMap((each) => each ?? [])
        .map((command) => {
          const text = textOf(command) ?? '';
          const first = lineOf(command.range.start);
          const isBlock = /[|>]/.test(file.text.charAt(command.range.start));
          for (const [index] of text.split('\n').entries()) lines.push(first + (isBlock ? index + 1 : 0));
          return text;
        });
      const text = texts.join('\n');
      const root = /\b(?:cd|pushd)\b/.test(text) ? pathOfUri(folder) : '.';
      return [
        {
          text: text.replace(/\$(?:CI_PROJECT_DIR\b|\{CI_PROJECT_DIR\})/g, () => root),
          part: `job ${job}`,
          lineOf: (line) => lines[line] ?? 1,
        },
      ];
    });
  });
}

/** A job and what it extends, the nearer first; undefined where some of it is not in this file. */
function jobChain(file: DefinitionFile, job: YamlNode | undefined, depth: number): YamlNode[] | undefined {
  if (job?.kind !== 'map' || depth > 10 || entryOf(job, 'inherit')) return undefined;
  const node = entryOf(job, 'extends')?.value;
  const names = node?.kind === 'list' ? node.items.map(textOf).reverse() : node ? [textOf(node)] : [];
  const chain: YamlNode[] = [job];
  for (const name of names) {
    const above = jobChain(file, entryOf(file.root, name ?? '')?.value, depth + 1);
    if (!above) return undefined;
    chain.push(...above);
  }
  return chain;
}

/** Lists in lists are one; undefined where something is taken from elsewhere. */
function commandsOf(node: YamlNode | undefined, depth: number): YamlNode[] | undefined {
  if (node?.tag !== undefined || depth > 10) return undefined;
  if (node?.kind !== 'list') return node?.kind === 'scalar' ? [node] : [];
  const parts = node.items.map((item) => commandsOf(item, depth + 1));
  return parts.includes(undefined) ? undefined : parts.flatMap((part) => part ?? []);
}

function joined(base: string, folder: string): string {
  return base === '.' || folder.startsWith('/') ? folder : `${base}/${folder}`;
}
