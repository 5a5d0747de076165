import type { BuildModel, Stage } from '../../model/types.ts';
import { flagKinds } from '../../syntax/dockerfile/flagRules.ts';
import { parseDuration } from '../../syntax/dockerfile/goValues.ts';
import { isSignal, signalNames } from '../../syntax/dockerfile/signals.ts';
import type { DockerfileTree, Instruction, SyntaxIssue } from '../../syntax/dockerfile/tree.ts';
import { closest } from '../../text/nearest.ts';
import type { TextRange } from '../../text/range.ts';
import type { FixEdit } from '../rule.ts';
import { flagRemoval } from './flags.ts';
import { renamedStage } from './renameStage.ts';

/** How a refused line may have been meant. */
export interface Mend {
  /** `change`: a word becomes another one; `remove`: something goes; `insert`: a word was forgotten; `quote`: a value was. */
  readonly fix: 'change' | 'remove' | 'insert' | 'quote' | 'merge';
  /** What the title names. */
  readonly text: string;
  readonly edits: readonly FixEdit[];
}

/**
 * What the line itself tells of how it was meant: a slip of the finger, a flag too many, a value without its quotes. Empty
 * where only the author can know.
 */
export function mendsOf(issue: SyntaxIssue, model: BuildModel): readonly Mend[] {
  const { instruction } = issue;
  const { tree } = model;
  switch (issue.code) {
    case 'invalid-escape-directive':
      return ['\\', '`'].map((token) => change(issue.range, token));
    case 'duplicate-directive':
      return duplicateDirective(issue, tree);
    case 'invalid-check-option':
      return checkOption(issue, tree);
    case 'invalid-mount':
      return changeWord(issue.range, issue.values.nearest, tree);
    default:
      break;
  }
  if (!instruction) return [];
  switch (issue.code) {
    case 'duplicate-flag':
      return duplicateFlag(issue, instruction, tree);
    case 'invalid-flag-value':
      return changeWord(issue.range, flagValue(issue.values, instruction), tree);
    case 'invalid-value':
      return instruction.name === 'STOPSIGNAL'
        ? changeWord(issue.range, signal(issue.values.value ?? ''), tree)
        : [];
    case 'invalid-healthcheck':
      return healthcheckType(issue, instruction);
    case 'extra-argument':
      return surplus(issue, instruction, tree);
    case 'invalid-from':
      return issue.values.problem === 'stage-name' ? stageName(issue, model) : fromWords(instruction, tree);
    case 'invalid-pair':
      return issue.values.problem === 'equals-missing' ? unquotedValue(issue, instruction, tree) : [];
    case 'invalid-name':
      return instruction.name === 'ARG' ? gapAroundEquals(issue, instruction, tree) : [];
    default:
      return [];
  }
}

function change(range: TextRange, text: string): Mend {
  return { fix: 'change', text, edits: [{ range, newText: text }] };
}

/** Only where the word stands in the file as BuildKit reads it: no quotes, no variables, no continuation in it. */
function changeWord(range: TextRange, text: string | undefined, tree: DockerfileTree): Mend[] {
  if (text === undefined || !/^[\w.+: -]+$/.test(tree.text.slice(range.start, range.end))) return [];
  return [change(range, text)];
}

/** One field of a list goes, with the comma that parts it from the one before. */
export function withoutField({ start }: TextRange, { text }: DockerfileTree): Mend | undefined {
  const field = /^[\w=.:/-]+(?=[,\s]|$)/.exec(text.slice(start, start + 200))?.[0] ?? '';
  if (field === '' || text[start - 1] !== ',') return undefined;
  const range = { start: start - 1, end: start + field.length };
  return { fix: 'remove', text: field, edits: [{ range, newText: '' }] };
}

/** The second of two lines goes. Of two lists of checks it moves into the first. */
function duplicateDirective({ range, values }: SyntaxIssue, tree: DockerfileTree): Mend[] {
  const { text } = tree;
  const end = text.indexOf('\n', range.end);
  const line = { start: text.lastIndexOf('\n', range.start - 1) + 1, end: end < 0 ? text.length : end + 1 };
  const first = tree.directives.find(({ name }) => name === values.name);
  if (!first) return [];
  const remove = { range: line, newText: '' };
  const whole = text.slice(range.start, range.end).trimEnd();
  const more = /^#\s*check\s*=\s*skip=([\w,]+)$/i.exec(whole)?.[1];
  if (more === undefined || !/^skip=[\w,]+$/.test(first.value.trimEnd()))
    return [{ fix: 'remove', text: whole, edits: [remove] }];
  const at = first.valueRange.start + first.value.trimEnd().length;
  return [
    { fix: 'merge', text: more, edits: [{ range: { start: at, end: at }, newText: `,${more}` }, remove] },
  ];
}

