/**
 * How a package manager gets a project's dependencies: from which files, by which command, into which folder. Facts
 * only, true whatever the version; the source of each is its `reference`.
 */
export interface DependencyManager {
  /** The id of the package manager. */
  readonly manager: string;
  /** Managers of one ecosystem fill the same place: what one has installed, the other need not. */
  readonly ecosystem: string;
  /** The files that an install reads, relative to the project's folder; the first is always there. */
  readonly manifests: readonly Manifest[];
  readonly commands: readonly DependencyCommand[];
  /** Options that name the project's folder. */
  readonly folderOptions: readonly string[];
  /** With any of these the command reads more than the manifests, or other ones. */
  readonly widerOptions: readonly string[];
  /** Where dependencies go below the project's folder; a later COPY of the same folder would write over them. */
  readonly output: Output | undefined;
  /** What the rest of a stage says when the project is made of several, each with manifests of its own. */
  readonly workspaceSign: RegExp | undefined;
  /** What a manifest says when it asks for more than manifests, by file name. */
  readonly localSigns: Readonly<Record<string, RegExp>>;
  readonly reference: string;
}

export interface Manifest {
  /** A file's name. */
  readonly name: string;
  /**
   * `required`: an install without it fails. `optional`: it may be missing. `companion`: the same, and who copies all
   * others has none. `settings`: it may be missing, and is rare enough to be copied only when it is known to be there.
   * `folder`: the same for a folder.
   */
  readonly kind: 'required' | 'optional' | 'companion' | 'settings' | 'folder';
  /** The pattern to copy it by, where the custom is to catch several files at once. */
  readonly pattern?: string;
}

export interface DependencyCommand {
  /** The words after the program, options left out; empty for a bare call. */
  readonly verbs: readonly string[];
  /**
   * `install`: reads the manifests and nothing else. `project`: installs the project itself as well, or runs scripts of
   * it. `build`: builds the project, and fetches what it needs on the way.
   */
  readonly reads: 'install' | 'project' | 'build';
  /** Files come from these options rather than from the list of manifests. */
  readonly fileOptions?: readonly string[];
  /** Files are its operands. */
  readonly fileOperands?: boolean;
  /** What gets the dependencies alone: more options for the same command, or another one. */
  readonly step?: { readonly options: readonly string[] } | { readonly arguments: string };
}

export interface Output {
  /** Relative to the project's folder. */
  readonly folder: string;
  /** Only where one of these variables (with such a value, when there is one) or options says so. */
  readonly when?: {
    readonly variables: readonly string[];
    readonly options: readonly string[];
    /** Words of a command of the same manager that configures it so. */
    readonly settings: readonly string[];
  };
  /** Not where one of these variables names another place. */
  readonly unless?: readonly string[];
}

type Facts = Pick<DependencyManager, 'manager' | 'ecosystem' | 'manifests' | 'commands' | 'reference'> &
  Partial<DependencyManager>;

/** Fills in what a manager does not have. */
export function dependencyFacts(facts: Facts): DependencyManager {
  return {
    folderOptions: [],
    widerOptions: [],
    output: undefined,
    workspaceSign: undefined,
    localSigns: {},
    ...facts,
  };
}

/** A file without which an install fails. */
export function required(name: string, pattern?: string): Manifest {
  return pattern === undefined ? { name, kind: 'required' } : { name, kind: 'required', pattern };
}

/** A file that may be missing. */
export function optional(name: string, pattern?: string): Manifest {
  return pattern === undefined ? { name, kind: 'optional' } : { name, kind: 'optional', pattern };
}

/** Settings that may be missing, and are when somebody copies all other manifests. */
export function companion(name: string, pattern?: string): Manifest {
  return pattern === undefined ? { name, kind: 'companion' } : { name, kind: 'companion', pattern };
}

/** A rare file that may be missing. */
export function settings(name: string): Manifest {
  return { name, kind: 'settings' };
}

/** A rare folder that may be missing. */
export function folder(name: string): Manifest {
  return { name, kind: 'folder' };
}
