import { createModel } from '../../server/src/model/model.ts';
import type { ImageState, Step } from '../../server/src/model/types.ts';
import type { Rule } from '../../server/src/rules/rule.ts';
import { parseDockerfile } from '../../server/src/syntax/dockerfile/parser.ts';
import { readIgnoreFile } from '../../server/src/syntax/dockerignore/reader.ts';

/**
 * What a build of the document comes to, as the model evaluates it with concrete values: an opinion on whether two
 * documents build the same that shares nothing with the normal form of the proof. Blunt: it forgets every blank, quote
 * and escape of what it cannot evaluate, so that it never calls two documents different that are not.
 */
export function buildFacts(language: Rule['language'], text: string, withComments = true): string {
  if (language === 'dockerignore') {
    const file = readIgnoreFile(text);
    const comments = withComments ? file.lines.filter(({ kind }) => kind === 'comment').length : 0;
    return JSON.stringify([file.patterns.map(({ read }) => read), comments]);
  }
  const tree = parseDockerfile(text);
  const model = createModel(tree);
  const labels = tree.instructions
    .flatMap((one) => [...one.pairs, ...(one.trigger?.pairs ?? [])])
    .map((pair) => blunt(pair.name.text));
  const facts = model.steps.flatMap((step) => stepFacts(step));
  const stages = model.stages.map((stage) => [
    stage.name,
    stage.base.stage?.index ?? blunt(stage.base.text),
    state(stage.final),
    [...new Set(labels)].sort().map((key) => [key, blunt(stage.final.label(key) ?? '')]),
    stage.final.exposed,
    stage.final.volumes,
  ]);
  const comments = withComments ? tree.comments.map((comment) => comment.text).sort() : [];
  const directives = tree.directives.filter(({ name }) => name !== 'escape').map(({ value }) => value);
  return JSON.stringify([directives, facts, stages, comments, tree.errors.length]);
}

function stepFacts(step: Step): unknown[] {
  const { instruction, before } = step;
  if (instruction.trigger) return [];
  switch (instruction.name) {
    // What these do is in the state that others see.
    case 'ENV':
    case 'LABEL':
    case 'EXPOSE':
    case 'WORKDIR':
    case 'MAINTAINER':
      return instruction.isTrigger ? [blunt(instruction.body.text)] : [];
    default: {
      // Stages are found by name in any case, or by number.
      const copied = step.stage?.uses.find((use) => use.instruction === instruction && use.kind === 'copy');
      const flags = instruction.flags
        .map(
          ({ name, value }) =>
            `${name} ${blunt((name === 'from' && copied?.stage?.name) || (value ?? 'true'))}`,
        )
        .map((flag) => flag.replace(/^from .*|from=[^,]*/g, (from) => from.toLowerCase()))
        .sort();
      const body = instruction.json
        ? instruction.json.items.map(({ value }) => blunt(value))
        : instruction.name === 'FROM' && instruction.words.length === 3
          ? blunt(instruction.args.text.replace(/\s+as\s+\S+$/i, (as) => as.toLowerCase()))
          : blunt(instruction.args.text);
      const isProgram = step.run?.form === 'heredoc';
      const heredocs = instruction.heredocs.map(({ content }) => (isProgram ? bluntLines(content) : content));
      return [
        [instruction.name ?? instruction.keyword.text.toUpperCase(), flags, body, heredocs, state(before)],
      ];
    }
  }
}

function state(at: ImageState): unknown {
  return [
    at.user.value,
    at.workdir.value,
    at.shell.value,
    at.entrypoint.value?.argv.map(blunt),
    at.cmd.value?.argv.map(blunt),
    at.stopSignal.value,
    at
      .variables()
      .map(({ name, kind, value, rawValue }) => `${name} ${kind} ${value ?? blunt(rawValue ?? '')}`)
      .sort(),
  ];
}

/** A program of several lines, without its comments. */
function bluntLines(text: string): string {
  const shebang = /^#!.*/.exec(text)?.[0] ?? '';
  const lines = text
    .replace(/\\\n/g, '')
    .replace(/(?:^|[ \t])#.*$/gm, '')
    .split('\n')
    .map(blunt);
  const program = lines.filter((line) => line !== '').join('\n');
  return shebang + program.replace(/([;&|])\n/g, '$1');
}

function blunt(text: string): string {
  // A semicolon at the very end, or before a comment there, separates nothing.
  return text.replace(/[\s"'\\`{}]/g, '').replace(/;(?=#|$)/g, '');
}
