import type { BuildModel, Stage, Step } from '../../model/types.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import type { TextRange } from '../../text/range.ts';
import { defineRule, type FixEdit } from '../rule.ts';
import { linesAbove, topLevel } from '../support/insertLine.ts';
import { keywordLike } from '../support/keywords.ts';

export const hardcodedArchitecture = defineRule({
  id: 'hardcoded-architecture',
  summary: 'A download is for one architecture only',
  why: 'Built for another platform, as on an Apple Silicon or Graviton machine, the image gets a program that does not run there: "exec format error". BuildKit tells the architecture that is built for in TARGETARCH.',
  language: 'dockerfile',
  category: 'reproducibility',
  severity: 'information',
  preset: 'strict',
  since: '0.1.0',
  equivalents: [],
  references: [
    'https://docs.docker.com/build/building/variables/#multi-platform-build-arguments',
    'https://docs.docker.com/build/building/multi-platform/',
  ],
  concerns: { keywords: ['ADD', 'RUN'], text: /64|86|arm|s390|ppc|risc/i },
  stepwise: true,
  messages: {
    download:
      'This is for {architecture}, whatever platform is built for. Declare ARG TARGETARCH, and choose the download by it.',
    build:
      'This builds for {architecture}, whatever platform is built for. Declare ARG TARGETARCH, and use it.',
  },
  fixes: {
    useTargetArch: { title: 'Use TARGETARCH', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, steps, report }) {
    for (const step of steps) {
      const { instruction, stage } = step;
      if ((instruction.name !== 'RUN' && instruction.name !== 'ADD') || !stage) continue;
      const { text } = instruction.args;
      if (!/amd64|x86_64|x64|arm64|aarch64/.test(text) || choosesItself.test(text)) continue;
      // A stage of one platform says so.
      if (stage.base.root.platform || stage.base.platform || stage.base.root.facts.distribution === 'windows')
        continue;
      if (namesArchitecture.test(stage.base.root.text)) continue;
      if (model.fact(stagesForOne).includes(` ${stage.index} `)) continue;
      const places = architecturePlaces(step);
      const [first] = places;
      if (!first || new Set(places.map(({ name }) => name)).size > 1) continue;
      const isPlain = isWhole(text, places) && !checksums.test(text) && !checksums.test(flagsOf(instruction));
      const edits = isPlain ? editsFor(instruction, places, step, model) : undefined;
      report({
        at: first.range,
        message: first.isBuild ? 'build' : 'download',
        values: { architecture: first.name },
        fixes: edits && [{ fix: 'useTargetArch', edits }],
      });
    }
  },
});

const namesArchitecture = /amd64|x86_64|arm64|aarch64|arm32|i386|s390x|ppc64/;

/**
 * The numbers of the stages that go nowhere but into stages of one platform, which is a platform written out, or an image
 * that is there for one alone: whatever is built for, what they bring has to be for that one. Between blanks: a text,
 * since most changes leave it as it is.
 */
function stagesForOne({ stages }: BuildModel): string {
  const found = new Set<Stage>();
  for (const stage of [...stages].reverse()) {
    const { platform, text } = stage.base;
    const isConstant = platform?.value !== undefined && !platform.value.includes('$');
    const users = stage.usedBy;
    if (
      isConstant ||
      namesArchitecture.test(text) ||
      (users.length > 0 && users.every((one) => found.has(one)))
    )
      found.add(stage);
  }
  return ` ${[...found].map(({ index }) => index).join(' ')} `;
}

/** It asks the machine, or BuildKit, or says of several which it takes. */
const choosesItself =
  /TARGETARCH|TARGETPLATFORM|BUILDARCH|\buname\b|dpkg --print|apk --print|\barch\b|\bcase\b|nodeArch|ARCH\}?["']?\s*[=!]=|\bif\b/;

/** What is downloaded is checked against what was true of the one architecture. */
const checksums = /sha\d+|md5|checksum|gpg|\.asc|\.sig/i;

function flagsOf({ flags }: Instruction): string {
  return flags.map(({ name }) => name).join(' ');
}

/** Every mention is one that can be replaced: names of files that follow from the URL would stay behind. */
function isWhole(text: string, places: readonly Place[]): boolean {
  const isPlain = places.every(({ name, isQuoted }) => (name === 'amd64' || name === 'arm64') && !isQuoted);
  return isPlain && (text.match(/amd64|arm64/g)?.length ?? 0) === places.length;
}

interface Place {
  /** As it stands: `amd64`, `x86_64`. */
  readonly name: string;
  readonly range: TextRange;
  readonly isBuild: boolean;
  readonly isQuoted: boolean;
}

/** Where a URL of a download, or GOARCH, names an architecture. */
function architecturePlaces({ instruction, run }: Step): Place[] {
  if (instruction.name === 'ADD') {
    return instruction.words
      .slice(0, -1)
      .filter(({ text }) => /^["']?https?:\/\//.test(text))
      .flatMap((word) => placesIn(word.text, (start, end) => word.map.toSourceRange(start, end), false));
  }
  if (run?.form !== 'shell') return [];
  return run.commands.flatMap((command) => {
    const own = command.assignments.flatMap(({ name, value }) => {
      const architecture = name === 'GOARCH' ? value?.value : undefined;
      if (architecture === undefined || !/^(?:amd64|arm64)$/.test(architecture) || !value) return [];
      return [{ name: architecture, range: value.range, isBuild: true, isQuoted: value.quoted }];
    });
    const words = command.words
      .filter(({ text, segments }) => segments.length === 1 && /https?:\/\/|^["']?\$\{?\w*URL/.test(text))
      .flatMap((word) =>
        placesIn(
          word.text,
          (start, end) => ({ start: word.range.start + start, end: word.range.start + end }),
          word.text.startsWith("'"),
        ),
      );
    return [...own, ...words];
  });
}

function placesIn(
  text: string,
  rangeOf: (start: number, end: number) => TextRange,
  isQuoted: boolean,
): Place[] {
  return [...text.matchAll(/(?<![A-Za-z0-9])(amd64|x86_64|x64|arm64|aarch64)(?![A-Za-z0-9])/g)].map(
    (match) => ({
      name: match[0],
      range: rangeOf(match.index, match.index + match[0].length),
      isBuild: false,
      isQuoted,
    }),
  );
}

function editsFor(
  instruction: Instruction,
  places: readonly Place[],
  step: Step,
  model: BuildModel,
): FixEdit[] | undefined {
  const edits = places.map(({ range }) => ({ range, newText: `\${TARGETARCH}` }));
  if (step.before.env('TARGETARCH').kind === 'defined') return edits;
  const outer = topLevel(model.tree, instruction);
  if (outer !== instruction) return undefined;
  const above = linesAbove(model.tree, instruction, [`${keywordLike(instruction, 'ARG')} TARGETARCH`]);
  return above && [above, ...edits];
}
