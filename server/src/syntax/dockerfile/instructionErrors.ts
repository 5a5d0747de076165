import { spanOf } from '../../text/anchor.ts';
import { quote, trimSpace } from '../../text/goStrings.ts';
import { nearestKeyword } from '../../text/nearest.ts';
import type { TextRange } from '../../text/range.ts';
import { checkDirectiveIssues } from './checkDirective.ts';
import { checksumProblem } from './checksums.ts';
import { addSourceProblem, copySourceProblem } from './copySources.ts';
import { expand, expandErrorMessage, substitute } from './expand.ts';
import { expansionErrors } from './expansionErrors.ts';
import { flagIssues } from './flagRules.ts';
import { parseDuration, parseInt32 } from './goValues.ts';
import { parseHeredoc } from './heredocs.ts';
import { keywordNames } from './instructionGrammar.ts';
import { modeProblem } from './modes.ts';
import { deviceProblems, type FieldProblem, mountProblems } from './mounts.ts';
import { platformProblem } from './platforms.ts';
import { isSignal } from './signals.ts';
import type {
  DockerfileTree,
  Escape,
  Instruction,
  KeywordName,
  SyntaxIssue,
  SyntaxIssueCode,
} from './tree.ts';

/**
 * What BuildKit's `instructions` package (and the first steps behind it) refuses, in the order of the file; of
 * one instruction in the order BuildKit looks. Instructions its parser refuses already are left out. Triggers
 * of ONBUILD are looked at too (`instruction.isTrigger`): BuildKit refuses those when they run.
 * https://github.com/moby/buildkit/tree/master/frontend/dockerfile/instructions
 */
export function instructionErrors(tree: DockerfileTree): SyntaxIssue[] {
  const refused = new Set(tree.errors.map((issue) => issue.instruction));
  const issues: SyntaxIssue[] = checkDirectiveIssues(tree);
  for (const instruction of tree.instructions) {
    if (refused.has(instruction)) continue;
    issues.push(...issuesOf(instruction, tree));
    const { trigger } = instruction;
    if (trigger && !refused.has(trigger) && !forbiddenTrigger(trigger)) {
      issues.push(...issuesOf(trigger, tree));
    }
  }
  issues.push(...stageIssues(tree));
  return issues;
}

type Check = (instruction: Instruction, escapeToken: Escape) => SyntaxIssue[];

/** In the order BuildKit looks: some count arguments first, others check flags first. */
const checks: Record<KeywordName, readonly Check[]> = {
  ADD: [needsTwo, flagIssues, checkDestination, checkChecksum, checkAddSources, checkMode],
  ARG: [needsOne, checkNames],
  CMD: [flagIssues],
  COPY: [needsTwo, flagIssues, checkDestination, checkCopyFrom, checkSources, checkMode],
  ENTRYPOINT: [flagIssues],
  ENV: [flagIssues, needsOne, checkNames],
  EXPOSE: [needsOne, flagIssues],
  FROM: [checkFrom, flagIssues, checkPlatform],
  HEALTHCHECK: [checkHealthcheck],
  LABEL: [flagIssues, needsOne, checkNames],
  MAINTAINER: [needsExactlyOne, flagIssues],
  ONBUILD: [needsOne, flagIssues, checkTrigger],
  RUN: [flagIssues, checkRunFlags],
  SHELL: [flagIssues, checkShell],
  STOPSIGNAL: [needsExactlyOne, checkSignal],
  USER: [needsExactlyOne, flagIssues],
  VOLUME: [needsOne, flagIssues, checkVolumes],
  WORKDIR: [needsExactlyOne, flagIssues],
};

/** Kept on the instruction, whose text and escape token they hang on alone. */
function issuesOf(instruction: Instruction, tree: DockerfileTree): readonly SyntaxIssue[] {
  const kept = instruction.once(newIssues);
  kept.issues ??= findIssues(instruction, tree);
  return kept.issues;
}

function newIssues(): { issues: readonly SyntaxIssue[] | undefined } {
  return { issues: undefined };
}

function findIssues(instruction: Instruction, tree: DockerfileTree): SyntaxIssue[] {
  if (!instruction.name) return [unknownInstruction(instruction)];
  const issues = checks[instruction.name].flatMap((check) => check(instruction, tree.escape));
  issues.push(...expansionErrors(instruction, tree));
  return issues;
}

