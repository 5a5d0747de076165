import type { Connection, Diagnostic, InitializeResult } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { commands, serverName, settingsSection } from '../../../shared/src/identifiers.ts';
import {
  buildDefinitionFileNames,
  configurationFileNames,
  fileName,
  hadolintFileNames,
  ignoreFileNames,
  isConfigurationFileName,
  isDiffScheme,
  languageOf,
  schemeOf,
} from '../../../shared/src/languages.ts';
import { rulePage } from '../features/rulePage.ts';
import type { Host, LogLevel } from '../host.ts';
import { createLanguageService, type LanguageService } from '../service.ts';
import { Background } from './background.ts';
import { answerContexts, type OpenDefinitions, openDefinitions, tellOfContexts } from './buildContexts.ts';
import { type ClientFeatures, featuresOf, serverCapabilities } from './capabilities.ts';
import { answerCheckFiles } from './checkFiles.ts';
import { clientFiles } from './clientFiles.ts';
import { type CodeActionSource, codeActions, resolveCodeAction } from './codeActions.ts';
import { answerCompletion } from './completion.ts';
import { configurationActions, configurationDiagnostics } from './configurationFiles.ts';
import { deliverMeters, withMeter } from './contextMeter.ts';
import { followReading } from './contextProgress.ts';
import { toDiagnostics, toMarkup, toOffsets, toRange } from './convert.ts';
import { type Diagnosed, type DiagnosticsDelivery, pullDiagnostics, pushDiagnostics } from './diagnostics.ts';
import { answerFormatting } from './formatting.ts';
import { fullReport, ProblemTexts, WrittenReport } from './fullReport.ts';
import { createGuard } from './guard.ts';
import { answerNavigation } from './navigation.ts';
import { answerOutline } from './outline.ts';
import {
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  TextDocuments,
} from './protocol.ts';
import { ResultIds } from './resultIds.ts';
import type { Runtime } from './runtime.ts';
import { SettingsStore } from './settings.ts';
import { answerWhy } from './why.ts';
import type { Wiring } from './wiring.ts';

/** Milliseconds of quiet before pushed diagnostics are computed; a client that pulls decides itself. */
const defaultPushDelay = 100;

/** Wires a connection to the service and starts to listen. */
export function startServer(connection: Connection, runtime: Runtime): void {
  connection.onInitialize((params): InitializeResult => {
    const features = featuresOf(params);
    const server = createServer(connection, runtime, features);
    server.setFolders((params.workspaceFolders ?? []).map(({ uri }) => uri));
    return { capabilities: serverCapabilities(features), serverInfo: { name: serverName } };
  });
  connection.listen();
}

interface Server {
  setFolders(uris: readonly string[]): void;
}

