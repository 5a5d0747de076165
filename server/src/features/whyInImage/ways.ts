import { type Journey, journeyOf, type Place } from '../../model/context/journey.ts';
import { matchSource, pathsOf } from '../../model/context/sourcePattern.ts';
import { type Landing, type TakenPath, takenPaths } from '../../model/context/takenPaths.ts';
import { deferredTakesOf, type Take, takesOf } from '../../model/context/takes.ts';
import type { TakeSource } from '../../model/context/takeWords.ts';
import type { BuildModel, Stage } from '../../model/types.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import { LineIndex } from '../../text/lines.ts';
import type { TextRange } from '../../text/range.ts';
import type { ExplanationStep, Question, Verdict } from './question.ts';
import { type Sentence, say } from './sentence.ts';

/** What the instructions do with a path that is sent. */
export interface Ways {
  readonly verdict: Exclude<Verdict, 'unknown'>;
  readonly steps: readonly ExplanationStep[];
  /** Where it is in the image; undefined where it is not. */
  readonly place: Sentence | undefined;
  /** Why it is not in the image, in few words. */
  readonly because: Sentence;
}

/** Each instruction that takes the path, and where it goes from there up to the final stage. */
export function explainWays(question: Question): Ways {
  const { model } = question;
  const target = targetOf(question);
  if (!target) return nowhere([], say`the Dockerfile has no stage`);
  const found = new Found(model);
  let left: TakenPath | undefined;
  for (const take of takesOf(model)) {
    const taken = takenPaths(take, question.path, question.kind ?? 'file');
    const kept = taken.filter(({ excludedBy }) => !excludedBy);
    left ??= taken.find(({ excludedBy }) => excludedBy);
    for (const one of kept.slice(0, 1)) found.follow(one, question, target);
    if (taken.length > 0 && kept.length === 0) found.leftOut(taken);
    if (taken.length === 0) found.perhaps(take, question);
  }
  for (const take of deferredTakesOf(model)) {
    const [taken] = takenPaths(take, question.path, question.kind ?? 'file');
    if (taken && !taken.excludedBy) found.deferred(taken);
  }
  return found.ways(left);
}

/** By name or number, as `--target` has it. https://docs.docker.com/build/building/multi-stage/#stop-at-a-specific-build-stage */
function targetOf({ model, target }: Question): Stage | undefined {
  if (target === undefined) return model.finalStage;
  const named = [...model.stages].reverse().find(({ name }) => name === target.toLowerCase());
  return named ?? (/^\d+$/.test(target) ? model.stages[Number(target)] : undefined) ?? model.finalStage;
}

function nowhere(steps: readonly ExplanationStep[], because: Sentence): Ways {
  return { verdict: 'out', steps, place: undefined, because };
}

class Found {
  private readonly model: BuildModel;
  private readonly lines: LineIndex;
  private readonly steps: ExplanationStep[] = [];
  private place: Sentence | undefined;
  private readonly verdicts = new Set<Verdict>();
  private because: Sentence | undefined;

  constructor(model: BuildModel) {
    this.model = model;
    this.lines = new LineIndex(model.tree.text);
  }

  ways(left: TakenPath | undefined): Ways {
    const { steps, verdicts, place } = this;
    const verdict = (['in', 'hidden', 'maybe'] as const).find((one) => verdicts.has(one)) ?? 'out';
    if (steps.every(({ kind }) => kind === 'note')) {
      steps.unshift({ kind: 'stops', sentence: say`No COPY, ADD or bind mount takes it.`, place: undefined });
    }
    const because = left
      ? say`${left.excludedBy?.rawValue ? `--exclude=${left.excludedBy.rawValue.text}` : '--exclude'} leaves it out`
      : say`no instruction takes it`;
    return { verdict, steps, place, because: this.because ?? because };
  }

