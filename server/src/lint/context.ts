import type { ContextFacts } from '../rules/rule.ts';

/** Nothing is known of the build context (yet). */
export const unknownContext: ContextFacts = {
  ignoreFile: undefined,
  hasTree: false,
  view: undefined,
  isCertain: false,
  namedContexts: [],
  exists: () => undefined,
  isIgnored: () => undefined,
  read: () => undefined,
};
