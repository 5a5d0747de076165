import { isComposeName } from '../../../../shared/src/languages.ts';
import { folderOf, uriKey } from '../uris.ts';
import { type ComposeBuild, composeDefinitions, composeFolders } from './compose.ts';
import { type ComposeProject, readComposeProject } from './composeProject.ts';
import { type BuildDefinition, type DefinitionFile, type DefinitionLoader, fileAt } from './definition.ts';
import { readEnvironmentFile, shellVariables, type Variables } from './interpolation.ts';

export interface ComposeReading {
  readonly definitions: readonly BuildDefinition[];
  /** What Bake takes for targets: of the files it finds by itself, without overrides. */
  readonly forBake: ReadonlyMap<string, ComposeBuild>;
  /** URIs of folders that are taken for contexts, for builds without a Dockerfile too. */
  readonly contexts: readonly string[];
  readonly elsewhere: FilesElsewhere;
}

/** By the keys of files whose paths are not seen from their own folder: the contexts that they name there. */
export type FilesElsewhere = ReadonlyMap<string, ReadonlySet<string | undefined>>;

/**
 * The projects of one folder. First the one that Compose finds by itself: what `COMPOSE_FILE` in `.env` lists, else the
 * first of its names, and the first override. Every other Compose file is one on its own, and one on top of that, as
 * `-f compose.yaml -f compose.prod.yaml` has it.
 * https://github.com/compose-spec/compose-go/blob/main/cli/options.go
 * @param folder URI with its trailing slash
 * @param names of the files in it
 */
export async function readComposeFolder(
  folder: string,
  names: readonly string[],
  loader: DefinitionLoader,
): Promise<ComposeReading> {
  const uriOf = (name: string): string => folder + encodeURIComponent(name);
  const environment = names.includes('.env') ? await loader.text(`${folder}.env`) : undefined;
  const variables = readEnvironmentFile(environment ?? '', shellVariables(folder));
  const own = listedFiles(folder, variables) ?? foundFiles(names).map(uriOf);
  const keys = new Set(own.map(uriKey));
  const others = names.filter((name) => isComposeName(name) && !keys.has(uriKey(uriOf(name)))).map(uriOf);
  const files = await allOf(own.slice(0, maximumFiles), loader);
  const base = folderOf(own[0] ?? '') ?? folder;
  const main = await readComposeProject(
    files,
    base,
    await variablesOfProject(base, folder, variables, loader),
    loader,
  );
  const definitions = composeDefinitions(base, main.builds.values());
  const contexts = composeFolders(base, main.builds.values());
  const elsewhere = [filesElsewhere(main, definitions)];
  const readOn = async (project: readonly DefinitionFile[]): Promise<ComposeProject['builds']> => {
    const read = await readComposeProject(project, folder, variables, loader);
    elsewhere.push(filesElsewhere(read, composeDefinitions(folder, read.builds.values())));
    return read.builds;
  };
  for (const file of await allOf(others.slice(0, maximumFiles), loader)) {
    const alone = await readOn([file]);
    contexts.push(...composeFolders(folder, alone.values()));
    const whole = [...alone].filter(([name, { context }]) => context !== undefined || !main.builds.has(name));
    definitions.push(
      ...composeDefinitions(
        folder,
        whole.map(([, build]) => build),
      ),
    );
    if (!files[0] || uriKey(base) !== uriKey(folder)) continue;
    const onTop = [...(await readOn([files[0], file]))].filter(([name]) => alone.has(name));
    definitions.push(
      ...composeDefinitions(
        folder,
        onTop.map(([, build]) => build),
      ),
    );
  }
  const bakeFiles = await allOf(composeNames.filter((name) => names.includes(name)).map(uriOf), loader);
  const isSame =
    files.length === bakeFiles.length && files.every(({ uri }, index) => uri === bakeFiles[index]?.uri);
  const forBake = isSame ? main.builds : await readOn(bakeFiles);
  return { definitions, forBake, contexts, elsewhere: allElsewhere(elsewhere) };
}