function checkOption({ range, values }: SyntaxIssue, tree: DockerfileTree): Mend[] {
  const [, key = '', value = ''] = /^(\w+)=(\w+)/.exec(values.option ?? '') ?? [];
  if (key === '' || !tree.text.startsWith(`${key}=`, range.start)) return [];
  const option = closest(key, ['skip', 'error', 'experimental']);
  const keyEnd = range.start + key.length;
  if (option !== undefined) return [change({ start: range.start, end: keyEnd }, option)];
  const word = key === 'error' ? booleanMeant(value) : undefined;
  return word === undefined ? [] : [change({ start: keyEnd + 1, end: keyEnd + 1 + value.length }, word)];
}

function duplicateFlag({ range }: SyntaxIssue, instruction: Instruction, tree: DockerfileTree): Mend[] {
  const flag = instruction.flags.find((each) => each.range.start === range.start);
  if (!flag) return [];
  const text = tree.text.slice(range.start, range.end);
  return [{ fix: 'remove', text, edits: [flagRemoval(tree.text, instruction, flag)] }];
}

function flagValue(
  { flag = '', value = '' }: SyntaxIssue['values'],
  { name }: Instruction,
): string | undefined {
  if (name && flagKinds[name]?.get(flag) === 'boolean') return booleanMeant(value);
  if (flag === 'network') return closest(value, ['host', 'none', 'default']);
  if (flag === 'security') return closest(value, ['insecure', 'sandbox']);
  return name === 'HEALTHCHECK' && flag !== 'retries' ? durationMeant(value) : undefined;
}

function booleanMeant(value: string): string | undefined {
  if (/^(?:yes|y|on|1|enabled?)$/i.test(value)) return 'true';
  if (/^(?:no|n|off|0|none|disabled?)$/i.test(value)) return 'false';
  return closest(value, ['true', 'false']);
}

/** `30` is meant in seconds; `1min` and `90 secs` say what they are. */
function durationMeant(value: string): string | undefined {
  const meant = /^\d+(?:\.\d+)?$/.test(value)
    ? `${value}s`
    : value.replace(/[a-z]+/gi, (unit) => units.find(([pattern]) => pattern.test(unit))?.[1] ?? unit);
  const duration = parseDuration(meant);
  return meant !== value && duration.ok && duration.value >= 1e6 ? meant : undefined;
}

const units: readonly (readonly [RegExp, string])[] = [
  [/^(?:ms|msecs?|millis|milliseconds?)$/i, 'ms'],
  [/^(?:s|secs?|seconds?)$/i, 's'],
  [/^(?:m|mins?|minutes?)$/i, 'm'],
  [/^(?:h|hrs?|hours?)$/i, 'h'],
];

function signal(value: string): string | undefined {
  const [first = '', ...more] = value.split(/[\s,;]+/);
  if (more.length > 0) return isSignal(first) ? first : undefined;
  return closest(
    value,
    signalNames.map((name) => (/^SI/i.test(value) ? `SIG${name}` : name)),
  );
}

/** `HEALTHCHECK curl …` lacks the word CMD; `HEALTHCHECK CMDS …` has it misspelt. */
function healthcheckType({ range, values }: SyntaxIssue, instruction: Instruction): Mend[] {
  const meant = closest(values.type ?? '', ['CMD', 'NONE']);
  if (meant !== undefined && !instruction.json) return [change(range, meant)];
  const at = instruction.json?.range.start ?? range.start;
  return [{ fix: 'insert', text: 'CMD', edits: [{ range: { start: at, end: at }, newText: 'CMD ' }] }];
}

/** What stands behind NONE, with the blanks before it. */
function surplus({ range }: SyntaxIssue, instruction: Instruction, tree: DockerfileTree): Mend[] {
  const [type] = instruction.words;
  if (!type || instruction.json || !onOneLine(type.range.start, range.end, tree)) return [];
  const text = tree.text.slice(range.start, range.end);
  return [
    { fix: 'remove', text, edits: [{ range: { start: type.range.end, end: range.end }, newText: '' }] },
  ];
}

/** The name with what it may hold, here and wherever the stage is used. */
function stageName({ range, values }: SyntaxIssue, model: BuildModel): Mend[] {
  const { name = '' } = values;
  if (!/^[\w./:@+~-]+$/.test(name)) return [];
  const plain = name
    .replace(/[^\w.-]+/g, '-')
    .replace(/^[^a-z0-9]+|[^a-z0-9]+$/gi, '')
    .toLowerCase();
  const meant = /^\d/.test(plain) ? `stage-${plain}` : plain;
  const stage = model.once(stagesByName).get(range.start);
  if (meant === '' || !stage || model.once(stageNames).has(meant)) return [];
  const edits = renamedStage(stage, meant, model);
  return edits ? [{ fix: 'change', text: meant, edits }] : [];
}

