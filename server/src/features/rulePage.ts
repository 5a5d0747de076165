import { homepage } from '../../../shared/src/identifiers.ts';

/** Where the documentation of a rule is on the web. The extension ships the same page and opens it offline. */
export function rulePage(ruleId: string): string {
  return `${homepage}/blob/main/docs/rules/${ruleId}.md`;
}
