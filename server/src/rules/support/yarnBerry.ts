import type { BuildModel, PackageCommand } from '../../model/types.ts';

/**
 * Whether a file speaks of Yarn 2 or later, whose cache may be what the project runs from (Plug'n'Play).
 * https://yarnpkg.com/features/caching
 */
export function mentionsBerry(model: BuildModel): boolean {
  return /\.yarnrc\.yml|\.yarn\/(?:releases|cache|plugins)|\.pnp\.|yarn set version|\bberry\b|yarn@(?:[2-9]|stable)/.test(
    model.wholeText,
  );
}

/** Whether a call has options or commands that the classic Yarn does not know. */
export function isBerryCall(call: PackageCommand): boolean {
  return (
    call.hasOption('--immutable-cache', '--mode', '--check-cache', '--inline-builds') ||
    call.command.words.some(({ text }) => text === '--immutable' || text === 'focus')
  );
}
