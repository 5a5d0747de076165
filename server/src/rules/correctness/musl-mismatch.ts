import type { Stage } from '../../model/types.ts';
import { defineRule } from '../rule.ts';
import { copiesProgram, isStaticBase } from '../support/copiedPrograms.ts';
import { type LinkedProgram, linkedProgramsOf } from '../support/linkedPrograms.ts';
import { isBourne } from '../support/shellState.ts';

export const muslMismatch = defineRule({
  id: 'musl-mismatch',
  summary: 'Program is linked against another C library than the image has',
  why: 'A program built on Debian or Ubuntu asks for glibc, which Alpine (musl) does not have. It is there, and yet the container ends at its start with "no such file or directory": what is missing is its loader.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [],
  references: [
    'https://wiki.alpinelinux.org/wiki/Running_glibc_programs',
    'https://doc.rust-lang.org/reference/linkage.html#static-and-dynamic-c-runtimes',
  ],
  concerns: { keywords: ['COPY'], text: /from/i },
  messages: {
    certain:
      'The program is linked against {library}, which {image} does not have: it does not start. Build it on {builder}, or link it statically.',
    possible:
      'Go may link the program against {library}, which {image} does not have: then it does not start. Build with CGO_ENABLED=0, or on {builder}.',
  },
  fixes: {
    disableCgo: { title: 'Add CGO_ENABLED=0', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, report }) {
    if (model.stages.length < 2) return;
    const reported = new Set<object>();
    const built = new Map<Stage, readonly LinkedProgram[]>();
    for (const stage of model.stages) {
      const target = libraryOf(stage);
      if (!target || !startsProgram(stage) || bringsLibrary(stage)) continue;
      for (const use of stage.uses) {
        if (use.kind !== 'copy' || !use.stage || !copiesProgram(use.instruction)) continue;
        const source = libraryOf(use.stage);
        if (!source || source === target || source === 'none') continue;
        const programs = built.get(use.stage) ?? linkedProgramsOf(use.stage, model);
        built.set(use.stage, programs);
        for (const program of programs) {
          // Another rule looks at Go programs for images without any library; Rust on Alpine links statically.
          if (program.language === 'Go' && (target !== 'musl' || source !== 'glibc')) continue;
          if (program.language === 'Go' && !isService(stage)) continue;
          if (program.language === 'Rust' && source === 'musl') continue;
          if (reported.has(program.command)) continue;
          reported.add(program.command);
          const image =
            stage.base.root.kind === 'scratch' ? 'scratch' : (stage.base.root.reference?.familiarName ?? '');
          report({
            at: program.range,
            message: program.isCertain ? 'certain' : 'possible',
            values: { library: source, image, builder: builders[source] },
            related: [{ range: use.range, message: `${image} gets the program here` }],
            fixes: fixesFor(program, model),
          });
        }
      }
    }
  },
});

type Library = 'glibc' | 'musl' | 'none';

/** The system of a stage with the other library. */
const builders = { glibc: 'Alpine as well', musl: 'Debian as well', none: '' } as const;

function libraryOf(stage: Stage): Library | undefined {
  const { root } = stage.base;
  if (isStaticBase(root) !== undefined) return 'none';
  switch (root.facts.distribution) {
    case 'alpine':
      return 'musl';
    case 'debian':
    case 'ubuntu':
    case 'fedora':
    case 'rhel':
    case 'amazon':
    case 'suse':
    case 'arch':
      return 'glibc';
    default:
      return undefined;
  }
}

/** A stage that starts nothing is there to take files out of. */
function startsProgram({ final: { cmd, entrypoint } }: Stage): boolean {
  return [cmd, entrypoint].some(({ by }) => by?.name === 'CMD' || by?.name === 'ENTRYPOINT');
}

/** What listens uses the package net, and with it the C library. */
function isService(stage: Stage): boolean {
  return stage.final.exposed.length > 0 || stage.instructions.some(({ name }) => name === 'HEALTHCHECK');
}

/** The loader, or a layer that stands in for it, is installed or copied. */
function bringsLibrary(stage: Stage): boolean {
  for (let at: Stage | undefined = stage; at; at = at.base.stage) {
    const isBrought = at.instructions.some(({ args }) =>
      /gcompat|libc6-compat|glibc|ld-linux|ld-musl|libc\.so|\/lib(?:64)?(?:\/|\s|$)|\bmusl\b/.test(args.text),
    );
    if (isBrought) return true;
  }
  return false;
}

function fixesFor({ language, command, step }: LinkedProgram, model: Parameters<typeof isBourne>[1]) {
  if (language !== 'Go' || step.run?.form !== 'shell' || !isBourne(step.dialect, model)) return undefined;
  const { start } = command.range;
  return [
    { fix: 'disableCgo', edits: [{ range: { start, end: start }, newText: 'CGO_ENABLED=0 ' }] },
  ] as const;
}
