import { defineRule } from '../rule.ts';
import { exposedWords } from '../support/exposedPorts.ts';
import { topLevel } from '../support/insertLine.ts';
import { linesWithout } from '../support/removeInstruction.ts';
import { withoutOne } from '../support/removeWord.ts';

export const adminPortExposed = defineRule({
  id: 'admin-port-exposed',
  summary: 'EXPOSE names a port of remote administration',
  why: 'A container that lets people log in is one more machine to patch, to watch and to keep keys for, and its password or key is often part of the image. To look into a container there is `docker exec`, which asks for no port.',
  language: 'dockerfile',
  category: 'security',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'trivy', code: 'DS-0004', match: 'same' },
    { tool: 'sonar', code: 'S6473', match: 'narrower' },
    { tool: 'checkov', code: 'CKV_DOCKER_1', match: 'broader' },
    { tool: 'kics', code: 'Exposing-Port-22', match: 'broader' },
  ],
  references: [
    'https://docs.docker.com/reference/dockerfile/#expose',
    'https://docs.docker.com/reference/cli/docker/container/exec/',
  ],
  concerns: { keywords: ['EXPOSE'] },
  stepwise: true,
  options: {
    ports: {
      type: 'strings',
      default: ['22', '23', '3389', '5800', '5900'],
      description: 'TCP ports that nobody exposes without a reason.',
    },
  },
  messages: {
    named: 'Port {port} is for {service}. Do without it: docker exec opens a shell in a running container.',
    other:
      'Port {port} is for remote administration. Do without it: docker exec opens a shell in a running container.',
  },
  fixes: {
    remove: { title: 'Do not expose port {port}', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, steps, options, report }) {
    for (const step of steps) {
      const { instruction } = step;
      if (instruction.name !== 'EXPOSE') continue;
      for (const { word, port: exposed } of step.once(exposedWords)) {
        const port = exposed === undefined ? undefined : adminPort(exposed, options.ports);
        if (port === undefined) continue;
        const service = services.get(port);
        const edit = withoutOne(instruction.words, word, model.tree);
        const isOnly = instruction.words.length === 1;
        const edits = edit
          ? [edit]
          : isOnly
            ? linesWithout(model.tree, topLevel(model.tree, instruction))
            : [];
        const fixes = edits.length > 0 ? [{ fix: 'remove' as const, values: { port }, edits }] : undefined;
        if (service === undefined) report({ at: word.range, message: 'other', values: { port }, fixes });
        else report({ at: word.range, message: 'named', values: { port, service }, fixes });
      }
    }
  },
});

/** The first of the ports that `8000-8010/tcp` covers. */
function adminPort(exposed: string, ports: readonly string[]): string | undefined {
  const [range = '', protocol] = exposed.split('/');
  if (protocol !== 'tcp') return undefined;
  const [first = 0, last = first] = range.split('-').map(Number);
  return ports.find((port) => first <= Number(port) && Number(port) <= last);
}

const services: ReadonlyMap<string, string> = new Map([
  ['22', 'SSH'],
  ['23', 'Telnet'],
  ['3389', 'remote desktops (RDP)'],
  ['5800', 'remote desktops (VNC)'],
  ['5900', 'remote desktops (VNC)'],
]);
