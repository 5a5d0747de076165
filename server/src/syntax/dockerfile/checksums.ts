import { findDigestProblem } from '../imageReference.ts';

/**
 * What BuildKit refuses of `ADD --checksum=`, or undefined: several sources, a source that is no URL, and of a
 * download anything but a digest. Sources and checksums with variables are not known here.
 * https://github.com/moby/buildkit/blob/master/frontend/dockerfile/dockerfile2llb/convert_copy.go
 */
export function checksumProblem(checksum: string, sources: readonly string[]): string | undefined {
  if (checksum === '' || checksum.includes('$')) return undefined;
  if (sources.length !== 1) return "checksum can't be specified for multiple sources";
  const [source = ''] = sources;
  if (source.includes('$') || source.includes('<<')) return undefined;
  if (isGit(source)) return undefined;
  if (!/^https?:\/\//.test(source)) return 'checksum requires HTTP(S) or Git sources';
  return findDigestProblem(checksum)?.message;
}

/** A repository: by protocol, as `user@host:path`, by `.git` at its end, or on a host known for nothing else. */
function isGit(source: string): boolean {
  return (
    /^(?:git|ssh):\/\//.test(source) ||
    /^[\w.+-]+@[\w.-]+:/.test(source) ||
    /^https?:\/\/.*\.git(?:[?#].*)?$/.test(source) ||
    /^github\.com\//.test(source)
  );
}