  follow(taken: TakenPath, { kind = 'file', path }: Question, target: Stage): void {
    const { take, landing } = taken;
    this.add('passes', say`${this.at(take.instruction)} ${takes(taken, path)}.`, taken.source.range);
    if (kind === 'link' && taken.root === path) {
      this.add(
        'note',
        say`It is a link that a source names: what it leads to is copied, if that is sent.`,
        taken.source.range,
      );
    }
    // What an archive holds is a folder's content.
    const journey = journeyOf(taken, landing?.isUnpacked ? 'folder' : kind, this.model, target);
    for (const place of pathsToArrivals(journey)) this.pass(place);
    if (journey.isSomewhere) this.arriveSomewhere(target);
    else if (journey.arrivals.length > 0) this.arrive(journey, landing);
    else this.lose(take, journey);
  }

  private arriveSomewhere(target: Stage): void {
    this.verdicts.add('in');
    this.place ??= say`in a folder that a variable or the base image decides`;
    this.add('passes', say`It is in ${imageOf(target, this.model)}.`, target.from.head);
  }

  private pass({ by, path, stage }: Place): void {
    const sentence =
      by.name === 'FROM'
        ? say`${this.at(by)} builds ${stageName(stage)} on it: it is there as ${path}, too.`
        : say`${this.at(by)} copies it to ${path}.`;
    this.add('passes', sentence, by.head);
  }

  private arrive({ arrivals, target }: Journey, landing: Landing | undefined): void {
    const starts = new Set(arrivals.map(startOf));
    // Of two places where it may land, the image has one in any case.
    const isSure = landing?.orPath !== undefined && starts.size === 2;
    for (const arrival of arrivals) {
      const deletion = arrival.deletedBy;
      if (deletion?.isCertain) {
        this.verdicts.add('hidden');
        const sentence = say`${this.at(deletion.instruction)} deletes it: nobody sees it in a container, but it stays in a layer of the image, and in its size.`;
        this.add('may-pass', sentence, deletion.range);
        continue;
      }
      this.verdicts.add(arrival.isCertain || (isSure && !arrival.previous?.deletedBy) ? 'in' : 'maybe');
      if (deletion) {
        const sentence = say`${this.at(deletion.instruction)} may delete it: it stays in a layer of the image all the same.`;
        this.add('may-pass', sentence, deletion.range);
      }
    }
    const part = arrivals.every(({ isPart }) => isPart) ? say`A part of it is` : say`It is`;
    const where = arrivals.map(({ path }) => (landing?.isUnpacked ? `${path}/` : path)).slice(0, mostPlaces);
    this.place ??= listOf(where);
    this.add('passes', say`${part} in ${imageOf(target, this.model)}: ${listOf(where)}.`, target.from.head);
  }

  /** It ends in a stage, or is only shown to a RUN. */
  private lose(take: Take, { runs, unclear, target, isNeeded }: Journey): void {
    if (take.kind !== 'bind') {
      const { stage } = take;
      const sentence = isNeeded
        ? say`No later instruction copies it from ${stageName(stage)} to ${imageOf(target, this.model)}.`
        : say`Nothing in ${imageOf(target, this.model)}, needs ${stageName(stage)}: BuildKit skips that stage.`;
      this.add('stops', sentence, target.from.head);
      this.because ??= say`it stays in ${stageName(stage)}`;
    } else {
      const sentence = say`A bind mount is there while the RUN runs, and leaves nothing in the image by itself.`;
      this.add('stops', sentence, take.instruction.head);
      this.because ??= say`it is only mounted while a RUN runs`;
    }
    for (const run of runs.slice(0, 1)) {
      this.verdicts.add('maybe');
      const others = runs.length > 1 ? say` and ${runs.length - 1} more` : say``;
      this.add(
        'may-pass',
        say`${this.at(run)}${others} can read it: what it makes of it, or a copy, may be in the image.`,
        run.head,
      );
    }
    for (const copy of unclear.slice(0, 1)) {
      this.verdicts.add('maybe');
      const verb = copy.name === 'FROM' ? say`build on it` : say`copy it`;
      this.add('may-pass', say`${this.at(copy)} may ${verb}: what is not known leaves that open.`, copy.head);
    }
  }

  deferred({ take, source }: TakenPath): void {
    const sentence = say`${this.at(take.instruction)} is for ONBUILD: it takes such a file in builds that start from this image.`;
    this.add('note', sentence, source.range);
  }

