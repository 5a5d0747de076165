import { platformArgs } from '../../knowledge/variables.ts';
import type { BuildModel } from '../../model/types.ts';
import { expand } from '../../syntax/dockerfile/expand.ts';
import type { Escape } from '../../syntax/dockerfile/tree.ts';
import { parseImageReference } from '../../syntax/imageReference.ts';
import type { TextRange } from '../../text/range.ts';
import { shorten } from '../../text/shorten.ts';
import { defineRule } from '../rule.ts';

export const invalidDefaultArgInFrom = defineRule({
  id: 'invalid-default-arg-in-from',
  summary: 'Defaults of ARG give no image name',
  why: 'Without --build-arg the FROM is left with no image name, or a malformed one, and the build stops. A default that works lets everybody build the file as it is.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'buildkit', code: 'InvalidDefaultArgInFrom', match: 'same' },
    { tool: 'dockadvisor', code: 'InvalidDefaultArgInFrom', match: 'same' },
    { tool: 'rcjsuen', code: 'BASE_NAME_EMPTY', match: 'broader' },
  ],
  references: ['https://docs.docker.com/reference/build-checks/invalid-default-arg-in-from/'],
  concerns: { keywords: ['FROM'], text: /\$/ },
  messages: {
    empty:
      'The defaults of ARG leave no image name here: the build stops without --build-arg. Set a default.',
    blank:
      'This leaves no image name, since no ARG above the first FROM declares {name}: the build stops here. Name an image behind its :- sign.',
    invalid:
      'The defaults of ARG give "{result}" here, which is no image name: the build stops without --build-arg. Set a default.',
  },
  check({ model, report }) {
    if (!model.stages.some(({ base }) => base.hasVariables)) return;
    const defaults = defaultsOf(model);
    for (const { base } of model.stages) {
      const result = base.hasVariables ? withDefaults(base.text, defaults, model.tree.escape) : undefined;
      if (result === undefined || parseImageReference(result.value).ok) continue;
      const related = result.unset.map(({ name, nameRange: range }) => ({
        range,
        message: `ARG ${name} has no default`,
      }));
      const [name] = result.undeclared;
      if (name !== undefined) report({ at: base.range, message: 'blank', values: { name } });
      else if (result.value === '') report({ at: base.range, message: 'empty', related });
      else
        report({
          at: base.range,
          message: 'invalid',
          values: { result: shorten(result.value, 40) },
          related,
        });
    }
  },
});

/** What a global ARG is without build arguments; undefined when it has no default. */
type Defaults = ReadonlyMap<string, { readonly value: string | undefined; readonly nameRange: TextRange }>;

function defaultsOf({ globalArgs, tree }: BuildModel): Defaults {
  const defaults = new Map<string, { value: string | undefined; nameRange: TextRange }>();
  for (const { name, nameRange, rawValue } of globalArgs) {
    // An ARG without a default takes none away.
    if (!nameRange || (rawValue === undefined && defaults.has(name))) continue;
    if (rawValue === undefined) defaults.set(name, { value: undefined, nameRange });
    else if (rawValue.length > longest) defaults.delete(name);
    else {
      const { value } = expand(rawValue, (other) => defaultOf(other, defaults), { escape: tree.escape });
      defaults.set(name, { value: value.slice(0, longest), nameRange });
    }
  }
  return defaults;
}

/** No image name is longer, and what doubles with every ARG must stay cheap. */
const longest = 600;

function defaultOf(name: string, defaults: Defaults): string | undefined {
  // BuildKit's own arguments always have a value, and one that fits into a name.
  return defaults.get(name)?.value ?? (platformArgs.has(name) ? 'linux' : undefined);
}

/**
 * The image argument with nothing but the defaults; undefined where another rule has more to say: of undeclared names
 * and of what BuildKit refuses in any case.
 */
function withDefaults(image: string, defaults: Defaults, escapeToken: Escape) {
  const { value, error, unmatched } = expand(image, (name) => defaultOf(name, defaults), {
    escape: escapeToken,
  });
  if (error !== undefined) return undefined;
  const unset: { name: string; nameRange: TextRange }[] = [];
  const undeclared: string[] = [];
  for (const name of unmatched) {
    const declared = defaults.get(name);
    if (declared) unset.push({ name, nameRange: declared.nameRange });
    else if (value === '' && image.includes(`\${${name}:-`)) undeclared.push(name);
    else return undefined;
  }
  return { value, unset, undeclared };
}
