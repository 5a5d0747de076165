import { destinationAt } from '../../model/context/takes.ts';
import type { BuildModel, Step } from '../../model/types.ts';
import type { Instruction, Word } from '../../syntax/dockerfile/tree.ts';
import { defineRule } from '../rule.ts';
import { isBareAt } from '../support/bareClients.ts';
import { broughtTool } from '../support/broughtTool.ts';
import { isUnknownPath, joinPath, workdirOf } from '../support/containerPaths.ts';
import { runsAs } from '../support/finalUser.ts';
import { topLevel } from '../support/insertLine.ts';
import { keywordLike } from '../support/keywords.ts';
import { isBourne } from '../support/shellState.ts';
import { finalLayers, stageOrderOf } from '../support/stageOrder.ts';
import { unquoted } from '../support/words.ts';

export const remoteAdd = defineRule({
  id: 'remote-add',
  summary: 'ADD downloads a file',
  why: 'What ADD downloads is stored in a layer of its own. A RUN can download it, check it, use it and delete it, all in one layer.',
  language: 'dockerfile',
  category: 'efficiency',
  severity: 'information',
  preset: 'off',
  since: '0.1.0',
  equivalents: [{ tool: 'kics', code: 'Curl-or-Wget-Instead-of-Add', match: 'narrower' }],
  // First whether the download is checked: with a checksum ADD is the better choice.
  yieldsTo: ['download-without-checksum'],
  references: [
    'https://docs.docker.com/build/building/best-practices/#add-or-copy',
    'https://docs.docker.com/reference/dockerfile/#adding-files-from-a-url',
  ],
  concerns: { keywords: ['ADD'] },
  messages: {
    downloads:
      'ADD stores this download in a layer of its own. Download it with curl or wget in the RUN that uses it, and delete it there.',
  },
  fixes: {
    toCurl: { title: 'Change to RUN curl', safety: 'unsafe', availability: 'sometimes' },
    toWget: { title: 'Change to RUN wget', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, steps, report }) {
    for (const { instruction, stage } of steps) {
      if (instruction.name !== 'ADD') continue;
      // The layers of a stage that others only copy from are in no image.
      if (stage && stage.usedBy.length > 0 && !finalLayers(model).has(stage)) continue;
      // A checksum is what ADD does better.
      if (instruction.flags.some(({ name }) => name === 'checksum')) continue;
      for (const source of instruction.words.slice(0, -1)) {
        if (!isDownload(unquoted(source).text)) continue;
        const fix = toRun(instruction, source, model);
        report({ at: source.range, message: 'downloads', fixes: fix && [fix] });
      }
    }
  },
});

/** A file of a server; a Git repository is another matter. */
function isDownload(source: string): boolean {
  return /^https?:\/\//i.test(source) && !/\.git(?:[#?]|$)/.test(source);
}

/** For one plain URL and a destination that is known, where there is a program to download with. */
function toRun(instruction: Instruction, source: Word, model: BuildModel) {
  const destination = instruction.words.at(-1);
  if (!destination || instruction.words.length !== 2 || instruction.flags.length > 0 || instruction.json)
    return undefined;
  const url = source.text;
  const name = /\/([\w.+-]+)$/.exec(url)?.[1];
  const { text } = destination;
  if (!/^[\w:/.+~%@-]+$/.test(url) || !/^[\w/.+-]+$/.test(text)) return undefined;
  const step = model.stepOf(instruction);
  const workdir = workdirOf(step);
  const isDirectory =
    /(?:^|\/)\.{0,2}$/.test(text) ||
    joinPath(workdir, text) === workdir ||
    destinationAt(model, instruction)?.isDirectory === true;
  const path = joinPath(workdir, isDirectory ? `${text}/${name ?? ''}` : text);
  // Only a Bourne shell takes these words, and only an image that has one.
  const hasShell = step.stage?.base.facts.hasShell !== false && step.stage?.base.root.kind !== 'scratch';
  if (
    isUnknownPath(path) ||
    (isDirectory ? name === undefined : mayBeDirectory(path, name, step, model)) ||
    !hasShell ||
    !isBourne(step.dialect, model)
  )
    return undefined;
  // ADD writes as root whoever USER is: https://docs.docker.com/reference/dockerfile/#add---chown---chmod
  const tool = runsAs(step.before) === 'unprivileged' ? undefined : broughtTool(step, model);
  if (!tool || isBareAt(step, tool, model)) return undefined;
  const command =
    tool === 'curl'
      ? `curl -fsSL --create-dirs -o ${path} ${url}`
      : `${makeFolder(path, step)}wget -qO ${path} ${url}`;
  const range = { start: instruction.keyword.range.start, end: instruction.head.end };
  const newText = `${keywordLike(topLevel(model.tree, instruction), 'RUN')} ${command}`;
  return { fix: tool === 'curl' ? 'toCurl' : 'toWget', edits: [{ range, newText }] } as const;
}

/**
 * Whether ADD may put a download into a path, and not there: what is called neither as the download, nor as a file or a
 * program is; what a RUN has made.
 */
function mayBeDirectory(path: string, name: string | undefined, step: Step, model: BuildModel): boolean {
  const own = path.slice(path.lastIndexOf('/') + 1);
  if (own !== name && !own.includes('.') && !/\/s?bin\/[^/]+$/.test(path)) return true;
  const { instruction, stage } = step;
  const order = stageOrderOf(model);
  for (let each = stage; each; each = each.base.stage) {
    const isMade = order
      .stepsOf(each)
      .some(
        ({ instruction: above }) =>
          above.name === 'RUN' &&
          above.range.start < instruction.range.start &&
          above.args.text.includes(path),
      );
    if (isMade) return true;
  }
  return false;
}

/** What ADD does by itself, and wget does not. */
function makeFolder(path: string, step: Step): string {
  const folder = path.slice(0, path.lastIndexOf('/'));
  const isThere =
    folder === workdirOf(step) || /^(?:\/(?:tmp|root|opt|srv|etc|usr\/(?:local\/)?s?bin))?$/.test(folder);
  return isThere ? '' : `mkdir -p ${folder} && `;
}
