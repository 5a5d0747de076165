import type { BuildModel } from '../model/types.ts';
import { rules as registry } from '../rules/index.ts';
import type {
  ContextFacts,
  Fact,
  Fix,
  Report,
  Rule,
  SuppressionComment,
  UntypedContext,
} from '../rules/rule.ts';
import type { IgnoreFile } from '../syntax/dockerignore/reader.ts';
import { fixedRange } from '../text/anchor.ts';
import type { TextRange } from '../text/range.ts';
import type { CarryOver } from './carryOver.ts';
import { concernedPlaces, isConcerned } from './concerns.ts';
import { configureRules, type EnabledRule } from './configure.ts';
import { Extents } from './extent.ts';
import { fingerprint, withOrdinal, withoutOrdinal } from './fingerprint.ts';
import { withoutMisread } from './misread.ts';
import { editAt } from './moved.ts';
import type { Draft, LintConfiguration, Problem, ProblemFix } from './problem.ts';
import { checkRecorded, RuleContext } from './ruleContext.ts';
import { shellCheckSuppressions } from './shellCheckComments.ts';
import { supersede } from './supersede.ts';
import { dockerfileSuppressions, ignoreFileSuppressions, type Suppression, suppress } from './suppress.ts';
import { type SuppressionUse, suppressionFacts } from './suppressionFacts.ts';

export interface LintResult {
  /** Sorted by place, then rule id. */
  readonly problems: readonly Problem[];
  /** What comments in the document silence; sorted alike. */
  readonly suppressed: readonly Problem[];
  /** Said once instead of any problem: the file is a template of a Dockerfile. */
  readonly note: { readonly range: TextRange; readonly message: string } | undefined;
  /** Rules that broke, and what is wrong in the configuration: one full sentence each. */
  readonly log: readonly string[];
}

export interface DockerfileLintInput {
  readonly text: string;
  readonly model: BuildModel;
  readonly context: ContextFacts;
  readonly configuration: LintConfiguration;
  /** The registry unless a test says otherwise. */
  readonly rules?: readonly Rule[];
  /** Of the version before, whose tree this one was read out of; becomes that of this one. */
  readonly carryOver?: CarryOver | undefined;
}

export interface IgnoreLintInput {
  readonly text: string;
  readonly file: IgnoreFile;
  readonly context: ContextFacts;
  readonly configuration: LintConfiguration;
  readonly rules?: readonly Rule[];
  readonly carryOver?: undefined;
}

