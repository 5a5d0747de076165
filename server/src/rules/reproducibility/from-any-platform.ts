import { defineRule } from '../rule.ts';

export const fromAnyPlatform = defineRule({
  id: 'from-any-platform',
  summary: 'FROM chooses a platform that is not that of the build',
  why: 'A stage that names its platform is the same whatever the build is for. That can be meant, as in a stage named after its platform, and still surprise the next reader.',
  language: 'dockerfile',
  category: 'reproducibility',
  severity: 'information',
  preset: 'off',
  since: '0.1.0',
  equivalents: [
    { tool: 'hadolint', code: 'DL3029', match: 'same' },
    { tool: 'parfum', code: 'DL3029', match: 'same' },
  ],
  yieldsTo: ['from-constant-platform', 'undefined-arg-in-from'],
  references: ['https://docs.docker.com/build/building/multi-platform/'],
  messages: {
    platform:
      'This stage is {platform}, whatever is built for. Remove the flag, or use $BUILDPLATFORM or $TARGETPLATFORM.',
  },
  check({ model, report }) {
    for (const { from } of model.stages) {
      const flag = from.flags.find(({ name }) => name === 'platform');
      if (!flag?.value || /BUILDPLATFORM|TARGETPLATFORM/.test(flag.value)) continue;
      report({ at: flag.range, message: 'platform', values: { platform: flag.value } });
    }
  },
});
