/**
 * The port of one word of EXPOSE as it stands in the image: `8080/tcp`, `8000-8010/udp`. An address and a host port
 * in front are read and dropped. Undefined for what BuildKit refuses.
 * https://github.com/moby/buildkit/blob/master/frontend/dockerfile/dockerfile2llb/convert_expose.go
 */
export function readPort(spec: string): string | undefined {
  const container = spec.slice(spec.lastIndexOf(':') + 1);
  const [ports = '', protocol = ''] = container.split(/\/(.*)/s);
  const name = protocol.toLowerCase() || 'tcp';
  if (name !== 'tcp' && name !== 'udp' && name !== 'sctp') return undefined;
  // Numbers as Go reads them: with a sign and zeros in front, if need be.
  const match = /^\+?0*(\d{1,5})(?:-\+?0*(\d{1,5}))?$/.exec(ports);
  if (!match) return undefined;
  const first = Number(match[1]);
  const last = Number(match[2] ?? match[1]);
  if (last > 65_535 || last < first) return undefined;
  return first === last ? `${first}/${name}` : `${first}-${last}/${name}`;
}
