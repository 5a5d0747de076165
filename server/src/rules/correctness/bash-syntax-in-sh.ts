import type { BuildModel, Step } from '../../model/types.ts';
import type { ShellCommand, ShellExtensionKind, ShellScript, ShellWord } from '../../syntax/shell/tree.ts';
import type { TextRange } from '../../text/range.ts';
import { defineRule } from '../rule.ts';
import { rewrite, type Written } from '../support/bashRewrites.ts';
import { bashVariablesIn } from '../support/bashVariables.ts';
import { dashRefusal } from '../support/dashRefusals.ts';
import { bashAbove, hasOldDash, replacesSh, runsInSh } from '../support/dashShell.ts';
import { compoundsOf } from '../support/shellRefusals.ts';

export const bashSyntaxInSh = defineRule({
  id: 'bash-syntax-in-sh',
  summary: 'A shell that is not Bash is given what only Bash knows',
  why: 'Shell form runs in /bin/sh, which is dash on Debian and Ubuntu and BusyBox on Alpine. What only Bash knows they refuse, look for as a command, or take word for word: the build stops, or goes on with a condition that is always false and a folder whose name has braces in it.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'hadolint', code: 'SCxxxx', match: 'related' },
    { tool: 'hadolint', code: 'SC3028', match: 'narrower' },
  ],
  references: [
    'https://wiki.ubuntu.com/DashAsBinSh',
    'https://docs.docker.com/reference/dockerfile/#shell',
    'https://www.shellcheck.net/wiki/SC3010',
  ],
  concerns: {
    keywords: ['RUN', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK'],
    text: /\[\[|\(\(|=\(|[<>]\(|\+=|<<<|[|>]&|&>>|\{|\$'|==|\b(?:function|source|pushd|popd|let|shopt|declare|typeset|mapfile|readarray|pipefail)\b|\b(?:echo|read|export|printf|wait|kill|unset|readonly)\s+-|\btrap\b|\s-v\s|%q|%\(|\$(?:S?RANDOM|E?UID|SECONDS|PIPESTATUS|BASH|FUNCNAME|OSTYPE|HOSTTYPE|MACHTYPE|EPOCH|DIRSTACK|GROUPS)/,
  },
  stepwise: true,
  messages: {
    refused: '{form} is Bash: {shell}, the shell here, refuses the whole command.',
    substitution: '{form} is Bash: {shell}, the shell here, stops with "bad substitution".',
    command:
      '{shell}, the shell here, has no {name}: the command is not found, and a condition with it is always false.',
    arithmetic:
      '{shell}, the shell here, has no ((: it runs what stands in it as a command, which is not there.',
    append: '{shell}, the shell here, has no +=: it runs this as a command, which is not there.',
    equals: 'The test of {shell}, the shell here, has no == and fails: the condition is always false. Use =.',
    option: 'The {name} of {shell}, the shell here, has no {option} and fails with "illegal option".',
    signal:
      'To the {name} of {shell}, the shell here, {word} is no signal, and it fails. Its names go without SIG.',
    trap: 'The trap of {shell}, the shell here, knows signals and EXIT: with {word} it fails with "bad trap".',
    question: 'The test of {shell}, the shell here, has no {word} and fails: the condition is always false.',
    directive: 'The printf of {shell}, the shell here, has no {word} and fails.',
    echo: 'The echo of {shell}, the shell here, has no {option}, and prints it. It reads escapes without it.',
    braces: '{shell}, the shell here, does not expand braces: this is one name, braces and all.',
    variable: '{shell}, the shell here, has no variable {name}, and nothing else sets it: it is empty.',
    dollar: '{shell}, the shell here, does not know this quote: the dollar sign stays in the text.',
  },
  fixes: {
    write: { title: 'Write {written}', safety: 'unsafe', availability: 'sometimes' },
    useBash: { title: 'Use bash from here on', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, steps, report }) {
    for (const step of steps) {
      if (!runsInSh(step)) continue;
      for (const script of step.scripts) {
        if (script.dialect !== 'dash' && script.dialect !== 'ash') continue;
        const found = findingsIn(script, step, model);
        if (found.length === 0 || model.fact(replacesSh)) continue;
        const shell = script.dialect === 'dash' ? 'dash' : 'BusyBox';
        const isOwn = step.run?.scripts.some((one) => one.script === script && one.interpreter);
        const above = isOwn ? undefined : bashAbove(step, model);
        const useBash = above ? [{ fix: 'useBash' as const, edits: [above] }] : [];
        for (const { at, told, written } of found) {
          const write = written && {
            fix: 'write' as const,
            values: { written: written.title },
            edits: written.edits,
          };
          const fixes = write ? [write, ...useBash] : useBash;
          switch (told.message) {
            case 'refused':
            case 'substitution':
              report({ at, message: told.message, values: { shell, form: told.form }, fixes });
              break;
            case 'command':
            case 'variable':
              report({ at, message: told.message, values: { shell, name: told.name }, fixes });
              break;
            case 'option':
              report({
                at,
                message: 'option',
                values: { shell, name: told.name, option: told.option },
                fixes,
              });
              break;
            case 'signal':
              report({ at, message: 'signal', values: { shell, name: told.name, word: told.word }, fixes });
              break;
            case 'trap':
            case 'question':
            case 'directive':
              report({ at, message: told.message, values: { shell, word: told.word }, fixes });
              break;
            case 'echo':
              report({ at, message: 'echo', values: { shell, option: told.option }, fixes });
              break;
            default:
              report({ at, message: told.message, values: { shell }, fixes });
          }
        }
      }
    }
  },
});

type Told =
  | { readonly message: 'refused' | 'substitution'; readonly form: string }
  | { readonly message: 'command' | 'variable'; readonly name: string }
  | { readonly message: 'option'; readonly name: string; readonly option: string }
  | { readonly message: 'signal'; readonly name: string; readonly word: string }
  | { readonly message: 'trap' | 'question' | 'directive'; readonly word: string }
  | { readonly message: 'echo'; readonly option: string }
  | { readonly message: 'arithmetic' | 'append' | 'equals' | 'braces' | 'dollar' };

interface Finding {
  readonly at: TextRange;
  readonly told: Told;
  readonly written?: Written | undefined;
}

function findingsIn(script: ShellScript, step: Step, model: BuildModel): readonly Finding[] {
  const found: Finding[] = [];
  for (const { kind, range } of script.extensions) {
    const told = extensions[kind];
    if (!told || (script.dialect === 'ash' && hasToo.has(kind))) continue;
    if (kind === 'append-both' && script.dialect === 'dash') continue;
    if (kind === 'brace' && !isName(range, script, step)) continue;
    if (kind === 'ansi-quote' && !(step.stage && hasOldDash(step.stage))) continue;
    found.push({ at: range, told, written: rewrite(kind, range, script, model) });
  }
  for (const command of script.commands) {
    const finding = ofCommand(command, script, step, model);
    if (finding) found.push(finding);
  }
  for (const { name, range: at } of bashVariablesIn(script, step)) {
    // Of `${BASH_SOURCE[0]}` it is refused as a whole.
    if (!found.some((one) => one.at.start === at.start))
      found.push({ at, told: { message: 'variable', name } });
  }
  return found.sort((a, b) => a.at.start - b.at.start);
}

/** Tried in dash 0.5.12 and BusyBox 1.35. */
const extensions: Readonly<Record<ShellExtensionKind, Told>> = {
  test: { message: 'command', name: '[[' },
  arithmetic: { message: 'arithmetic' },
  'arithmetic-for': { message: 'refused', form: 'for ((' },
  function: { message: 'refused', form: 'The word function' },
  array: { message: 'refused', form: 'An array' },
  append: { message: 'append' },
  'here-string': { message: 'refused', form: '<<<' },
  'pipe-both': { message: 'refused', form: '|&' },
  'redirect-both': { message: 'refused', form: '>& with a file' },
  'append-both': { message: 'refused', form: '&>>' },
  'process-substitution': { message: 'refused', form: 'A process substitution' },
  case: { message: 'substitution', form: 'Changing the case of a value' },
  replace: { message: 'substitution', form: 'Replacing in a value' },
  slice: { message: 'substitution', form: 'Taking a part of a value' },
  indirect: { message: 'substitution', form: 'An indirect name' },
  index: { message: 'substitution', form: 'An array' },
  transform: { message: 'substitution', form: 'Transforming a value' },
  'ansi-quote': { message: 'dollar' },
  brace: { message: 'braces' },
};

/** What the shell of BusyBox has as Bash does. */
const hasToo: ReadonlySet<ShellExtensionKind> = new Set([
  'test',
  'function',
  'redirect-both',
  'process-substitution',
  'replace',
  'slice',
  'ansi-quote',
]);

/** Commands of Bash that are no programs; the second ones are known to BusyBox. */
const commandsOfBash = /^(?:pushd|popd|shopt|declare|typeset|mapfile|readarray)$/;
const commandsOfAsh = /^(?:source|let)$/;

function ofCommand(
  command: ShellCommand,
  script: ShellScript,
  step: Step,
  model: BuildModel,
): Finding | undefined {
  const { name, words } = command;
  const [program, ...args] = words;
  if (name === undefined || !program) return undefined;
  const isDash = script.dialect === 'dash';
  if (commandsOfBash.test(name) || (isDash && commandsOfAsh.test(name))) {
    if (isDefined(name, script)) return undefined;
    const written = name === 'source' ? dot(program, args) : undefined;
    return { at: program.range, told: { message: 'command', name }, written };
  }
  const refusal = isDash ? dashRefusal(command) : undefined;
  if (refusal) {
    const { kind, at, word, plain } = refusal;
    const told: Told =
      kind === 'signal'
        ? { message: kind, name, word }
        : { message: kind === 'test' ? 'question' : kind, word };
    const edits = plain === undefined ? undefined : [{ range: at, newText: plain }];
    return { at, told, written: edits && { title: plain ?? '', edits } };
  }
  switch (name) {
    case '[':
    case 'test': {
      const equals = isDash ? args.find(({ text }) => text === '==') : undefined;
      const written = equals && { title: '=', edits: [{ range: equals.range, newText: '=' }] };
      return equals && { at: equals.range, told: { message: 'equals' }, written };
    }
    case 'echo':
      return isDash ? ofEcho(command, args, model) : undefined;
    default:
      return ofOption(name, args, isDash, step);
  }
}

/** Options that stop the shell, or its command. */
function ofOption(
  name: string,
  args: readonly ShellWord[],
  isDash: boolean,
  step: Step,
): Finding | undefined {
  for (const word of args) {
    const { text } = word;
    if (name === 'set' && /^-\w*o$/.test(text)) {
      const option = args[args.indexOf(word) + 1];
      if (option?.value !== 'pipefail' || !isDash || !step.stage || !hasOldDash(step.stage)) continue;
      return { at: option.range, told: { message: 'option', name, option: 'pipefail' } };
    }
    if (!/^-[A-Za-z]+$/.test(text)) return undefined;
    const letters = isDash ? optionsOfBash.get(name) : name === 'read' ? /a/ : undefined;
    const letter = letters?.exec(text.slice(1))?.[0] ?? (name === 'export' ? /f/.exec(text)?.[0] : undefined);
    if (letter) return { at: word.range, told: { message: 'option', name, option: `-${letter}` } };
  }
  return undefined;
}

const optionsOfBash: ReadonlyMap<string, RegExp> = new Map([
  ['read', /[adnstu]/],
  ['printf', /v/],
  ['wait', /[fnp]/],
  ['export', /[fn]/],
  ['unset', /n/],
  ['readonly', /[aA]/],
]);

/** Only where somebody reads what it prints: in the log of the build the option does no harm. */
function ofEcho(command: ShellCommand, args: readonly ShellWord[], model: BuildModel): Finding | undefined {
  const isRead =
    command.inPipeline ||
    command.context === 'substitution' ||
    command.redirects.some(
      ({ operator, fileDescriptor, target }) =>
        /^>[>|]?$/.test(operator) && (fileDescriptor ?? 1) === 1 && !target?.text.startsWith('/dev/'),
    );
  if (!isRead) return undefined;
  let at = 0;
  while (args[at]?.text === '-n') at++;
  const option = args[at];
  if (!option || !/^-n*e[ne]*$/.test(option.text)) return undefined;
  return {
    at: option.range,
    told: { message: 'echo', option: option.text },
    written: plainEcho(option, args[at + 1], args.slice(at), model),
  };
}

/** Without the option, where dash reads the same escapes. */
function plainEcho(
  option: ShellWord,
  next: ShellWord | undefined,
  args: readonly ShellWord[],
  model: BuildModel,
): Written | undefined {
  if (!next || args.some(({ text }) => /\\[xuUEe1-9]/.test(text))) return undefined;
  if (option.text.includes('n')) return { title: 'echo -n', edits: [{ range: option.range, newText: '-n' }] };
  const { start } = option.range;
  if (!/^[ \t]+$/.test(model.tree.text.slice(option.range.end, next.range.start))) return undefined;
  return { title: 'echo', edits: [{ range: { start, end: next.range.start }, newText: '' }] };
}

/** Without a slash in it dash looks for the file in PATH alone, and it hands on no arguments. */
function dot(program: ShellWord, args: readonly ShellWord[]): Written | undefined {
  if (args.length !== 1 || !args[0]?.text.includes('/')) return undefined;
  return { title: '.', edits: [{ range: program.range, newText: '.' }] };
}

function isDefined(name: string, { body }: ShellScript): boolean {
  return compoundsOf(body).some(({ type, words }) => type === 'function' && words[0]?.value === name);
}

/**
 * Among the files of a command that makes or removes them, among packages, or in the list of a loop: others may read
 * braces themselves, as curl does.
 */
function isName(range: TextRange, { body, commands }: ShellScript, { run }: Step): boolean {
  const holds = (word: ShellWord) => word.range.start <= range.start && range.end <= word.range.end;
  const command = commands.find(({ words }) => words.some(holds));
  if (command) {
    const call = run?.packageCommands.find((one) => one.command === command);
    if (call) return takesNames.test(call.manager) && call.packages.some(({ word }) => holds(word));
    return takesFiles.test(command.name ?? '');
  }
  return compoundsOf(body).some(({ type, words }) => type === 'for' && words.slice(1).some(holds));
}

const takesFiles =
  /^(?:\/usr)?(?:\/bin\/)?(?:mkdir|rmdir|rm|cp|mv|touch|chmod|chown|ln|ls|cat|install|cd|wget|unzip)$/;
const takesNames = /^(?:apt|apt-get|apk|pip|npm|yarn|pnpm|gem)$/;
