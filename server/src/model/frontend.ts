import { syntaxImage } from '../syntax/dockerfile/directives.ts';
import type { DockerfileTree } from '../syntax/dockerfile/tree.ts';
import type { Frontend } from './types.ts';

/** Which program reads this file: `# syntax=`, else the one built into BuildKit. */
export function readFrontend(tree: DockerfileTree): Frontend {
  const directive = tree.directives.find((candidate) => candidate.name === 'syntax');
  const reference = directive ? syntaxImage(directive) : undefined;
  if (!reference) return { reference: undefined, isCustom: false, version: undefined, isLabs: false };
  const [name = '', digest] = reference.split('@');
  const colon = name.indexOf(':', name.lastIndexOf('/') + 1);
  const repository = colon < 0 ? name : name.slice(0, colon);
  const isCustom = !official.test(repository);
  // A tag beside a digest is decoration, but it is what the author meant.
  const tag = colon < 0 ? undefined : name.slice(colon + 1);
  const version = isCustom || (digest && !tag) ? undefined : tag;
  return {
    reference,
    isCustom,
    version,
    isLabs: version !== undefined && /(?:^|-)labs(?:-|$)/.test(version),
  };
}

/** Registries that mirror Docker Hub keep the path, sometimes behind a project of their own. */
const official = /(?:^|\/)docker\/dockerfile(?:-upstream)?$/;
