/** What BuildKit refuses of a word of EXPOSE. */
export interface PortProblem {
  readonly kind: 'port' | 'host-port' | 'address' | 'range' | 'protocol' | 'empty';
  /** BuildKit's own wording. */
  readonly message: string;
  /** The part at fault: offsets in the word. */
  readonly start: number;
  readonly end: number;
}

/**
 * Reads `[[address:]host:]port[-port][/protocol]` as BuildKit does; undefined when it takes it. The word is to be
 * expanded and unquoted before.
 * https://github.com/moby/buildkit/blob/master/frontend/dockerfile/dockerfile2llb/convert_expose.go
 */
export function portProblem(word: string): PortProblem | undefined {
  const portStart = word.lastIndexOf(':') + 1;
  const hostEnd = portStart - 1;
  const hostStart = hostEnd < 0 ? 0 : word.lastIndexOf(':', hostEnd - 1) + 1;
  const slash = word.indexOf('/', portStart);
  const portEnd = slash < 0 ? word.length : slash;
  const port = word.slice(portStart, portEnd);
  const protocol = slash < 0 ? '' : word.slice(slash + 1).toLowerCase();
  const container = word.slice(portStart);
  const at = (kind: PortProblem['kind'], message: string, start: number, end: number): PortProblem => ({
    kind,
    message,
    start,
    end,
  });
  if (port === '') return at('empty', `no port specified: ${container}<empty>`, portStart, word.length);
  if (!/^(?:tcp|udp|sctp)?$/.test(protocol)) {
    return at('protocol', `invalid proto: ${protocol}`, slash + 1, word.length);
  }
  const address = hostEnd > 0 && hostStart > 0 ? word.slice(0, hostStart - 1) : '';
  if (address !== '' && !isAddress(address)) {
    return at('address', `invalid IP address: ${address}`, 0, hostStart - 1);
  }
  const ports = readRange(port);
  if (!ports) return at('port', `invalid containerPort: ${port}`, portStart, portEnd);
  const host = hostEnd < 0 ? '' : word.slice(hostStart, hostEnd);
  if (host === '') return undefined;
  const hostPorts = readRange(host);
  if (!hostPorts) return at('host-port', `invalid hostPort: ${host}`, hostStart, hostEnd);
  if (ports.length === hostPorts.length || ports.length === 0) return undefined;
  const message = `invalid ranges specified for container and host Ports: ${port} and ${host}`;
  return at('range', message, hostStart, portEnd);
}

/** `length`: how many ports follow the first. */
function readRange(text: string): { readonly length: number } | undefined {
  const match = /^(\+?\d+)(?:-(\+?\d+))?$/.exec(text);
  if (!match) return undefined;
  const first = Number(match[1]);
  const last = Number(match[2] ?? match[1]);
  return first > 65_535 || last > 65_535 || last < first ? undefined : { length: last - first };
}

/** Go's `net.ParseIP`. */
function isAddress(text: string): boolean {
  const bare = /^\[(.*)\]$/.exec(text)?.[1] ?? text;
  if (bare.includes(':')) return isLongAddress(bare);
  return isShortAddress(bare);
}

/** IPv6: eight groups, of which `::` stands for one or more; the last two may be written as IPv4. */
function isLongAddress(text: string): boolean {
  const last = text.slice(text.lastIndexOf(':') + 1);
  const whole = last.includes('.') ? `${text.slice(0, -last.length)}0:0` : text;
  if (whole !== text && !isShortAddress(last)) return false;
  const halves = whole.split('::').map((half) => (half === '' ? [] : half.split(':')));
  const groups = halves.flat();
  if (halves.length > 2 || !groups.every((group) => /^[\da-f]{1,4}$/i.test(group))) return false;
  return halves.length === 2 ? groups.length < 8 : groups.length === 8;
}

function isShortAddress(text: string): boolean {
  const parts = text.split('.');
  return (
    parts.length === 4 && parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255)
  );
}
