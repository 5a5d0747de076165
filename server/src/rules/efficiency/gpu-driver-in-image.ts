import type { BuildModel, RunModel } from '../../model/types.ts';
import type { ShellWord } from '../../syntax/shell/tree.ts';
import { defineRule } from '../rule.ts';

export const gpuDriverInImage = defineRule({
  id: 'gpu-driver-in-image',
  summary: 'What belongs to the host is installed in the image',
  why: "The driver of a GPU and NVIDIA's container toolkit work on the host, which hands the libraries of its own driver to each container. A second driver in the image is hundreds of megabytes that nobody uses, or that do not fit the kernel.",
  language: 'dockerfile',
  category: 'efficiency',
  severity: 'information',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [{ tool: 'tally', code: 'gpu/no-container-runtime-in-image', match: 'broader' }],
  references: ['https://docs.nvidia.com/datacenter/cloud-native/container-toolkit/latest/arch-overview.html'],
  concerns: { keywords: ['RUN'], text: /nvidia|cuda-drivers/ },
  messages: {
    toolkit:
      '{name} belongs to the machine that starts containers: in this one it does nothing. Leave it out.',
    driver:
      'The driver comes from the host when the container starts. {name} in the image is not used. Leave it out.',
  },
  check({ model, steps, report }) {
    for (const { run } of steps) {
      for (const { word, name } of run?.once(hostPackages) ?? []) {
        if (model.fact(runsContainers)) return;
        const message = toolkit.test(name) ? 'toolkit' : 'driver';
        report({ at: word.range, message, values: { name } });
      }
    }
  },
});

const toolkit =
  /^(?:nvidia-container-(?:toolkit(?:-base)?|runtime)|nvidia-docker2?|libnvidia-container(?:1|-tools))$/;
const driver =
  /^(?:nvidia-driver-\d+(?:-server|-open)*|nvidia-driver|nvidia-dkms-\d+\S*|cuda-drivers(?:-\d+)?)$/;

function hostPackages({
  packageCommands,
}: RunModel): readonly { readonly word: ShellWord; readonly name: string }[] {
  return packageCommands.flatMap(({ action, manager, packages }) =>
    action === 'install' && /^(?:apt-get|apt|aptitude|dnf|yum|microdnf|zypper)$/.test(manager)
      ? packages.flatMap(({ word, name = '' }) =>
          toolkit.test(name) || driver.test(name) ? { word, name } : [],
        )
      : [],
  );
}

/** The container is a host itself. */
function runsContainers(model: BuildModel): boolean {
  return (
    model.stages.some(({ base }) =>
      /(?:^|\/)(?:docker|podman)$|dind|k3s|kind\b/.test(base.root.reference?.familiarName ?? ''),
    ) ||
    model
      .stepsWith('RUN')
      .some(({ run }) =>
        run?.packageCommands.some(({ packages }) =>
          packages.some(({ name = '' }) =>
            /^(?:docker(?:-ce|\.io|-engine)?|containerd(?:\.io)?|podman|cri-o|k3s)$/.test(name),
          ),
        ),
      )
  );
}
