import { isPublicKeyName, isSecretName } from '../../knowledge/secretNames.ts';
import type { BuildModel, Step } from '../../model/types.ts';
import type { Instruction, Pair } from '../../syntax/dockerfile/tree.ts';
import { defineRule } from '../rule.ts';
import { SecretMounts } from '../support/secretMounts.ts';
import { imageLayers } from '../support/stageOrder.ts';

export const secretInArgEnv = defineRule({
  id: 'secret-in-arg-env',
  summary: 'ARG or ENV seems to hold a secret',
  why: 'The values of ENV are part of the image, and those of ARG of its history: whoever can pull the image can read them with docker history or docker inspect. Of stages that are no part of it the records of the build keep them.',
  language: 'dockerfile',
  category: 'security',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'buildkit', code: 'SecretsUsedInArgOrEnv', match: 'narrower' },
    { tool: 'hadolint', code: 'DL3064', match: 'narrower' },
    { tool: 'sonar', code: 'S6472', match: 'narrower' },
    { tool: 'trivy', code: 'DS-0031', match: 'narrower' },
    { tool: 'semgrep', code: 'secret-in-build-arg', match: 'related' },
    { tool: 'tally', code: 'ruby/secrets-in-arg-or-env', match: 'broader' },
    { tool: 'tally', code: 'ruby/prefer-secret-mounts-for-build-credentials', match: 'related' },
    { tool: 'dockle', code: 'CIS-DI-0010', match: 'narrower' },
    { tool: 'dockadvisor', code: 'SecretsUsedInArgOrEnv', match: 'narrower' },
  ],
  references: [
    'https://docs.docker.com/reference/build-checks/secrets-used-in-arg-or-env/',
    'https://docs.docker.com/build/building/secrets/',
  ],
  concerns: { keywords: ['ARG', 'ENV'] },
  stepwise: true,
  options: {
    allow: {
      type: 'strings',
      default: [],
      description: 'Names that hold no secret, whatever they sound like.',
    },
  },
  messages: {
    arg: '{name} sounds like a secret, and build arguments stay in the history of the image. Use RUN --mount=type=secret.',
    env: '{name} sounds like a secret, and ENV stays in the image. Set it when the container is run, or use RUN --mount=type=secret.',
    argOfBuild:
      '{name} sounds like a secret, and the records of a build keep its arguments. Use RUN --mount=type=secret.',
    envOfBuild:
      '{name} sounds like a secret, and ENV hands it to all that runs in this stage. Use RUN --mount=type=secret.',
  },
  fixes: {
    useSecret: {
      title: 'Mount {name} as a secret where RUN uses it',
      safety: 'unsafe',
      availability: 'sometimes',
    },
  },
  check({ model, steps, options, report }) {
    const mounts = new SecretMounts(model);
    for (const step of steps) {
      const { instruction } = step;
      if (instruction.name !== 'ARG' && instruction.name !== 'ENV') continue;
      for (const pair of instruction.once(secretPairs)) {
        const { name, value } = pair;
        if (options.allow.includes(name.text)) continue;
        const written = value?.text.replace(/^(["'])(.*)\1$/s, '$2') ?? '';
        if (isPublic(name.text, written) || isNoSecret(written)) continue;
        // A name without a value is there to be known; an ARG without one is there to be set.
        if (instruction.name === 'ENV' && isEmpty(written)) continue;
        const values = { name: name.text };
        const edits = isEmpty(written) ? mounts.editsFor(step, pair) : undefined;
        report({
          at: name.range,
          message: messageFor(step, model),
          values,
          fixes: edits && [{ fix: 'useSecret', values, edits }],
        });
      }
    }
  },
});

/** What no image is made of leaves no history, but records: `docker buildx history inspect`. */
function messageFor({ instruction, stage }: Step, model: BuildModel) {
  const isKept = stage !== undefined && imageLayers(model).has(stage);
  if (instruction.name === 'ARG') return isKept ? 'arg' : 'argOfBuild';
  return isKept ? 'env' : 'envOfBuild';
}

function secretPairs({ pairs }: Instruction): readonly Pair[] {
  return pairs.filter(({ name }) => isSecretName(name.text));
}

/** Keys that are there to be known: signatures are checked with them. */
function isPublic(name: string, value: string): boolean {
  if (isPublicKeyName(name)) return true;
  // The fingerprint of a public key.
  return /^(?:0x)?(?:[0-9A-F]{16}|[0-9A-F]{40})$/.test(value);
}

function isEmpty(value: string): boolean {
  return /^(?:\$\{\w+:?-\})?$/.test(value);
}

/** Switches, and paths to what may be a secret. */
function isNoSecret(value: string): boolean {
  return (
    /^(?:true|false|yes|no|on|off|enabled?|disabled?|[01])$/i.test(value) ||
    /^(?:\.{0,2}\/|[A-Z]:\\)|^[\w.-]+(?:\/[\w.-]+)*\.(?:sh|py|js|json|ya?ml|pem|key|crt|env|txt)$/i.test(
      value,
    )
  );
}
