import { parseYaml } from '../../../server/src/upstream/yaml.ts';
import { composeDefinitions } from '../../../server/src/workspace/buildDefinitions/compose.ts';
import { readComposeProject } from '../../../server/src/workspace/buildDefinitions/composeProject.ts';
import type {
  BuildDefinition,
  DefinitionFile,
  DefinitionLoader,
} from '../../../server/src/workspace/buildDefinitions/definition.ts';
import { readJsonc } from '../../../server/src/workspace/buildDefinitions/jsonc.ts';

export async function yamlFile(uri: string, text: string): Promise<DefinitionFile> {
  return { uri, text, root: (await parseYaml(text)).root };
}

/** `app/Dockerfile <- app/ (service web, line 3)`, seen from `file:///ws/`. */
export function inShort({ dockerfile, context, target, source, note }: BuildDefinition): string {
  const from = (uri: string | undefined): string =>
    uri === undefined ? '?' : uri.replace(/^file:\/\/\/ws\//, '') || '.';
  const where = [source.part, `line ${source.line}`, ...(target === undefined ? [] : [`target ${target}`])];
  const more = note === undefined ? '' : `; ${note}`;
  return `${from(dockerfile)} <- ${from(context)} (${where.filter(Boolean).join(', ')}${more})`;
}

/** Files by their paths in `file:///ws/`. */
export function loaderOf(files: Readonly<Record<string, string>> = {}): DefinitionLoader {
  const text = async (uri: string): Promise<string | undefined> =>
    files[decodeURIComponent(uri.replace(/^file:\/\/\/ws\//, ''))];
  return {
    text,
    pause: async () => undefined,
    async load(uri) {
      const found = await text(uri);
      if (found === undefined) return undefined;
      if (uri.endsWith('.hcl')) return { uri, text: found, root: undefined };
      return uri.endsWith('.json') ? { uri, text: found, root: readJsonc(found) } : yamlFile(uri, found);
    },
  };
}

/** What the services of one Compose project build, whose folder is that of the first file. */
export async function readCompose(
  files: readonly DefinitionFile[],
  variables: ReadonlyMap<string, string> = new Map(),
  loader = loaderOf(),
): Promise<BuildDefinition[]> {
  const base = files[0]?.uri.replace(/[^/]*$/, '') ?? '';
  const { builds } = await readComposeProject(files, base, variables, loader);
  return composeDefinitions(base, builds.values());
}
