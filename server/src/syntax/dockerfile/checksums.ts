import { findDigestProblem } from '../imageReference.ts';
import { gitReference } from './gitReferences.ts';

/**
 * What BuildKit refuses of `ADD --checksum=`, or undefined: several sources, a source that is no URL, and of a
 * download anything but a digest. Nothing is said of sources with variables.
 * https://github.com/moby/buildkit/blob/master/frontend/dockerfile/dockerfile2llb/convert_copy.go
 */
export function checksumProblem(checksum: string, sources: readonly string[]): string | undefined {
  if (checksum === '') return undefined;
  if (sources.length !== 1) return "checksum can't be specified for multiple sources";
  const [source = ''] = sources;
  if (source.includes('$') || source.includes('<<')) return undefined;
  // A repository on a host that is known for nothing else.
  if (gitReference(source) || source.startsWith('github.com/')) return undefined;
  if (!/^https?:\/\//.test(source)) return 'checksum requires HTTP(S) or Git sources';
  return findDigestProblem(checksum)?.message;
}
