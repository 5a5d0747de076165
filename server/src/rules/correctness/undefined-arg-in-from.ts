import { platformArgs } from '../../knowledge/variables.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import type { TextRange } from '../../text/range.ts';
import { defineRule } from '../rule.ts';
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
    required:
      'No ARG above the first FROM declares {name}, and the ? behind the name stops the build then. Declare it there.',
    inStage:
      'ARG {name} belongs to a stage, and FROM does not see it: it is replaced with nothing. Move it above the first FROM.',
  },
  fixes: {
    useNearest: { title: 'Change to {nearest}', safety: 'unsafe', availability: 'always' },
  },
  check({ model, report }) {
    const search = new NameSearch();
    const declared = [...model.globalArgs.map(({ name }) => name), ...platformArgs];
    let inStages: ReadonlySet<string> | undefined;
    for (const { name, range: at, nameRange, instruction, hasFallback, result } of model.variableUses) {
      if (instruction.name !== 'FROM' || hasFallback || result.kind !== 'undefined') continue;
      inStages ??= new Set(
        model.stages.flatMap(({ instructions }) =>
          instructions
            .filter((each) => each.name === 'ARG')
            .flatMap(({ pairs }) => pairs.map((pair) => pair.name.text)),
        ),
      );
      if (inStages.has(name)) {
        report({ at, message: 'inStage', values: { name } });
        continue;
      }
      const nearest = search.closest(name, () => declared);
      if (nearest === undefined) {
        const written = model.tree.text.slice(at.start, at.end);
        const isRequired = /^\$\{\w+:?\?/.test(written);
        report({ at, message: isRequired ? 'required' : stopsBy(instruction, at), values: { name } });
        continue;
      }
      const edits = [{ range: nameRange, newText: nearest }];
      report({
        at,
        message: 'misspelt',
        values: { name, nearest },
        fixes: [{ fix: 'useNearest', values: { nearest }, edits }],
      });
    }
  },
});

/** Nothing but the variable stands in the place: BuildKit takes no image without a name, and no platform without one. */
function stopsBy({ words, flags }: Instruction, at: TextRange): 'noImage' | 'noPlatform' | 'undeclared' {
  const isAll = (range: TextRange | undefined) => range?.start === at.start && range.end === at.end;
  if (isAll(words[0]?.range)) return 'noImage';
  return flags.some(({ name, valueRange }) => name === 'platform' && isAll(valueRange))
    ? 'noPlatform'
    : 'undeclared';
}
