import { ConfigurationTarget, commands, extensions, type Memento, window, workspace } from 'vscode';

interface Neighbor {
  readonly id: string;
  readonly name: string;
  /** Its settings that take `ignore` to silence a check. Only those it declares itself are touched. */
  readonly checks: RegExp | undefined;
}

const neighbors: readonly Neighbor[] = [
  {
    id: 'ms-azuretools.vscode-containers',
    name: 'Container Tools',
    checks: /^docker\.languageserver\.diagnostics\./,
  },
  { id: 'ms-azuretools.vscode-docker', name: 'Docker', checks: /^docker\.languageserver\.diagnostics\./ },
  { id: 'docker.docker', name: 'Docker DX', checks: undefined },
];

/**
 * Says once, ever, that another extension checks Dockerfiles too, and offers the settings that silence its checks.
 * They are never changed unasked.
 */
export async function mentionNeighbors(memory: Memento): Promise<void> {
  for (const neighbor of neighbors) {
    const key = `neighbor.${neighbor.id}`;
    const extension = extensions.getExtension(neighbor.id);
    if (!extension || memory.get(key) === true) continue;
    const checks = loudSettings(extension.packageJSON, neighbor.checks);
    if (neighbor.checks && checks.length === 0) continue;
    await memory.update(key, true);
    await mention(neighbor, checks);
  }
}

async function mention({ id, name }: Neighbor, checks: readonly string[]): Promise<void> {
  const message = `${name} checks Dockerfiles too, so a problem may show twice.`;
  const silence = `Turn its checks off`;
  const settings = 'Show its settings';
  const keep = 'Keep both';
  const choice = await window.showInformationMessage(
    message,
    ...(checks.length > 0 ? [silence] : [settings]),
    keep,
  );
  if (choice === silence) {
    const configuration = workspace.getConfiguration();
    for (const check of checks) await configuration.update(check, 'ignore', ConfigurationTarget.Global);
  } else if (choice === settings) {
    await commands.executeCommand('workbench.action.openSettings', `@ext:${id}`);
  }
}

/** The checks an extension declares that are not silent yet. */
function loudSettings(manifest: unknown, pattern: RegExp | undefined): string[] {
  if (!pattern) return [];
  const { contributes } = manifest as { readonly contributes?: { readonly configuration?: unknown } };
  const sections = [contributes?.configuration ?? []].flat() as readonly { readonly properties?: object }[];
  const names = sections.flatMap(({ properties }) => Object.keys(properties ?? {}));
  const configuration = workspace.getConfiguration();
  return names.filter((name) => pattern.test(name) && configuration.get(name) !== 'ignore');
}
