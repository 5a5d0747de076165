import {
  holdsOpenSettings,
  holdsSecret,
  type SecretFile,
  secretFileOf,
  USUAL_SECRET_FILES,
} from '../../knowledge/secretFiles.ts';
import { type TakenPath, takenPaths } from '../../model/context/takenPaths.ts';
import { type Take, takesByInstruction } from '../../model/context/takes.ts';
import { enumerated, enumeratedUpTo } from '../../text/counts.ts';
import { lazy } from '../../text/memo.ts';
import type { ContextFacts } from '../rule.ts';
import { defineRule } from '../rule.ts';
import { isElsewhere } from '../support/contextPlace.ts';
import { linesFor, type SentSecret, sentSecrets } from '../support/contextSecrets.ts';
import { deeperTwin } from '../support/deeperTwin.ts';
import { holdBackEdit, notHeldBack } from '../support/holdBack.ts';
import { relatedLine } from '../support/ignoreLines.ts';
import { namedGuard } from '../support/namedSources.ts';
import { reachesImage } from '../support/reachesImage.ts';

export const contextSecretFile = defineRule({
  id: 'context-secret-file',
  summary: 'A copy of a folder takes a file with secrets along',
  why: 'Nobody named the file, and it is in a layer all the same: whoever can pull the image, or the cache of the build, can read it, also when a later instruction deletes it.',
  language: 'dockerfile',
  category: 'context',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  uses: ['context-tree', 'ignore-file'],
  equivalents: [
    { tool: 'dockerignore-audit', code: 'exposed-env-file', match: 'narrower' },
    { tool: 'dockerignore-audit', code: 'exposed-private-key', match: 'narrower' },
    { tool: 'dockerignore-audit', code: 'exposed-pem-file', match: 'narrower' },
    { tool: 'dockerignore-audit', code: 'exposed-credential-config', match: 'narrower' },
    { tool: 'dockerignore-audit', code: 'exposed-cloud-credentials', match: 'narrower' },
    { tool: 'dockerignore-audit', code: 'exposed-terraform-state', match: 'narrower' },
    { tool: 'dockerignore-audit', code: 'exposed-kubeconfig', match: 'narrower' },
    { tool: 'sonar', code: 'S6470', match: 'related' },
    { tool: 'trivy', code: 'DS-0031', match: 'related' },
  ],
  references: [
    'https://docs.docker.com/build/concepts/context/#dockerignore-files',
    'https://docs.docker.com/build/building/secrets/',
  ],
  concerns: { keywords: ['ADD', 'COPY'] },
  messages: {
    inImage:
      'This copies {files} into the image, where whoever can pull it reads {content}. Hold it back with {ignoreFile}.',
    inStage:
      'This copies {files} into a build stage: the image does not have it, but the cache of the build does. Hold it back with {ignoreFile}.',
    rootOnly:
      'This copies {files} into {place}: the line {line} of {ignoreFile} counts in the root of the context only. For any depth write {better}.',
  },
  fixes: {
    holdBack: { title: 'Hold back {lines}', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, context, report }) {
    const secrets = secretsOf(context);
    if (secrets.length === 0 || isElsewhere(model, context)) return;
    const guard = lazy(() => namedGuard(model, context.view));
    const ignoreFile = context.ignoreFile?.path ?? '.dockerignore';
    // A trigger that several stages run is told of once.
    for (const takes of takesByInstruction(model).values()) {
      const found = takes.flatMap((take) => takenBy(take, secrets, context));
      const followed = found.slice(0, mostFollowed);
      const reaching = followed.filter(({ taken }) => reachesImage(taken, model));
      const isInImage = reaching.length > 0;
      const told = unique(isInImage && reaching.length < followed.length ? reaching : found);
      const [first] = told;
      if (!first) continue;
      const lines = linesThatHold(unique(found), context, guard());
      const fixes =
        lines.length === 0
          ? undefined
          : ([
              { fix: 'holdBack', values: { lines: shown(lines) }, edits: [holdBackEdit(lines, context)] },
            ] as const);
      const files = shown(told.map(({ secret }) => secret.path));
      const at = first.taken.source.range;
      const twin = deeperTwin(first.secret.path, context);
      if (twin) {
        const place = isInImage ? 'the image' : 'a build stage';
        const values = { files, place, ignoreFile, line: twin.glob, better: `**/${twin.glob}` };
        const related = [relatedLine(ignoreFile, twin)];
        report({ at, message: 'rootOnly', values, related, fixes });
      } else if (isInImage) {
        const content = enumerated([...new Set(told.map(({ secret }) => secret.file.holds))].slice(0, 2));
        report({ at, message: 'inImage', values: { files, content, ignoreFile }, fixes });
      } else {
        report({ at, message: 'inStage', values: { files, ignoreFile }, fixes });
      }
    }
  },
});

const mostSecrets = 100;
/** Of each instruction, through the stages. */
const mostFollowed = 8;

function unique(found: readonly Found[]): readonly Found[] {
  const paths = new Set<string>();
  return found.filter(({ secret: { path } }) => !paths.has(path) && paths.add(path));
}

/** Of the tree; where nobody has read it, the usual ones in the root. */
function secretsOf(context: ContextFacts): readonly SentSecret[] {
  if (context.view) return sentSecrets(context.view).slice(0, mostSecrets);
  return notHeldBack(USUAL_SECRET_FILES, context).flatMap((path) => {
    const file = secretFileOf(path);
    return file ? [{ path, name: path, file }] : [];
  });
}

interface Found {
  readonly secret: SentSecret;
  readonly taken: TakenPath;
}

/** What a COPY names itself is told by `copy-secret-file`. */
function takenBy(take: Take, secrets: readonly SentSecret[], context: ContextFacts): readonly Found[] {
  if (take.kind === 'bind' || take.sources.every(({ pattern }) => !pattern)) return [];
  return secrets.flatMap((secret) => {
    const taken = takenPaths(take, secret.path, 'file').find(
      ({ excludedBy, root, source }) => !excludedBy && (root !== secret.path || source.pattern?.glob),
    );
    return taken && isSecret(secret, secret.file, context) ? [{ secret, taken }] : [];
  });
}

/** Where the author has said it of the root, the same is said of any depth. */
function linesThatHold(
  found: readonly Found[],
  context: ContextFacts,
  mayNot: (line: string) => boolean,
): readonly string[] {
  const wider = new Set<string>();
  const rest: SentSecret[] = [];
  for (const { secret } of found) {
    const twin = deeperTwin(secret.path, context);
    const line = `**/${twin?.glob}`;
    if (twin && !mayNot(line)) wider.add(line);
    else rest.push(secret);
  }
  return [...wider, ...linesFor(rest, mayNot)];
}

/** The text of a file of settings decides, once it is known; of the settings for a kind of build (`.env.production`), too. */
function isSecret({ path, name }: SentSecret, { isMixed }: SecretFile, context: ContextFacts): boolean {
  if (isMixed) {
    const text = context.read(path);
    return text !== undefined && holdsSecret(text);
  }
  if (!/^\.env\.(?!.*local)/i.test(name)) return true;
  const text = context.read(path);
  return text === undefined || !holdsOpenSettings(text);
}

function shown(names: readonly string[]): string {
  const rest = names.length - mostShown;
  return rest > 1 ? enumeratedUpTo(mostShown, names) : enumerated(names);
}

const mostShown = 3;
