import type { Connection } from 'vscode-languageserver';
import { isBuildDefinition } from '../../../shared/src/languages.ts';
import {
  contextsChangedNotification,
  contextsRequest,
  type UriParams,
  type WireContext,
  type WireContexts,
} from '../../../shared/src/protocol.ts';
import type { LanguageService } from '../service.ts';
import type { ClientFeatures } from './capabilities.ts';
import { RequestType } from './protocol.ts';
import type { Runtime } from './runtime.ts';
import type { Wiring } from './wiring.ts';

/** Answers which folder is the build context of a document, and which others it may be. */
export function answerContexts({
  connection,
  guard,
  service,
}: Pick<Wiring, 'connection' | 'guard' | 'service'>): void {
  connection.onRequest(
    new RequestType<UriParams, WireContexts | null, never>(contextsRequest.method),
    guard<UriParams, WireContexts | null>(contextsRequest.method, null, ({ uri }) => {
      const found = service.context.known(uri);
      if (!found) return null;
      const { chosen, others, dockerfile, workspace, path } = found;
      return {
        chosen: toWire(chosen),
        others: others.map(toWire),
        dockerfile,
        workspace: workspace ?? null,
        path: path ?? null,
      };
    }),
  );
}

/** Tells a client that shows it that another folder is taken for the build context of a document. */
export function tellOfContexts(connection: Connection, { options }: ClientFeatures): (uri: string) => void {
  return (uri) => {
    if (options.commands !== true) return;
    connection.sendNotification(contextsChangedNotification.method, { uri }).catch(() => undefined);
  };
}

/** Milliseconds of quiet before the text of an open Compose file, Bake file, … is read again. */
const readDelay = 300;

/** Documents that say how Dockerfiles are built, for clients that tell of them; saved or not, they count. */
export interface OpenDefinitions {
  /** False where the document is none of them. */
  changed(uri: string, text: string): boolean;
  closed(uri: string): boolean;
}

export function openDefinitions(service: LanguageService, runtime: Runtime): OpenDefinitions {
  const waiting = new Map<string, () => void>();
  return {
    changed(uri, text) {
      if (!isBuildDefinition(uri)) return false;
      waiting.get(uri)?.();
      waiting.set(
        uri,
        runtime.after(readDelay, () => {
          waiting.delete(uri);
          service.context.updateDefinition(uri, text);
        }),
      );
      return true;
    },
    closed(uri) {
      if (!isBuildDefinition(uri)) return false;
      waiting.get(uri)?.();
      waiting.delete(uri);
      service.context.updateDefinition(uri, undefined);
      return true;
    },
  };
}

function toWire({
  root,
  kind,
  folder,
  description,
  source,
  target,
}: {
  readonly root: string;
  readonly kind: string;
  readonly folder: string | undefined;
  readonly description: string;
  readonly source: { readonly line: number } | undefined;
  readonly target: string | undefined;
}): WireContext {
  const line = source?.line ?? null;
  return { root, kind, folder: folder ?? null, description, line, target: target ?? null };
}
