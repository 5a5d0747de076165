import type { BaseImageFacts } from '../model/types.ts';
import { alpine, debian, ubuntu } from './lifecycles.ts';

/** A system whose pip leaves the Python of the system alone. */
export interface ManagedPython {
  /** As a message names it: `Debian 12`. */
  readonly system: string;
  /** The package that brings pip, and the one without which `python3 -m venv` does not work there. */
  readonly pip: string;
  readonly venv: string | undefined;
}

/**
 * The system, where it marks its Python as managed by the package manager alone: Debian since 12, Ubuntu since 23.04,
 * Alpine since 3.19. Undefined also where the release is not known, or the image brings a Python of its own.
 * https://peps.python.org/pep-0668/ https://wiki.debian.org/Python#Deviations_from_upstream
 * https://alpinelinux.org/posts/Alpine-3.19.0-released.html
 */
export function managedPython(
  { family, distribution }: BaseImageFacts,
  tag: string | undefined,
): ManagedPython | undefined {
  if (family === undefined || tag === undefined || !withoutPython.has(family)) return undefined;
  const parts = tag.toLowerCase().split('-');
  if (distribution === 'alpine') {
    const release = releaseOf(parts, 'alpine', family === 'alpine', alpine.codeNames);
    if (!isSince(release, [3, 19], ['3'])) return undefined;
    return { system: named('Alpine', release), pip: 'py3-pip', venv: undefined };
  }
  if (distribution === 'debian') {
    const release = releaseOf(parts, 'debian', family === 'debian' || family === 'buildpack-deps', {
      ...debian.codeNames,
      stable: '',
      testing: '',
      sid: '',
    });
    if (!isSince(release, [12], [])) return undefined;
    return { system: named('Debian', release), pip: 'python3-pip', venv: 'python3-venv' };
  }
  if (distribution === 'ubuntu') {
    const release = releaseOf(parts, 'ubuntu', family === 'ubuntu', { ...ubuntu.codeNames, rolling: '' });
    if (!isSince(release, [23, 4], [])) return undefined;
    return { system: named('Ubuntu', release), pip: 'python3-pip', venv: 'python3-venv' };
  }
  return undefined;
}

/** Images whose only Python is that of their system, if they have one. */
const withoutPython: ReadonlySet<string> = new Set([
  ...['debian', 'ubuntu', 'alpine', 'buildpack-deps'],
  ...['node', 'golang', 'ruby', 'rust', 'php', 'perl', 'gcc', 'erlang', 'elixir', 'openjdk'],
  ...['eclipse-temurin', 'maven', 'gradle', 'dotnet', 'nginx', 'httpd', 'docker', 'cuda'],
]);

/** `''` stands for the newest release; undefined: not known. */
function releaseOf(
  parts: readonly string[],
  word: string,
  isSystem: boolean,
  codeNames: Readonly<Record<string, string>> = {},
): string | undefined {
  const [first = ''] = parts;
  if (isSystem && first === 'latest') return '';
  if (isSystem && /^\d[\d.]*$/.test(first)) return first;
  for (const part of parts) {
    const code = codeNames[part];
    if (code !== undefined) return code;
    if (part.startsWith(word) && /^\d[\d.]*$/.test(part.slice(word.length))) return part.slice(word.length);
  }
  return undefined;
}

/** @param newest releases, given in part, that stand for the newest one */
function isSince(release: string | undefined, first: readonly number[], newest: readonly string[]): boolean {
  if (release === undefined) return false;
  if (release === '' || newest.includes(release)) return true;
  const numbers = release.split('.').map(Number);
  for (const [index, number] of first.entries()) {
    const own = numbers[index];
    // `ubuntu:23` and the like do not say enough.
    if (own === undefined) return false;
    if (own !== number) return own > number;
  }
  return true;
}

function named(system: string, release = ''): string {
  return release === '' ? system : `${system} ${release}`;
}