/** Everything the enabled rules say about a Dockerfile. Never throws: a rule that does is logged and skipped. */
export function lintDockerfile(input: DockerfileLintInput): LintResult {
  const { model, text } = input;
  if (model.isTemplate) {
    const at = Math.max(0, text.search(/\{\{|<%|\{%/));
    const message =
      'This file is a template of a Dockerfile. Its problems are shown in the file that it renders, not here.';
    return { problems: [], suppressed: [], note: { range: { start: at, end: at + 2 }, message }, log: [] };
  }
  return lint(input, 'dockerfile', { model, file: undefined }, () => [
    ...dockerfileSuppressions(model.tree),
    ...shellCheckSuppressions(model),
  ]);
}

/** Everything the enabled rules say about an ignore file. Never throws: a rule that does is logged and skipped. */
export function lintIgnoreFile(input: IgnoreLintInput): LintResult {
  const { file } = input;
  return lint(input, 'dockerignore', { model: undefined, file }, () => ignoreFileSuppressions(file));
}

/** Of a result nobody fixes anything by for a while: the fixes are half of what it holds. */
export function dropFixes({ problems, suppressed }: LintResult): void {
  for (const problem of [...problems, ...suppressed] as readonly Draft[]) problem.fixes = noFixes;
}

/** Gives a result back the fixes it lost, from another one of the same document under the same conditions. */
export function restoreFixes(result: LintResult, same: LintResult): void {
  const found = [...same.problems, ...same.suppressed];
  const problems = [...result.problems, ...result.suppressed] as readonly Draft[];
  problems.forEach((problem, i) => {
    problem.fixes = found[i]?.fixes ?? noFixes;
  });
}

type Subject = Pick<UntypedContext, 'model' | 'file'>;

function lint(
  input: DockerfileLintInput | IgnoreLintInput,
  language: Rule['language'],
  subject: Subject,
  suppressions: () => readonly Suppression[],
): LintResult {
  if (input.configuration.isExcluded) return { problems: [], suppressed: [], note: undefined, log: [] };
  const rules = input.rules ?? registry;
  const configured = configureRules(input.configuration, rules);
  const log = [...configured.issues];
  const { first: enabled, late } = configured.byLanguage[language];
  const first = run(enabled, input, subject, [], input.carryOver);
  log.push(...first.log);
  const { text } = input;
  const settled = settle(first.found, text);
  const comments =
    settled.length === 0 && late.length === 0
      ? []
      : suppressions().filter(
          ({ tool }) => tool !== 'hadolint' || !input.configuration.ignoresHadolintComments,
        );
  const result = suppress(settled, comments);
  if (late.length === 0 || comments.length === 0) {
    return { problems: result.problems, suppressed: result.suppressed, note: undefined, log };
  }
  // A rule that runs alone judges the comments by what all the others would say.
  const all =
    rules === registry
      ? { judged: first.judged(), used: result.used }
      : judgeAll(input, language, subject, comments);
  const facts = suppressionFacts(comments, {
    ...all,
    rules: registry.filter((rule) => rule.language === language),
  });
  const second = run(late, input, subject, facts);
  log.push(...second.log);
  const { problems, suppressed } =
    second.found.length === 0 ? result : suppress(settle([...first.found, ...second.found], text), comments);
  return { problems, suppressed, note: undefined, log };
}

interface Run {
  readonly found: readonly Draft[];
  /** Rules that ran to their end, and wanted nothing to know that is not known. */
  readonly judged: () => ReadonlySet<Rule>;
  readonly log: readonly string[];
}

function run(
  enabled: readonly EnabledRule[],
  { text, context }: DockerfileLintInput | IgnoreLintInput,
  { model, file }: Subject,
  suppressions: readonly SuppressionComment[] = [],
  carryOver?: CarryOver,
): Run {
  const found: Draft[] = [];
  const broken = new Set<Rule>();
  const log: string[] = [];
  // Asked once: what is known is the same for all rules of a run.
  const known = new Map<Fact, boolean>();
  const isFactKnown = (fact: Fact): boolean => {
    let answer = known.get(fact);
    if (answer === undefined) {
      answer = isKnown(fact, context);
      known.set(fact, answer);
    }
    return answer;
  };
  const areKnown = (facts: readonly Fact[]) => facts.length === 0 || facts.every(isFactKnown);
  let running: EnabledRule | undefined;
  const checked: Checked = { edits: new Map(), extents: new Extents() };
  const report = (problem: Report) => {
    if (running) found.push(toProblem(running, problem, text, checked));
  };
  const carried = model && carryOver?.begin(enabled, context, model);
  const isOf = model ? concernedPlaces(enabled, model) : undefined;
  for (let place = 0; place < enabled.length; place++) {
    if (isOf && !isOf(place)) continue;
    const one = enabled[place] as EnabledRule;
    const { rule, options } = one;
    if (!areKnown(rule.needs)) continue;
    const before = found.length;
    const carriedOver = carried?.carry(place, rule);
    if (carriedOver) {
      const { problems } = carriedOver;
      for (let i = 0; i < problems.length; i++) found.push(problems[i] as Draft);
      if (!carriedOver.steps) continue;
    }
    const own = found.length;
    running = one;
    if (checked.edits.size > 0) checked.edits.clear();
    checked.extents.clear();
    try {
      const given = { model, file, context, suppressions, options, report };
      const seen = checkRecorded(rule, new RuleContext(rule, text, given, carriedOver?.steps));
      carried?.keep(place, seen, found.length === own ? nothingFound : found.slice(own));
    } catch (error) {
      found.length = before;
      carried?.drop(place);
      broken.add(rule);
      const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
      log.push(`The rule "${rule.id}" failed and was skipped: ${reason}`);
    }
  }
  const isJudged = ({ rule }: EnabledRule) =>
    areKnown(rule.needs) &&
    ((model && !isConcerned(rule, model)) || (!broken.has(rule) && areKnown(rule.uses)));
  return { found, judged: () => new Set(enabled.filter(isJudged).map(({ rule }) => rule)), log };
}

function judgeAll(
  input: DockerfileLintInput | IgnoreLintInput,
  language: Rule['language'],
  subject: Subject,
  comments: readonly Suppression[],
): Pick<SuppressionUse, 'judged' | 'used'> {
  const { first } = configureRules(input.configuration).byLanguage[language];
  const { found, judged } = run(first, input, subject);
  return { judged: judged(), used: suppress(supersede(found), comments).used };
}

function settle(found: readonly Draft[], text: string): readonly Problem[] {
  const settled = supersede(found).sort(byPlace);
  number(settled, text);
  return withoutMisread(settled);
}

function isKnown(fact: Fact, context: ContextFacts): boolean {
  switch (fact) {
    case 'context-tree':
      return context.hasTree;
    case 'ignore-file':
      return context.ignoreFile !== undefined;
    case 'suppressions':
      return true;
  }
}

/**
 * Throws when the rule breaks the promises of its own tables: types catch most of it, not all.
 * @param checked what was looked at before: a fix that several problems share may be as long as the file
 */
function toProblem(
  { rule, severity, stopping }: EnabledRule,
  report: Report,
  text: string,
  checked: Checked,
): Draft {
  const template = rule.messages[report.message];
  if (template === undefined) throw new Error(`There is no message "${report.message}".`);
  // Ranges of the tree move when the text changes; a problem is of one version.
  const range = fixedRange(within(report.at, text));
  const related = report.related ? report.related.map((one) => toRelated(one, text)) : nothingRelated;
  const fixes = report.fixes ? report.fixes.map((fix) => toFix(rule, fix, text, checked)) : noFixes;
  const misread = report.misread && fixedRange(within(report.misread, text));
  return {
    rule,
    messageId: report.message,
    message: fill(template, report.values),
    range,
    extent: checked.extents.of(range, related, fixes, misread),
    severity: report.stops ? stopping : severity,
    tags: report.tags ?? noTags,
    related,
    misread,
    fixes,
    fingerprint: '',
  };
}

const nothingFound: readonly Draft[] = [];
const noTags: Problem['tags'] = [];
const nothingRelated: Problem['related'] = [];
const noFixes: Problem['fixes'] = [];

function toRelated(one: Problem['related'][number], text: string): Problem['related'][number] {
  return 'range' in one ? { ...one, range: fixedRange(within(one.range, text)) } : one;
}

const safetyRank = { safe: 0, unsafe: 1, manual: 2 } as const;

function toFix(rule: Rule, fix: Fix, text: string, checked: Checked): ProblemFix {
  const meta = rule.fixes[fix.fix];
  if (!meta) throw new Error(`There is no fix "${fix.fix}".`);
  const safety = fix.safety ?? meta.safety;
  if (safetyRank[safety] < safetyRank[meta.safety]) {
    throw new Error(`The fix "${fix.fix}" is declared ${meta.safety} and cannot be ${safety}.`);
  }
  if (safety === 'safe' && !fix.claim) throw new Error(`The fix "${fix.fix}" is safe but claims nothing.`);
  let edits = checked.edits.get(fix.edits);
  if (!edits) {
    edits = fix.edits.map((edit) =>
      'range' in edit ? editAt(edit, fixedRange(within(edit.range, text))) : edit,
    );
    checked.edits.set(fix.edits, edits);
  }
  return { id: fix.fix, title: fill(meta.title, fix.values), safety, edits, claim: fix.claim };
}

interface Checked {
  readonly edits: Map<Fix['edits'], ProblemFix['edits']>;
  readonly extents: Extents;
}

function within(range: TextRange, text: string): TextRange {
  if (
    range.start < 0 ||
    range.end < range.start ||
    range.end > text.length ||
    !Number.isInteger(range.start)
  ) {
    throw new Error(`The range ${range.start}..${range.end} is not within the text.`);
  }
  return range;
}

/** A template in parts: text, and between each two of them the name of a placeholder. */
const templates = new Map<string, readonly string[]>();

function fill(template: string, values: Report['values']): string {
  // Most have no placeholder.
  if (!template.includes('{')) return template;
  let parts = templates.get(template);
  if (!parts) {
    parts = template.split(/\{(\w+)\}/);
    templates.set(template, parts);
  }
  let filled = parts[0] ?? '';
  for (let i = 1; i < parts.length; i += 2) {
    const value = values?.[parts[i] as string];
    if (value === undefined) throw new Error(`The placeholder {${parts[i]}} has no value.`);
    filled += value;
    filled += parts[i + 1];
  }
  return filled;
}

function byPlace(a: Problem, b: Problem): number {
  return (
    a.range.start - b.range.start ||
    a.range.end - b.range.end ||
    compare(a.rule.id, b.rule.id) ||
    compare(a.messageId, b.messageId)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * Gives each problem its fingerprint; equal ones are numbered in document order. A problem that was carried over has one
 * and is shared with the version before: where its number is another now, a copy takes its place.
 */
function number(problems: Draft[], text: string): void {
  const counts = new Map<string, number>();
  for (let i = 0; i < problems.length; i++) {
    const problem = problems[i] as Draft;
    const name = problem.fingerprint === '' ? nameOf(problem, text) : withoutOrdinal(problem.fingerprint);
    const ordinal = counts.get(name) ?? 0;
    counts.set(name, ordinal + 1);
    const found = withOrdinal(name, ordinal);
    if (problem.fingerprint === '') problem.fingerprint = found;
    else if (problem.fingerprint !== found) problems[i] = { ...problem, fingerprint: found };
  }
}

function nameOf({ rule, message, range }: Draft, text: string): string {
  // The start of a long range tells it apart well enough.
  return fingerprint(rule.id, message, text.slice(range.start, Math.min(range.end, range.start + 200)));
}
