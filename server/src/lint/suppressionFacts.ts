import { buildkit } from '../knowledge/catalogs/buildkit.ts';
import { hadolint } from '../knowledge/catalogs/hadolint.ts';
import { rules as registry } from '../rules/index.ts';
import type { Rule, SuppressionCode, SuppressionComment } from '../rules/rule.ts';
import { lazy } from '../text/memo.ts';
import { closest } from '../text/nearest.ts';
import { means, type SuppressedCode, type Suppression } from './suppress.ts';

/** What has run, and what came of it. */
export interface SuppressionUse {
  /** Rules that ran to their end and knew all they wanted to know. */
  readonly judged: ReadonlySet<Rule>;
  /** Every rule of the document's language. */
  readonly rules: readonly Rule[];
  /** The codes that silence something. */
  readonly used: ReadonlySet<SuppressedCode>;
}

/** What rules may know of the comments that silence others. */
export function suppressionFacts(
  suppressions: readonly Suppression[],
  use: SuppressionUse,
): SuppressionComment[] {
  return suppressions.map(({ tool, comment, isDirective, codes, unreadFrom }) => ({
    tool,
    range: comment,
    isDirective,
    unreadFrom,
    codes: codes.map((code) => {
      const isKnown = isKnownCode(tool, code.code);
      return {
        ...code,
        isKnown,
        suggestion: isKnown ? undefined : suggestionFor(tool, code.code),
        isUnused: isKnown && unreadFrom === undefined && isUnused(tool, code, use),
      } satisfies SuppressionCode;
    }),
  }));
}

/**
 * Said only where we know as much as the tool the comment is meant for: all rules it means have run, and those among
 * them that say the same as the tool's own found nothing.
 */
function isUnused(
  tool: Suppression['tool'],
  code: SuppressedCode,
  { judged, rules, used }: SuppressionUse,
): boolean {
  if (used.has(code) || code.code === 'all') return false;
  const meant = rules.filter((rule) => means(tool, code.code, rule));
  if (meant.length === 0 || !meant.every((rule) => judged.has(rule))) return false;
  if (tool === 'shipshape') return true;
  // A range may have been meant for codes that no rule of ours stands for.
  const own = tool === 'shellcheck' ? `SC${/^(?:SC)?(\d{4})$/.exec(code.code)?.[1]}` : code.code;
  const matches = meant.flatMap(({ equivalents }) =>
    equivalents.flatMap((one) =>
      one.code === own && (one.tool === tool || tool === 'shellcheck') ? one.match : [],
    ),
  );
  return matches.includes('same');
}

const ownCodes = lazy(() => registry.flatMap(({ id, aliases }) => [id, ...aliases]));

const codesOf = {
  shipshape: ownCodes,
  hadolint: lazy(() => hadolint.rules.map(({ code }) => code)),
  shellcheck: lazy((): readonly string[] => []),
  buildkit: lazy(() => ['all', ...buildkit.rules.map(({ code }) => code)]),
} as const;

/** Rules hadolint had once: comments that name them are old, not wrong. */
const retired: ReadonlySet<string> = new Set(['DL3005', 'DL3017', 'DL3031', 'DL3039', 'DL4002']);

/** ShellCheck has hundreds of codes, and those that none of our rules stands for are nobody's mistake. */
function isKnownCode(tool: Suppression['tool'], code: string): boolean {
  if (tool === 'shellcheck') return true;
  if (tool === 'hadolint' && (/^SC\d{4}$/.test(code) || retired.has(code))) return true;
  return codesOf[tool]().includes(code);
}

function suggestionFor(tool: Suppression['tool'], code: string): string | undefined {
  const options = codesOf[tool]();
  const otherCase = options.find((option) => option.toLowerCase() === code.toLowerCase());
  if (otherCase !== undefined) return otherCase;
  if (tool === 'hadolint' && /^sc\d{4}$/i.test(code)) return code.toUpperCase();
  if (tool === 'shipshape') {
    // The code of another linter stands for our rule, where only one can be meant.
    const meant = registry.filter(({ equivalents }) =>
      equivalents.some((one) => one.match !== 'related' && one.code.toLowerCase() === code.toLowerCase()),
    );
    if (meant.length > 0) return meant.length === 1 ? meant[0]?.id : undefined;
  }
  // One digit off is another rule, not a slip.
  return /^[a-z]{2}\d+$/i.test(code) ? undefined : closest(code, options);
}
