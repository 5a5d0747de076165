import { shellOnlyBuiltins } from '../../knowledge/shellBuiltins.ts';
import { dialectOfProgram, programName } from '../../knowledge/shells.ts';
import type { BuildModel, Stage, Step } from '../../model/types.ts';
import type { ShellWord } from '../../syntax/shell/tree.ts';
import { shorten } from '../../text/shorten.ts';
import { defineRule } from '../rule.ts';
import { programOf, type StartedProgram } from '../support/argv.ts';
import { isKnownAbsent, simpleCommand } from '../support/execForm.ts';
import { jsonArray } from '../support/jsonForm.ts';
import { mayBeOnWindows } from '../support/onWindows.ts';
import { isBourne } from '../support/shellState.ts';
import { shellSyntaxIn } from '../support/shellSyntax.ts';
import { smallEdit } from '../support/smallEdit.ts';

export const execFormWords = defineRule({
  id: 'exec-form-words',
  summary: 'A command line in one string, or strings that are not the words of the command',
  why: 'In exec form each string is one word, and the first is the program. Nothing splits a command line, and what only a shell can do is not found.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [],
  references: [
    'https://docs.docker.com/reference/dockerfile/#exec-form',
    'https://pubs.opengroup.org/onlinepubs/9799919799/utilities/sh.html',
  ],
  concerns: { keywords: ['CMD', 'ENTRYPOINT', 'HEALTHCHECK', 'RUN'], text: /["']/ },
  stepwise: true,
  messages: {
    commandLine:
      'In exec form each string is one word: a program of the name "{text}" is looked for. Split it.',
    needsShell:
      'In exec form each string is one word: a program of the name "{text}" is looked for. What is in it takes a shell: hand it to sh -c.',
    option: 'In exec form each string is one word: {program} gets "{text}" as a single option. Split it.',
    builtin:
      '{text} is done by a shell, and exec form has none: it looks for a program of that name. Use shell form.',
    exec: 'Only a shell knows exec, and exec form has none: it looks for a program of that name. Leave exec out.',
    assignment: 'Exec form takes {text} for the program: only a shell sets variables this way. Use env.',
    script:
      'Only the string behind -c is run: {shell} takes what follows for $0, $1 and so on, which "{text}" does not use. Make it one string.',
    quotedLine:
      'The quotes make one word of it: the shell looks for a program of the name "{text}". Leave them out.',
    quoted:
      'The quotes are a part of the string: {shell} looks for a program of the name {text}. Leave them out.',
    quotedValue:
      'The single quotes are a part of the string, since no shell takes them off: {program} gets {text} with them. Leave them out.',
  },
  fixes: {
    split: { title: 'Make each word a string', safety: 'unsafe', availability: 'sometimes' },
    throughShell: {
      title: 'Hand it to a shell: ["/bin/sh", "-c", …]',
      safety: 'unsafe',
      availability: 'sometimes',
    },
    removeExec: { title: 'Remove exec', safety: 'unsafe', availability: 'always' },
    useEnv: { title: 'Set the variables with env', safety: 'unsafe', availability: 'always' },
    join: { title: 'Make it one string', safety: 'unsafe', availability: 'sometimes' },
    unquote: { title: 'Remove the quotes', safety: 'unsafe', availability: 'always' },
  },
  check({ model, steps, report }) {
    for (const step of steps) {
      const { json, name } = step.instruction;
      const line = json ? undefined : quotedLine(step, model);
      if (line) {
        const text = shorten(line.text.slice(1, -1), 40);
        report({ at: line.range, message: 'quotedLine', values: { text }, fixes: unquoted(line) });
        continue;
      }
      const first = json?.items[0];
      if (!json || !first || !startsProgram.has(name ?? '') || !isCommand(step, model)) continue;
      const argv = json.items.map(({ value }) => value);
      const edits = (words: readonly string[]) => [smallEdit(model.tree.text, json.range, jsonArray(words))];
      const text = first.value;
      const at = first.range;

      if (/^[A-Za-z_]\w*=/.test(text)) {
        const fixes = [{ fix: 'useEnv', edits: edits(['env', ...argv]) }] as const;
        report({
          at,
          message: 'assignment',
          values: { text: shorten(text.replace(/=.*/s, '=…'), 40) },
          fixes,
        });
        continue;
      }
      if (text === 'exec' && argv.length > 1) {
        report({ at, message: 'exec', fixes: [{ fix: 'removeExec', edits: edits(argv.slice(1)) }] });
        continue;
      }
      if (shellOnlyBuiltins.has(text) && text !== ':') {
        report({ at, message: 'builtin', values: { text } });
        continue;
      }
      if (isCommandLine(text)) {
        if (needsShell(text)) {
          const hasShell = step.stage?.base.root.facts.hasShell !== false;
          const array = argv.length === 1 && hasShell ? edits(['/bin/sh', '-c', text]) : undefined;
          const fixes = array && ([{ fix: 'throughShell', edits: array }] as const);
          report({ at, message: 'needsShell', values: { text: shorten(text, 40) }, fixes });
          continue;
        }
        const words = wordsOf(text);
        const fixes = words && ([{ fix: 'split', edits: edits([...words, ...argv.slice(1)]) }] as const);
        report({ at, message: 'commandLine', values: { text: shorten(text, 40) }, fixes });
        continue;
      }
      const option = gluedOption(argv);
      if (option) {
        const { index, program, words } = option;
        const split = [...argv.slice(0, index), ...words, ...argv.slice(index + 1)];
        const values = { program, text: shorten(argv[index] ?? '', 40) };
        const fixes = [{ fix: 'split', edits: edits(split) }] as const;
        report({ at: json.items[index]?.range ?? at, message: 'option', values, fixes });
        continue;
      }
      const quoted = quotedValue(argv);
      if (quoted) {
        const text = argv[quoted.index] ?? '';
        const words = [...argv.slice(0, quoted.index), text.slice(1, -1), ...argv.slice(quoted.index + 1)];
        const values = { program: quoted.program, text: shorten(text, 40) };
        const fixes = [{ fix: 'unquote', edits: edits(words) }] as const;
        report({ at: json.items[quoted.index]?.range ?? at, message: 'quotedValue', values, fixes });
        continue;
      }
      const script = scriptOf(argv);
      const item = script && json.items[script.index];
      if (!script || !item) continue;
      const { index, shell } = script;
      const rest = argv.slice(index + 1);
      const values = { shell, text: shorten(item.value, 40) };
      if (/^(["'])[\w./-]+\s[^"'$`\\]*\1$/.test(item.value)) {
        const words = [...argv.slice(0, index), item.value.slice(1, -1), ...rest];
        const fixes = [{ fix: 'unquote', edits: edits(words) }] as const;
        report({ at: item.range, message: 'quoted', values, fixes });
      } else if (rest.some((word) => !/^(?:--|-|_|sh|bash)?$/.test(word)) && isBareWord(item.value)) {
        const isPlain = rest.every((word) => /^[\w@%+=:,./-]+$/.test(word));
        const joined = [...argv.slice(0, index), [item.value, ...rest].join(' ')];
        const fixes = isPlain ? ([{ fix: 'join', edits: edits(joined) }] as const) : undefined;
        report({ at: item.range, message: 'script', values, fixes });
      }
    }
  },
});

const startsProgram: ReadonlySet<string> = new Set(['CMD', 'ENTRYPOINT', 'RUN', 'HEALTHCHECK']);

/**
 * Whether the strings are a command, and not what an ENTRYPOINT makes of them; and no program of Windows, which gets its
 * command line as one text.
 */
function isCommand(step: Step, model: BuildModel): boolean {
  const { instruction, stage, before } = step;
  if (stage && mayBeOnWindows(stage, before, model)) return false;
  if (instruction.name !== 'CMD') return true;
  return stage !== undefined && !instruction.isTrigger && startsArguments(stage);
}

/** What is known to start a command as it is given: no ENTRYPOINT, or one that ends in `exec "$@"`. */
function startsArguments({ final: { entrypoint }, base }: Stage): boolean {
  if (isKnownAbsent(entrypoint)) return true;
  if (entrypoint.by) return false;
  // Some of its versions have such an ENTRYPOINT, the others none.
  if (!entrypoint.value) return /^(?:eclipse-temurin|nginx)$/.test(base.root.facts.family ?? '');
  return /^(?:docker-(?:php-)?entrypoint(?:\.sh)?|\/usr\/local\/bin\/mvn-entrypoint\.sh)$/.test(
    entrypoint.value.argv[0] ?? '',
  );
}

/** Splitting it would not help: operators, variables and `cd` would be handed on as words. */
function needsShell(text: string): boolean {
  const words = text.split(/\s+/);
  return (
    shellOnlyBuiltins.has(words[0] ?? '') ||
    words.some((word, index) => shellSyntaxIn(word, index) !== undefined || /^["']\$|;$/.test(word))
  );
}

/** `python app.py`; not `/opt/My App/run`, whose name may well hold a blank. */
function isCommandLine(text: string): boolean {
  const parts = /^([\w.+/-]+)\s+(\S.*)$/s.exec(text);
  if (!parts) return false;
  const [, program = '', rest = ''] = parts;
  return !program.includes('/') || /^[-./$]/.test(rest) || !rest.includes('/');
}

/** `CMD "python app.py"` in shell form: what is quoted is one word. */
function quotedLine(step: Step, model: BuildModel): ShellWord | undefined {
  const { instruction, stage, before } = step;
  if (!/^\s*["']/.test(instruction.shell?.text ?? '')) return undefined;
  const [script, ...more] = step.scripts;
  if (!script || more.length > 0 || instruction.heredocs.length > 0 || !isBourne(step.dialect, model))
    return undefined;
  if (stage && mayBeOnWindows(stage, before, model)) return undefined;
  const [word, ...others] = simpleCommand(script)?.words ?? [];
  if (!word || others.length > 0 || script.source.text.trim() !== word.text) return undefined;
  return /^(["'])(?:(?!\1)[^\\])+\1$/s.test(word.text) && isCommandLine(word.text.slice(1, -1))
    ? word
    : undefined;
}

function unquoted({ range: { start, end } }: ShellWord) {
  const edits = [
    { range: { start, end: start + 1 }, newText: '' },
    { range: { start: end - 1, end }, newText: '' },
  ];
  return [{ fix: 'unquote', edits }] as const;
}

/** Undefined where quotes and the like would have to be understood. */
function wordsOf(text: string): readonly string[] | undefined {
  return /^[\w@%+=:,./ -]+$/.test(text) ? text.split(' ').filter((word) => word !== '') : undefined;
}

/** Options that take a value of their own in the next word, of programs that do not accept the two as one. */
const optionsWithValue: Readonly<Record<string, RegExp>> = {
  java: /^-(?:jar|cp|classpath|-class-path|-module-path|-add-modules|-add-opens)$/,
  node: /^(?:-r|--require|--import|--loader)$/,
  python: /^-m$/,
  python3: /^-m$/,
};

function gluedOption(argv: readonly string[]):
  | {
      readonly index: number;
      readonly program: string;
      readonly words: readonly string[];
    }
  | undefined {
  const program = programOf(argv);
  if (!program) return undefined;
  const known = optionsWithValue[program.name];
  if (!known) return gluedLongOption(argv, program);
  for (let index = program.index + 1; index < argv.length; index++) {
    const word = argv[index] ?? '';
    // What follows is for the program in it.
    if (!word.startsWith('-')) return undefined;
    const words = /\s/.test(word) ? wordsOf(word) : undefined;
    const [option = ''] = words ?? [];
    const isGlued = known.test(option) || (program.name === 'java' && /^-X\w+$/.test(option));
    if (words && words.length > 1 && isGlued) return { index, program: program.name, words };
    if (known.test(word)) return undefined;
  }
  return undefined;
}

/**
 * `--host 0.0.0.0`, of which every program that reads options looks for one of that whole name. Not of a script, which may
 * split its arguments, nor where the text may be the value of an option before it.
 */
function gluedLongOption(argv: readonly string[], { name, index: first }: StartedProgram) {
  if (splitsArguments.test(name)) return undefined;
  for (let index = first + 1; index < argv.length; index++) {
    const words = /^--[a-z][a-z0-9-]+ +[^\s-]\S*$/.test(argv[index] ?? '')
      ? wordsOf(argv[index] ?? '')
      : undefined;
    const before = argv[index - 1] ?? '';
    if (words && !/^-(?:\w|[\w-]*(?:arg|opt|flag|param|command|exec)[\w-]*)$/.test(before))
      return { index, program: name, words };
  }
  return undefined;
}

const splitsArguments =
  /\.(?:sh|bash|py|rb|pl)$|^(?:ba|da|a|k|z)?sh$|entry|start|run|launch|wrap|init|^(?:su|ssh|script|watch|xargs|parallel|concurrently|screen|tmux|eval|echo|printf|npx|nodemon|pm2|foreman|honcho|sed|grep|awk)$/;

/** `nginx -g "'daemon off;'"`, to which the quotes are a character like any other. */
function quotedValue(argv: readonly string[]) {
  const { name = '', index: first = 0 } = programOf(argv) ?? {};
  if (!takesNoQuotes.test(name)) return undefined;
  const index = argv.findIndex((word, at) => at > first && /^'[^']+'$/.test(word));
  return index === -1 ? undefined : { index, program: name };
}

/** Programs whose options are no texts in a language that has quotes of its own. */
const takesNoQuotes = /^(?:nginx|httpd|apache2|java|dotnet|gunicorn|uvicorn|hypercorn)$/;

/** The string that a shell is told to run: `["sh", "-c", "…"]`. */
function scriptOf(argv: readonly string[]): { readonly index: number; readonly shell: string } | undefined {
  const program = programOf(argv);
  if (!program) return undefined;
  const path = argv[program.index] ?? '';
  const dialect = dialectOfProgram(path);
  if (dialect === undefined || !/^(?:ba|da|a|k|z)?sh$/.test(program.name)) return undefined;
  const index = program.index + 2;
  if (!/^-[a-z]*c$/.test(argv[index - 1] ?? '') || argv[index] === undefined) return undefined;
  return { index, shell: programName(path) };
}

/** One word, which uses no arguments. */
function isBareWord(script: string): boolean {
  return /^[\w@%+=:,./-]+$/.test(script);
}
