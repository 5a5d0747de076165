import { packageManager } from '../../knowledge/packageManagers.ts';
import { packageCommandOf } from '../../model/packageCommands.ts';
import type { PackageCommand } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { Part, Splittable } from '../../rules/support/splitRuns.ts';

/**
 * Where one job of a RUN ends and the next begins: an install of system packages with its update and its clean-up, one
 * of a language's, a download with what becomes of it, accounts. What is deleted again stays with what made it, since
 * it would be left in a layer.
 */
export function naturalBoundaries({ parts }: Splittable): Part[] {
  if (parts.filter(({ isState }) => !isState).length < 3) return [];
  const jobs: (string | undefined)[] = [];
  for (const part of parts) jobs.push(jobOf(part, jobs.at(-1)));
  // What sets the state belongs to the command below it.
  for (let index = parts.length - 2; index >= 0; index--) {
    if (parts[index]?.isState) jobs[index] = jobs[index + 1];
  }
  const held = heldTogether(parts);
  const boundaries: Part[] = [];
  let current: string | undefined;
  for (const [index, part] of parts.entries()) {
    const job = jobs[index];
    if (job === undefined || job === current) continue;
    // What stands above the first job prepares it.
    if (current !== undefined && part.isBoundary && !held.has(index)) boundaries.push(part);
    current = job;
  }
  return boundaries;
}

/** A name for what a command is about, when it begins something; undefined where it goes on with what is above. */
function jobOf({ commands, range }: Part, above: string | undefined): string | undefined {
  for (const command of commands) {
    if (command.context === 'substitution') continue;
    const call = packageCommandOf(command);
    if (call && begins(call)) {
      return packageManager(call.manager)?.scope === 'system' ? 'system' : call.manager;
    }
    const { name, args } = unwrapCommand(command);
    if (name === 'curl' || name === 'wget' || (name === 'git' && args[0]?.value === 'clone')) {
      // A file with its signature, several in a row.
      return above?.startsWith('download') ? above : `download ${range.start}`;
    }
    if (name !== undefined && /^(?:user|group)(?:add|mod)$|^add(?:user|group)$/.test(name)) return 'accounts';
  }
  return undefined;
}

function begins({ action }: PackageCommand): boolean {
  return action === 'install' || action === 'update' || action === 'upgrade' || action === 'run';
}

/** Indexes that no boundary may stand in front of, since something at or below them deletes what is made above. */
function heldTogether(parts: readonly Part[]): ReadonlySet<number> {
  const held = new Set<number>();
  const installed = new Map<string, number>();
  const named = new Map<string, number>();
  const hold = (from: number | undefined, to: number) => {
    for (let index = (from ?? to) + 1; index <= to; index++) held.add(index);
  };
  for (const [index, { commands }] of parts.entries()) {
    for (const command of commands) {
      const call = packageCommandOf(command);
      if (call && (call.action === 'remove' || call.action === 'clean'))
        hold(installed.get(call.manager), index);
      else if (call && begins(call) && !installed.has(call.manager)) installed.set(call.manager, index);
      const { name, args } = unwrapCommand(command);
      for (const { value } of args) {
        if (value === undefined || value.startsWith('-')) continue;
        const path = value.replace(/\/?\*?$/, '');
        if (name === 'rm' && path.startsWith('/var/lib/apt'))
          hold(installed.get('apt-get') ?? installed.get('apt'), index);
        else if (name === 'rm')
          hold(named.get(path) ?? named.get(path.slice(path.lastIndexOf('/') + 1)), index);
        const short = path.slice(path.lastIndexOf('/') + 1);
        for (const known of [path, short]) if (known !== '' && !named.has(known)) named.set(known, index);
      }
    }
  }
  return held;
}
