import { keptOutBy } from '../features/contextPaths/keptOutBy.ts';
import { type DockerfileFold, dockerfileFolds } from '../features/navigation/dockerfileFolds.ts';
import { type DockerfileSymbol, dockerfileSymbols } from '../features/navigation/dockerfileSymbols.ts';
import { makerOf } from '../features/navigation/makerOf.ts';
import { type Renameable, type Renaming, rename, renameableAt } from '../features/navigation/renaming.ts';
import {
  type ContextSource,
  contextSourceAt,
  contextSources,
  sourcesOf,
  stageSourceAt,
} from '../features/navigation/sourceAt.ts';
import { mostTargets, pathOfSource, targetsOf } from '../features/navigation/sourceTargets.ts';
import { type NamedSymbol, symbolAt } from '../features/navigation/symbolAt.ts';
import { originOf, placeOfStage, placesOf } from '../features/navigation/symbolPlaces.ts';
import type { Host } from '../host.ts';
import { takenPaths } from '../model/context/takenPaths.ts';
import { takesOf } from '../model/context/takes.ts';
import type { BuildModel } from '../model/types.ts';
import type { TextRange } from '../text/range.ts';
import type { BuildContexts } from './buildContexts.ts';
import { below, contextPathUnder, uriKey } from './uris.ts';

/** A place in a file; without a range: its beginning. */
export interface Place {
  readonly uri: string;
  readonly range: TextRange | undefined;
}

export interface Definition {
  /** What leads there. */
  readonly origin: TextRange;
  readonly places: readonly Place[];
}

export interface Highlight {
  readonly range: TextRange;
  readonly isDeclaration: boolean;
}

export interface FileLink {
  readonly range: TextRange;
  readonly target: string;
}

export interface FileUses {
  readonly places: readonly Place[];
  /** What keeps the file out where an instruction would take it: `line 3 of .dockerignore`. Without doubles. */
  readonly keptOutBy: readonly string[];
}

/** The Dockerfiles that are open in the editor. */
export interface OpenDockerfiles {
  find(uri: string): OpenDockerfile | undefined;
  all(): readonly OpenDockerfile[];
}

export interface OpenDockerfile {
  readonly uri: string;
  readonly model: () => BuildModel;
}

/** An open Dockerfile and what is known of its context. */
type Opened = Awaited<ReturnType<BuildContexts['soon']>> & { readonly model: BuildModel };

/** Files that the tree does not tell of are looked for one by one: so many of one Dockerfile. */
const mostLookups = 30;

/** From names and paths to what they mean, and back. Nothing is computed before somebody asks. Never rejects. */
export class Navigation {
  private readonly host: Host;
  private readonly contexts: BuildContexts;
  private readonly open: OpenDockerfiles;

  constructor(host: Host, contexts: BuildContexts, open: OpenDockerfiles) {
    this.host = host;
    this.contexts = contexts;
    this.open = open;
  }

  /** The outline of a Dockerfile; of another document there is none. */
  symbols(uri: string): readonly DockerfileSymbol[] {
    const model = this.modelOf(uri);
    return model ? dockerfileSymbols(model) : [];
  }

  folds(uri: string): readonly DockerfileFold[] {
    const model = this.modelOf(uri);
    return model ? dockerfileFolds(model) : [];
  }

  /** What a stage name, a variable or a path stands for. */
  async definition(uri: string, offset: number): Promise<Definition | undefined> {
    const opened = await this.openedSoon(uri);
    if (!opened) return undefined;
    const { model, root, facts } = opened;
    const here = (range: TextRange): Place => ({ uri, range });
    const symbol = symbolAt(model, offset);
    if (symbol) return { origin: symbol.range, places: [here(declarationOf(symbol, model))] };
    const outOfStage = stageSourceAt(model, offset);
    if (outOfStage) {
      const made = makerOf(outOfStage, model, facts.view);
      return made && { origin: outOfStage.range, places: [here(made)] };
    }
    const source = contextSourceAt(model, offset);
    const paths = source && (await this.filesOf(source, opened));
    if (!paths || paths.length === 0 || root === undefined) return undefined;
    return {
      origin: source.range,
      places: paths.map((path) => ({ uri: below(root, path), range: undefined })),
    };
  }

  /** Of a stage or a variable, its uses; of a path of the build context, the instructions that take what it names. */
  async references(uri: string, offset: number, includeDeclaration: boolean): Promise<readonly Place[]> {
    const opened = await this.openedSoon(uri);
    if (!opened) return [];
    const { model, root } = opened;
    const symbol = symbolAt(model, offset);
    if (symbol) {
      const { declarations, uses } = placesOf(model, symbol);
      const ranges = includeDeclaration ? [...declarations, ...uses] : uses;
      return ranges.map((range) => ({ uri, range }));
    }
    const source = contextSourceAt(model, offset);
    if (!source) return [];
    const paths = await this.filesOf(source, opened);
    return root === undefined ? [] : this.takersOf(root, paths).places;
  }

