import { defineRule } from '../rule.ts';
import { exposedWords } from '../support/exposedPorts.ts';
import { runsAs } from '../support/finalUser.ts';

export const privilegedPort = defineRule({
  id: 'privileged-port',
  summary: 'A port below 1024 for a program that is not root',
  why: 'Linux keeps ports below 1024 for root. Docker lifts that for its containers since version 20.10; Kubernetes, Podman and a container on the network of the host may not, and there the program stops with "permission denied".',
  language: 'dockerfile',
  category: 'security',
  severity: 'information',
  preset: 'strict',
  since: '0.1.0',
  references: [
    'https://docs.docker.com/engine/release-notes/20.10/',
    'https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/',
  ],
  concerns: { keywords: ['EXPOSE'] },
  messages: {
    low: 'Docker lets {user} listen on port {port}, other runtimes may not. Listen above 1023, and publish it as {port}.',
  },
  check({ model, report }) {
    const stage = model.finalStage;
    const user = stage?.final.user.value;
    if (!stage || user === undefined || runsAs(stage.final) !== 'unprivileged') return;
    // Windows has no such ports.
    if (stage.base.root.facts.distribution === 'windows' || /^container/i.test(user)) return;
    for (const instruction of stage.instructionsWith('EXPOSE')) {
      for (const { word, port: exposed } of model.stepOf(instruction).once(exposedWords)) {
        const port = Number.parseInt(exposed ?? '', 10);
        if (!(port > 0 && port < 1024)) continue;
        // A capability of the program lets it listen anywhere.
        if (/cap_net_bind_service|ip_unprivileged_port_start/i.test(model.wholeText)) return;
        report({ at: word.range, message: 'low', values: { user, port } });
      }
    }
  },
});