/** By where the name stands. */
function stagesByName({ stages }: BuildModel): ReadonlyMap<number | undefined, Stage> {
  return new Map(stages.map((stage) => [stage.nameRange?.start, stage]));
}

function stageNames({ stages }: BuildModel): ReadonlySet<string | undefined> {
  return new Set(stages.map(({ name }) => name));
}

/** `FROM image AZ name`, `FROM image name` and `FROM image 1.2`. */
function fromWords({ words, keyword }: Instruction, tree: DockerfileTree): Mend[] {
  const [base, second, name, ...more] = words;
  if (!base || !second || more.length > 0) return [];
  const as = keyword.text === keyword.text.toLowerCase() ? 'as' : 'AS';
  if (name) return isStageName(name.text) && !isVersion(second.text) ? [change(second.range, as)] : [];
  const gap = { start: base.range.end, end: second.range.start };
  if (!/^[ \t]+$/.test(tree.text.slice(gap.start, gap.end))) return [];
  if (/^as$/i.test(second.text)) {
    const range = { start: gap.start, end: second.range.end };
    return [{ fix: 'remove', text: second.text, edits: [{ range, newText: '' }] }];
  }
  if (isVersion(second.text) && /^[\w./-]+$/.test(base.text))
    return [{ fix: 'change', text: `${base.text}:${second.text}`, edits: [{ range: gap, newText: ':' }] }];
  if (!isStageName(second.text)) return [];
  const at = second.range.start;
  return [{ fix: 'insert', text: as, edits: [{ range: { start: at, end: at }, newText: `${as} ` }] }];
}

function isStageName(text: string): boolean {
  return /^[a-z][\w.-]*$/i.test(text);
}

function isVersion(text: string): boolean {
  return /^v?\d[\w.-]*$/.test(text);
}

/** `ENV A=two words`: the words without an equals sign belong to the value before them. */
function unquotedValue({ range }: SyntaxIssue, { pairs }: Instruction, tree: DockerfileTree): Mend[] {
  const index = pairs.findIndex((pair) => pair.range.start === range.start);
  if (index < 1 || pairs.some(({ name, form }) => form !== 'bare' && name.text === '')) return [];
  let first = index;
  while (first > 0 && pairs[first]?.form === 'bare') first--;
  let last = index;
  while (pairs[last + 1]?.form === 'bare') last++;
  const owner = pairs[first];
  const end = pairs[last]?.range.end ?? range.end;
  if (!owner?.value || owner.form !== 'equals') return [];
  const { start } = owner.value.range;
  const written = tree.text.slice(start, end);
  // Quotes, escapes and what spans lines are for the author.
  if (!/^[^"'\\`\r\n#]+$/.test(written)) return [];
  const value = written.trimStart();
  const isOneWord = owner.value.text === '' && last === first + 1;
  if (isOneWord) {
    const gap = { start, end: end - value.length };
    return [{ fix: 'change', text: `${owner.name.text}=${value}`, edits: [{ range: gap, newText: '' }] }];
  }
  const edits = [
    { range: { start, end: end - value.length }, newText: '"' },
    { range: { start: end, end }, newText: '"' },
  ];
  return [{ fix: 'quote', text: value, edits }];
}

/** `ARG A = b` declares A, a variable without a name, and b. */
function gapAroundEquals({ range }: SyntaxIssue, { pairs }: Instruction, tree: DockerfileTree): Mend[] {
  const index = pairs.findIndex((pair) => pair.range.start === range.start);
  const before = pairs[index - 1];
  const own = pairs[index];
  if (!before || !own || before.form !== 'bare') return [];
  const after = own.value?.text === '' && pairs[index + 1]?.form === 'bare' ? pairs[index + 1] : undefined;
  const end = after?.range.end ?? own.range.end;
  if (!onOneLine(before.range.start, end, tree)) return [];
  const edits = [{ range: { start: before.range.end, end: own.range.start }, newText: '' }];
  if (after) edits.push({ range: { start: own.range.end, end: after.range.start }, newText: '' });
  const text = tree.text.slice(before.range.start, end).replace(/[ \t]+/g, '');
  return [{ fix: 'change', text, edits }];
}

function onOneLine(start: number, end: number, { text }: DockerfileTree): boolean {
  return !text.slice(start, end).includes('\n');
}