  highlights(uri: string, offset: number): readonly Highlight[] {
    const model = this.modelOf(uri);
    const symbol = model && symbolAt(model, offset);
    if (!symbol) return [];
    const { declarations, uses } = placesOf(model, symbol);
    return [
      ...declarations.map((range) => ({ range, isDeclaration: true })),
      ...uses.map((range) => ({ range, isDeclaration: false })),
    ];
  }

  /** The name at an offset that can be another one, or why it cannot. */
  renameable(uri: string, offset: number): Renameable | undefined {
    const model = this.modelOf(uri);
    return model && renameableAt(model, offset);
  }

  rename(uri: string, offset: number, newName: string): Renaming | undefined {
    const model = this.modelOf(uri);
    return model && rename(model, offset, newName);
  }

  /** The sources that are files, which are there. */
  async links(uri: string): Promise<readonly FileLink[]> {
    const opened = await this.openedSoon(uri);
    if (opened?.root === undefined) return [];
    const { model, root, facts } = opened;
    const { view } = facts;
    let lookups = 0;
    const found = contextSources(model).map(async (source) => {
      const { range } = source;
      const path = pathOfSource(source, model);
      if (path === undefined || path === '') return [];
      const targets = targetsOf(source, model, view);
      const isFile =
        targets.kind === 'files'
          ? targets.paths[0] === path
          : ++lookups <= mostLookups && (await this.isFile(root, path));
      return isFile ? [{ target: below(root, path), range }] : [];
    });
    return (await Promise.all(found)).flat();
  }

  /** The instructions of open Dockerfiles that take a file. */
  async usesOfFile(file: string): Promise<FileUses> {
    // What was opened just now may not have its context yet.
    await Promise.all(this.open.all().map(({ uri }) => this.contexts.ready(uri)));
    const places: Place[] = [];
    const keptOut = new Set<string>();
    const roots = new Map<string, string>();
    for (const { uri } of this.open.all()) {
      const root = this.contexts.rootOf(uri);
      if (root !== undefined) roots.set(uriKey(root), root);
    }
    for (const root of roots.values()) {
      const path = contextPathUnder(root, file);
      if (path === undefined) continue;
      const uses = this.takersOf(root, [path]);
      places.push(...uses.places);
      for (const reason of uses.keptOutBy) keptOut.add(reason);
    }
    return { places, keptOutBy: [...keptOut] };
  }

  private modelOf(uri: string): BuildModel | undefined {
    return this.open.find(uri)?.model();
  }

  /** Of an open Dockerfile, once its context is known or a moment has passed; for other documents none is looked for. */
  private async openedSoon(uri: string): Promise<Opened | undefined> {
    if (!this.open.find(uri)) return undefined;
    const inReach = await this.contexts.soon(uri);
    const model = this.modelOf(uri);
    return model && { model, ...inReach };
  }

  /** Who takes one of some files of a build context. */
  private takersOf(root: string, paths: readonly string[]): FileUses {
    const places: Place[] = [];
    const keptOut = new Set<string>();
    for (const { uri, model: modelOf } of this.open.all()) {
      if (uriKey(this.contexts.rootOf(uri) ?? '') !== uriKey(root)) continue;
      const model = modelOf();
      const reasonOf = keptOutBy(this.contexts.facts(uri).ignoreFile);
      for (const take of takesOf(model)) {
        for (const { source, range } of sourcesOf(take)) {
          const taken = paths.filter((path) =>
            takenPaths({ ...take, sources: [source] }, path, 'file').some(({ excludedBy }) => !excludedBy),
          );
          const reasons = taken.map((path) => reasonOf(path, false));
          if (reasons.includes(undefined)) places.push({ uri, range });
          else for (const reason of reasons) if (reason !== undefined) keptOut.add(reason);
        }
      }
    }
    return { places: withoutDoubles(places), keptOutBy: [...keptOut] };
  }

  private async filesOf(source: ContextSource, { model, root, facts }: Opened): Promise<readonly string[]> {
    const targets = targetsOf(source, model, facts.view);
    if (targets.kind === 'files') return targets.paths.slice(0, mostTargets);
    const { path } = targets;
    return root !== undefined && path && (await this.isFile(root, path)) ? [path] : [];
  }

  private async isFile(root: string, path: string): Promise<boolean> {
    const type = (await this.host.stat(below(root, path)))?.type;
    return type === 'file' || type === 'link';
  }
}

/** Where somebody wants to go from a name: from an ARG that takes over the default of a global one, to that. */
function declarationOf(symbol: NamedSymbol, model: BuildModel): TextRange {
  if (symbol.kind === 'stage') return placeOfStage(symbol.stage);
  const { definition, isDeclaration, range } = symbol;
  return (isDeclaration ? originOf(model, definition) : definition).nameRange ?? range;
}

/** A trigger is taken once in each stage it runs in. */
function withoutDoubles(places: readonly Place[]): Place[] {
  const byKey = new Map(places.map((place) => [`${place.uri}\n${place.range?.start}`, place]));
  return [...byKey.values()];
}
