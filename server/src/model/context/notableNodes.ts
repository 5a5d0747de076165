import { secretFileOf } from '../../knowledge/secretFiles.ts';
import { type ContextFolder, type ContextNode, isBelow } from './contextTree.ts';

/**
 * What a file or folder is that is seldom meant to be sent:
 * - `secret`: a file that is there to hold secrets (`knowledge/secretFiles.ts`)
 * - `history`: the repository of a version control system
 * - `dependencies`: what a package manager has installed on this machine
 */
export type NotableKind = 'secret' | 'history' | 'dependencies';

/** By name and folder alone; undefined: nothing special. Asked of each node that is sent. */
export function notableKindOf(node: ContextNode): NotableKind | undefined {
  const { name, kind, parent } = node;
  if (kind === 'folder') return folders.get(name);
  if (!mayBeSecret.test(name)) return undefined;
  return secretFileOf(parent?.name ? `${parent.name}/${name}` : name) ? 'secret' : undefined;
}

/** A notable folder; `kind`: one of that kind. */
export function isNotableFolder(node: ContextNode, kind?: NotableKind): node is ContextFolder {
  if (node.kind !== 'folder') return false;
  const own = notableKindOf(node);
  return own !== undefined && (kind === undefined || own === kind);
}

/** Whether it lies in a notable folder, however deep; `kind`: in one of that kind. */
export function isBelowNotable(node: ContextNode, kind?: NotableKind): boolean {
  return isBelow(node, (folder) => isNotableFolder(folder, kind));
}

const folders: ReadonlyMap<string, NotableKind> = new Map([
  ['.git', 'history'],
  ['.hg', 'history'],
  ['.svn', 'history'],
  ['node_modules', 'dependencies'],
  ['bower_components', 'dependencies'],
  ['.venv', 'dependencies'],
]);

/** A first look, wide and cheap: `secretFileOf` tries two dozen expressions. */
const mayBeSecret =
  /^[._]|^(?:id_|credentials$|config(?:\.json)?$|kubeconfig|service|gcp|google|firebase|application_|secrets?\.)|\.(?:kubeconfig|pem|key|p12|pfx|jks|keystore|ppk|tfstate)$/i;
