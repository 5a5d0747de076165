import type { Stage } from '../../model/types.ts';

/** A command that asks a URL, with what the image has: its words, and as one line for a shell. */
export interface Probe {
  readonly program: string;
  readonly words: readonly string[];
  readonly line: string;
}

/**
 * What a base image can ask a URL with: BusyBox's wget, or the language it is made for. Undefined where nothing is
 * known to be there. The URL may hold variables, which only the line's shell expands.
 */
export function probeFor(stage: Stage, url: string): Probe | undefined {
  const { facts, reference } = stage.base.root;
  const { family, distribution } = facts;
  if (distribution === 'alpine' || distribution === 'busybox') {
    return { program: 'wget', words: ['wget', '-q', '--spider', url], line: `wget -q --spider ${url}` };
  }
  if (/["'`\\\s]/.test(url)) return undefined;
  if (family === 'python') return scripted('python', 'python', '-c', pythonScript(url));
  if (family === 'distroless-python') return scripted('python', '/usr/bin/python3', '-c', pythonScript(url));
  // fetch came with Node.js 18.
  if (Number(/^\d+/.exec(reference?.tag ?? '')?.[0] ?? 18) < 18) return undefined;
  if (family === 'node') return scripted('node', 'node', '-e', nodeScript(url));
  if (family === 'distroless-node') return scripted('node', '/nodejs/bin/node', '-e', nodeScript(url));
  return undefined;
}

/** What a server brings to ask it with, in its own language; as one line for a shell. */
export function serverProbe({ base }: Stage): string | undefined {
  return clients.get(base.root.facts.family ?? '');
}

const clients: ReadonlyMap<string, string> = new Map([
  ['mariadb', 'healthcheck.sh --connect --innodb_initialized'],
  ['mysql', 'mysqladmin ping -h 127.0.0.1'],
  ['postgres', 'pg_isready'],
  ['rabbitmq', 'rabbitmq-diagnostics -q ping'],
  ['redis', 'redis-cli ping'],
  ['valkey', 'valkey-cli ping'],
]);

/** The port that an image listens on where nothing tells otherwise. */
export function usualPort({ base }: Stage): string | undefined {
  return /^(?:nginx|httpd|caddy|wordpress|nextcloud|drupal)$/.test(base.root.facts.family ?? '')
    ? '80'
    : undefined;
}

/** False of the well-known ports of other protocols: SSH, mail, DNS, SOCKS, databases, queues. */
export function speaksHttp(port: string): boolean {
  return !otherPorts.has(port);
}

const otherPorts: ReadonlySet<string> = new Set([
  ...['21', '22', '25', '53', '110', '143', '389', '465', '587', '636', '993', '995', '1080', '1433', '1521'],
  ...['1883', '2181', '3306', '3389', '4222', '5432', '5672', '6379', '9042', '9092', '11211', '27017'],
]);

function scripted(program: string, path: string, option: string, script: string): Probe {
  return { program, words: [path, option, script], line: `${path} ${option} "${script}"` };
}

function nodeScript(url: string): string {
  return `fetch('${url}').then(r => process.exit(r.ok ? 0 : 1), () => process.exit(1))`;
}

/** urlopen raises for anything but a success. */
function pythonScript(url: string): string {
  return `import urllib.request; urllib.request.urlopen('${url}')`;
}
