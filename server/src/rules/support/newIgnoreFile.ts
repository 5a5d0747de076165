import { ALWAYS_IGNORED, type StackPattern } from '../../knowledge/ignoreStacks.ts';
import { holdsOpenSettings } from '../../knowledge/secretFiles.ts';
import { findNode } from '../../model/context/contextTree.ts';
import { oncePerView } from '../../model/context/oncePerView.ts';
import type { BuildModel } from '../../model/types.ts';
import { compile, matchesOrParentMatches } from '../../syntax/dockerignore/matcher.ts';
import type { ContextFacts } from '../rule.ts';
import { linesFor, sentSecrets } from './contextSecrets.ts';
import { mayReadHistory } from './gitHistory.ts';
import { isGitIgnored } from './gitIgnored.ts';
import { namedGuard, namedSources } from './namedSources.ts';
import { programsRun } from './programsRun.ts';
import { type FoundStack, foundStacks } from './projectStacks.ts';

/** An ignore file for the projects in a context that has none. */
export interface NewIgnoreFile {
  /** `Node.js`, `Python`: what it is made for. */
  readonly stacks: readonly string[];
  /** Groups under comments, a blank line between them. */
  readonly lines: readonly string[];
  /** Its patterns for what tools leave behind, for history and secrets: of those there may be more tomorrow. */
  readonly patterns: readonly string[];
}

/**
 * Nothing in it holds back a file that the Dockerfile names; and what a build may need is held back only where the
 * Dockerfile makes it anew.
 */
export function newIgnoreFile(model: BuildModel, context: ContextFacts): NewIgnoreFile {
  if (!context.view) return write(model, context);
  const key = [
    'ignore file',
    ...namedSources(model),
    '',
    ...programsRun(model),
    mayReadHistory(model),
    context.read('.gitignore'),
    ...openSettingsIn(foundStacks(model, context.view), context),
  ].join('\n');
  return oncePerView(context.view, key, () => write(model, context));
}

function write(model: BuildModel, context: ContextFacts): NewIgnoreFile {
  const { view } = context;
  const stacks = foundStacks(model, view);
  const mayNot = namedGuard(model, view);
  const openSettings = openSettingsIn(stacks, context);
  const groups = new Map<string, string[]>();
  const seen = new Set<string>();
  const add = (group: string, patterns: readonly string[]): void => {
    const fresh = patterns.filter((pattern) => !seen.has(pattern) && !mayNot(pattern));
    if (fresh.length === 0) return;
    for (const pattern of fresh) seen.add(pattern);
    groups.set(group, [...(groups.get(group) ?? []), ...fresh]);
  };

  for (const { pattern } of ALWAYS_IGNORED) {
    const group = groupOf(pattern);
    if (pattern === '.git' && mayReadHistory(model)) continue;
    if (group === documentation && stacks.some(({ stack }) => readsReadme.test(stack.id))) continue;
    if (group === undefined || group === documentation) continue;
    add(group, pattern === '**/.env.*' && openSettings.length > 0 ? localSettings : [pattern]);
  }
  const matcher = compile([...seen]);
  const rest = (view ? sentSecrets(view) : []).filter(
    ({ path, file }) =>
      !file.isMixed && !openSettings.includes(path) && !matchesOrParentMatches(matcher, path).excluded,
  );
  add(secrets, linesFor(rest, mayNot));
  for (const found of stacks) {
    for (const pattern of found.stack.patterns) {
      if (isLeft(pattern, found)) continue;
      add(headingOf(found), placed(pattern, found, context));
    }
  }
  const patterns = [...seen].filter(
    (pattern) => !/Dockerfile|dockerignore|compose|\.gitignore|\.github/.test(pattern),
  );
  if (!stacks.some(({ stack }) => readsReadme.test(stack.id))) add(documentation, ['*.md']);
  const order = [history, secrets, ...stacks.map(headingOf), docker, editors, documentation];
  const written = order.flatMap((title) => {
    const lines = groups.get(title);
    return lines ? [[`# ${title}`, ...lines]] : [];
  });
  return {
    stacks: stacks.map(({ stack }) => stack.name),
    lines: written.flatMap((group, index) => (index === 0 ? group : ['', ...group])),
    patterns,
  };
}

const history = 'Version control';
const secrets = 'Secrets and settings of this machine';
const docker = 'Read by Docker itself';
const editors = 'Editors, systems, logs';
const documentation = 'Documentation';

/** The build of a package reads the README that its manifest names. */
const readsReadme = /^(?:python|rust|ruby)$/;

function groupOf(pattern: string): string | undefined {
  if (/\.git/.test(pattern)) return history;
  if (/\.env/.test(pattern)) return secrets;
  if (/ocker|compose/.test(pattern)) return docker;
  if (/\.md$/.test(pattern)) return documentation;
  return editors;
}

function headingOf({ stack, isBuilt }: FoundStack): string {
  return isBuilt ? `${stack.name}: installed and built in the image` : stack.name;
}

/** What the image takes from this machine, or may take. */
function isLeft({ pattern, unless }: StackPattern, { isBuilt }: FoundStack): boolean {
  return !isBuilt && (unless !== undefined || /(?:node_modules|vendor\/bundle)$/.test(pattern));
}

const localSettings = ['**/.env.local', '**/.env.*.local'];

/** `.env.production` and the like, near manifests, that hold nothing to hide: the build of a front end reads them. */
function openSettingsIn(stacks: readonly FoundStack[], context: ContextFacts): readonly string[] {
  const { view } = context;
  const folders = new Set(['', ...stacks.flatMap((stack) => stack.folders)]);
  const found = [...folders].flatMap((folder) => {
    const node = view && findNode(view.tree, folder);
    if (typeof node !== 'object' || node.kind !== 'folder') return [];
    const names = (node.children ?? []).map(({ name }) => name);
    return names
      .filter((name) => /^\.env\.(?!.*(?:local|example|sample|template|dist)$)[\w.-]+$/.test(name))
      .map((name) => (folder === '' ? name : `${folder}/${name}`));
  });
  return found.slice(0, mostSettings).filter((path) => holdsOpenSettings(context.read(path) ?? ''));
}

const mostSettings = 8;

/** A pattern that counts in the root of the context, for each folder that such a project lies in. */
function placed(
  { pattern, unless }: StackPattern,
  { folders }: FoundStack,
  context: ContextFacts,
): readonly string[] {
  if (pattern.startsWith('**/')) return [pattern];
  const bases = new Set<string>();
  for (const folder of folders) {
    const path = folder === '' ? pattern : `${folder}/${pattern}`;
    if (unless !== undefined && isSource(path, context)) continue;
    const above = folder.slice(0, Math.max(0, folder.lastIndexOf('/')));
    const siblings = folders.filter((other) => other.slice(0, Math.max(0, other.lastIndexOf('/'))) === above);
    // `packages/a`, `packages/b`: one line for all of them.
    bases.add(folder === '' ? '' : siblings.length > 2 && above !== '' ? `${above}/*/` : `${folder}/`);
  }
  return [...bases].map((base) => base + pattern);
}

/** A folder that is there and that git keeps: it holds sources, whatever it is called. */
function isSource(path: string, context: ContextFacts): boolean {
  const { view } = context;
  if (!view || path.includes('*')) return false;
  const node = findNode(view.tree, path);
  if (node === 'none' || node === 'unknown') return false;
  const ignored = context.read('.gitignore');
  return ignored !== undefined && !isGitIgnored(path, ignored);
}
