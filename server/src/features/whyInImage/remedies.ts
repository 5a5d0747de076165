import { walkVerdict } from '../../model/context/walkVerdict.ts';
import { wholeLine } from '../../rules/support/ignoreLines.ts';
import { compile } from '../../syntax/dockerignore/matcher.ts';
import { patternsOf, readIgnoreFile } from '../../syntax/dockerignore/reader.ts';
import type { Question, Remedy } from './question.ts';
import { say } from './sentence.ts';

/** What keeps a path out that is sent. */
export function remediesToKeepOut(question: Question): Remedy[] {
  const { path, ignoreFile } = question;
  if (path === '') return [];
  const name = ignoreFile?.path ?? '.dockerignore';
  const line = literalPattern(path);
  const add: Remedy = {
    title: ignoreFile
      ? say`Keep it out: add ${line} to ${name}`
      : say`Keep it out: create ${name} with ${line}`,
    path: name,
    edit: { appendLines: [line] },
  };
  return [...withoutDecider(question, false), ...(isSentWith(question, line) ? [] : [add])];
}

/** What sends a path that is kept out. */
export function remediesToSend(question: Question): Remedy[] {
  const { path, ignoreFile } = question;
  if (!ignoreFile || path === '') return [];
  const line = `!${literalPattern(path)}`;
  const add: Remedy = {
    title: say`Send it: add the exception ${line} to ${ignoreFile.path}`,
    path: ignoreFile.path,
    edit: { appendLines: [line] },
  };
  return [...withoutDecider(question, true), ...(isSentWith(question, line) ? [add] : [])];
}

/** To take out the line that decides, where it says nothing of any other file and that is enough. */
function withoutDecider({ path, ignoreFile }: Question, send: boolean): Remedy[] {
  if (!ignoreFile) return [];
  const { file } = ignoreFile;
  const { decidedBy } = walkVerdict(compile(patternsOf(file)), path);
  const line = decidedBy === undefined ? undefined : file.patterns[decidedBy];
  if (line?.pattern.kind !== 'exact' || line.glob !== path) return [];
  const rest = patternsOf(file).filter((_, index) => index !== decidedBy);
  if (walkVerdict(compile(rest), path).isSent !== send) return [];
  const written = file.text.slice(line.written.start, line.written.end);
  const place = say`line ${line.number + 1} of ${ignoreFile.path}, ${written}`;
  return [
    {
      title: send ? say`Send it: delete ${place}` : say`Keep it out: delete ${place}`,
      path: ignoreFile.path,
      edit: { delete: wholeLine(file.text, line) },
    },
  ];
}

/** Tried on the whole file, since a line can mean more than it seems to. */
function isSentWith({ path, ignoreFile }: Question, line: string): boolean {
  const text = ignoreFile?.text ?? '';
  const file = readIgnoreFile(text === '' || text.endsWith('\n') ? text + line : `${text}\n${line}`);
  return walkVerdict(compile(patternsOf(file)), path).isSent;
}

/** A line that stands for this path alone. A first character that says something else is put into a class. */
function literalPattern(path: string): string {
  const escaped = path.replace(/[\\*?[\]]/g, '\\$&');
  return escaped.replace(/^[!#]/, '[$&]');
}