function issue(
  instruction: Instruction,
  code: SyntaxIssueCode,
  message: string,
  range: TextRange,
  values: Readonly<Record<string, string>> = {},
): SyntaxIssue {
  return { code, message, range, instruction, values: { keyword: instruction.keyword.text, ...values } };
}

function unknownInstruction(instruction: Instruction): SyntaxIssue {
  const word = instruction.keyword.text;
  const near = nearestKeyword(word, keywordNames);
  const hint = near === undefined ? '' : ` (did you mean ${near}?)`;
  const values: Record<string, string> = near === undefined ? { word } : { word, nearest: near };
  const { range } = instruction.keyword;
  return issue(instruction, 'unknown-instruction', `unknown instruction: ${word}${hint}`, range, values);
}

function needsOne(instruction: Instruction): SyntaxIssue[] {
  if (instruction.words.length > 0 || instruction.pairs.length > 0 || instruction.trigger) return [];
  const message = `${instruction.name} requires at least one argument`;
  return [issue(instruction, 'missing-argument', message, missingAt(instruction))];
}

function needsExactlyOne(instruction: Instruction): SyntaxIssue[] {
  if (instruction.words.length === 1) return [];
  const message = `${instruction.name} requires exactly one argument`;
  return [issue(instruction, 'missing-argument', message, missingAt(instruction))];
}

function needsTwo(instruction: Instruction): SyntaxIssue[] {
  if (instruction.words.length >= 2) return [];
  const message = `${instruction.name} requires at least two arguments, but only one was provided. Destination could not be determined`;
  const range = instruction.words[0]?.range ?? missingAt(instruction);
  return [
    issue(instruction, 'missing-argument', message, range, { count: String(instruction.words.length) }),
  ];
}

/** The keyword, or the empty array that stands in the arguments' place. */
function missingAt(instruction: Instruction): TextRange {
  return instruction.json?.range ?? instruction.keyword.range;
}

function checkDestination(instruction: Instruction): SyntaxIssue[] {
  const destination = instruction.words.at(-1);
  if (!destination || instruction.words.length < 2 || !parseHeredoc(destination.text).mark) return [];
  const message = `${instruction.name} cannot accept a heredoc as a destination`;
  return [issue(instruction, 'invalid-heredoc', message, destination.range)];
}

