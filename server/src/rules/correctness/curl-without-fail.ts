import type { RunModel, Step } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { ShellCommand, ShellWord } from '../../syntax/shell/tree.ts';
import { defineRule } from '../rule.ts';
import { configuresCurl, setsAlias } from '../support/clientConfig.ts';
import { curlLetter } from '../support/curlLetter.ts';
import { comparesFile } from '../support/downloadChecks.ts';
import { type DownloadOption, downloadOptions, downloadsNothing } from '../support/downloadOptions.ts';
import { isForgiven } from '../support/forgivenCommands.ts';
import { pipedCommands } from '../support/pipelines.ts';
import { programCommands } from '../support/programCommands.ts';

export const curlWithoutFail = defineRule({
  id: 'curl-without-fail',
  summary: 'An error page of the server is taken for the file',
  why: 'Without --fail curl succeeds whenever a server answers, also with 404 or 500. The error page is stored under the name of the file, the build goes on, and the layer is cached.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [{ tool: 'parfum', code: 'curlUseFlagF', match: 'narrower' }],
  references: ['https://curl.se/docs/manpage.html#-f', 'https://everything.curl.dev/http/response.html'],
  concerns: { keywords: ['RUN'], text: /curl/i },
  stepwise: true,
  messages: {
    stored:
      'If the server answers with an error, curl stores the error page as the file, and succeeds. Add -f.',
    run: 'If the server answers with an error, {program} gets the error page for a script, and curl succeeds. Add -f.',
    runUnseen:
      'If the server answers with an error, {program} gets the error page for a script, and curl succeeds. Add -f, and set pipefail.',
  },
  fixes: {
    addFail: { title: 'Add {option}', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, steps, report }) {
    for (const step of steps) {
      const { run, instruction } = step;
      if (!run) continue;
      if (instruction.heredocs.length === 0 && !instruction.line.text.includes('curl')) continue;
      if (run.once(setsAlias)) continue;
      for (const command of programCommands(run)) {
        const { name, program, args } = unwrapCommand(command);
        if (name !== 'curl' || !program) continue;
        const options = downloadOptions('curl', args);
        if (!mayTakeErrorPage(args, options) || isForgiven(command, run)) continue;
        const reader = readerOf(command, run);
        const isStored = reader === undefined && stores(command, options) && !isJudged(command, run);
        if (!isStored && reader === undefined) continue;
        if (model.fact(configuresCurl)) return;
        const { range: at } = program;
        const isSeen = reader === undefined || stopsAtPipes(step);
        const fix = isSeen
          ? curlLetter({ letter: 'f', long: '--fail', isFirst: true, step, command, args, model })
          : undefined;
        const fixes = fix && [{ fix: 'addFail' as const, values: { option: fix.option }, edits: [fix.edit] }];
        if (reader === undefined) report({ at, message: 'stored', fixes });
        else report({ at, message: isSeen ? 'run' : 'runUnseen', values: { program: reader }, fixes });
      }
    }
  },
});

/** A plain download, of which nobody looks at the status. */
function mayTakeErrorPage(args: readonly ShellWord[], options: readonly DownloadOption[]): boolean {
  if (downloadsNothing('curl', options) || options.some(({ name }) => looksAtStatus.test(name))) return false;
  const values = new Set(options.map(({ valueWord }) => valueWord));
  const operands = args.filter((word) => !values.has(word) && !word.text.startsWith('-'));
  // Options may be in a variable: `$CURL_OPTS`.
  if (operands.some(({ text }) => /^"?\$\{?\w*(?:opt|flag|arg|param)/i.test(text))) return false;
  return !operands.some(({ text }) => isLocal.test(text));
}

const looksAtStatus =
  /^(?:-f|--fail(?:-with-body)?|-w|--write-out|-i|--include|--show-headers|-D|--dump-header|-K|--config|-h|--help|-V|--version)$/;
/** Of this machine, and of the network of the build, one knows what they answer; `file:` and `ftp:` have no error pages. */
const isLocal =
  /^["']?(?:(?:file|ftp|ftps|sftp|scp|tftp):|(?:https?:\/\/)?(?:localhost|127\.|0\.0\.0\.0|\[::1\]|unix))/i;

/** The shell or interpreter that the output goes to. */
function readerOf(command: ShellCommand, run: RunModel): string | undefined {
  if (!command.inPipeline) return undefined;
  for (const script of run.scripts) {
    const piped = pipedCommands(script).find((one) => one.command === command);
    if (!piped) continue;
    const { name = '' } = unwrapCommand(piped.next);
    return interpreters.test(name) ? name : undefined;
  }
  return undefined;
}

const interpreters = /^(?:sh|bash|ash|dash|zsh|ksh|python[\d.]*|perl|php|ruby|node)$/;

function stores(command: ShellCommand, options: readonly DownloadOption[]): boolean {
  if (command.inPipeline) return false;
  const isFile = (target = '') => !/^["']?(?:-$|\/dev\/)/.test(target);
  const redirect = command.redirects.find(
    ({ operator, fileDescriptor }) => /^>{1,2}\|?$/.test(operator) && (fileDescriptor ?? 1) === 1,
  );
  if (redirect) return isFile(redirect.target?.text);
  return options.some(
    ({ name, value }) =>
      /^(?:-O|--remote-name(?:-all)?)$/.test(name) || (/^(?:-o|--output)$/.test(name) && isFile(value)),
  );
}

/** What comes is looked at later in the RUN by something that an error page does not get past. */
function isJudged(command: ShellCommand, { commands, packageCommands }: RunModel): boolean {
  const isBehind = (one: ShellCommand) => one.range.start > command.range.end;
  return (
    commands.some(
      (one) => isBehind(one) && (comparesFile(one) || readers.test(unwrapCommand(one).name ?? '')),
    ) ||
    packageCommands.some(
      (call) => isBehind(call.command) && reads.has(call.action) && systemManagers.test(call.manager),
    )
  );
}

/** They know their formats: an archive, a package, a key, a program of their language. */
const readers =
  /^(?:tar|bsdtar|unzip|7z[ar]?|g?unzip|bunzip2|unxz|unzstd|zstd|xz|gzip|bzip2|zcat|xzcat|cpio|ar|dpkg|dpkg-deb|rpm|gdebi|gpg2?|gpgv|apt-key|apt-add-repository|add-apt-repository|jar|java|keytool|patch|git|jq|openssl|file|installer|msiexec)$/;
const reads: ReadonlySet<string> = new Set(['update', 'upgrade', 'install']);
/** They read the lists and keys of repositories, and packages that were downloaded. */
const systemManagers = /^(?:apt-get|apt|aptitude|apk|dnf|microdnf|tdnf|yum|zypper|pacman)$/;

/** Else curl fails in vain, and the shell behind the pipe, given nothing, succeeds. */
function stopsAtPipes({ before, scripts }: Step): boolean {
  return (
    before.shell.value?.some((word) => word.includes('pipefail')) === true ||
    scripts.some(({ source }) => source.text.includes('pipefail'))
  );
}
