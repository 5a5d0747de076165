import { defineRule } from '../rule.ts';

export const platformArgDefault = defineRule({
  id: 'platform-arg-default',
  summary: 'A default hides the platform that BuildKit tells',
  why: 'BuildKit sets TARGETARCH and its kin for every build, but a default in the file wins over that: an image built for arm64 then holds programs for amd64, and no step fails.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [],
  references: [
    'https://docs.docker.com/reference/dockerfile/#automatic-platform-args-in-the-global-scope',
    'https://docs.docker.com/build/building/variables/#multi-platform-build-arguments',
  ],
  concerns: { keywords: ['ARG'], text: /(?:TARGET|BUILD)(?:PLATFORM|OS|ARCH|VARIANT)/ },
  messages: {
    target:
      'With this default {name} is {value} whatever platform is built for: it wins over what BuildKit sets. Remove it.',
    build:
      'With this default {name} is {value} whatever machine builds: it wins over what BuildKit sets. Remove it.',
  },
  fixes: {
    remove: { title: 'Remove the default', safety: 'unsafe', availability: 'always' },
  },
  check({ model, steps, report }) {
    if (model.frontend.isCustom) return;
    for (const { instruction, stage } of steps) {
      for (const { name, value } of instruction.pairs) {
        const found = automatic.exec(name.text);
        // A value that names a variable may be the automatic one itself.
        if (!found || !value || value.text.includes('$')) continue;
        const isTarget = found[1] === 'TARGET';
        // A stage of one platform, which TARGETARCH knows nothing of, may well set it right.
        if (isTarget && stage && isConstant(stage.base.platform ?? stage.base.root.platform)) continue;
        const shown = value.text.replace(/^(["'])(.*)\1$/, '$2');
        report({
          at: value.range.end > value.range.start ? value.range : name.range,
          message: isTarget ? 'target' : 'build',
          values: { name: name.text, value: shown === '' ? 'empty' : shown },
          fixes: [
            {
              fix: 'remove',
              edits: [{ range: { start: name.range.end, end: value.range.end }, newText: '' }],
            },
          ],
        });
      }
    }
  },
});

/** https://docs.docker.com/reference/dockerfile/#automatic-platform-args-in-the-global-scope */
const automatic = /^(TARGET|BUILD)(?:PLATFORM|OS|OSVERSION|ARCH|VARIANT)$/;

function isConstant(platform: { readonly value: string | undefined } | undefined): boolean {
  return platform !== undefined && !platform.value?.includes('$');
}
