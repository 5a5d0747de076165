import type { DockerfileTree } from '../syntax/dockerfile/tree.ts';
export function isTemplate(_tree: DockerfileTree): boolean {
  return false;
}
