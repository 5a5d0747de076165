import type { YamlNode } from '../../syntax/yamlTree.ts';
import { folderOf, resolvePath, withSlash } from '../uris.ts';
import { type BuildDefinition, type DefinitionFile, entryOf, lineCounter, textOf } from './definition.ts';

export interface DevcontainerReading {
  /** The Dockerfile of the container; there is none where Compose or an image makes it. */
  readonly definitions: readonly BuildDefinition[];
  /** URIs of the Compose files, in the order in which they are merged. Paths are relative to the first. */
  readonly composeFiles: readonly string[];
}

/**
 * What a `devcontainer.json` builds. The Dockerfile and the context are relative to its own folder; without a context, it
 * is the Dockerfile's folder, as the reference implementation has it.
 * https://containers.dev/implementors/json_reference/#image-specific
 */
export function readDevcontainer(file: DefinitionFile): DevcontainerReading {
  const folder = folderOf(file.uri);
  if (folder === undefined) return { definitions: [], composeFiles: [] };
  const text = (node: YamlNode | undefined): string | undefined => expand(textOf(node), folder);
  const build = entryOf(file.root, 'build')?.value;
  const current = entryOf(build, 'dockerfile');
  // The old spelling goes over the new one, and has its own context.
  const old = entryOf(file.root, 'dockerFile');
  const said = old ?? current;
  const contextEntry = entryOf(old ? file.root : build, 'context');
  const path = text(said?.value);
  const dockerfile = path === undefined ? undefined : resolvePath(folder, path);
  if (!said || dockerfile === undefined) {
    const composeFiles = textsOf(entryOf(file.root, 'dockerComposeFile')?.value).flatMap((compose) => {
      const expanded = expand(compose, folder);
      return (expanded === undefined ? undefined : resolvePath(folder, expanded)) ?? [];
    });
    return { definitions: [], composeFiles };
  }
  const isGiven = (textOf(contextEntry?.value) ?? '') !== '';
  const given = text(contextEntry?.value);
  const context = given === undefined ? undefined : resolvePath(folder, given);
  const definition: BuildDefinition = {
    kind: 'devcontainer',
    dockerfile,
    context: isGiven ? context && withSlash(context) : folderOf(dockerfile),
    target: textOf(entryOf(build, 'target')?.value),
    namedContexts: [],
    source: {
      uri: file.uri,
      part: '',
      line: lineCounter(file.text)((contextEntry ?? said).keyRange.start),
    },
    note: undefined,
  };
  return { definitions: [definition], composeFiles: [] };
}

/** `${localWorkspaceFolder}` is the folder above `.devcontainer`; of other variables nothing is known. */
function expand(text: string | undefined, folder: string): string | undefined {
  if (text === undefined) return undefined;
  const within = /^(.*\/)\.devcontainer\/(?:[^/]+\/)?$/.exec(folder)?.[1] ?? folder;
  const path = within.replace(/^[a-z][\w+.-]*:\/\/[^/]*/i, '').replace(/\/$/, '');
  let decoded = path;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    // As it stands.
  }
  const expanded = text.replaceAll('${localWorkspaceFolder}', decoded);
  return expanded.includes('${') ? undefined : expanded;
}

function textsOf(node: YamlNode | undefined): string[] {
  const nodes = node?.kind === 'list' ? node.items : [node];
  return nodes.flatMap((item) => textOf(item) ?? []);
}
