import type { PackageCommand, Stage, Step } from '../../model/types.ts';
import type { TextEdit } from '../../text/edit.ts';
import type { StageOrder } from './stageOrder.ts';

/**
 * Clients of HTTPS that only recommend `ca-certificates`, or whose library does: libcurl3-gnutls of git, for example.
 * https://packages.debian.org/bookworm/libcurl4, https://packages.debian.org/bookworm/wget
 */
const clients: ReadonlySet<string> = new Set([
  ...['curl', 'wget', 'git', 'git-core', 'aria2', 'mercurial', 'w3m', 'apt-transport-https'],
]);

/** Images, by family, that bring the certificates themselves. */
const withCertificates: ReadonlySet<string> = new Set([
  ...['buildpack-deps', 'golang', 'python', 'ruby', 'rust', 'php', 'openjdk', 'eclipse-temurin', 'maven'],
  ...['gradle', 'tomcat', 'gcc', 'dotnet', 'nginx'],
]);

/** Whether an install of apt brings the certificates only because they are recommended. */
export function recommendsCertificates({ packages }: PackageCommand): boolean {
  const names = packages.map(({ name }) => name);
  return names.some((name) => name !== undefined && clients.has(name)) && !names.includes(certificates);
}

/**
 * Whether the certificates that an install brings as recommended are what HTTPS needs in its stage, and those built on
 * it: nothing before has brought them, and there is an address to be called.
 * @param brings whether a step before leaves the certificates in the image, though it does not name them
 */
export function needsCertificates(
  step: Step,
  own: Stage,
  { stepsOf, childrenOf }: StageOrder,
  brings: (step: Step) => boolean,
): boolean {
  const { facts, reference } = own.base.root;
  const { family = '' } = facts;
  if (withCertificates.has(family)) return false;
  // Of Node.js the slim variants remove them again: https://github.com/nodejs/docker-node
  if (family === 'node' && !reference?.tag?.includes('slim')) return false;
  let callsHttps = callsAnHttpsAddress(step);
  for (let stage: Stage | undefined = own; stage; stage = stage.base.stage) {
    for (const each of stepsOf(stage)) {
      callsHttps ||= callsAnHttpsAddress(each);
      const isBefore = each.instruction.range.start < step.instruction.range.start;
      if (isBefore && (namesCertificates(each) || brings(each))) return false;
    }
  }
  if (namesCertificates(step)) return false;
  const pending = [...childrenOf(own)];
  for (let stage = pending.pop(); stage && !callsHttps; stage = pending.pop()) {
    callsHttps = stepsOf(stage).some(callsAnHttpsAddress);
    pending.push(...childrenOf(stage));
  }
  return callsHttps;
}

/** In the container, or by a variable that it may be called with: what ADD and FROM get comes by BuildKit. */
function callsAnHttpsAddress({ instruction }: Step): boolean {
  return callers.has(instruction.name ?? '') && textOf(instruction).includes('https://');
}

const callers: ReadonlySet<string> = new Set(['RUN', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK', 'ENV', 'ARG']);

function namesCertificates({ instruction }: Step): boolean {
  return /ca-certificates|\/etc\/ssl\/certs/.test(textOf(instruction));
}

function textOf({ line, heredocs }: Step['instruction']): string {
  return [line.text, ...heredocs.map(({ content }) => content)].join('\n');
}

/**
 * The package as one more of an install, where a sorted list has it, and with what parts the packages there: a blank,
 * or a line break.
 */
export function certificatesAdded(
  { command: { words }, packages }: PackageCommand,
  text: string,
  isExecForm: boolean,
): TextEdit {
  const next = packages.find(({ name }) => name !== undefined && name > certificates) ?? packages[0];
  const at = next ? words.indexOf(next.word) : words.length;
  const start = words[at]?.range.start ?? words.at(-1)?.range.end ?? 0;
  const range = { start, end: start };
  if (isExecForm) return { range, newText: `"${certificates}", ` };
  const between = text.slice(words[at - 1]?.range.end, start);
  const separator = /^[ \t]*[\\`][ \t]*\r?\n[ \t]*$/.test(between) ? between : ' ';
  return { range, newText: certificates + separator };
}

const certificates = 'ca-certificates';
