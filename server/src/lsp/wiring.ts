import type { Connection, TextDocuments } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { LanguageService } from '../service.ts';
import type { ClientFeatures } from './capabilities.ts';
import type { Guard } from './guard.ts';

/** What requests are answered with. */
export interface Wiring {
  readonly connection: Connection;
  readonly features: ClientFeatures;
  readonly guard: Guard;
  readonly documents: TextDocuments<TextDocument>;
  readonly service: LanguageService;
}
