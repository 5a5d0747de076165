/** One sentence on each variable the builder itself provides. */
const docs: Readonly<Record<string, string>> = {
  BUILDPLATFORM: 'Platform of the machine that builds, such as `linux/amd64`.',
  BUILDOS: 'Operating system of the machine that builds.',
  BUILDARCH: 'Architecture of the machine that builds.',
  BUILDVARIANT: 'Architecture variant of the machine that builds, such as `v7`; often empty.',
  TARGETPLATFORM: 'Platform the image is built for (`--platform`), such as `linux/arm64`.',
  TARGETOS: 'Operating system the image is built for.',
  TARGETARCH: 'Architecture the image is built for: `amd64`, `arm64`, `arm`, …',
  TARGETVARIANT: 'Architecture variant the image is built for, such as `v7`; often empty.',
  TARGETSTAGE: 'The stage named by `--target`; `default` without it.',
  HTTP_PROXY:
    'Proxy of the builder; may be given with `--build-arg`, and stays out of the history unless declared.',
  HTTPS_PROXY:
    'Proxy of the builder; may be given with `--build-arg`, and stays out of the history unless declared.',
  FTP_PROXY:
    'Proxy of the builder; may be given with `--build-arg`, and stays out of the history unless declared.',
  NO_PROXY: 'Hosts that need no proxy; may be given with `--build-arg`.',
  ALL_PROXY:
    'Proxy of the builder; may be given with `--build-arg`, and stays out of the history unless declared.',
  SOURCE_DATE_EPOCH: 'Seconds since 1970 that the builder writes into timestamps, for reproducible images.',
  BUILDKIT_INLINE_CACHE: '`1` writes cache metadata into the image configuration.',
  BUILDKIT_SYNTAX: 'Replaces the frontend of the `# syntax=` directive.',
  BUILDKIT_CONTEXT_KEEP_GIT_DIR: '`1` keeps `.git` of a Git build context.',
  BUILDKIT_MULTI_PLATFORM: '`1` keeps the multi-platform output even for one platform.',
  BUILDKIT_SANDBOX_HOSTNAME: 'Host name RUN sees; `buildkitsandbox` unless set.',
};

const inScopeByDefault = new Set([
  'BUILDPLATFORM',
  'TARGETPLATFORM',
  'TARGETARCH',
  'TARGETOS',
  'TARGETVARIANT',
  'BUILDARCH',
  'BUILDOS',
  'BUILDVARIANT',
  'TARGETSTAGE',
]);

/**
 * Undefined for a name the builder does not provide. Proxy names may be in lower case.
 * @param where a FROM sees the platforms without an ARG; a stage that has said ARG need not be told so
 */
export function describePredefined(name: string, where: 'from' | 'stage' | 'declared'): string | undefined {
  const doc = docs[name] ?? (name.endsWith('_proxy') ? docs[name.toUpperCase()] : undefined);
  if (!doc) return undefined;
  if (!inScopeByDefault.has(name)) return `Given by whoever builds. ${doc}`;
  const here = {
    from: ` Here it needs no ARG; inside a stage it does: \`ARG ${name}\`.`,
    stage: ` A stage sees it after \`ARG ${name}\`.`,
    declared: '',
  }[where];
  return `Set by the builder. ${doc}${here}`;
}