  leftOut([taken]: readonly TakenPath[]): void {
    if (!taken?.excludedBy) return;
    const flag = this.textOf(taken.excludedBy.range);
    this.add(
      'stops',
      say`${this.at(taken.take.instruction)} would take it, but ${flag} leaves it out.`,
      taken.excludedBy.range,
    );
  }

  /** A source whose name a variable leaves open; of a folder, one that takes something in it. */
  perhaps(take: Take, question: Question): void {
    const open = take.sources.find(({ pattern }) => !pattern);
    if (open) {
      this.verdicts.add('maybe');
      this.add(
        'may-pass',
        say`${this.at(take.instruction)} may take it: it is not known what ${open.text} stands for.`,
        open.range,
      );
    }
    for (const { pattern, text, range } of take.sources) {
      const link = question.links.find((one) => pattern?.base === one || pattern?.base.startsWith(`${one}/`));
      if (link === undefined) continue;
      this.verdicts.add('maybe');
      const sentence = say`${this.at(take.instruction)} may take it with ${text}: ${link} is a link, which may lead to it.`;
      this.add('may-pass', sentence, range);
    }
    if (question.kind !== 'folder') return;
    const inside = take.sources.find((source) => isInside(source, question));
    if (!inside) return;
    this.verdicts.add('maybe');
    this.add(
      'may-pass',
      say`${this.at(take.instruction)} takes something in it: ${inside.text}.`,
      inside.range,
    );
  }

  private add(kind: ExplanationStep['kind'], sentence: Sentence, range: TextRange): void {
    if (this.steps.some((step) => step.sentence.plain === sentence.plain)) return;
    this.steps.push({ kind, sentence, place: { file: 'dockerfile', range } });
  }

  private at({ range, name }: Instruction): Sentence {
    return say`${name ?? ''} on line ${this.lines.lineAt(range.start) + 1}`;
  }

  private textOf({ start, end }: TextRange): string {
    return this.model.tree.text.slice(start, end);
  }
}

const mostPlaces = 3;

function takes({ take, source, landing, root }: TakenPath, path: string): Sentence {
  const by =
    root === path && source.pattern?.path === path
      ? say``
      : say` (with ${source.text === '' ? '/' : source.text})`;
  const verb = take.kind === 'bind' ? say`mounts it${by}: it is` : say`takes it${by}: it lands`;
  if (!landing) return say`takes it${by}; where it lands depends on a variable or on the base image`;
  if (landing.isUnpacked) {
    return say`takes it${by}: if it is a tar archive, what is in it lands in ${landing.path}`;
  }
  const or =
    landing.orPath === undefined
      ? say``
      : say`, or at ${landing.orPath} if the base image has a folder of that name`;
  return say`${verb} at ${landing.path}${or}`;
}

/** The stage that is built: the last one, or the one that was asked for. */
function imageOf(target: Stage, model: BuildModel): Sentence {
  if (model.stages.length === 1) return say`the image`;
  return target === model.finalStage
    ? say`the final image, ${stageName(target)}`
    : say`the image of the target, ${stageName(target)}`;
}

function stageName({ name, index }: Stage): Sentence {
  return name === undefined ? say`stage ${index}` : say`stage ${name}`;
}

function listOf(names: readonly string[]): Sentence {
  return names.reduce<Sentence>(
    (all, name, index) => (index === 0 ? say`${name}` : say`${all} or ${name}`),
    say``,
  );
}

/** What lies between the start and an arrival, arrivals included; the start itself has its own step. */
function pathsToArrivals({ arrivals }: Journey): readonly Place[] {
  const found = new Set<Place>();
  for (const arrival of arrivals.slice(0, mostPlaces)) {
    const way: Place[] = [];
    for (let place: Place | undefined = arrival; place?.previous; place = place.previous) way.unshift(place);
    for (const place of way) found.add(place);
  }
  return [...found];
}

function startOf(place: Place): Place {
  let start = place;
  while (start.previous) start = start.previous;
  return start;
}

function isInside({ pattern }: TakeSource, { path, view }: Question): boolean {
  if (!pattern) return false;
  const isBelow = (other: string): boolean => other.startsWith(`${path}/`);
  if (!pattern.glob || !view) return isBelow(pattern.base);
  return pathsOf(matchSource(view, pattern)).some(isBelow);
}
