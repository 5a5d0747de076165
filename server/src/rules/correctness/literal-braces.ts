import type { Step } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import { placeIn } from '../../syntax/shell/parts.ts';
import type { ShellCommand, ShellPart, ShellWord } from '../../syntax/shell/tree.ts';
import { defineRule, type FixEdit } from '../rule.ts';
import { bourneScripts } from '../support/bourneScripts.ts';
import { lengthOf } from '../support/quoteEdits.ts';
import { hasValue } from '../support/valueShapes.ts';

export const literalBraces = defineRule({
  id: 'literal-braces',
  summary: 'A brace stays in the text as it is',
  why: 'To the shell a brace is a letter like any other unless a dollar sign stands in front, or a list within. A brace too many, or a dollar sign too few, ends up in names and addresses.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  // Not where a command may read the braces itself.
  equivalents: [{ tool: 'hadolint', code: 'SC1083', match: 'narrower' }],
  references: [
    'https://www.shellcheck.net/wiki/SC1083',
    'https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_06_02',
  ],
  concerns: {
    keywords: ['RUN', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK'],
    text: /\$\w+\}|\}\}|(?<!\$)\{[A-Z_]\w*\}|awk[^|;&]*\s\{/,
  },
  stepwise: true,
  messages: {
    extra: 'This brace is one too many: it stays in the text behind the value of {name}.',
    opening: 'This brace stays in the text: {name} ends in front of it. Write an opening brace as well.',
    dollar: 'Without a dollar sign this is no variable: {name} stays in the text, braces and all.',
    program: 'Without quotes the shell splits this program, and replaces what begins with $ in it.',
  },
  fixes: {
    remove: { title: 'Remove the brace', safety: 'unsafe', availability: 'always' },
    open: { title: 'Put {name} in braces', safety: 'unsafe', availability: 'always' },
    quote: { title: 'Put the program in quotes', safety: 'unsafe', availability: 'sometimes' },
    putDollar: { title: 'Write a dollar sign in front', safety: 'unsafe', availability: 'always' },
  },
  check({ steps, report }) {
    for (const step of steps) {
      for (const { word, kind, start, end, name, last } of step.once(findingsIn)) {
        const at = placeIn(word, start, end);
        const edit = (range: FixEdit, ...more: FixEdit[]) => [range, ...more];
        if (kind === 'extra') {
          const edits = edit({ range: at, newText: '' });
          report({ at, message: 'extra', values: { name }, fixes: [{ fix: 'remove', edits }] });
        } else if (kind === 'opening') {
          const place = placeIn(word, start - name.length, start - name.length + 1);
          const edits = edit({ range: { start: place.start, end: place.start }, newText: '{' });
          report({
            at,
            message: 'opening',
            values: { name },
            fixes: [{ fix: 'open', values: { name }, edits }],
          });
        } else if (kind === 'dollar') {
          const edits = edit({ range: { start: at.start, end: at.start }, newText: '$' });
          report({ at, message: 'dollar', values: { name }, fixes: [{ fix: 'putDollar', edits }] });
        } else {
          const close = last && placeIn(last, 0, lengthOf(last)).end;
          const edits =
            close === undefined
              ? undefined
              : [at.start, close].map((place) => ({ range: { start: place, end: place }, newText: "'" }));
          report({ at, message: 'program', fixes: edits && [{ fix: 'quote', edits }] });
        }
      }
    }
  },
});

interface Finding {
  readonly kind: 'extra' | 'opening' | 'dollar' | 'program';
  readonly word: ShellWord;
  /** In the text of the word. */
  readonly start: number;
  readonly end: number;
  readonly name: string;
  /** Of a program: the word it ends with, where quotes can be put around it. */
  readonly last?: ShellWord | undefined;
}

