import { type ContextNode, childOf } from '../../model/context/contextTree.ts';
import type { ContextView } from '../../model/context/contextView.ts';
import type { ContextFacts } from '../rule.ts';
import { isGitIgnored } from './gitIgnored.ts';

/** What is not under version control comes and goes: results of builds, what is fetched, secrets. */
export function isMadeOnMachine(path: string, context: ContextFacts): boolean {
  return isCalledMade(path) || mayBeGitIgnored(path, '', context);
}

/**
 * Whether a path that is not there, and that by a folder's name would be made on this machine (`packages/`, `lib/`), is
 * all the same a slip for one that people write: the folder is there, git keeps what is in it, nothing beside what was
 * found looks like the result of a build, and what is called like one for certain (`dist/`) holds something that no
 * build writes. What is missing must not be called made itself.
 */
export function isSlipAmongSources(
  path: string,
  found: string,
  view: ContextView,
  context: ContextFacts,
): boolean {
  const segments = path.split('/');
  const there = found.split('/');
  const slip = segments.findIndex((segment, index) => segment !== there[index]);
  if (slip < 1 || isCalledMade(segments.slice(slip).join('/'))) return false;
  let folder: ContextNode | undefined = view.tree.root;
  let isInside = false;
  let needsSign = false;
  let hasSign = false;
  for (let depth = 0; depth <= slip; depth++) {
    if (folder?.kind !== 'folder' || !folder.children) return false;
    const { children, name } = folder;
    if (depth > 0 && madeFolder.test(name)) {
      if (!oftenWritten.test(name)) needsSign = true;
      if (neverWritten.test(name)) return false;
      isInside = true;
    }
    const above = segments.slice(0, depth).map((segment) => `${segment}/`);
    const below = segments.slice(depth).join('/');
    if (childOf(children, '.gitignore') && mayBeGitIgnored(below, above.join(''), context)) return false;
    if (isInside) {
      const looked = children.slice(0, mostLooked);
      if (looked.some((child) => child.kind !== 'folder' && buildResult.test(child.name))) return false;
      if (looked.some((child) => child.kind !== 'folder' && handwritten.test(child.name))) hasSign = true;
    }
    folder = childOf(children, segments[depth] ?? '');
  }
  return isInside && (hasSign || !needsSign);
}

/** Of a folder that is full of files the first will do. */
const mostLooked = 200;

function isCalledMade(path: string): boolean {
  return madeFolder.test(path) || madeFile.test(path);
}

/** Until a `.gitignore` that is there has been read nobody can tell. `path` is below its folder, `above` ends with a slash. */
function mayBeGitIgnored(path: string, above: string, context: ContextFacts): boolean {
  const file = `${above}.gitignore`;
  const ignored = context.read(file);
  return ignored === undefined ? context.exists(file) === true : isGitIgnored(path, ignored);
}

const madeFolder =
  /(?:^|\/)(?:\.?dist(?:[-_.]\w+)?|\.?builds?(?:[-_]\w+)?|_build|target|out(?:put)?|bin|obj|publish(?:ed)?|releases?|artifacts?|packages?|generated|gen|coverage|vendor|node_modules|\.(?:next|nuxt|output|venv|git|cache|docker|aws|ssh|kube)|wheels?(?:house)?|downloads?|tmp|temp|secrets?|certs?|rootfs|cache|pkg|lib(?:s|32|64)?)(?:\/|$)/i;

const madeFile =
  /\.(?:jar|war|ear|zip|tar|tgz|t?gz|t?xz|t?bz2|zst|7z|deb|rpm|apk|whl|egg|gem|nupkg|exe|msi|dll|so(?:\.\d+)*|dylib|a|o|wasm|bin|img|iso|qcow2|pem|crt|cer|key|p12|pfx|jks|keystore|env|tfstate|sum|sha\d*|sig|asc|gpg|map|min\.js|db|sqlite3?|log|dump|onnx|pt|h5|model|dat|data)$|(?:^|\/)(?:\.env[\w.-]*|\.npmrc|\.netrc|\.git|id_\w+|version(?:\.\w+)?|credentials[\w.-]*)$/i;

/** The packages of a workspace, libraries, scripts: as often written as made. */
const oftenWritten = /^(?:packages?|pkg|libs?|bin|rootfs)$/i;

/** Whatever is in these, nobody keeps it. */
const neverWritten =
  /^(?:node_modules|vendor|target|obj|coverage|generated|gen|wheels?(?:house)?|downloads?|tmp|temp|secrets?|certs?|cache|\..*)$/i;

/** What compilers, bundlers and package managers leave behind. */
const buildResult =
  /\.(?:map|d\.[cm]?ts|min\.\w+|tsbuildinfo|class|jar|war|o|obj|py[co]|dll|pdb|exe|so(?:\.\d+)*|dylib|a|lib|whl|egg|nupkg|rpm|deb|tgz|tar(?:\.\w+)?|zip)$|[.-](?=[a-z]*\d)[0-9a-z]{8,}\.\w+$|^(?:asset-manifest\.json|stats\.json|sha\d+sums)/i;

/** What is read by a build, or by people, and not written by one. */
const handwritten =
  /^(?:Dockerfile|Containerfile|Makefile|Vagrantfile|Jenkinsfile|CMakeLists\.txt|tsconfig[\w.-]*\.json|go\.mod|Cargo\.toml|pyproject\.toml|pom\.xml|build\.gradle(?:\.kts)?)$|\.(?:tsx?|go|rs|java|kt|scala|cs|cpp|cc|sh|bash|ps1|tf|vue|svelte|j2|csproj)$/i;
