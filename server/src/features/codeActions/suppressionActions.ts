import { insertIgnoreFileSuppression, insertSuppression } from '../../lint/insertSuppression.ts';
import type { Problem } from '../../lint/problem.ts';
import type { FixEdit } from '../../rules/rule.ts';
import type { DockerfileTree } from '../../syntax/dockerfile/tree.ts';
import type { IgnoreFile } from '../../syntax/dockerignore/reader.ts';
import type { TextEdit } from '../../text/edit.ts';
import type { Action } from './action.ts';

export interface SuppressionSource {
  readonly syntax: DockerfileTree | IgnoreFile;
  /** The name of the configuration file a rule can be turned off in; undefined where there is no place for one. */
  readonly configurationFile: string | undefined;
  /** The editor can put the cursor on a part of an inserted text. */
  readonly placeholders: boolean;
}

/** `Ignore … here`, `Ignore … in this file` and `Turn … off in .shipshape.yaml`, once per rule, with a reason to fill in where the editor can. */
export function suppressionActions(problems: readonly Problem[], source: SuppressionSource): Action[] {
  const rules = new Map(problems.map((problem) => [problem.rule.id, problem]));
  const scopes = [
    ['next', 'instructions' in source.syntax ? 'here' : 'on this line'],
    ['file', 'in this file'],
  ] as const;
  const inFile = scopes.flatMap(([scope, where]) =>
    [...rules.values()].flatMap((problem) => {
      const { syntax } = source;
      const edit =
        'instructions' in syntax
          ? insertSuppression(syntax, problem.range, problem.rule, scope)
          : insertIgnoreFileSuppression(syntax, problem.range, problem.rule, scope);
      if (!edit) return [];
      return {
        title: `Ignore ${problem.rule.id} ${where}`,
        kind: 'quickfix' as const,
        problems: [problem],
        isPreferred: false,
        effect: { kind: 'edits' as const, edits: [source.placeholders ? withReason(edit) : edit] },
      };
    }),
  );
  return [...inFile, ...switchOffActions([...rules.values()], source.configurationFile)];
}

/** `Turn … off for the project`. */
function switchOffActions(problems: readonly Problem[], file: string | undefined): Action[] {
  if (file === undefined) return [];
  return problems.map((problem) => ({
    title: `Turn ${problem.rule.id} off in ${file}`,
    kind: 'quickfix',
    problems: [problem],
    isPreferred: false,
    effect: { kind: 'switch-off', rule: problem.rule.id },
  }));
}

const placeholder = 'reason';

/** A new comment gets a word to type over; one that already stands there has its reason, or wants none. */
function withReason(edit: TextEdit): FixEdit {
  const comment = /^([^#]*#.*?)(\r?\n)$/.exec(edit.newText);
  if (!comment) return edit;
  const [, text = '', lineBreak = ''] = comment;
  return {
    range: edit.range,
    newText: `${text} ${placeholder}${lineBreak}`,
    placeholder: { start: text.length + 1, end: text.length + 1 + placeholder.length },
  };
}
