import { isPublicKeyName, isSecretName } from '../../knowledge/secretNames.ts';
import { isPlaceholder } from '../../knowledge/secretShapes.ts';
import type { RunModel } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import type { ShellCommand, ShellWord } from '../../syntax/shell/tree.ts';
import { anchorOf } from '../../text/anchor.ts';
import type { TextRange } from '../../text/range.ts';
import { downloadOptions } from './downloadOptions.ts';

/** A text that is written where a secret belongs: told by the name of a variable or an option. */
export interface NamedSecret {
  /** In words that follow "This looks like". */
  readonly kind: string;
  readonly at: TextRange;
}

/** Cheap: whether `secretsByName` is worth its time. */
export function mayNameSecret({ line, heredocs }: Instruction): boolean {
  return mark.test(line.text) || heredocs.some(({ content }) => mark.test(content));
}

const mark = /pass|psw|pword|token|secret|key|auth|credential|\blogin\b|\s-\w*u\b|--user\b/i;

/** Those in the commands of a RUN. Placeholders, variables, and what is short or a plain word are left out. */
export function secretsByName({ commands }: RunModel): readonly NamedSecret[] {
  return commands.flatMap((command) => [...assignedSecrets(command), ...givenSecrets(command)]);
}

/** `API_KEY=… make`, `export API_KEY=…`, `env API_KEY=… make`. */
function assignedSecrets({ assignments, name, words }: ShellCommand): readonly NamedSecret[] {
  const found: NamedSecret[] = [];
  const add = (variable: string, value: string | undefined, word: ShellWord) => {
    if (value === undefined || !isSecretName(variable) || isPublicKeyName(variable)) return;
    if (isSecretValue(value)) found.push({ kind: `a secret, named ${variable}`, at: placeOf(value, word) });
  };
  for (const one of assignments) if (one.value) add(one.name, one.value.value, one.value);
  if (name === 'export' || name === 'env' || name === 'declare') {
    for (const word of words.slice(1)) {
      const match = /^([A-Za-z_]\w*)=(.*)$/s.exec(word.value ?? '');
      if (match?.[1]) add(match[1], match[2], word);
    }
  }
  return found;
}

function givenSecrets(command: ShellCommand): readonly NamedSecret[] {
  const { name = '', args } = unwrapCommand(command);
  if (name === 'curl') return givenToCurl(args);
  const found: NamedSecret[] = [];
  const short = shortOption(name, args);
  for (const [index, word] of args.entries()) {
    const { value = '' } = word;
    const [, option = '', joined] = /^(--[\w-]+|-\w)(?:=?(.+))?$/s.exec(value) ?? [];
    const isNamed = option !== '' && (option === short || longOptions.test(option));
    if (!isNamed) continue;
    const holder = joined === undefined ? args[index + 1] : word;
    const given = joined ?? holder?.value;
    if (!holder || given === undefined) continue;
    if (isSecretValue(given))
      found.push({ kind: `a secret, given with ${option}`, at: placeOf(given, holder) });
  }
  return found;
}

function givenToCurl(args: readonly ShellWord[]): readonly NamedSecret[] {
  return downloadOptions('curl', args).flatMap(({ name, valueWord }) => {
    const given = valueWord?.value;
    if (!valueWord || given === undefined) return [];
    const isUser = /^(?:-u|--user|-U|--proxy-user)$/.test(name);
    const secret = isUser ? given.replace(/^[^:]*:?/, '') : header.exec(given)?.[1];
    const isHeader = name === '-H' || name === '--header';
    if ((!isUser && !isHeader) || secret === undefined || !isSecretValue(secret)) return [];
    const kind = isUser ? `a secret, given with ${name}` : 'a token in a header';
    return [{ kind, at: placeOf(secret, valueWord) }];
  });
}

/** `-p` means a password to these alone. */
function shortOption(name: string, args: readonly ShellWord[]): string | undefined {
  if (name === 'sshpass') return '-p';
  return loginPrograms.test(name) && args.some(({ value }) => value === 'login') ? '-p' : undefined;
}

const loginPrograms = /^(?:docker|podman|nerdctl|buildah|skopeo|helm|crane|oras|az|oc)$/;
const longOptions =
  /^--(?:(?:[a-z]+-)*(?:password|passphrase)|(?:access|api|auth|bearer|private|github|gitlab|npm|registration)-?token|token|api-?key|secret-?(?:access-)?key|client-secret|oauth2-bearer)$/;
const header = /^(?:private-token|job-token|x-api-key|api-key|x-auth-token|x-vault-token): *(\S+)$/i;

/**
 * Neither a path nor a number, of letters and digits mixed, as what a machine or a careful person makes up: a plain word
 * is a default, or there so that the build has something. No fingerprint of a public key.
 */
function isSecretValue(value: string): boolean {
  return (
    /^[^\s/$<>{}]{8,400}$/.test(value) &&
    /[A-Za-z]/.test(value) &&
    /\d/.test(value) &&
    !/^(?:0x)?(?:[0-9A-F]{8}|[0-9A-F]{16}|[0-9A-F]{40})$/i.test(value) &&
    !isPlaceholder(value)
  );
}

/** The value within the word, where that has it in one piece. */
function placeOf(value: string, { text, range, segments }: ShellWord): TextRange {
  const at = text.lastIndexOf(value);
  if (at < 0 || segments.length !== 1 || range.end - range.start !== text.length) return range;
  return anchorOf(range).range(range.start + at, range.start + at + value.length);
}