function createServer(connection: Connection, runtime: Runtime, features: ClientFeatures): Server {
  const log = createLog(connection);
  const background = new Background(runtime);
  const guard = createGuard(runtime, background, log);
  const host: Host = {
    ...runtime.files(features.options.filesFromClient === true ? clientFiles(connection) : undefined),
    pause: () => background.pause(),
    log,
  };
  const results = new ResultIds();
  // The listeners of documents run after everything below is there.
  const documents = new TextDocuments({
    create: TextDocument.create,
    update(document, changes, version) {
      results.changing(document, changes);
      return TextDocument.update(document, changes, version);
    },
  });
  const settings = new SettingsStore(connection, features.configuration);
  const service = createLanguageService(host, {
    contextChanged() {
      delivery.refresh();
      meters.refresh();
    },
    contextReading: followReading(connection, runtime, features),
    contextChosen: tellOfContexts(connection, features),
  });

  const texts = new ProblemTexts();
  const diagnose = async (uri: string): Promise<Diagnosed> => {
    const { settings: wanted, configuration } = await settings.get(uri);
    service.context.useSetting(uri, wanted.contexts);
    if (isConfigurationFile(uri)) {
      const document = documents.get(uri);
      if (!document || !wanted.enable || isDiffScheme(schemeOf(uri))) return nothingDiagnosed;
      return diagnosed(`v${document.version}`, await configurationDiagnostics(service, document));
    }
    const looking = service.configured(uri);
    if (looking) await Promise.race([looking, patience(runtime)]);
    const document = documents.get(uri);
    const result =
      document && wanted.enable && !isDiffScheme(schemeOf(uri))
        ? service.lint(uri, configuration)
        : undefined;
    if (!document || !result) return nothingDiagnosed;
    for (const sentence of result.log) log('warning', sentence);
    const id = results.idOf(result, uri);
    const { locate } = service;
    const items = () => toDiagnostics(result, document, features, locate);
    const written = () => new WrittenReport(id, texts.of({ result, document, features, locate }));
    return { id, items, report: runtime.writesText ? written : () => fullReport(id, items()) };
  };

  const source = {
    documentOf: (uri: string) => documents.get(uri),
    allDocuments: () => documents.all(),
    diagnose,
  };
  const delivery: DiagnosticsDelivery = features.pullDiagnostics
    ? pullDiagnostics(connection, source, runtime, guard, features.refreshDiagnostics)
    : pushDiagnostics(
        connection,
        source,
        runtime,
        (message) => log('error', message),
        features.options.pushDelay ?? defaultPushDelay,
      );

  const meters = deliverMeters({ connection, features, guard, runtime, documents, service, settings });
  documents.onDidClose(({ document }) => results.forget(document.uri));
  followDocuments(documents, service, settings, delivery, openDefinitions(service, runtime));
  let folders: readonly string[] = [];
  const setFolders = (uris: readonly string[]): void => {
    folders = uris;
    service.setFolders(uris);
  };
  followWorkspace({ connection, features, service }, settings, setFolders, {
    refresh() {
      delivery.refresh();
      meters.refresh();
    },
  });
  answerRequests({ connection, features, guard, documents, service, settings });
  answerCompletion({ connection, features, guard, documents, service });
  answerNavigation({ connection, features, guard, documents, service });
  answerOutline({ connection, features, guard, documents, service });
  answerFormatting({ connection, guard, documents, service });
  answerWhy({ connection, guard, documents, service });
  answerContexts({ connection, guard, service });
  answerCheckFiles({ connection, features, host, settings, folders: () => folders });
  documents.listen(connection);
  return { setFolders };
}

/** Milliseconds the first diagnostics of a document wait for its configuration file; on a slow disk they come twice. */
const configurationPatience = 500;

function patience(runtime: Runtime): Promise<void> {
  return new Promise((resolve) => {
    runtime.after(configurationPatience, resolve);
  });
}

function isConfigurationFile(uri: string): boolean {
  return isConfigurationFileName(fileName(uri));
}

function diagnosed(id: string, items: Diagnostic[]): Diagnosed {
  return { id, items: () => items, report: () => fullReport(id, items) };
}

const nothingDiagnosed = diagnosed('none', []);

function followDocuments(
  documents: TextDocuments<TextDocument>,
  service: LanguageService,
  settings: SettingsStore,
  delivery: DiagnosticsDelivery,
  definitions: OpenDefinitions,
): void {
  // An opened document is told of twice: as opened, then as changed.
  const opening = new Set<string>();
  documents.onDidOpen(({ document }) => {
    opening.add(document.uri);
    // Asked for early, so that the answer is there when the first diagnostics are.
    settings.get(document.uri).catch(() => undefined);
  });
  documents.onDidChangeContent(({ document }) => {
    const { uri, version } = document;
    const isOpening = opening.delete(uri);
    if (isConfigurationFile(uri)) {
      service.updateConfigurationFile(uri, document.getText());
      if (isOpening) delivery.opened(uri);
      else delivery.changed(uri);
      return;
    }
    if (definitions.changed(uri, document.getText())) return;
    const language = languageOf(uri, document.languageId);
    if (!language) return;
    service.update({ uri, language, version, text: document.getText() });
    if (isOpening) delivery.opened(uri);
    else delivery.changed(uri);
  });
  documents.onDidSave(({ document }) => service.saved(document.uri));
  documents.onDidClose(({ document }) => {
    if (isConfigurationFile(document.uri)) service.closeConfigurationFile(document.uri);
    else if (!definitions.closed(document.uri)) service.close(document.uri);
    settings.forget(document.uri);
    delivery.closed(document.uri);
  });
}

