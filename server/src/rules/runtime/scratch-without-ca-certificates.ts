import type { BuildModel, Stage, StageUse } from '../../model/types.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import { defineRule } from '../rule.ts';
import { joinPath, wayDown, workdirOf } from '../support/containerPaths.ts';
import { copiesProgram } from '../support/copiedPrograms.ts';
import { goBuildsOf } from '../support/goBuilds.ts';
import { linesAbove } from '../support/insertLine.ts';
import { keywordLike } from '../support/keywords.ts';

export const scratchWithoutCaCertificates = defineRule({
  id: 'scratch-without-ca-certificates',
  summary: 'Image on scratch has no CA certificates',
  why: '`scratch` is empty: a program in it knows no certificate authority, and every HTTPS or TLS connection it makes fails with "certificate signed by unknown authority". It works on the machine of the author, where they are.',
  language: 'dockerfile',
  category: 'runtime',
  severity: 'information',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [],
  references: [
    'https://docs.docker.com/build/building/base-images/#create-a-minimal-base-image-using-scratch',
  ],
  messages: {
    missing:
      '`scratch` holds no CA certificates: if the program calls HTTPS, that fails. Copy /etc/ssl/certs/ca-certificates.crt from {stage}.',
    url: '`scratch` holds no CA certificates, and {name} is an https address: calling it fails. Copy /etc/ssl/certs/ca-certificates.crt from {stage}.',
  },
  fixes: {
    copyCertificates: {
      title: 'Copy the certificates from {stage}',
      safety: 'unsafe',
      availability: 'sometimes',
    },
  },
  check({ model, report }) {
    const stage = model.finalStage;
    if (stage?.base.root.kind !== 'scratch') return;
    const program = programOf(stage);
    if (!program || mayHoldCertificates(stage, model)) return;
    const source = program.stage;
    const url = httpsSetting(stage);
    const isService =
      stage.final.exposed.length > 0 || stage.instructions.some(({ name }) => name === 'HEALTHCHECK');
    if (url === undefined && !(isService && isGo(source, model))) return;
    const edit = hasCertificates(source)
      ? linesAbove(model.tree, program.instruction, [
          `${keywordLike(program.instruction, 'COPY')} --from=${program.text} ${BUNDLE} ${FOLDER}`,
        ])
      : undefined;
    const fixes =
      edit && ([{ fix: 'copyCertificates', values: { stage: program.text }, edits: [edit] }] as const);
    const at = stage.base.range;
    if (url === undefined) report({ at, message: 'missing', values: { stage: program.text }, fixes });
    else report({ at, message: 'url', values: { stage: program.text, name: url }, fixes });
  },
});

const FOLDER = '/etc/ssl/certs/';
const BUNDLE = `${FOLDER}ca-certificates.crt`;

type UseOfStage = StageUse & { readonly stage: Stage };

/** The first COPY of the final stage that brings what it starts. */
function programOf(stage: Stage): UseOfStage | undefined {
  const { cmd, entrypoint } = stage.final;
  if (![cmd, entrypoint].some(({ by }) => by?.name === 'CMD' || by?.name === 'ENTRYPOINT')) return undefined;
  return stage.uses.find(
    (use): use is UseOfStage =>
      use.kind === 'copy' && use.stage !== undefined && copiesProgram(use.instruction),
  );
}

/** Whether something of them may be copied in: by its name, or with a folder above them. */
function mayHoldCertificates(stage: Stage, model: BuildModel): boolean {
  for (let at: Stage | undefined = stage; at; at = at.base.stage) {
    for (const instruction of at.instructions) {
      if (instruction.name === 'RUN' || instruction.name === 'VOLUME' || instruction.trigger) return true;
      if ((instruction.name === 'COPY' || instruction.name === 'ADD') && mayBring(instruction, model))
        return true;
      if (instruction.name === 'ENV' && /SSL_CERT|CA_CERT|CA_BUNDLE/.test(instruction.args.text)) return true;
    }
  }
  return false;
}

function mayBring(instruction: Instruction, model: BuildModel): boolean {
  const { words } = instruction;
  if (words.some(({ text }) => /cert|\.crt|\.pem|\bssl\b|\bpki\b|rootfs|\.tar|\.tgz/i.test(text)))
    return true;
  const last = words.at(-1);
  const path = last && model.expand(last.text, instruction).value;
  if (path === undefined) return true;
  const target = joinPath(workdirOf(model.stepOf(instruction)), path);
  if (wayDown(target, BUNDLE) === undefined) return false;
  if (target !== '/') return true;
  // A single file that goes to the root brings itself only; a folder may bring anything.
  return words
    .slice(0, -1)
    .some(({ text }) =>
      /(?:^|\/)(?:out|dist|install|root|image|export|target|output|staging)?\/?(?:\.|\*)?$/.test(text),
    );
}

/** A setting of the image that holds an https address. */
function httpsSetting(stage: Stage): string | undefined {
  for (const instruction of stage.instructions) {
    if (instruction.name === 'ENV') {
      const pair = instruction.pairs.find(({ value }) => /^["']?https:\/\//.test(value?.text ?? ''));
      if (pair) return pair.name.text;
    } else if (instruction.name === 'CMD' || instruction.name === 'ENTRYPOINT') {
      if (/\bhttps:\/\//.test(instruction.args.text)) return `an argument of ${instruction.name}`;
    }
  }
  return undefined;
}

function isGo(source: Stage, model: BuildModel): boolean {
  return source.base.root.facts.family === 'golang' && goBuildsOf(source, model).length > 0;
}

/** The images of Go bring them, on Debian and on Alpine. https://github.com/docker-library/golang */
function hasCertificates(source: Stage): boolean {
  return source.base.root.facts.family === 'golang';
}
