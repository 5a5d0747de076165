import { parseYaml } from '../../../server/src/upstream/yaml.ts';
import type {
  BuildDefinition,
  DefinitionFile,
} from '../../../server/src/workspace/buildDefinitions/definition.ts';

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
