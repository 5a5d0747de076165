import type { ShellCommand, ShellWord } from '../../syntax/shell/tree.ts';
import type { TextRange } from '../../text/range.ts';

/** A word of a builtin that Bash knows and dash refuses. */
export interface DashRefusal {
  /** A name with SIG, a condition of Bash's trap, a question of test, a directive of printf. */
  readonly kind: 'signal' | 'trap' | 'test' | 'directive';
  readonly at: TextRange;
  readonly word: string;
  /** What dash knows for it. */
  readonly plain?: string;
}

/** Tried in dash 0.5.12. Undefined where nothing of the command is refused; options in letters are not looked at. */
export function dashRefusal({ name, words: [, ...args] }: ShellCommand): DashRefusal | undefined {
  switch (name) {
    case 'trap':
      return ofTrap(args);
    case 'kill':
      return ofKill(args);
    case '[':
    case 'test': {
      const at = args.findIndex(({ text }) => text === '-v');
      const word = args[at];
      const isFirst = at === 0 || /^(?:!|-a|-o)$/.test(args[at - 1]?.text ?? '');
      const isName = /^["']?[A-Za-z_]\w*["']?$/.test(args[at + 1]?.text ?? '');
      return word && isFirst && isName ? { kind: 'test', at: word.range, word: '-v' } : undefined;
    }
    case 'printf': {
      const [format] = args;
      const directive = /(?<!%)(?:%%)*(%q|%\([^)]*\)T)/.exec(format?.value ?? '')?.[1];
      return format && directive ? { kind: 'directive', at: format.range, word: directive } : undefined;
    }
    default:
      return undefined;
  }
}

function ofTrap([, ...conditions]: readonly ShellWord[]): DashRefusal | undefined {
  for (const { value = '', range, quoted } of conditions) {
    if (/^(?:ERR|DEBUG|RETURN)$/.test(value)) return { kind: 'trap', at: range, word: value };
    if (/^SIG[A-Z]+[0-9]*$/.test(value)) {
      const signal = { kind: 'signal', at: range, word: value } as const;
      return quoted ? signal : { ...signal, plain: value.slice(3) };
    }
  }
  return undefined;
}

/** `-SIGTERM`, `-s SIGTERM` */
function ofKill([first, second]: readonly ShellWord[]): DashRefusal | undefined {
  const word = first?.text === '-s' ? second : first;
  const [, dash = '', plain] = /^(-?)SIG([A-Z]+[0-9]*)$/.exec(word?.text ?? '') ?? [];
  if (!word || plain === undefined || (word === first && dash === '')) return undefined;
  return { kind: 'signal', at: word.range, word: word.text, plain: `${dash}${plain}` };
}
