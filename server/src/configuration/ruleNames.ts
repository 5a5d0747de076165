import { rules } from '../rules/index.ts';
import { lazy } from '../text/memo.ts';
import { closest } from '../text/nearest.ts';

export const knownRuleIds = lazy(() => rules.map(({ id }) => id));

/** The rule a wrong name probably stands for: a slip of the pen, or the code of another linter that only one means. */
export function ruleMeant(name: string): string | undefined {
  const meant = rules.filter(({ equivalents }) =>
    equivalents.some(({ code, match }) => match !== 'related' && code.toLowerCase() === name.toLowerCase()),
  );
  // Of several, the one that users see.
  const shown = meant.length > 1 ? meant.filter(({ preset }) => preset === 'recommended') : meant;
  return shown.length === 1 ? shown[0]?.id : closest(name, knownRuleIds());
}