function followWorkspace(
  { connection, features, service }: Pick<Wiring, 'connection' | 'features' | 'service'>,
  settings: SettingsStore,
  setFolders: (uris: readonly string[]) => void,
  delivery: { refresh(): void },
): void {
  connection.onDidChangeConfiguration((params) => {
    settings.changed(params.settings);
    delivery.refresh();
  });
  connection.onDidChangeWatchedFiles(({ changes }) => service.filesChanged(changes.map(({ uri }) => uri)));
  connection.onInitialized(async () => {
    const { client, workspace } = connection;
    if (features.dynamicConfiguration) {
      await client.register(DidChangeConfigurationNotification.type, { section: settingsSection });
    }
    if (features.dynamicWatchers) {
      const names = [
        ...ignoreFileNames,
        ...configurationFileNames,
        ...hadolintFileNames,
        ...buildDefinitionFileNames,
      ];
      const watchers = names.map((name) => ({ globPattern: `**/${name}` }));
      await client.register(DidChangeWatchedFilesNotification.type, { watchers });
    }
    if (features.workspaceFolders) {
      workspace.onDidChangeWorkspaceFolders(async () => {
        const folders = (await workspace.getWorkspaceFolders()) ?? [];
        setFolders(folders.map(({ uri }) => uri));
      });
    }
  });
}

interface RequestWiring extends Wiring {
  readonly settings: SettingsStore;
}

function answerRequests({ connection, features, guard, documents, service, settings }: RequestWiring): void {
  const source: CodeActionSource = { service, features, documentOf: (uri) => documents.get(uri) };

  connection.onCodeAction(
    guard('textDocument/codeAction', [], async (params) => {
      const { uri } = params.textDocument;
      const document = documents.get(uri);
      if (document && isConfigurationFile(uri)) {
        return configurationActions(service, document, params.range, params.context.only, features);
      }
      return codeActions(source, params, await settings.get(uri));
    }),
  );
  if (features.resolveEdits) {
    connection.onCodeActionResolve((action, token) =>
      guard('codeAction/resolve', action, () =>
        resolveCodeAction(source, action, (uri) => settings.get(uri)),
      )(action, token),
    );
  }

  connection.onHover(
    guard('textDocument/hover', null, async ({ textDocument, position }) => {
      const { settings: wanted, configuration } = await settings.get(textDocument.uri);
      const document = documents.get(textDocument.uri);
      if (!document) return null;
      const offset = document.offsetAt(position);
      const found = service.hover(textDocument.uri, offset, wanted.enable ? configuration : undefined);
      const hover = found && {
        contents: toMarkup(found.markdown, features.markdownHover),
        range: toRange(found.range, document),
      };
      if (!wanted.contextMeter) return hover ?? null;
      return withMeter(hover ?? null, { service, features, document, offset });
    }),
  );

  connection.onSignatureHelp(
    guard('textDocument/signatureHelp', null, async ({ textDocument, position }) => {
      const document = documents.get(textDocument.uri);
      if (!document) return null;
      const { start } = toOffsets({ start: position, end: position }, document);
      const help = await service.signatureHelp(document.uri, start);
      if (!help) return null;
      const signatures = help.signatures.map(({ label, documentation, parameters }) => ({
        label,
        ...(documentation === undefined ? {} : { documentation }),
        parameters: parameters.map((parameter) => ({
          label: parameter.label,
          ...(parameter.documentation === undefined ? {} : { documentation: parameter.documentation }),
        })),
      }));
      return {
        signatures,
        activeSignature: help.activeSignature,
        ...(help.activeParameter === undefined ? {} : { activeParameter: help.activeParameter }),
      };
    }),
  );

  // Only declared to clients that do not run the command themselves.
  connection.onExecuteCommand(async ({ command, arguments: given }) => {
    const rule: unknown = given?.[0];
    if (command === commands.openRulePage && typeof rule === 'string') {
      await connection.window.showDocument({ uri: rulePage(rule), external: true });
    }
    return null;
  });
}

/** A sentence is logged once, however often a keystroke brings it back. */
function createLog(connection: Connection): (level: LogLevel, message: string) => void {
  const maximum = 1000;
  const said = new Set<string>();
  const methods = { error: 'error', warning: 'warn', info: 'info', debug: 'debug' } as const;
  return (level, message) => {
    if (said.has(message)) return;
    if (said.size >= maximum) said.clear();
    said.add(message);
    connection.console[methods[level]](message);
  };
}
