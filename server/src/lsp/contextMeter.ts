import type { Hover, InlayHint, InlayHintParams } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { isDiffScheme, schemeOf } from '../../../shared/src/languages.ts';
import type { LanguageService } from '../service.ts';
import type { ClientFeatures } from './capabilities.ts';
import { toMarkup, toOffsets, toRange } from './convert.ts';
import type { Runtime } from './runtime.ts';
import type { SettingsStore } from './settings.ts';
import type { Wiring } from './wiring.ts';

interface MeterWiring extends Wiring {
  readonly runtime: Runtime;
  readonly settings: SettingsStore;
}

/** Meters as inlay hints, for clients that show such. */
export interface MeterDelivery {
  /** Meters may read otherwise now: a context or the settings have changed. */
  refresh(): void;
}

/** Milliseconds in which several reasons to ask again become one. */
const refreshDelay = 20;

export function deliverMeters(wiring: MeterWiring): MeterDelivery {
  const { connection, features, guard, runtime, documents, service, settings } = wiring;
  const ignore = (): void => undefined;
  if (!features.inlayHints) return { refresh: ignore };

  connection.languages.inlayHint.on(
    guard<InlayHintParams, InlayHint[]>(
      'textDocument/inlayHint',
      [],
      async ({ textDocument: { uri }, range }) => {
        const { settings: wanted } = await settings.get(uri);
        const document = documents.get(uri);
        // Beside another version of a file, there is no other version of its context.
        if (!document || !wanted.contextMeter || isDiffScheme(schemeOf(uri))) return [];
        return service.context.meters(uri, toOffsets(range, document)).map(({ label, tooltip, offset }) => ({
          position: document.positionAt(offset),
          label,
          tooltip: toMarkup(tooltip, true),
          paddingLeft: true,
        }));
      },
    ),
  );

  let waiting = false;
  return {
    refresh() {
      if (waiting || !features.refreshInlayHints) return;
      waiting = true;
      runtime.after(refreshDelay, () => {
        waiting = false;
        // A client that is going down refuses; there is nobody left to tell.
        connection.languages.inlayHint.refresh().catch(ignore);
      });
    },
  };
}

/** For clients without inlay hints: the meter of the place, below what else a hover says. */
export function withMeter(
  hover: Hover | null,
  { service, features, document, offset }: MeterHover,
): Hover | null {
  if (features.inlayHints) return hover;
  const meter = service.context.meterAt(document.uri, offset);
  if (!meter) return hover;
  const { value } = toMarkup(meter.tooltip, features.markdownHover);
  if (!hover) {
    return {
      contents: toMarkup(meter.tooltip, features.markdownHover),
      range: toRange(meter.about, document),
    };
  }
  const { contents } = hover;
  if (typeof contents === 'string' || !('kind' in contents)) return hover;
  return { ...hover, contents: { ...contents, value: `${contents.value}\n\n---\n\n${value}` } };
}

interface MeterHover {
  readonly service: LanguageService;
  readonly features: ClientFeatures;
  readonly document: TextDocument;
  readonly offset: number;
}
