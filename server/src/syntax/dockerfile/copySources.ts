/** What BuildKit refuses as a source of COPY, in its own words: what is fetched from elsewhere is ADD's. */
export function copySourceProblem(source: string): string | undefined {
  if (isGitReference(source)) return "source can't be a git ref for COPY";
  if (/^https?:\/\//.test(source)) return "source can't be a URL for COPY";
  return undefined;
}

/**
 * As BuildKit tells repositories from paths and from files to download; `github.com/…` without a scheme may be a path,
 * and is one. https://github.com/moby/buildkit/blob/master/frontend/dockerfile/dfgitutil/git_ref.go
 */
function isGitReference(source: string): boolean {
  if (/^(?:ssh|git):\/\/\S/.test(source)) return true;
  if (/^https?:\/\//.test(source)) return /^https?:\/\/[^?#]+\.git(?:[?#]|$)/.test(source);
  return /^git@[\w.-]+:\S/.test(source);
}
