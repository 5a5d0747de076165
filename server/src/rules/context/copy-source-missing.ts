import type { ContextView } from '../../model/context/contextView.ts';
import { matchSource, presenceOf } from '../../model/context/sourcePattern.ts';
import type { TakeSource } from '../../model/context/takeWords.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import type { ContextFacts, FixEdit } from '../rule.ts';
import { defineRule } from '../rule.ts';
import { contextPlace } from '../support/contextPlace.ts';
import { contextTakes, isWild, namedPath } from '../support/contextTakes.ts';
import { isPlainPath } from '../support/ignoreLines.ts';
import { isMadeOnMachine, isSlipAmongSources } from '../support/madeOnMachine.ts';
import { nearbyPath } from '../support/nearbyPath.ts';
import { unquoted } from '../support/words.ts';

export const copySourceMissing = defineRule({
  id: 'copy-source-missing',
  summary: 'What is copied is not in the build context',
  why: 'The build ends there with "not found". A wildcard that finds nothing does not even fail: the image lacks the file, and nothing says so.',
  language: 'dockerfile',
  category: 'context',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  needs: ['context-tree'],
  uses: ['ignore-file'],
  equivalents: [{ tool: 'dockerignore-audit', code: 'copy-source-missing', match: 'narrower' }],
  yieldsTo: ['copy-ignored-file', 'copy-outside-context', 'trailing-comment'],
  references: ['https://docs.docker.com/reference/dockerfile/#copying-from-the-build-context'],
  concerns: { keywords: ['ADD', 'COPY'] },
  messages: {
    case: 'There is no {path} in the build context, but {found}: upper and lower case count in the builder, whatever this machine thinks.',
    typo: 'There is no {path} in the build context. Did you mean {found}?',
    below:
      'There is no {path} in the build context, but {found}. A path counts from the root of the context.',
    machine:
      'Paths are looked for in the build context, never on this machine, and there is no {path} in it. Copy the file into the context, or mount it as a secret.',
    missing:
      'There is no {path} in the build context, so the build does not find it, unless something makes it there before.',
    noMatch:
      'Nothing in the build context matches {path}: BuildKit copies nothing, and says nothing. Name what is meant.',
  },
  fixes: {
    rename: { title: 'Write {found}', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, context, report }) {
    const { view } = context;
    const place = contextPlace(model, context);
    if (!view || place === 'elsewhere') return;
    let left = mostSearched;
    for (const take of contextTakes(model)) {
      // A link to a folder on the way, a variable, a backslash: nobody can tell.
      for (const source of take.sources) {
        const path = namedPath(source);
        if (!path || path.includes('\\') || leadsAbove(source)) continue;
        const at = source.range;
        if (isWild(source)) {
          if (place === 'right' && take.sources.length === 1 && findsNothing(source, view, context)) {
            report({ at, message: 'noMatch', values: { path } });
          }
          continue;
        }
        const presence = presenceOf(view, path);
        if (presence.kind !== 'none' || --left < 0) continue;
        if (isOfMachine(source)) {
          report({ at, message: 'machine', values: { path: source.text } });
          continue;
        }
        const near = nearbyPath(path, view);
        const isMade = isMadeOnMachine(path, context);
        const isSlip =
          near?.how === 'typo' && place === 'right' && isSlipAmongSources(path, near.path, view, context);
        if (place !== 'right' && (!near || near.how === 'below')) continue;
        if (near && (near.how === 'case' || !isMade || isSlip)) {
          const values = { path, found: near.path };
          const edit = source.kept ? undefined : renameEdit(source, near.path, take.instruction);
          const fixes = edit && ([{ fix: 'rename', values: { found: near.path }, edits: [edit] }] as const);
          report({ at, message: near.how, values, fixes });
        } else if (!isMade && isSource(path)) {
          report({ at, message: 'missing', values: { path } });
        }
      }
    }
  },
});

/** Each search looks at a part of the tree: not for a file that copies hundreds that are not there. */
const mostSearched = 10;

function leadsAbove({ text }: TakeSource): boolean {
  return /(?:^|\/)\.\.(?:\/|$)/.test(text);
}

/** `/etc/hosts`, `~/.ssh`: meant is this machine. */
function isOfMachine({ text }: TakeSource): boolean {
  return /^["']?(?:~\/|\/(?:etc|usr|home|root|var|opt|tmp|mnt|Users)\/)/.test(text);
}

/** A file or folder as authors write them; a bare name may be a program that was built. */
function isSource(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return sourceFile.test(name) || sourceFolder.test(name);
}

const sourceFile =
  /\.(?:[cm]?[jt]sx?|json5?|ya?ml|toml|ini|cfg|conf(?:ig)?|py|rb|php|go|rs|java|kt|scala|cs|[ch](?:pp)?|sh|bash|sql|html?|css|scss|xml|gradle|kts|properties|txt|in|lock|mod|md|tmpl|template|j2|proto|graphql|csproj|sln|ps1|bat|cmd|service|vue|svelte|ex|exs|lua|pl|r|nginx)$|^(?:Makefile|Gemfile|Pipfile|Procfile|Rakefile|Caddyfile|gradlew|mvnw|entrypoint|docker-entrypoint)$/i;

const sourceFolder =
  /^(?:src|public|static|templates?|config|conf|scripts?|migrations?|prisma|assets|resources|locales?|views|routes|components|pages)$/;

/** The one source of an instruction, and no custom for a file that may be missing (`yarn.lock*`). */
function findsNothing(source: TakeSource, view: ContextView, context: ContextFacts): boolean {
  const { pattern, kept } = source;
  if (!pattern?.glob || kept || isMadeOnMachine(pattern.path.replace(/[*?]/g, 'x'), context)) return false;
  if (!isSource(pattern.path) || /[^*]\*$|\[/.test(pattern.path)) return false;
  const { nodes, isUnknown } = matchSource(view, pattern);
  return nodes.length === 0 && !isUnknown;
}

/** A word that says plainly what is copied. */
function renameEdit(source: TakeSource, found: string, instruction: Instruction): FixEdit | undefined {
  const word = instruction.words.find(({ range }) => range.start === source.range.start);
  if (!word) return undefined;
  const { text, range } = unquoted(word);
  const lead = /^\.?\/+/.exec(text)?.[0] ?? '';
  const tail = /\/*$/.exec(text)?.[0] ?? '';
  if (text.slice(lead.length, text.length - tail.length) !== source.pattern?.path) return undefined;
  if (!isPlainPath(found)) return undefined;
  const start = range.start + lead.length;
  return { range: { start, end: range.end - tail.length }, newText: found };
}