/** Compose files as a development container lists them: all of them are relative to the first. */
export async function readComposeList(
  uris: readonly string[],
  loader: DefinitionLoader,
): Promise<Omit<ComposeReading, 'forBake' | 'contexts'>> {
  const base = folderOf(uris[0] ?? '');
  if (base === undefined) return { definitions: [], elsewhere: new Map() };
  const files = await allOf(uris.slice(0, maximumFiles), loader);
  const variables = await variablesOfProject(base, undefined, shellVariables(), loader);
  const project = await readComposeProject(files, base, variables, loader);
  const definitions = composeDefinitions(base, project.builds.values());
  return { definitions, elsewhere: filesElsewhere(project, definitions) };
}

export function allElsewhere(maps: readonly FilesElsewhere[]): FilesElsewhere {
  const all = new Map<string, Set<string | undefined>>();
  for (const [key, contexts] of maps.flatMap((map) => [...map])) {
    all.set(key, new Set([...(all.get(key) ?? []), ...contexts]));
  }
  return all;
}

function filesElsewhere(
  { elsewhere }: ComposeProject,
  definitions: readonly BuildDefinition[],
): FilesElsewhere {
  const contexts = new Map([...elsewhere].map((key) => [key, new Set<string | undefined>()] as const));
  for (const { source, context } of definitions) contexts.get(uriKey(source.uri))?.add(context);
  return contexts;
}

/** Files that Compose finds by itself, the first that is there. */
export const composeNames = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'];

const composeOverrideNames = [
  'compose.override.yml',
  'compose.override.yaml',
  'docker-compose.override.yml',
  'docker-compose.override.yaml',
];

/** Of one folder; more are left out. */
const maximumFiles = 40;

function foundFiles(names: readonly string[]): string[] {
  const base = composeNames.find((name) => names.includes(name));
  const override = base && composeOverrideNames.find((name) => names.includes(name));
  return [base, override].filter((name) => name !== undefined);
}

/**
 * Relative to where Compose is run, which is where `.env` is. Without a separator of its own it is that of the system:
 * one of the two is in no path. None where one of them is no file of a file system.
 * https://docs.docker.com/compose/how-tos/environment-variables/envvars/#compose_file
 */
function listedFiles(folder: string, variables: Variables): string[] | undefined {
  const list = variables.get('COMPOSE_FILE');
  if (list === undefined || list === '') return undefined;
  if (list === null) return [];
  const separator = variables.get('COMPOSE_PATH_SEPARATOR') || (list.includes(';') ? ';' : ':');
  const pieces = list.split(separator);
  const uris = pieces.flatMap((piece, index): (string | undefined)[] => {
    // `C:\app\compose.yaml`
    const isDrive = separator === ':' && /^[A-Za-z]$/.test(piece) && /^[\\/]/.test(pieces[index + 1] ?? '');
    const isBehindDrive =
      separator === ':' && /^[\\/]/.test(piece) && /^[A-Za-z]$/.test(pieces[index - 1] ?? '');
    if (isDrive) return [];
    return [fileAt(folder, isBehindDrive ? `${pieces[index - 1]}:${piece}` : piece)];
  });
  const known = uris.filter((uri) => uri !== undefined);
  return known.length < uris.length ? [] : known;
}

/** What `.env` in the folder of the project says, below that of where Compose is run. */
async function variablesOfProject(
  base: string,
  runIn: string | undefined,
  variables: Variables,
  loader: DefinitionLoader,
): Promise<Variables> {
  if (runIn !== undefined && uriKey(runIn) === uriKey(base)) return variables;
  return readEnvironmentFile((await loader.text(`${base}.env`)) ?? '', variables);
}

async function allOf(uris: readonly string[], loader: DefinitionLoader): Promise<DefinitionFile[]> {
  const files = await Promise.all(uris.map((uri) => loader.load(uri)));
  return files.filter((file) => file !== undefined);
}
