import { rules } from '../rules/index.ts';
import { lazy } from '../text/memo.ts';
import { closest } from '../text/nearest.ts';

export const knownRuleIds = lazy(() => rules.map(({ id }) => id));

/** The rule a wrong name probably stands for: a slip of the pen, or the code of another linter that only one means. */
export function ruleMeant(name: string): string | undefined {
  const meant = rules.filter(({ equivalents }) =>
    equivalents.some(({ code, match }) => match !== 'related' && code.toLowerCase() === name.toLowerCase()),
  );
  return meant.length === 1 ? meant[0]?.id : closest(name, knownRuleIds());
}
