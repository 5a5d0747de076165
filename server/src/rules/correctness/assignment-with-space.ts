import type { ShellAssignment, ShellCommand, ShellScript, ShellWord } from '../../syntax/shell/tree.ts';
import type { TextEdit } from '../../text/edit.ts';
import type { TextRange } from '../../text/range.ts';
import { defineRule } from '../rule.ts';
import { bourneScripts } from '../support/bourneScripts.ts';
import { compoundsOf } from '../support/shellRefusals.ts';

export const assignmentWithSpace = defineRule({
  id: 'assignment-with-space',
  summary: 'An assignment of the shell is written so that it is none',
  why: 'A shell sets a variable only where name, = and value are one word without a dollar sign in front. Else it runs the name, or the value, as a command, which is not there: the variable stays empty, and the build stops, or goes on without it.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'hadolint', code: 'SC2283', match: 'same' },
    { tool: 'hadolint', code: 'SC1068', match: 'same' },
    { tool: 'hadolint', code: 'SC1007', match: 'narrower' },
    { tool: 'hadolint', code: 'SC1066', match: 'same' },
    { tool: 'hadolint', code: 'SC2281', match: 'same' },
    { tool: 'hadolint', code: 'SC1097', match: 'narrower' },
    { tool: 'hadolint', code: 'SC2285', match: 'same' },
  ],
  references: [
    'https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_10_02',
    'https://www.shellcheck.net/wiki/SC2283',
    'https://www.shellcheck.net/wiki/SC1007',
    'https://www.shellcheck.net/wiki/SC2281',
  ],
  concerns: {
    keywords: ['RUN', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK'],
    text: /\w[}]?\s+\+?=|\w=\s|\$\{?\w+\}?\+?=|\w==/,
  },
  stepwise: true,
  messages: {
    spaces:
      'With a blank before {operator} the shell runs {name} as a command, which is not there. Write {written} as one word.',
    comparison:
      'That is no comparison: the shell runs {name} as a command. Put brackets around it, with blanks inside.',
    behind:
      'With a blank behind =, {name} is empty, and the shell runs {word} as a command. Leave the blank out.',
    exported: 'To {command} the = is a name of its own, and no valid one: it fails. Leave the blanks out.',
    exportedEmpty:
      '{command} leaves {name} empty and takes {word} for a name, which it is not: it fails. Leave the blank out.',
    dollar:
      'With a dollar sign in front this sets nothing: the shell puts in what {name} holds and runs the result as a command.',
    doubled: 'This gives {name} a value that begins with =. Write one =.',
  },
  fixes: {
    join: { title: 'Make it an assignment of {name}', safety: 'unsafe', availability: 'sometimes' },
    test: { title: 'Make it a test in brackets', safety: 'unsafe', availability: 'always' },
  },
  check({ model, steps, report }) {
    for (const step of steps) {
      for (const script of step.once(bourneScripts)) {
        const parts = new ScriptParts(script);
        for (const command of script.commands) {
          const found = findingIn(command, script, parts);
          if (!found) continue;
          const { at, told, edits } = found;
          if (told.message === 'comparison') {
            report({ at, ...told, fixes: edits && [{ fix: 'test', edits }] });
            continue;
          }
          // What stands between the words is a blank, or there is no fix: a comment or a continuation would go.
          const isPlain = edits?.every(
            ({ range, newText }) =>
              newText !== '' || /^(?:[ \t]+|\$\{?|\}|=)$/.test(model.tree.text.slice(range.start, range.end)),
          );
          const fixes =
            edits && isPlain ? [{ fix: 'join' as const, values: { name: found.name }, edits }] : undefined;
          report({ at, ...told, fixes });
        }
      }
    }
  },
});

type Told =
  | {
      readonly message: 'spaces';
      readonly values: { readonly operator: string; readonly name: string; readonly written: string };
    }
  | { readonly message: 'comparison' | 'dollar' | 'doubled'; readonly values: { readonly name: string } }
  | { readonly message: 'behind'; readonly values: { readonly name: string; readonly word: string } }
  | { readonly message: 'exported'; readonly values: { readonly command: string } }
  | {
      readonly message: 'exportedEmpty';
      readonly values: { readonly command: string; readonly name: string; readonly word: string };
    };

interface Finding {
  readonly at: TextRange;
  readonly told: Told;
  readonly name: string;
  readonly edits: readonly TextEdit[] | undefined;
}

function findingIn(command: ShellCommand, script: ShellScript, parts: ScriptParts): Finding | undefined {
  const [first, second] = command.words;
  if (!first) return doubled(command);
  if (command.assignments.length > 0) return behind(command) ?? doubled(command);
  if (second && /^\+?=/.test(second.text)) return spaced(command, first, second, script, parts);
  return dollar(first) ?? exported(command);
}

