import type { BuildModel, RunModel, RunScript } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { ShellCommand, ShellList, ShellWord } from '../../syntax/shell/tree.ts';
import type { TextRange } from '../../text/range.ts';
import { defineRule } from '../rule.ts';

export const weakHash = defineRule({
  id: 'weak-hash',
  summary: 'A file is checked with MD5 or SHA-1',
  why: 'Whoever makes a file can make a second one with the same MD5 or SHA-1, and put it into its place when the first has been looked at. Such a sum tells of a broken transfer, not of a forged file.',
  language: 'dockerfile',
  category: 'security',
  severity: 'information',
  preset: 'strict',
  since: '0.1.0',
  equivalents: [{ tool: 'sonar', code: 'S4790', match: 'narrower' }],
  references: [
    'https://csrc.nist.gov/projects/hash-functions',
    'https://www.rfc-editor.org/rfc/rfc6151',
    'https://docs.docker.com/reference/dockerfile/#add---checksum',
  ],
  concerns: { keywords: ['RUN'], text: /md-?5|sha-?1|shasum/i },
  stepwise: true,
  messages: {
    weak: 'Two files with the same {hash} can be made on purpose: it does not tell which of them this is. Compare a SHA-256.',
  },
  fixes: {
    toSha256: { title: 'Change to sha256sum', safety: 'manual', availability: 'sometimes' },
  },
  check({ model, steps, report }) {
    for (const { run } of steps) {
      if (!run) continue;
      for (const { word, hash, digest } of run.once(weakChecks)) {
        const edits = digest && toSha256(word, digest, hash, model);
        const fixes = edits && [{ fix: 'toSha256' as const, edits }];
        report({ at: word.range, message: 'weak', values: { hash }, fixes });
      }
    }
  },
});

type Hash = 'MD5' | 'SHA-1';

interface WeakCheck {
  /** The program, or the option that names the hash. */
  readonly word: ShellWord;
  readonly hash: Hash;
  /** Holds the sum that the program is given, spelled out. */
  readonly digest: ShellWord | undefined;
}

/** None where the same RUN compares something better as well. */
function weakChecks(run: RunModel): readonly WeakCheck[] {
  if (run.commands.some(isStrong)) return [];
  let compared: readonly TextRange[] | undefined;
  return run.commands.flatMap((command, index) => {
    const found = weakHashOf(command);
    if (!found) return [];
    compared ??= run.scripts.flatMap(comparisons);
    const isCompared =
      found.checks || (command.context !== 'list' && compared.some((range) => holds(range, command.range)));
    return isCompared ? [{ ...found, digest: digestFor(command, run.commands[index - 1]) }] : [];
  });
}

interface Found {
  readonly word: ShellWord;
  readonly hash: Hash;
  /** It is told to compare; else it prints a sum. */
  readonly checks: boolean;
}

function weakHashOf(command: ShellCommand): Found | undefined {
  const { program, name, args } = unwrapCommand(command);
  if (!program) return undefined;
  if (name === 'md5sum' || name === 'sha1sum')
    return { word: program, hash: name === 'md5sum' ? 'MD5' : 'SHA-1', checks: args.some(isCheckOption) };
  if (name === 'shasum') {
    // Without `-a` the length of each sum decides which one it is.
    const word = args.find(
      ({ text }, index) =>
        /^(?:-a|--algorithm=)1$/.test(text) ||
        (text === '1' && /^(?:-a|--algorithm)$/.test(args[index - 1]?.text ?? '')),
    );
    return word && { word, hash: 'SHA-1', checks: args.some(isCheckOption) };
  }
  if (name === 'openssl') {
    const first = args[0]?.text ?? '';
    const word = args.find(({ text }) => /^-?(?:md5|sha1)$/.test(text));
    if (!word || !/^(?:dgst|md5|sha1)$/.test(first)) return undefined;
    return { word, hash: hashNamed(word.text), checks: false };
  }
  if (name === 'get-filehash') {
    const word = args.find(
      ({ value }, index) => /^(?:md5|sha1)$/i.test(value ?? '') && /^-a/i.test(args[index - 1]?.text ?? ''),
    );
    // In brackets: its property is asked for, to be compared.
    return word && { word, hash: hashNamed(word.text), checks: command.context === 'subshell' };
  }
  if (name === 'aria2c') {
    const word = args.find(({ text }) => /^--checksum=(?:md5|sha-1)=/.test(text));
    return word && { word, hash: hashNamed(word.text), checks: true };
  }
  return undefined;
}

