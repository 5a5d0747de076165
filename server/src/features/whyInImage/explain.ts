import type { Explanation, ExplanationStep, Question, Verdict } from './question.ts';
import { remediesToKeepOut, remediesToSend } from './remedies.ts';
import { explainSending, noteOnBuildFiles } from './sending.ts';
import { type Sentence, say } from './sentence.ts';
import { explainWays, type Ways } from './ways.ts';

/** Why a path is, or is not, in the image of one Dockerfile. Never throws. */
export function explain(question: Question): Explanation {
  const { kind, link, path } = question;
  if (kind === undefined) return explainMissing(question);
  if (link !== undefined) {
    const sentence = say`${link} is a link: BuildKit sends it as a link, without what is behind it. Ask about the file it leads to.`;
    return {
      verdict: 'unknown',
      title: say`${path} lies behind a link`,
      steps: [{ kind: 'stops', sentence, place: undefined }],
      remedies: [],
    };
  }
  const sending = explainSending(question);
  const ways = explainWays(question);
  if (!sending.isSent) {
    const note = noteOnBuildFiles(question);
    const wouldTake = ways.steps.filter(({ kind: step }) => step === 'passes').slice(0, 1);
    return {
      verdict: 'out',
      title: say`${nameOf(question)} is not in the image: ${sending.because ?? say``}`,
      steps: [sending.step, ...(note ? [note] : []), ...wouldTake.map(asWould)],
      remedies: remediesToSend(question),
    };
  }
  return {
    verdict: ways.verdict,
    title: titleOf(nameOf(question), ways),
    steps: [sending.step, ...ways.steps],
    remedies: ways.verdict === 'out' ? [] : remediesToKeepOut(question),
  };
}

/** The answer as a page. */
export function toMarkdown({ title, steps }: Explanation): string {
  return [`**${title.markdown}**`, steps.map(({ sentence }) => `1. ${sentence.markdown}`).join('\n')].join(
    '\n\n',
  );
}

function explainMissing({ path, nearest }: Question): Explanation {
  const isCase = nearest !== undefined && nearest.toLowerCase() === path.toLowerCase();
  const hint =
    nearest === undefined
      ? say``
      : isCase
        ? say` There is ${nearest}: the builder tells upper case from lower case.`
        : say` The nearest name is ${nearest}.`;
  const sentence = say`There is no such file in the build context.${hint}`;
  return {
    verdict: 'out',
    title: say`${path} is not in the image: there is no such file`,
    steps: [{ kind: 'stops', sentence, place: undefined }],
    remedies: [],
  };
}

function nameOf({ path, kind }: Question): Sentence {
  if (path === '') return say`The build context`;
  return kind === 'folder' ? say`${`${path}/`}` : say`${path}`;
}

function titleOf(name: Sentence, { verdict, place, because }: Ways): Sentence {
  const titles: Record<Ways['verdict'], Sentence> = {
    in: say`${name} is in the image: ${place ?? say``}`,
    hidden: say`${name} is in a layer of the image, though a later one deletes it`,
    maybe: say`${name} may be in the image`,
    out: say`${name} is not in the image: ${because}`,
  };
  return titles[verdict];
}

function asWould(step: ExplanationStep): ExplanationStep {
  const sentence = say`Else: ${step.sentence}`;
  return { ...step, kind: 'note', sentence };
}

/** Shown first: what is in the image. */
export const verdictOrder: readonly Verdict[] = ['in', 'hidden', 'maybe', 'unknown', 'out'];
