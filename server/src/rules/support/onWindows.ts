import type { BuildModel, ImageState, Stage } from '../../model/types.ts';

/**
 * Whether a stage is built on Windows, or may be: images that exist for both systems are told by the shell in force,
 * those that nobody knows also by the backtick as escape token and by the other images of the file.
 */
export function mayBeOnWindows(
  { base }: Stage,
  { shell }: ImageState,
  { stages, tree }: BuildModel,
): boolean {
  const { distribution } = base.root.facts;
  if (distribution === 'windows') return true;
  if (/powershell|(?:^|[\\/])cmd(?:\.exe)?$/i.test(shell.value?.[0] ?? '')) return true;
  if (distribution !== undefined) return false;
  return tree.escape === '`' || stages.some((stage) => stage.base.root.facts.distribution === 'windows');
}
