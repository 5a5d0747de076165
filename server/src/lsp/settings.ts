import type { Connection } from 'vscode-languageserver';
import { settingsSection } from '../../../shared/src/identifiers.ts';
import { defaultSettings, readSettings, type Settings } from '../../../shared/src/settings.ts';
import type { LintConfiguration } from '../lint/problem.ts';

/** The settings of one document, and what the linter makes of them: the same objects while nothing changes. */
export interface DocumentSettings {
  readonly settings: Settings;
  readonly configuration: LintConfiguration;
}

/**
 * Settings per document. A client that can be asked is asked once per document, until it says that something changed;
 * any other tells all settings at once, with `workspace/didChangeConfiguration`, or never.
 */
export class SettingsStore {
  private readonly connection: Connection;
  private readonly canAsk: boolean;
  private readonly asked = new Map<string, Promise<DocumentSettings>>();
  /** Equal settings share one object, and with it the linter's work on them. */
  private readonly known = new Map<string, DocumentSettings>();
  private told: DocumentSettings;

  constructor(connection: Connection, canAsk: boolean) {
    this.connection = connection;
    this.canAsk = canAsk;
    this.told = this.share(defaultSettings);
  }

  get(uri: string): Promise<DocumentSettings> {
    if (!this.canAsk) return Promise.resolve(this.told);
    const known = this.asked.get(uri);
    if (known) return known;
    const asking = this.connection.workspace
      .getConfiguration({ scopeUri: uri, section: settingsSection })
      .then(
        (raw: unknown) => this.share(readSettings(raw)),
        () => this.told,
      );
    this.asked.set(uri, asking);
    return asking;
  }

  /** `settings`: what came with the notification; asked clients send nothing of use. */
  changed(settings: unknown): void {
    this.asked.clear();
    if (this.canAsk || typeof settings !== 'object' || settings === null) return;
    this.told = this.share(readSettings((settings as Record<string, unknown>)[settingsSection]));
  }

  forget(uri: string): void {
    this.asked.delete(uri);
  }

  private share(settings: Settings): DocumentSettings {
    const key = JSON.stringify(settings);
    let shared = this.known.get(key);
    if (!shared) {
      const { preset, rules } = settings;
      // The engine reads what a person wrote with care, and says what it does not understand.
      shared = { settings, configuration: { preset, rules: rules as LintConfiguration['rules'] } };
      this.known.set(key, shared);
    }
    return shared;
  }
}
