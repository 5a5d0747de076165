import { directiveDocs } from '../knowledge/flagDocs.ts';
import { instructionDocs, instructionLink } from '../knowledge/instructionDocs.ts';
import type { KeywordName } from '../syntax/dockerfile/tree.ts';

/** Markdown beside a completion: what the instruction or directive does, and the habit around it. */
export function describeKeyword(keyword: string): string | undefined {
  const instruction = instructionDocs[keyword.toUpperCase() as KeywordName];
  if (instruction) {
    const link = instructionLink(keyword.toUpperCase() as KeywordName);
    return [instruction.summary, instruction.habit, `[Reference](${link})`].join('\n\n');
  }
  const directives: Readonly<Record<string, { readonly summary: string } | undefined>> = directiveDocs;
  return directives[keyword.toLowerCase()]?.summary;
}