const anyName = /^\$?\{?([A-Za-z_]\w*)\}?$/;

/** `X = 1`, `X =1`, `$X = 1`, `X += 1` */
function spaced(
  command: ShellCommand,
  first: ShellWord,
  second: ShellWord,
  script: ShellScript,
  parts: ScriptParts,
): Finding | undefined {
  const name = anyName.exec(first.text)?.[1];
  if (name === undefined || takesEquals.test(first.text) || parts.has(first.text)) return undefined;
  const [, operator = '', rest = ''] = /^(\+?==?)(.*)$/s.exec(second.text) ?? [];
  const at = { start: first.range.start, end: second.range.end };
  // As it is short to say.
  const shown = first.text.startsWith('$') ? `$${name}` : name;
  const values = command.words.slice(2);
  const told = {
    message: 'spaces',
    values: { operator, name: shown, written: `${name}${operator}…` },
  } as const;
  if (operator === '==' || (operator === '=' && (command.context === 'condition' || parts.asks(command))))
    return {
      at,
      told: { message: 'comparison', values: { name: shown } },
      name,
      edits: testEdits(command, first, second, operator),
    };
  const [value, ...more] = values;
  if (operator.endsWith('==') || more.length > 0 || (rest !== '' && value))
    return { at, told, name, edits: undefined };
  // Only Bash can append: the others get the old value in front of the new one.
  const appends = operator === '+=' && script.dialect !== 'bash';
  const start = anyName.exec(first.text)?.[0].indexOf(name) ?? 0;
  const edits: TextEdit[] = [];
  const { range } = first;
  if (start > 0) edits.push({ range: { start: range.start, end: range.start + start }, newText: '' });
  const nameEnd = range.start + start + name.length;
  if (nameEnd < range.end) edits.push({ range: { start: nameEnd, end: range.end }, newText: '' });
  edits.push({ range: { start: range.end, end: second.range.start }, newText: '' });
  if (appends) {
    const operatorRange = { start: second.range.start, end: second.range.start + operator.length };
    edits.push({ range: operatorRange, newText: `="$${name}"` });
  }
  if (value) edits.push({ range: { start: second.range.end, end: value.range.start }, newText: '' });
  return { at, told, name, edits };
}

/** Commands that may well be given such a word: they look for it, print it or compare with it. */
const takesEquals =
  /^(?:test|chmod|setfacl|expr|let|echo|printf|e?f?z?grep|rg|ag|tr|cut|sed|g?m?awk|seq|yes|eval|exec|env|command|builtin|column|sort|paste|split|join|fold|xargs|jq|yq|dc|bc|logger|read|export|readonly|local|declare|typeset|set|shift|time|sudo|print)$/;

/** The functions of a program, and what its loops ask, looked for when one is asked for. */
class ScriptParts {
  private readonly script: ShellScript;
  private names: ReadonlySet<string | undefined> | undefined;
  private questions: ReadonlySet<unknown> | undefined;

  constructor(script: ShellScript) {
    this.script = script;
  }

  has(name: string): boolean {
    this.names ??= new Set(
      compoundsOf(this.script.body).flatMap(({ type, words }) =>
        type === 'function' ? [words[0]?.value] : [],
      ),
    );
    return this.names.has(name);
  }

  /** Whether it stands between `while` or `until` and `do`. */
  asks(command: ShellCommand): boolean {
    this.questions ??= new Set(
      compoundsOf(this.script.body).flatMap(({ type, bodies: [question] }) =>
        type === 'while' || type === 'until' ? (question?.items.map(({ node }) => node) ?? []) : [],
      ),
    );
    return this.questions.has(command);
  }
}

/** `if $X = a`, `if X = a` */
function testEdits(
  { range: { end } }: ShellCommand,
  first: ShellWord,
  second: ShellWord,
  operator: string,
): readonly TextEdit[] {
  const { start } = first.range;
  const opening = first.text.startsWith('$') ? '[ "' : '[ "$';
  const edits: TextEdit[] = [
    { range: { start, end: start }, newText: opening },
    { range: { start: first.range.end, end: first.range.end }, newText: '"' },
  ];
  const operatorEnd = second.range.start + operator.length;
  if (operator === '==') edits.push({ range: { start: second.range.start, end: operatorEnd }, newText: '=' });
  if (second.text !== operator) edits.push({ range: { start: operatorEnd, end: operatorEnd }, newText: ' ' });
  edits.push({ range: { start: end, end }, newText: ' ]' });
  return edits;
}