/** BuildKit expands a value as if no variable were set, and refuses it when it is not what it was. */
function checkCopyFrom(instruction: Instruction, escapeToken: Escape): SyntaxIssue[] {
  const flag = instruction.flags.find((each) => each.name === 'from');
  if (!flag?.value || !/[$"'\\`]/.test(flag.value)) return [];
  const { value, error } = substitute(flag.value, () => undefined, { escape: escapeToken });
  if (value === flag.value) return [];
  const message =
    error === undefined
      ? 'variable expansion is not supported for --from, define a new stage with FROM using ARG from global scope as a workaround'
      : expandErrorMessage(flag.value, error);
  const range = flag.valueRange ?? flag.range;
  return [issue(instruction, 'invalid-flag-value', message, range, { flag: 'from', value: flag.value })];
}

function checkSources(instruction: Instruction, escapeToken: Escape): SyntaxIssue[] {
  return instruction.words.slice(0, -1).flatMap((word, index) => {
    const message = copySourceProblem(
      withoutQuotes(word.text, escapeToken) ?? word.text.replace(/^["']/, ''),
    );
    if (message === undefined) return [];
    const range = instruction.json?.items[index]?.range ?? word.range;
    return [issue(instruction, 'source-elsewhere', message, range, { source: word.text })];
  });
}

function checkAddSources(instruction: Instruction, escapeToken: Escape): SyntaxIssue[] {
  const flag = (name: string) => instruction.flags.find((each) => each.name === name);
  const keep = flag('keep-git-dir');
  const checksum = withoutQuotes(flag('checksum')?.value ?? '', escapeToken);
  const keepGitDir = keep ? (keep.value ?? 'true').toLowerCase() === 'true' : undefined;
  return instruction.words.slice(0, -1).flatMap((word, index) => {
    const source = withoutQuotes(word.text, escapeToken);
    const message = source === undefined ? undefined : addSourceProblem(source, { checksum, keepGitDir });
    if (message === undefined) return [];
    const range = instruction.json?.items[index]?.range ?? word.range;
    return [issue(instruction, 'invalid-value', message, range, { value: word.text })];
  });
}

/** A text as it is expanded; undefined where variables have a say, or BuildKit refuses it already. */
function withoutQuotes(text: string, escapeToken: Escape): string | undefined {
  if (!/[$"'\\`]/.test(text)) return text;
  if (/\$[\w{]/.test(text)) return undefined;
  const { value, error } = substitute(text, () => undefined, { escape: escapeToken });
  return error === undefined ? value : undefined;
}

function checkMode(instruction: Instruction, escapeToken: Escape): SyntaxIssue[] {
  const flag = instruction.flags.find((each) => each.name === 'chmod');
  const value = withoutQuotes(flag?.value ?? '', escapeToken);
  const message = value && modeProblem(value);
  if (!flag || !value || !message) return [];
  return [
    issue(instruction, 'invalid-flag-value', message, flag.valueRange ?? flag.range, {
      flag: 'chmod',
      value,
    }),
  ];
}

function checkChecksum(instruction: Instruction, escapeToken: Escape): SyntaxIssue[] {
  const flag = instruction.flags.find((each) => each.name === 'checksum');
  if (flag?.value === undefined || instruction.words.length < 2) return [];
  const sources = instruction.words.slice(0, -1).map(({ text }) => withoutQuotes(text, escapeToken) ?? '$');
  const message = checksumProblem(withoutQuotes(flag.value, escapeToken) ?? '', sources);
  if (message === undefined) return [];
  const range = flag.valueRange ?? flag.range;
  const values = { flag: 'checksum', value: flag.value };
  return [issue(instruction, 'invalid-flag-value', message, range, values)];
}

function checkPlatform(instruction: Instruction, escapeToken: Escape): SyntaxIssue[] {
  const flag = instruction.flags.find((each) => each.name === 'platform');
  const value = flag?.value;
  const platform = withoutQuotes(value ?? '', escapeToken);
  if (!flag || !value || platform === undefined) return [];
  const problem = platformProblem(platform);
  if (problem === undefined) return [];
  const message =
    platform === ''
      ? `empty platform value from expression ${value}`
      : `failed to parse platform ${value}: ${problem}`;
  const range = flag.valueRange ?? flag.range;
  return [issue(instruction, 'invalid-flag-value', message, range, { flag: 'platform', value })];
}

function checkNames(instruction: Instruction): SyntaxIssue[] {
  const message = `${instruction.name} names can not be blank`;
  return instruction.pairs
    .filter((pair) => pair.name.text === '')
    .map((pair) => issue(instruction, 'invalid-name', message, pair.range));
}

function checkFrom(instruction: Instruction): SyntaxIssue[] {
  const [base, as, stage] = instruction.words;
  const count = instruction.words.length;
  if (count === 1) return [];
  if (count === 3 && as && stage && /^a[s\u017f]$/i.test(as.text)) {
    if (/^[a-z][a-z0-9\-_.]*$/.test(stage.text.toLowerCase())) return [];
    const message = `invalid name for build stage: ${quote(stage.text)}, name can't start with a number or contain symbols`;
    return [
      issue(instruction, 'invalid-from', message, stage.range, { name: stage.text, problem: 'stage-name' }),
    ];
  }
  const message = 'FROM requires either one or three arguments';
  const last = instruction.words.at(-1);
  if (!base || !last || !as) {
    return [issue(instruction, 'missing-argument', message, instruction.keyword.range)];
  }
  return [
    issue(instruction, 'invalid-from', message, spanOf(as.range, last.range), {
      problem: 'count',
      word: as.text,
    }),
  ];
}

function forbiddenTrigger(trigger: Instruction): boolean {
  return trigger.name === 'ONBUILD' || trigger.name === 'FROM' || trigger.name === 'MAINTAINER';
}

function checkTrigger(instruction: Instruction): SyntaxIssue[] {
  const { trigger } = instruction;
  if (!trigger || !forbiddenTrigger(trigger)) return [];
  const message =
    trigger.name === 'ONBUILD'
      ? "Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed"
      : `${trigger.name} isn't allowed as an ONBUILD trigger`;
  return [
    issue(instruction, 'invalid-trigger', message, trigger.keyword.range, { trigger: trigger.name ?? '' }),
  ];
}

function checkShell(instruction: Instruction): SyntaxIssue[] {
  if (instruction.words.length === 0) return needsOne(instruction);
  if (instruction.json) return [];
  const message = 'SHELL requires the arguments to be in JSON form';
  return [issue(instruction, 'shell-not-json', message, instruction.args.range)];
}

function checkVolumes(instruction: Instruction): SyntaxIssue[] {
  return instruction.words.flatMap((word, index) => {
    if (trimSpace(word.text) !== '') return [];
    const range = instruction.json?.items[index]?.range ?? word.range;
    return [issue(instruction, 'invalid-value', 'VOLUME specified can not be an empty string', range)];
  });
}

/** Variables are known only at build time. */
function checkSignal(instruction: Instruction, escapeToken: Escape): SyntaxIssue[] {
  const [word] = instruction.words;
  if (!word || /\$[\w{]/.test(word.text)) return [];
  const { value, error } = expand(word.text, () => undefined, { escape: escapeToken });
  if (error !== undefined || isSignal(value)) return [];
  return [issue(instruction, 'invalid-value', `invalid signal: ${value}`, word.range, { value })];
}

function checkRunFlags(instruction: Instruction, escapeToken: Escape): SyntaxIssue[] {
  const issues: SyntaxIssue[] = [];
  const add = (code: SyntaxIssueCode, problems: readonly FieldProblem[]) => {
    for (const { message, range, values, isOfBuildah } of problems)
      issues.push(issue(instruction, isOfBuildah ? 'mount-of-buildah' : code, message, range, values));
  };
  for (const flag of instruction.flags) {
    const { name, value } = flag;
    if (value === undefined) continue;
    const range = flag.valueRange ?? flag.range;
    if (name === 'device') {
      add('invalid-flag-value', deviceProblems(flag));
    } else if (name === 'mount') {
      add('invalid-mount', mountProblems(flag, escapeToken));
    } else if (name === 'network' && !/^(?:default|none|host)$/.test(value)) {
      const message = `invalid network mode ${quote(value)}`;
      issues.push(issue(instruction, 'invalid-flag-value', message, range, { flag: name, value }));
    } else if (name === 'security' && !/^(?:insecure|sandbox)$/.test(value)) {
      const message = `security ${quote(value)} is not valid`;
      issues.push(issue(instruction, 'invalid-flag-value', message, range, { flag: name, value }));
    }
  }
  return issues;
}

function checkHealthcheck(instruction: Instruction): SyntaxIssue[] {
  const [type, ...command] = instruction.words;
  if (!type) return needsOne(instruction);
  const kind = type.text.toUpperCase();
  if (kind === 'NONE') {
    const [first] = command;
    const last = command.at(-1);
    if (!first || !last) return [];
    const range = instruction.json?.range ?? spanOf(first.range, last.range);
    return [issue(instruction, 'extra-argument', 'HEALTHCHECK NONE takes no arguments', range)];
  }
  const issues = flagIssues(instruction);
  if (kind !== 'CMD') {
    const message = `Unknown type ${quote(kind)} in HEALTHCHECK (try CMD)`;
    return [...issues, issue(instruction, 'invalid-healthcheck', message, type.range, { type: type.text })];
  }
  if (command.length === 0) {
    const range = instruction.json?.range ?? type.range;
    issues.push(issue(instruction, 'missing-argument', 'Missing command after HEALTHCHECK CMD', range));
  }
  for (const flag of instruction.flags) {
    const problem = healthcheckFlagProblem(flag.name, flag.value ?? '');
    if (problem === undefined) continue;
    const values = { flag: flag.name, value: flag.value ?? '' };
    issues.push(issue(instruction, 'invalid-flag-value', problem, flag.valueRange ?? flag.range, values));
  }
  return issues;
}

function healthcheckFlagProblem(name: string, value: string): string | undefined {
  if (value === '') return undefined;
  if (name === 'retries') {
    const retries = parseInt32(value);
    if (!retries.ok) return retries.error;
    return retries.value < 0 ? `--retries cannot be negative (${retries.value})` : undefined;
  }
  if (!/^(?:interval|timeout|start-period|start-interval)$/.test(name)) return undefined;
  const duration = parseDuration(value);
  if (!duration.ok) return duration.error;
  if (duration.value === 0 || duration.value >= 1e6) return undefined;
  return `Interval ${quote(name)} cannot be less than 1ms`;
}

/** Only ARG may stand in front of the first FROM. */
function stageIssues(tree: DockerfileTree): SyntaxIssue[] {
  const first = tree.instructions.find((instruction) => instruction.name && instruction.name !== 'ARG');
  if (!first) {
    const last = tree.instructions.at(-1);
    if (last?.name !== 'ARG') return [];
    return [issue(last, 'no-stage', 'dockerfile contains no stages to build', last.keyword.range)];
  }
  if (first.name === 'FROM') return [];
  return [issue(first, 'no-stage', 'no build stage in current context', first.keyword.range)];
}
