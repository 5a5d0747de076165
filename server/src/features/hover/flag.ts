import { type FlagDoc, flagDocs, flagLink, mountDocs } from '../../knowledge/flagDocs.ts';
import type { Flag, Instruction } from '../../syntax/dockerfile/tree.ts';
import { codeBlock } from '../../text/markdown.ts';

/** Markdown of a flag; undefined for one we do not know. A `--mount` is explained by its type. */
export function describeFlag(instruction: Instruction, flag: Flag): string | undefined {
  const doc = instruction.name && flagDocs[instruction.name]?.[flag.name];
  if (!doc) return undefined;
  const type = flag.name === 'mount' ? mountType(flag.value ?? '') : undefined;
  const mount = type === undefined ? undefined : mountDocs[type];
  return mount ? render(`--mount=type=${type}`, { ...mount, since: '1.2' }) : render(`--${flag.name}`, doc);
}

/** BuildKit's default type is `bind`. */
function mountType(value: string): string {
  return /(?:^|,)\s*type=([a-z]+)/i.exec(value)?.[1]?.toLowerCase() ?? 'bind';
}

function render(title: string, doc: FlagDoc): string {
  return [
    `**${title}** ${doc.summary}`,
    ...(doc.habit ? [doc.habit] : []),
    codeBlock('dockerfile', doc.example),
    [`[Reference](${flagLink(doc)})`, ...(doc.since ? [`since docker/dockerfile ${doc.since}`] : [])].join(
      ' · ',
    ),
  ].join('\n\n');
}