function hashNamed(text: string): Hash {
  return /md5/i.test(text) ? 'MD5' : 'SHA-1';
}

function isCheckOption({ text }: ShellWord): boolean {
  return /^(?:-[a-z]*c[a-z]*|--check)$/.test(text);
}

function isStrong(command: ShellCommand): boolean {
  const { name = '', args } = unwrapCommand(command);
  const says = (pattern: RegExp) => args.some(({ text }) => pattern.test(text));
  if (/^(?:sha(?:224|256|384|512)sum|b2sum|b3sum|gpgv|cosign|minisign|signify)$/.test(name)) return true;
  if (name === 'gpg') return says(/^--verify/);
  if (name === 'shasum') return says(/^(?:-a|--algorithm=)?(?:224|256|384|512\d*)$/);
  if (name === 'openssl') return says(/^-(?:sha(?:224|256|384|512|3-\d+)|verify)$/);
  if (name === 'get-filehash') return !says(/^["']?(?:md5|sha1|mactripledes|ripemd160)["']?$/i);
  return name === 'aria2c' && says(/^--checksum=sha-(?:224|256|384|512)=/);
}

/** `[ … ]`, `test …` and `[[ … ]]`. */
function comparisons({ script }: RunScript): readonly TextRange[] {
  const tests = script.commands.filter(({ name }) => name === '[' || name === 'test');
  return [...tests.map(({ range }) => range), ...script.body.flatMap(testsIn)];
}

function testsIn(list: ShellList): readonly TextRange[] {
  return list.items.flatMap(({ node }) => {
    if (node.kind === 'command') return [];
    return node.type === 'test' ? [node.range] : node.bodies.flatMap(testsIn);
  });
}

function holds(outer: TextRange, inner: TextRange): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/** `echo '<sum>  file' | md5sum -c`, or the same in a here-string. */
function digestFor(command: ShellCommand, before: ShellCommand | undefined): ShellWord | undefined {
  const here = command.redirects.find(({ operator }) => operator === '<<<')?.target;
  if (here) return here;
  if (!before?.inPipeline || !command.inPipeline || !/^(?:echo|printf)$/.test(before.name ?? ''))
    return undefined;
  return before.words.find(({ text }) => sums.test(text));
}

const sums = /(?<![0-9A-Za-z])(?:[0-9a-fA-F]{32}|[0-9a-fA-F]{40})(?![0-9A-Za-z])/;

/** The program's name, and a place for the sum: only who has looked at the file knows it. */
function toSha256(program: ShellWord, digest: ShellWord, hash: Hash, { tree }: BuildModel) {
  const length = hash === 'MD5' ? 32 : 40;
  const name = /(?:md5|sha1)sum$/.exec(program.text);
  const sum = sums.exec(digest.text);
  const isOnly = sum && !sums.test(digest.text.slice(sum.index + sum[0].length));
  if (!name || !isOnly || sum[0].length !== length) return undefined;
  if (program.segments.length !== 1 || digest.segments.length !== 1) return undefined;
  const end = program.range.start + name.index + name[0].length;
  const start = digest.range.start + sum.index;
  const at = { start, end: start + length };
  if (tree.text.slice(at.start, at.end) !== sum[0]) return undefined;
  const edits = [
    { range: at, newText: PLACEHOLDER, placeholder: { start: 0, end: PLACEHOLDER.length } },
    { range: { start: end - name[0].length, end: end - 'sum'.length }, newText: 'sha256' },
  ];
  return edits.sort((one, other) => one.range.start - other.range.start);
}

const PLACEHOLDER = '0'.repeat(64);
