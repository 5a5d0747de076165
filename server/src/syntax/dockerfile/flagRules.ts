import { nearest } from '../../text/nearest.ts';
import type { Flag, Instruction, KeywordName, SyntaxIssue } from './tree.ts';

/** `many`: a flag with a value that may be given more than once. */
export type FlagKind = 'boolean' | 'value' | 'many';

/**
 * The flags each instruction knows. Instructions that are not listed know none; ARG and STOPSIGNAL do not even
 * look at theirs. https://github.com/moby/buildkit/blob/master/frontend/dockerfile/instructions/parse.go
 */
export const flagKinds: Partial<Record<KeywordName, ReadonlyMap<string, FlagKind>>> = {
  ADD: new Map([
    ['checksum', 'value'],
    ['chmod', 'value'],
    ['chown', 'value'],
    ['exclude', 'many'],
    ['keep-git-dir', 'boolean'],
    ['link', 'boolean'],
    ['unpack', 'boolean'],
  ]),
  COPY: new Map([
    ['chmod', 'value'],
    ['chown', 'value'],
    ['exclude', 'many'],
    ['from', 'value'],
    ['link', 'boolean'],
    ['parents', 'boolean'],
  ]),
  FROM: new Map([['platform', 'value']]),
  HEALTHCHECK: new Map([
    ['interval', 'value'],
    ['retries', 'value'],
    ['start-interval', 'value'],
    ['start-period', 'value'],
    ['timeout', 'value'],
  ]),
  RUN: new Map([
    ['device', 'many'],
    ['mount', 'many'],
    ['network', 'value'],
    ['security', 'value'],
  ]),
};

/** What BuildKit refuses of an instruction's flags, in order. */
export function flagIssues(instruction: Instruction): SyntaxIssue[] {
  const { name, flags } = instruction;
  if (flags.length === 0 || !name || name === 'ARG' || name === 'STOPSIGNAL') return [];
  const kinds = flagKinds[name] ?? none;
  const seen = new Set<string>();
  const issues: SyntaxIssue[] = [];
  for (const flag of flags) {
    const issue = flagIssue(instruction, flag, kinds, seen);
    if (issue) issues.push(issue);
    seen.add(flag.name);
  }
  return issues;
}

const none: ReadonlyMap<string, FlagKind> = new Map();

function flagIssue(
  instruction: Instruction,
  flag: Flag,
  kinds: ReadonlyMap<string, FlagKind>,
  seen: ReadonlySet<string>,
): SyntaxIssue | undefined {
  const written = `--${flag.name}`;
  const kind = kinds.get(flag.name);
  const keyword = instruction.name ?? '';
  if (!kind) {
    const near = nearest(flag.name, [...kinds.keys()]);
    const hint = near === undefined ? '' : ` (did you mean ${near}?)`;
    return {
      code: 'unknown-flag',
      message: `unknown flag: ${written}${hint}`,
      range: flag.nameRange,
      instruction,
      values: { flag: flag.name, keyword, ...(near === undefined ? {} : { nearest: near }) },
    };
  }
  const values = { flag: flag.name, keyword, value: flag.value ?? '' };
  if (seen.has(flag.name) && kind !== 'many') {
    const message = `duplicate flag specified: ${written}`;
    return { code: 'duplicate-flag', message, range: flag.range, instruction, values };
  }
  if (kind === 'boolean') {
    if (flag.value === '') {
      const message = `missing a value on flag: ${written}`;
      return { code: 'flag-value-missing', message, range: flag.range, instruction, values };
    }
    if (flag.value !== undefined && !/^(?:true|false)$/i.test(flag.value)) {
      const message = `expecting boolean value for flag ${written}, not: ${flag.value}`;
      const range = flag.valueRange ?? flag.range;
      return { code: 'invalid-flag-value', message, range, instruction, values };
    }
  } else if (flag.value === undefined) {
    const message = `missing a value on flag: ${written}`;
    return { code: 'flag-value-missing', message, range: flag.range, instruction, values };
  }
  return undefined;
}