/**
 * `X= 1`: only of what nobody means to run. `CFLAGS= make` says that make is to do without, and `A= B=c` empties a
 * variable on purpose.
 */
function behind({ assignments, words }: ShellCommand): Finding | undefined {
  const last = assignments.at(-1);
  const [word, ...more] = words;
  if (!last || !word || (last.value && last.value.text !== '')) return undefined;
  const isValue = isData.test(word.text) || (more.length === 0 && isWhole(word));
  if (!isValue) return undefined;
  return {
    at: { start: last.range.start, end: word.range.end },
    told: { message: 'behind', values: { name: last.name, word: shownWord(word) } },
    name: last.name,
    edits:
      more.length > 0
        ? undefined
        : [{ range: { start: last.range.end, end: word.range.start }, newText: '' }],
  };
}

/** On one line, and short. */
function shownWord({ text }: ShellWord): string {
  return text.length > 40 || /[{}\n]/.test(text) ? 'what follows' : text;
}

/** A number, a version, an address, an answer. */
const isData = /^(?:v?\d[\w.+-]*|\w+:\/\/.*|true|false|["']?\w+(?:[ ,]\w+)+["'])$/;

/** What is quoted from end to end, or nothing but a variable or a substitution. */
function isWhole({ text, quoted, expands }: ShellWord): boolean {
  return (
    (quoted && /^(["']).*\1$/s.test(text)) || (expands && /^(?:\$\w+|\$\{[^}]*\}|\$\(.*\)|`.*`)$/s.test(text))
  );
}

/** `$X=1` */
function dollar(first: ShellWord): Finding | undefined {
  const [, opening = '', name = '', closing = ''] = /^(\$\{?)([A-Za-z_]\w*)(\}?)\+?=/.exec(first.text) ?? [];
  if (name === '' || (opening === '${') !== (closing === '}')) return undefined;
  const { start, end } = first.range;
  const nameStart = start + opening.length;
  const nameEnd = nameStart + name.length;
  const edits = [{ range: { start, end: nameStart }, newText: '' }];
  if (closing !== '') edits.push({ range: { start: nameEnd, end: nameEnd + 1 }, newText: '' });
  return {
    at: { start, end },
    told: { message: 'dollar', values: { name } },
    name,
    edits,
  };
}

/** `export X = 1`, `export X= 1` */
function exported({ name, words }: ShellCommand): Finding | undefined {
  if (name === undefined || !/^(?:export|readonly|local|declare|typeset)$/.test(name)) return undefined;
  for (const [i, word] of words.entries()) {
    const next = words[i + 1];
    if (i === 0 || !next) continue;
    if (/^[A-Za-z_]\w*$/.test(word.text) && next.text.startsWith('=')) {
      const value = next.text === '=' ? words[i + 2] : undefined;
      const edits = [{ range: { start: word.range.end, end: next.range.start }, newText: '' }];
      if (value) edits.push({ range: { start: next.range.end, end: value.range.start }, newText: '' });
      return {
        at: { start: word.range.start, end: next.range.end },
        told: { message: 'exported', values: { command: name } },
        name: word.text,
        edits: words.length === i + (value ? 3 : 2) ? edits : undefined,
      };
    }
    const empty = /^([A-Za-z_]\w*)=$/.exec(word.text)?.[1];
    // What expands may be names, and a word may be one.
    if (empty === undefined || !/^(?:["']?[^A-Za-z_$`"'-])/.test(next.text)) continue;
    return {
      at: { start: word.range.start, end: next.range.end },
      told: { message: 'exportedEmpty', values: { command: name, name: empty, word: shownWord(next) } },
      name: empty,
      edits:
        words.length === i + 2
          ? [{ range: { start: word.range.end, end: next.range.start }, newText: '' }]
          : undefined,
    };
  }
  return undefined;
}

/**
 * `X==1`; a version behind it may be a package on a line that has lost its command. `IFS==` splits at the sign, and where
 * there is nothing but signs it is meant as well: `SEPARATOR==`.
 */
function doubled({ assignments, context }: ShellCommand): Finding | undefined {
  if (context === 'condition') return undefined;
  const found: ShellAssignment | undefined = assignments.find(
    ({ name, value }) =>
      value !== undefined &&
      /^=+[^=]/.test(value.text) &&
      name !== 'IFS' &&
      !(/^=[\d.*]/.test(value.text) && /[a-z]/.test(name)),
  );
  const { value, name } = found ?? {};
  if (!found || !value || name === undefined) return undefined;
  const { start } = value.range;
  return {
    at: found.range,
    told: { message: 'doubled', values: { name } },
    name,
    edits: [{ range: { start, end: start + 1 }, newText: '' }],
  };
}
