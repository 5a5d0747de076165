import { findNode } from '../../model/context/contextTree.ts';
import { walkVerdict } from '../../model/context/walkVerdict.ts';
import { compile } from '../../syntax/dockerignore/matcher.ts';
import { type PatternLine, patternsOf } from '../../syntax/dockerignore/reader.ts';
import type { ExplanationStep, Question } from './question.ts';
import { type Sentence, say } from './sentence.ts';

export interface Sending {
  /** Of a folder, it is enough that something in it is. */
  readonly isSent: boolean;
  readonly step: ExplanationStep;
  /** Why it is not, in few words. */
  readonly because: Sentence | undefined;
}

/** Whether a path that is there is sent to the builder, and the line of the ignore file that decides. */
export function explainSending(question: Question): Sending {
  const { path, ignoreFile } = question;
  const counts = countsBelow(question);
  const but = counts && counts.keptOut > 0 ? say` ${counts.keptOut} of its files are kept out.` : say``;
  if (!ignoreFile) return passes(say`Sent to the builder: there is no ignore file.`);
  const { file, path: name } = ignoreFile;
  const lineOf = (index: number | undefined): PatternLine | undefined =>
    index === undefined ? undefined : file.patterns[index];
  const words = (line: PatternLine): Sentence =>
    say`line ${line.number + 1} of ${name}, ${file.text.slice(line.written.start, line.written.end)},`;
  const verdict = walkVerdict(compile(patternsOf(file)), path);
  const line = lineOf(verdict.decidedBy);
  if (!line) return passes(say`Sent to the builder: no line of ${name} keeps it out.${but}`);
  const place = { file: 'ignore-file', range: line.written } as const;
  if (verdict.isSent) {
    const before = lineOf(verdict.takenBackFrom);
    const sentence = before
      ? say`Sent to the builder: ${words(line)} undoes line ${before.number + 1}.${but}`
      : say`Sent to the builder by ${words(line)} an exception.${but}`;
    return { ...passes(sentence), step: { kind: 'passes', sentence, place } };
  }
  if (counts && counts.sent > 0) {
    const sentence = say`Sent in part: ${words(line)} keeps it out, but exceptions take back ${counts.sent} of its files.`;
    return { ...passes(sentence), step: { kind: 'may-pass', sentence, place } };
  }
  const what = verdict.at === path ? say`keeps it out` : say`keeps out all of ${`${verdict.at}/`}`;
  const sentence = say`Not sent to the builder: ${words(line)} ${what}.`;
  return {
    isSent: false,
    step: { kind: 'stops', sentence, place },
    because: say`line ${line.number + 1} of ${name} keeps it out`,
  };
}

/** BuildKit asks for these two by name, whatever the ignore file says. */
export function noteOnBuildFiles({ path, dockerfile, ignoreFile }: Question): ExplanationStep | undefined {
  if (path !== dockerfile && path !== ignoreFile?.path) return undefined;
  const sentence = say`The builder reads it all the same; it only cannot be copied.`;
  return { kind: 'note', sentence, place: undefined };
}

function passes(sentence: Sentence): Sending {
  return { isSent: true, step: { kind: 'passes', sentence, place: undefined }, because: undefined };
}

/** Files in a folder, as far as it has been read. */
function countsBelow({
  path,
  kind,
  view,
}: Question): { readonly sent: number; readonly keptOut: number } | undefined {
  const node = kind === 'folder' && view ? findNode(view.tree, path) : undefined;
  if (!view || typeof node !== 'object') return undefined;
  const { sent, keptOut } = view.below(node);
  return { sent: sent.files, keptOut: keptOut.files };
}
