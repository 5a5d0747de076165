import { platformArgs } from '../../knowledge/variables.ts';
import type { VariableUse } from '../../model/types.ts';
import { expand } from '../../syntax/dockerfile/expand.ts';
import type { DockerfileTree, Instruction } from '../../syntax/dockerfile/tree.ts';
import { parseImageReference } from '../../syntax/imageReference.ts';
import { lazy } from '../../text/memo.ts';
import { contains } from '../../text/range.ts';
import { shorten } from '../../text/shorten.ts';
import { defineRule } from '../rule.ts';
import { declarationToFill } from '../support/declareVariable.ts';
import { NameSearch } from '../support/nameSearch.ts';

export const undefinedArgInFrom = defineRule({
  id: 'undefined-arg-in-from',
  summary: 'FROM uses an ARG that is not declared',
  why: 'FROM sees only the ARGs above the first FROM and BuildKit’s own. Any other name is replaced with nothing: another image is pulled than the one meant, or none at all.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'buildkit', code: 'UndefinedArgInFrom', match: 'same' },
    { tool: 'rcjsuen', code: 'BASE_NAME_EMPTY', match: 'broader' },
    { tool: 'dockadvisor', code: 'UndefinedArgInFrom', match: 'same' },
  ],
  references: [
    'https://docs.docker.com/reference/build-checks/undefined-arg-in-from/',
    'https://docs.docker.com/reference/dockerfile/#understand-how-arg-and-from-interact',
  ],
  concerns: { keywords: ['FROM'], text: /\$/ },
  messages: {
    undeclared:
      'No ARG above the first FROM declares {name}: it is replaced with nothing here. Declare it there.',
    misspelt:
      'No ARG above the first FROM declares {name}: it is replaced with nothing here. Did you mean {nearest}?',
    noImage:
      'No ARG above the first FROM declares {name}, which leaves no image name here: the build stops. Declare it there.',
    noPlatform:
      'No ARG above the first FROM declares {name}, which leaves no platform here: the build stops. Declare it there.',
    noReference:
      'No ARG above the first FROM declares {name}, which leaves "{result}" here, no image name: the build stops. Declare it there.',
    required:
      'No ARG above the first FROM declares {name}, and the ? behind the name stops the build then. Declare it there.',
    fallback:
      'No ARG above the first FROM declares {name}, so that no build can set it: its default is always used. Declare it there.',
    empty:
      'No ARG above the first FROM declares {name}, so that no build can set it: nothing ever stands here. Declare it there.',
    inStage:
      'ARG {name} belongs to a stage, and FROM does not see it: it is replaced with nothing. Move it above the first FROM.',
  },
  fixes: {
    declare: { title: 'Declare {name} above the first FROM', safety: 'manual', availability: 'always' },
    useNearest: { title: 'Change to {nearest}', safety: 'unsafe', availability: 'always' },
  },
  check({ model, report }) {
    const search = new NameSearch();
    const declared = [...model.globalArgs.map(({ name }) => name), ...platformArgs];
    let inStages: ReadonlySet<string> | undefined;
    const byFrom = new Map<Instruction, VariableUse[]>();
    for (const use of model.variableUses) {
      if (use.instruction.name !== 'FROM') continue;
      const own = byFrom.get(use.instruction);
      if (own) own.push(use);
      else byFrom.set(use.instruction, [use]);
    }
    const stageNames = lazy(() => new Set(model.stages.map(({ name }) => name?.toLowerCase())));
    for (const use of [...byFrom.values()].flat()) {
      const { name, range: at, nameRange, instruction, hasFallback, result } = use;
      if (result.kind !== 'undefined') continue;
      const uses = byFrom.get(instruction) ?? [];
      if (hasFallback) {
        if (uses.some((other) => other.name === name && other.range !== at && contains(other.range, at)))
          continue;
        const written = model.tree.text.slice(at.start, at.end);
        report({ at, message: /^\$\{\w+:?\+/.test(written) ? 'empty' : 'fallback', values: { name } });
        continue;
      }
      inStages ??= new Set(
        model.stages.flatMap(({ instructions }) =>
          instructions
            .filter((each) => each.name === 'ARG')
            .flatMap(({ pairs }) => pairs.map((pair) => pair.name.text)),
        ),
      );
      const end = model.frontend.isCustom ? undefined : endBy(use, uses, model.tree, stageNames);
      const stops = end !== undefined;
      if (inStages.has(name)) {
        report({ at, message: 'inStage', values: { name }, stops });
        continue;
      }
      const nearest = search.closest(name, () => declared);
      if (nearest !== undefined) {
        const edits = [{ range: nameRange, newText: nearest }];
        const fixes = [{ fix: 'useNearest' as const, values: { nearest }, edits }];
        report({ at, message: 'misspelt', values: { name, nearest }, fixes, stops });
        continue;
      }
      const first = model.stages[0]?.from;
      const edit = first && declarationToFill(model, first, name);
      const fixes = edit && [{ fix: 'declare' as const, values: { name }, edits: [edit] }];
      if (end?.message === 'noReference') {
        report({ at, message: 'noReference', values: { name, result: end.result }, fixes, stops });
      } else {
        report({ at, message: end?.message ?? 'undeclared', values: { name }, fixes, stops });
      }
    }
  },
});

type End =
  | { readonly message: 'noImage' | 'noPlatform' | 'required' }
  | { readonly message: 'noReference'; readonly result: string };

/** How every build ends by a variable that nothing declares; undefined where one may go on. */
function endBy(
  { instruction: { words, flags }, range: at }: VariableUse,
  uses: readonly VariableUse[],
  tree: DockerfileTree,
  stageNames: () => ReadonlySet<string | undefined>,
): End | undefined {
  if (/^\$\{\w+:?\?/.test(tree.text.slice(at.start, at.end))) return { message: 'required' };
  const [image] = words;
  if (!image || at.start < image.range.start || at.end > image.range.end) {
    const isAll = flags.some(
      ({ name, valueRange }) =>
        name === 'platform' && valueRange?.start === at.start && valueRange.end === at.end,
    );
    return isAll ? { message: 'noPlatform' } : undefined;
  }
  // What is declared may be anything: a build can set it.
  const others = uses.filter(({ range }) => range.start >= image.range.start && range.end <= image.range.end);
  if (others.some(({ result }) => result.kind !== 'undefined')) return undefined;
  const { value, error } = expand(image.text, () => undefined, { escape: tree.escape });
  if (error !== undefined || value === 'scratch' || parseImageReference(value).ok) return undefined;
  // A stage may have a name that no image has.
  if (stageNames().has(value.toLowerCase())) return undefined;
  return value === '' ? { message: 'noImage' } : { message: 'noReference', result: shorten(value, 40) };
}
