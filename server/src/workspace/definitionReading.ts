import { fileName } from '../../../shared/src/languages.ts';
import type { Host } from '../host.ts';
import type { YamlNode } from '../syntax/yamlTree.ts';
import { parseYaml } from '../upstream/yaml.ts';
import type { DefinitionFile, DefinitionLoader } from './buildDefinitions/definition.ts';
import { readJsonc } from './buildDefinitions/jsonc.ts';
import { uriKey } from './uris.ts';

/** Files that one folder's files lead to, with them; what else they name is not read. */
const maximumFiles = 200;

/** Reads files that say how Dockerfiles are built, each once. Nothing here rejects as long as the host does not. */
export class DefinitionReading implements DefinitionLoader {
  private readonly host: Host;
  private readonly openText: (uri: string) => string | undefined;
  private readonly asked: (uri: string) => void;
  private readonly turns: Turns;
  private readonly texts = new Map<string, Promise<string | undefined>>();
  private readonly files = new Map<string, Promise<DefinitionFile | undefined>>();

  /**
   * @param openText of a document that is open in the editor, saved or not
   * @param asked told of every file before it is read, whether it is there or not
   * @param turns of all readings that may be under way at once
   */
  constructor(
    host: Host,
    openText: (uri: string) => string | undefined,
    asked: (uri: string) => void,
    turns: Turns,
  ) {
    this.turns = turns;
    this.host = host;
    this.openText = openText;
    this.asked = asked;
  }

  load(uri: string): Promise<DefinitionFile | undefined> {
    const key = uriKey(uri);
    const known = this.files.get(key);
    if (known) return known;
    const loading = this.text(uri).then(async (text) =>
      text === undefined ? undefined : { uri, text, root: await this.rootOf(uri, text) },
    );
    this.files.set(key, loading);
    return loading;
  }

  pause(): Promise<void> {
    return this.turns.next();
  }

  async loadAll(uris: readonly string[]): Promise<DefinitionFile[]> {
    return (await Promise.all(uris.map((uri) => this.load(uri)))).filter((file) => file !== undefined);
  }

  text(uri: string): Promise<string | undefined> {
    const key = uriKey(uri);
    const known = this.texts.get(key);
    if (known) return known;
    if (this.texts.size >= maximumFiles) return Promise.resolve(undefined);
    this.asked(uri);
    const open = this.openText(uri);
    const loading = open === undefined ? this.host.readFile(uri) : Promise.resolve(open);
    this.texts.set(key, loading);
    return loading;
  }

  private async rootOf(uri: string, text: string): Promise<YamlNode | undefined> {
    const name = fileName(uri);
    if (name === 'package.json' && !ofActions.test(text)) return undefined;
    if (name.endsWith('.json')) return readJsonc(text);
    if (!/\.ya?ml$/.test(name)) return undefined;
    // Workflows are many at times, and parsing them is the dear part.
    const isOfActions = /\/\.github\/workflows\/[^/]+$|\/(?:action\.ya?ml|\.gitlab-ci\.yml)$/.test(uri);
    if (!(isOfActions ? ofActions : ofCompose).test(text)) return undefined;
    await this.turns.next();
    return (await parseYaml(text)).root;
  }
}

/** Pauses of several readings, one after the other: what comes behind them would else be one long piece of work. */
export class Turns {
  private readonly host: Host;
  private last = Promise.resolve();

  constructor(host: Host) {
    this.host = host;
  }

  /** Resolves after a pause of its own. */
  next(): Promise<void> {
    this.last = this.last.then(() => this.host.pause());
    return this.last;
  }
}

/** `./`: an action or a workflow of the repository, which may build. */
const ofActions = /\b(?:docker|podman)\b|\buses:\s*["']?\.\//;
const ofCompose = /\b(?:build|include|extends)\b/;
