import type { LintConfiguration } from '../lint/problem.ts';
import { compile, matchesOrParentMatches } from '../syntax/dockerignore/matcher.ts';
import { patternsOf, readIgnoreFile } from '../syntax/dockerignore/reader.ts';
import type { ConfigurationFile } from './configurationFile.ts';

/**
 * What counts for one file: the editor's settings, over them the configuration file, over it the file's overrides
 * that match, in their order. A rule that is named again replaces what was said of it before.
 * @param path the file's path from the folder of the configuration file, with `/`
 */
export function effectiveConfiguration(
  settings: LintConfiguration,
  file: ConfigurationFile,
  path: string,
): LintConfiguration {
  let { preset = settings.preset } = file;
  let rules = { ...settings.rules, ...file.rules };
  for (const override of file.overrides) {
    if (!matches(override.files, path)) continue;
    preset = override.preset ?? preset;
    rules = { ...rules, ...override.rules };
  }
  return {
    ...settings,
    preset,
    rules,
    ignoresHadolintComments: file.ignoresHadolintComments,
    isExcluded: matches(file.exclude, path),
  };
}

/**
 * Patterns as in a `.dockerignore`: `*`, `?`, `[a-z]`, `**`, `!` for exceptions, and a folder stands for all that is in
 * it. One without a slash is a name, in any folder.
 */
export function matches(patterns: readonly string[], path: string): boolean {
  if (patterns.length === 0) return false;
  const lines = patterns.map((pattern) => {
    const trimmed = pattern.trim();
    const [mark, name] = trimmed.startsWith('!') ? ['!', trimmed.slice(1)] : ['', trimmed];
    return name.includes('/') ? mark + name : `${mark}**/${name}`;
  });
  return matchesOrParentMatches(compile(patternsOf(readIgnoreFile(lines.join('\n')))), path).excluded;
}
