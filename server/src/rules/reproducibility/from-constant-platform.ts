import { defineRule } from '../rule.ts';
import { flagRemoval } from '../support/flags.ts';

export const fromConstantPlatform = defineRule({
  id: 'from-constant-platform',
  summary: 'FROM is tied to one platform',
  why: 'With a constant --platform the image is the same whatever platform is asked for: on another machine it runs emulated and slowly, or not at all.',
  language: 'dockerfile',
  category: 'reproducibility',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'buildkit', code: 'FromPlatformFlagConstDisallowed', match: 'same' },
    { tool: 'hadolint', code: 'DL3029', match: 'narrower' },
    { tool: 'semgrep', code: 'avoid-platform-with-from', match: 'narrower' },
    { tool: 'kics', code: 'Using-Platform-Flag', match: 'narrower' },
    { tool: 'parfum', code: 'DL3029', match: 'narrower' },
    { tool: 'dockadvisor', code: 'FromPlatformFlagConstDisallowed', match: 'same' },
  ],
  references: [
    'https://docs.docker.com/reference/build-checks/from-platform-flag-const-disallowed/',
    'https://docs.docker.com/build/building/multi-platform/',
  ],
  concerns: { keywords: ['FROM'], text: /platform/i },
  messages: {
    constant:
      'This stage is always {platform}, whatever is built for. Remove the flag, use $BUILDPLATFORM, or name the stage after the platform.',
  },
  fixes: {
    removeFlag: { title: 'Remove --platform', safety: 'unsafe', availability: 'sometimes' },
    useBuildPlatform: {
      title: 'Change to $BUILDPLATFORM (the machine that builds)',
      safety: 'unsafe',
      availability: 'always',
    },
  },
  check({ model, report }) {
    for (const { from, name = '', base } of model.stages) {
      const flag = from.flags.find((each) => each.name === 'platform');
      const platform = flag?.value;
      if (!flag?.valueRange || platform === undefined || !/^[\w.-]+(?:\/[\w.-]+){0,2}$/.test(platform))
        continue;
      if (parts(platform).some((part) => name.includes(part))) continue;
      const build = {
        fix: 'useBuildPlatform' as const,
        edits: [{ range: flag.valueRange, newText: '$BUILDPLATFORM' }],
      };
      const remove = { fix: 'removeFlag' as const, edits: [flagRemoval(model.tree.text, from, flag)] };
      // What builds for one architecture on another is there for that other one alone.
      const [other = ''] = otherArchitecture.exec(`${base.text} ${name}`.toLowerCase()) ?? [];
      const isCross = other !== '' && !parts(platform).includes(aliases.get(other) ?? other);
      const fixes = isCross ? [build] : [remove, build];
      report({ at: flag.range, message: 'constant', values: { platform }, fixes });
    }
  },
});

/** The name of an architecture in that of an image, a tag or a stage. Where it is no other, nothing is built across. */
const otherArchitecture =
  /(?<![a-z\d])(?:arm64|aarch64|arm(?:v[5-8]\w*|hf|el)?|ppc64(?:le|el)?|riscv64|s390x|mips\w*)(?![a-z\d])/;

/** Operating system and architecture as containerd names them. https://github.com/containerd/platforms */
function parts(platform: string): string[] {
  const [first = '', second] = platform.toLowerCase().split('/');
  if (second === undefined) return [first, aliases.get(first) ?? first];
  return [first, second, aliases.get(second) ?? second];
}

const aliases: ReadonlyMap<string, string> = new Map([
  ['x86_64', 'amd64'],
  ['x86-64', 'amd64'],
  ['aarch64', 'arm64'],
  ['armhf', 'arm'],
  ['armel', 'arm'],
  ['i386', '386'],
  ['macos', 'darwin'],
]);
