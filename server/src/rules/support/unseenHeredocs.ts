import type { BuildModel } from '../../model/types.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import type { TextRange } from '../../text/range.ts';
import { syntaxIssues } from './syntaxIssues.ts';

/** A here-document for a shell, or for nobody, whose lines BuildKit takes for instructions. */
export interface UnseenHeredoc {
  readonly instruction: Instruction;
  /** `<<EOF`, as written. */
  readonly at: TextRange;
  readonly name: string;
  /**
   * `glued`: `<<` begins no word. `quoted`: it stands within quotes. `elsewhere`: the instruction takes none.
   */
  readonly kind: 'glued' | 'quoted' | 'elsewhere';
  /** What its lines are taken for, its last line included. */
  readonly lines: readonly Instruction[];
}

/** Every one whose last line is there. Computed once. */
export function unseenHeredocs(model: BuildModel): readonly UnseenHeredoc[] {
  return model.once(findAll);
}

function findAll(model: BuildModel): readonly UnseenHeredoc[] {
  if (syntaxIssues(model, 'unknown-instruction').length === 0) return [];
  const { instructions } = model.tree;
  return instructions.flatMap((instruction, index): readonly UnseenHeredoc[] => {
    const { name: keyword } = instruction.trigger ?? instruction;
    if (!keyword || instruction.heredocs.length > 0) return [];
    const found = /(?<!<)(<<-?[ \t]*(["']?)([A-Za-z_]\w*)\2)/.exec(instruction.line.text);
    const name = found?.[3];
    if (!found || name === undefined) return [];
    const below = instructions.slice(index + 1);
    const last = below.findIndex((line) => isLine(line, name));
    // Without its last line nobody knows how far it goes.
    const lines = below.slice(0, last + 1);
    if (last < 0 || lines.every((line) => line.name)) return [];
    const operator = found.index;
    const at = instruction.line.map.toSourceRange(operator, operator + (found[1]?.length ?? 0));
    const before = instruction.line.text.slice(0, operator);
    const unseen = (kind: UnseenHeredoc['kind']) => [{ instruction, at, name, kind, lines }];
    if (!takers.has(keyword)) return unseen('elsewhere');
    if (keyword !== 'RUN') return [];
    if (isWithinQuotes(before)) return unseen('quoted');
    return /[^\s<]$/.test(before) && model.tree.text.charAt(at.start) === '<' ? unseen('glued') : [];
  });
}

/** https://github.com/moby/buildkit/blob/master/frontend/dockerfile/parser/parser.go (heredocDirectives) */
const takers: ReadonlySet<string> = new Set(['ADD', 'COPY', 'RUN']);

/** A line with nothing but a word. */
function isLine({ name, line }: Instruction, word: string): boolean {
  return name === undefined && line.text.trimEnd() === word;
}

function isWithinQuotes(text: string): boolean {
  let open = '';
  for (let at = 0; at < text.length; at++) {
    const c = text.charAt(at);
    if (c === '\\' && open !== "'") at++;
    else if (open !== '') open = c === open ? '' : open;
    else if (c === '"' || c === "'") open = c;
  }
  return open !== '';
}
