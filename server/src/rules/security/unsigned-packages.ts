import type { BuildModel, PackageCommand } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { ShellCommand, ShellWord } from '../../syntax/shell/tree.ts';
import type { TextEdit } from '../../text/edit.ts';
import type { TextRange } from '../../text/range.ts';
import { defineRule } from '../rule.ts';
import { withoutOne } from '../support/removeWord.ts';

export const unsignedPackages = defineRule({
  id: 'unsigned-packages',
  summary: 'Packages are installed without a look at their signature',
  why: 'The signature is what tells a package of the distribution from one that somebody put into its place: on a mirror, on the way, or in a repository added by mistake. Packages run scripts as root when they are installed.',
  language: 'dockerfile',
  category: 'security',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'checkov', code: 'CKV2_DOCKER_7', match: 'narrower' },
    { tool: 'checkov', code: 'CKV2_DOCKER_8', match: 'narrower' },
    { tool: 'checkov', code: 'CKV2_DOCKER_9', match: 'narrower' },
    { tool: 'checkov', code: 'CKV2_DOCKER_10', match: 'narrower' },
    { tool: 'checkov', code: 'CKV2_DOCKER_11', match: 'narrower' },
  ],
  references: [
    'https://manpages.debian.org/apt-secure.8',
    'https://docs.docker.com/build/building/best-practices/#run',
  ],
  concerns: { keywords: ['ADD', 'COPY', 'RUN'], text: /allow|force|trust|gpg|sig|check|noverify/i },
  stepwise: true,
  messages: {
    option:
      'With {option}, {program} installs whatever it gets. Add the key of the repository, and leave the option out.',
    source:
      '{setting} makes the package manager install whatever it gets. Add the key of the repository instead.',
  },
  fixes: {
    remove: { title: 'Remove {option}', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, steps, report }) {
    for (const { run, instruction } of steps) {
      for (const { contentRange } of instruction.heredocs) {
        for (const { at, setting } of settingLines(contentRange, model))
          report({ at, message: 'source', values: { setting } });
      }
      if (!run || (instruction.heredocs.length === 0 && !mark.test(instruction.line.text))) continue;
      const calls = new Map(run.packageCommands.map((call) => [call.command, call]));
      for (const command of run.commands) {
        const found = optionIn(command, calls.get(command), model);
        if (found) {
          const { word, program, edits } = found;
          const option = (word.value ?? word.text).replace(/=.*$/s, '').replace(/^.*:/, '');
          const fixes = edits && [{ fix: 'remove' as const, values: { option }, edits }];
          report({ at: word.range, message: 'option', values: { option, program }, fixes });
        } else {
          const word = command.words.find((one) => settings.test(one.text) && !isLocal.test(one.text));
          const setting = word && settings.exec(word.text)?.[0].replace(/["'\\]/g, '');
          if (word && setting !== undefined)
            report({ at: word.range, message: 'source', values: { setting } });
        }
      }
    }
  },
});

const mark =
  /AllowInsecureRepo|allow-un(?:authenticated|trusted)|allow-insecure-repo|AllowUnauthenticated|force-yes|no-?gpg-?check|allow-unsigned|nosignature|noverify|trusted|gpgcheck|SigLevel|force-bad-verify/i;

/**
 * Of sources and configurations: `[trusted=yes]`, `gpgcheck=0`, also behind the `\\n` of an `echo`. What `repo_gpgcheck`
 * leaves out is the signature of the index, as dnf does by itself.
 */
const settings =
  /(?:(?<![A-Za-z_])|(?<=\\[nt]))(?:trusted=yes\b|Trusted: ?yes\b|gpgcheck[ ]?=[ ]?(?:0|false|no)\b|(?:AllowUnauthenticated|AllowInsecureRepositories)[ "'\\]{1,4}(?:true|1|yes)\b|SigLevel *= *Never\b)/i;

/** The same as lines of a file in a heredoc, which are no words of a command. */
const lineSettings =
  /^[ \t]*(?:deb(?:-src)?[ \t]+\[[^\]\n]*?(trusted=yes)\b.*|(Trusted:[ \t]*yes|gpgcheck[ \t]*=[ \t]*(?:0|false|no)|SigLevel[ \t]*=[ \t]*Never)[ \t]*\r?)$/gim;

function settingLines({ start, end }: TextRange, { tree }: BuildModel) {
  const text = tree.text.slice(start, end);
  return [...text.matchAll(lineSettings)].flatMap((match) => {
    const setting = match[1] ?? match[2];
    if (setting === undefined || isLocal.test(match[0])) return [];
    const from = start + match.index + match[0].indexOf(setting);
    return [{ at: { start: from, end: from + setting.length }, setting }];
  });
}

/** A repository that the build makes itself has no key. */
const isLocal = /\b(?:file|copy|cdrom):/;

const OPTIONS: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ...['apt-get', 'apt', 'aptitude'].map(
    (name) => [name, ['--allow-unauthenticated', '--force-yes', '--allow-insecure-repositories']] as const,
  ),
  ['apk', ['--allow-untrusted']],
  ...['yum', 'dnf', 'microdnf', 'tdnf'].map((name) => [name, ['--nogpgcheck', '--no-gpgchecks']] as const),
  ['zypper', ['--no-gpg-checks', '--no-gpg-check', '--allow-unsigned-rpm']],
  ['rpm', ['--nosignature', '--nogpgcheck', '--noverify']],
  ['dpkg', ['--force-bad-verify']],
]);

interface Found {
  readonly word: ShellWord;
  readonly program: string;
  readonly edits: readonly TextEdit[] | undefined;
}

function optionIn(
  command: ShellCommand,
  call: PackageCommand | undefined,
  model: BuildModel,
): Found | undefined {
  const unwrapped = unwrapCommand(command);
  const program = call?.manager ?? unwrapped.name;
  const options = program === undefined ? undefined : OPTIONS.get(program);
  if (!options || program === undefined) return undefined;
  for (const word of unwrapped.args) {
    const text = word.value ?? word.text;
    const isOption = options.includes(text.replace(/=(?:true|1|yes)$/, ''));
    const isSetting =
      /^(?:-o)?(?:APT::Get::AllowUnauthenticated|Acquire::AllowInsecureRepositories)=(?:true|1|yes)$|^--setopt=(?:\S+\.)?gpgcheck=(?:0|false|no)$/i.test(
        text,
      );
    if (!isOption && !isSetting) continue;
    // What `-o` says goes with it.
    const edit = isSetting && !text.startsWith('-') ? undefined : withoutOne(command.words, word, model.tree);
    return { word, program, edits: edit && [edit] };
  }
  return undefined;
}