function findingsIn(step: Step): readonly Finding[] {
  const found: Finding[] = [];
  for (const script of step.once(bourneScripts)) {
    for (const command of script.commands) {
      const words = wordsOf(command);
      const isOpen = words.some(({ text }) => /(?:^|[^$])\{[^}]*$/.test(text));
      for (const word of isOpen ? [] : words) {
        const brace = looseBrace(word);
        if (brace) found.push(brace);
      }
      const { name, args, wrappers } = unwrapCommand(command);
      if (name === undefined) continue;
      if (/^[gm]?awk$/.test(name)) {
        const at = args.findIndex(({ text }) => !text.startsWith('-'));
        const word = args[at];
        if (!word || !/^\{/.test(word.text) || word.quoted) continue;
        const last = args.slice(at).find(({ text }) => /\}\r?$/.test(text));
        const program = args.slice(at, last ? args.indexOf(last) + 1 : at);
        const isPlain = last && program.every(({ quoted, text }) => !quoted && !/['`]|\$\(/.test(text));
        found.push({
          kind: 'program',
          word,
          start: 0,
          end: word.text.length,
          name,
          last: isPlain ? last : undefined,
        });
      } else if (!readsBraces.test(name) && !wrappers.includes('xargs')) {
        for (const word of args) addForgotten(found, word, step);
      }
    }
  }
  return found;
}

function wordsOf({ words, assignments, redirects }: ShellCommand): readonly ShellWord[] {
  return [
    ...words,
    ...assignments.flatMap(({ value }) => value ?? []),
    ...redirects.flatMap(({ target }) => target ?? []),
  ];
}

/** `${a}}`, `$a}`: the brace behind a variable that nothing in the word opens. Texts with blanks may be open elsewhere. */
function looseBrace(word: ShellWord): Finding | undefined {
  if (!word.expands || !word.text.includes('}') || !/^[\w./:=@,$%{}+"#?!^&\r-]*$/.test(word.text))
    return undefined;
  let open = 0;
  let variable: ShellPart | undefined;
  for (const part of flat(word.parts)) {
    if (part.kind === 'variable') {
      variable = /^[A-Za-z_]/.test(part.name ?? '') ? part : undefined;
      continue;
    }
    const text = part.kind === 'text' ? word.text.slice(part.start, part.end) : '';
    if (text.startsWith('}') && open === 0 && variable && variable.end === part.start) {
      const shown = word.text.slice(variable.start, variable.end);
      const kind = shown.startsWith('${') ? 'extra' : 'opening';
      const name = kind === 'extra' ? `$${variable.name}` : shown.slice(1);
      return { kind, word, start: part.start, end: part.start + 1, name };
    }
    for (const letter of text) open += letter === '{' ? 1 : letter === '}' ? -1 : 0;
    if (part.kind !== 'text') open = Number.POSITIVE_INFINITY;
    variable = undefined;
  }
  return undefined;
}

/** The parts within double quotes as well. */
function flat(parts: readonly ShellPart[]): readonly ShellPart[] {
  return parts.flatMap((part) => (part.kind === 'double' ? part.parts : [part]));
}

/** `{VERSION}`, where the build knows a variable of that name. */
function addForgotten(found: Finding[], word: ShellWord, step: Step): void {
  // In double quotes the parts are of the text within; a plain word of letters alone has no braces.
  for (const { kind, start, end } of flat(word.parts)) {
    if (kind !== 'text') continue;
    const text = word.text.slice(start, end);
    for (const match of text.matchAll(/(?<![$%@#{\w\\])\{([A-Z_][A-Z0-9_]*)\}(?!\})/g)) {
      const [whole, name = ''] = match;
      // A brace that begins a text may be the second one of two.
      if (word.text[start + match.index - 1] === '$' || !hasValue(name, step)) continue;
      const from = start + match.index;
      found.push({ kind: 'dollar', word, start: from, end: from + whole.length, name });
    }
  }
}

/** They read braces themselves, or run or print what does; so may xargs. */
const readsBraces =
  /^(?:echo|printf|sed|awk|gawk|mawk|perl|find|xargs|parallel|[ef]?grep|rg|jq|yq|python[\d.]*|node|ruby|php|sh|bash|dash|ash|zsh|eval|ssh|docker|kubectl|helm|envsubst|rpm|dpkg-query|git|date|trap|tee|cat|expr)$/;
