import type { Stage } from '../../model/types.ts';
import { defineRule } from '../rule.ts';
import { copiesProgram, isStaticBase } from '../support/copiedPrograms.ts';
import { type GoBuild, goBuildsOf, mayBring } from '../support/goBuilds.ts';
import { isBourne } from '../support/shellState.ts';

export const goStaticBinary = defineRule({
  id: 'go-static-binary',
  summary: 'Go program for an image without libc may need one',
  why: 'Where a C compiler is at hand, Go links programs that use net or os/user against libc. Images such as scratch and distroless/static have none: the container ends at its start with "no such file or directory".',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [],
  references: [
    'https://pkg.go.dev/cmd/cgo',
    'https://docs.docker.com/guides/golang/build-images/',
    'https://github.com/GoogleContainerTools/distroless/blob/main/base/README.md',
  ],
  concerns: { keywords: ['RUN'], text: /go/i },
  messages: {
    cgo: 'The program goes to {image}, which has no libc, and Go may link it against one. Build with CGO_ENABLED=0.',
  },
  fixes: {
    disableCgo: { title: 'Add CGO_ENABLED=0', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, report }) {
    if (model.stages.length < 2) return;
    const reported = new Set<GoBuild>();
    for (const stage of model.stages) {
      const image = isStaticBase(stage.base.root);
      if (image === undefined || !startsProgram(stage)) continue;
      for (const use of stage.uses) {
        if (use.kind !== 'copy' || !use.stage || !copiesProgram(use.instruction)) continue;
        const builds = goBuildsOf(use.stage, model);
        for (const build of builds) {
          if (build.cgo !== undefined || build.isExplicit || reported.has(build)) continue;
          if (!build.step.stage || !hasCompiler(build.step.stage)) continue;
          if (!mayBring(use, build, builds, model)) continue;
          reported.add(build);
          const { start } = build.command.range;
          const isShell = build.step.run?.form === 'shell' && isBourne(build.step.dialect, model);
          const edits = [{ range: { start, end: start }, newText: 'CGO_ENABLED=0 ' }];
          report({
            at: build.range,
            message: 'cgo',
            values: { image },
            related: [{ range: use.range, message: `${image} gets the program here` }],
            fixes: isShell ? [{ fix: 'disableCgo', edits }] : undefined,
          });
        }
      }
    }
  },
});

/**
 * Whether Go finds a C compiler: it does in the Debian variants of its image. On Alpine one must have been installed;
 * before Go 1.20 the standard library was linked against libc there even without.
 */
function hasCompiler(stage: Stage): boolean {
  const { root } = stage.base;
  if (root.facts.family !== 'golang') return false;
  if (root.facts.distribution === 'debian') return true;
  if (root.facts.distribution !== 'alpine') return false;
  const minor = /^1\.(\d+)/.exec(root.reference?.tag ?? '')?.[1];
  return minor !== undefined && Number(minor) < 20;
}

/** A stage that starts nothing is there to take files out of: `docker build --output`. */
function startsProgram({ final: { cmd, entrypoint } }: Stage): boolean {
  return [cmd, entrypoint].some(({ by }) => by?.name === 'CMD' || by?.name === 'ENTRYPOINT');
}
