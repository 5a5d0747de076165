import type { RunModel, Step } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { Word } from '../../syntax/dockerfile/tree.ts';
import type { ShellCommand, ShellWord } from '../../syntax/shell/tree.ts';
import { defineRule } from '../rule.ts';
import { answersHttps, type ClearTextUrl, clearTextUrl, toHttps } from '../support/clearTextUrls.ts';
import { comparesFile } from '../support/downloadChecks.ts';
import {
  type DownloadOption,
  downloadOptions,
  downloadsNothing,
  downloadTargets,
} from '../support/downloadOptions.ts';
import { downloaderOf, webClientCall } from '../support/powerShellDownloads.ts';

export const insecureUrl = defineRule({
  id: 'insecure-url',
  summary: 'Programs are downloaded over plain HTTP',
  why: 'HTTP does not prove who answers: everybody on the way, in the network of the build or at a provider, can send something else, which the build then unpacks, installs or runs.',
  language: 'dockerfile',
  category: 'security',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'sonar', code: 'S5332', match: 'narrower' },
    { tool: 'parfum', code: 'curlUseHttpsUrl', match: 'narrower' },
    { tool: 'parfum', code: 'wgetUseHttpsUrl', match: 'narrower' },
  ],
  references: [
    'https://docs.docker.com/reference/dockerfile/#adding-files-from-a-url',
    'https://docs.docker.com/reference/dockerfile/#add---checksum',
    'https://cwe.mitre.org/data/definitions/494.html',
  ],
  concerns: { keywords: ['ADD', 'RUN'], text: /http:|ftp:|\$/i },
  stepwise: true,
  messages: {
    add: 'Anybody on the way from {host} can put another file here: {scheme} proves nothing. Use https, or add --checksum.',
    download:
      'Anybody on the way from {host} can change what {program} gets: {scheme} proves nothing. Use https, or compare a checksum.',
    addNoHttps:
      'Anybody on the way from {host} can put another file here: {scheme} proves nothing, and this host has no https. Add --checksum.',
    downloadNoHttps:
      'Anybody on the way from {host} can change what {program} gets: {scheme} proves nothing, and this host has no https. Compare a checksum, or let apt fetch it.',
    install:
      'Anybody on the way from {host} can change what {program} gets: {scheme} proves nothing. Use https.',
  },
  fixes: {
    toHttps: { title: 'Change to https', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ steps, report }) {
    for (const step of steps) {
      const { name } = step.instruction;
      if (name === 'ADD') {
        for (const { word, url } of step.once(addedUrls)) {
          const { at, edits } = placeOf(word, url);
          const { host, scheme } = url;
          const fixes = edits && [{ fix: 'toHttps' as const, edits }];
          const message = answersHttps(url) ? 'add' : 'addNoHttps';
          report({ at, message, values: { host, scheme: scheme.toUpperCase() }, fixes });
        }
      } else if (name === 'RUN' && step.run) {
        for (const { word, url, program, kind } of step.once(askedUrls)) {
          const { at, edits } = placeOf(word, url);
          const { host, scheme } = url;
          const fixes = edits && [{ fix: 'toHttps' as const, edits }];
          const message = kind === 'download' && !answersHttps(url) ? 'downloadNoHttps' : kind;
          report({ at, message, values: { host, program, scheme: scheme.toUpperCase() }, fixes });
        }
      }
    }
  },
});

interface Found<W> {
  readonly word: W;
  readonly url: ClearTextUrl;
}

interface Asked extends Found<ShellWord> {
  readonly program: string;
  readonly kind: 'download' | 'install';
}

/** The URL where the word spells it, and the way to https; else the word. */
function placeOf(word: Word | ShellWord, url: ClearTextUrl) {
  const { range, text } = word;
  const start = clearTextUrl(text)?.start === url.start ? offsetIn(word, url) : undefined;
  if (start === undefined) return { at: range, edits: undefined };
  return { at: { start, end: start + url.end - url.start }, edits: toHttps(url, start) };
}

/** Where the URL begins in the document: undefined where a continuation comes into it. */
function offsetIn(word: Word | ShellWord, url: ClearTextUrl): number | undefined {
  const { range, text } = word;
  if (range.end - range.start === text.length) return range.start + url.start;
  let from = 0;
  for (const { start, end } of 'segments' in word ? word.segments : []) {
    const to = from + end - start;
    if (url.start >= from && url.end <= to) return start + url.start - from;
    from = to;
  }
  return undefined;
}

function addedUrls(step: Step): readonly Found<Word>[] {
  const { instruction } = step;
  if (instruction.flags.some(({ name }) => name === 'checksum')) return [];
  return instruction.words.slice(0, -1).flatMap((word) => {
    const url = clearTextUrl(word.text) ?? variableUrl(word.text, step);
    if (!url || isSignature.test(url.path) || isData.test(url.path) || isCommit.test(url.rest)) return [];
    return [{ word, url }];
  });
}

/** What stands in ARG or ENV, of a word that begins with a variable. */
function variableUrl(text: string, step: Step): ClearTextUrl | undefined {
  if (!/^["']?\$/.test(text) || /\$\(|`/.test(text)) return undefined;
  const value = step.expand(text).value;
  return value === undefined ? undefined : clearTextUrl(value);
}

function askedUrls(step: Step): readonly Asked[] {
  const { run } = step;
  if (!run || (run.instruction.heredocs.length === 0 && !isSuspect.test(run.instruction.line.text)))
    return [];
  const found: Asked[] = [];
  let isChecked: boolean | undefined;
  for (const command of run.commands) {
    const fromClient = askedByClient(command, run);
    if (fromClient) {
      isChecked ??= isAnyChecked(run);
      if (isChecked) return [];
      found.push(fromClient);
      continue;
    }
    const { name, args } = unwrapCommand(command);
    if (name === undefined) continue;
    const options = downloaders.test(name) ? downloadOptions(name, args) : undefined;
    const kind = kindOf(name, args, options);
    if (!kind) continue;
    const values = new Set(options?.map(({ valueWord }) => valueWord));
    for (const [index, word] of args.entries()) {
      // A proxy, a header, a name for the file: nothing that is asked for.
      if (values.has(word) || (!options && isSetting.test(args[index - 1]?.text ?? ''))) continue;
      const url = urlOf(word, kind, step, run);
      if (!url) continue;
      if (options && !isContent(url, downloadTargets(name, options), command, run)) continue;
      isChecked ??= isAnyChecked(run);
      if (isChecked) return [];
      const program = (options && downloaderOf(command)?.label) ?? writtenName(command, name);
      found.push({ word, url, program, kind: kind === 'download' ? kind : 'install' });
    }
  }
  return found;
}

/** `R`, not `r`. */
function writtenName(command: ShellCommand, name: string): string {
  const text = unwrapCommand(command).program?.value ?? '';
  const written = text.slice(text.lastIndexOf('/') + 1);
  return written.toLowerCase() === name ? written : name;
}

function isAnyChecked({ commands }: RunModel): boolean {
  return commands.some(comparesFile) || commands.some(takesCommit);
}

/** `(New-Object Net.WebClient).DownloadFile('http://…', 'setup.exe')` */
function askedByClient(command: ShellCommand, run: RunModel): Asked | undefined {
  const call = webClientCall(command);
  const url = call && clearTextUrl(call.word.text);
  if (!url) return undefined;
  const isText = call.target === undefined;
  const isRun = isText && run.commands.some((one) => isExpression.test(unwrapCommand(one).name ?? ''));
  if (!isRun && !isContent(url, isText ? [] : [call.target], command, run)) return undefined;
  return { word: call.word, url, program: call.method, kind: 'download' };
}

type Kind = 'download' | 'source' | 'code';

/** Undefined of what does not install, and of managers that compare signatures with keys they have: apt, apk, zypper. */
function kindOf(
  name: string,
  args: readonly ShellWord[],
  options: readonly DownloadOption[] | undefined,
): Kind | undefined {
  const says = (pattern: RegExp) => args.some(({ text }) => pattern.test(text));
  if (options) return downloadsNothing(name, options) ? undefined : 'download';
  if (name === 'apk') return says(/^--allow-untrusted$/) ? 'source' : undefined;
  if (name === 'git') return says(/^(?:clone|fetch|pull|submodule)$/) ? 'source' : undefined;
  if (name === 'svn' || name === 'hg') return says(/^(?:co|checkout|export|clone)$/) ? 'source' : undefined;
  if (/^r(?:script)?$/i.test(name)) return says(/install/) ? 'code' : undefined;
  if (/^python[\d.]*$/.test(name)) return says(/^pip$/) && !says(/^--require-hashes$/) ? 'source' : undefined;
  if (/^(?:pip[\d.]*|pipx|uv)$/.test(name)) return says(/^--require-hashes$/) ? undefined : 'source';
  if (/^(?:npm|npx|yarn|pnpm|bun|gem)$/.test(name)) return 'source';
  if (/^(?:yum|dnf|microdnf|tdnf)$/.test(name)) return says(/^(?:\w*install|update)$/) ? 'source' : undefined;
  if (name === 'yum-config-manager') return says(/\.repo$/) ? 'source' : undefined;
  if (name === 'rpm' || name === 'apt-key') return 'source';
  return undefined;
}

function urlOf(word: ShellWord, kind: Kind, step: Step, run: RunModel): ClearTextUrl | undefined {
  const url = clearTextUrl(word.text);
  if (url) {
    const before = word.text.slice(0, url.start);
    const isHead = kind === 'download' ? /^[("']*$/ : /^(?:-{1,2}[\w-]+=?|[\w-]+=|git\+|hg\+|svn\+|["'])*$/;
    const isAsked = kind === 'code' || (isHead.test(before) && !/proxy/i.test(before));
    return isAsked ? { ...url, path: shownPath(word, url, step, run) } : undefined;
  }
  if (kind !== 'download' || word.variables.length === 0) return undefined;
  const own = word.variables.some(({ name }) => setInShell(run, name));
  return own ? undefined : variableUrl(word.text, step);
}

/** With the values of ARG and ENV: they tell what kind of file it is. */
function shownPath(word: ShellWord, { path }: ClearTextUrl, step: Step, run: RunModel): string {
  if (!path.includes('$') || word.variables.some(({ name }) => setInShell(run, name))) return path;
  return step.expand(path).value ?? path;
}

function setInShell({ commands, scripts }: RunModel, name: string): boolean {
  return (
    commands.some(
      ({ assignments, words }) =>
        assignments.some((one) => one.name === name) ||
        words.some(({ text }) => text === name || text.startsWith(`${name}=`)),
    ) || scripts.some(({ script }) => script.source.text.includes(`for ${name} in`))
  );
}

/** Something that is unpacked, installed, run or trusted: by its name, or by what the RUN does with it. */
function isContent(
  url: ClearTextUrl,
  targets: readonly string[],
  command: ShellCommand,
  run: RunModel,
): boolean {
  if (isProgram.test(url.path)) return true;
  const behind = run.commands.slice(run.commands.indexOf(command) + 1);
  if (isSignature.test(url.path) || /key/i.test(url.path))
    return behind.some(takesKey) || command.words.some((word) => keyFolders.test(word.text));
  if (isData.test(url.path)) return false;
  const names = fileNames(url, targets, command);
  const isNamed = (one: ShellCommand) =>
    one.words.some(({ text }) => text.includes('*') || names.some((name) => text.includes(name)));
  return command.inPipeline
    ? behind.slice(0, 2).some((one) => one.inPipeline && runs(one))
    : behind.some((one) => unpackers.test(unwrapCommand(one).name ?? '') || (runs(one) && isNamed(one)));
}

/** What the file may be called once it is there. */
function fileNames(
  { path }: ClearTextUrl,
  targets: readonly string[],
  { redirects }: ShellCommand,
): readonly string[] {
  const written = redirects.flatMap(({ target }) => target?.text ?? []);
  return [path, ...targets, ...written].flatMap((one) => {
    const name = one.replace(/["']/g, '').split(/[/\\]/).pop() ?? '';
    return name.length > 1 ? name : [];
  });
}

function runs(command: ShellCommand): boolean {
  const { name = '', args } = unwrapCommand(command);
  if (name === 'chmod') return args.some(({ text }) => /\+x|^[0-7]?[157][0-7]{2}$/.test(text));
  return unpackers.test(name) || runners.test(name);
}

function takesKey(command: ShellCommand): boolean {
  const { name = '', args } = unwrapCommand(command);
  if (name === 'apt-key' || name === 'rpm') return true;
  return (
    (name === 'gpg' && args.some(({ text }) => /^--(?:import|dearmor)$/.test(text))) ||
    args.some(({ text }) => keyFolders.test(text))
  );
}

/** A commit that is named whole is compared by Git itself. */
function takesCommit(command: ShellCommand): boolean {
  const { name, args } = unwrapCommand(command);
  return name === 'git' && args.some(({ text }) => /^["']?[0-9a-f]{40}["']?$/.test(text));
}

const isSuspect =
  /(?:http|ftp):|(?:curl|wget|aria2c|axel|fetch|invoke-\w+|iwr|start-bitstransfer)\b[^;&|]*\$/i;
const downloaders =
  /^(?:curl|wget2?|aria2c|axel|invoke-webrequest|iwr|invoke-restmethod|irm|start-bitstransfer)$/;
const isExpression = /^(?:iex|invoke-expression)$/;
const isSetting = /^(?:--trusted-host|(?:--)?(?:https?-)?proxy|homepage|init[.-]\S+|user-agent)$/i;
const isProgram =
  /\.(?:tar|tgz|tbz2?|txz|t?gz|bz2|xz|zst|lzma|zip|7z|deb|rpm|apk|pkg|msi|exe|dll|ps1|nupkg|jar|war|ear|so|sh|bash|run|bin|py|pl|whl|gem|egg|appimage|dmg|iso|repo)$/i;
const isSignature = /\.(?:asc|sig|sign|sha\d*(?:sums?)?|md5(?:sums?)?|sum|gpg|key|pub)(?:\.txt)?$/i;
const isData =
  /\.(?:csv|tsv|json|ya?ml|xml|xsd|dtd|html?|css|txt|md|ico|png|jpe?g|gif|svg|pdf|conf|cfg|ini|crt|pem|cer|ttf|otf|woff2?|list|log|sql|osm|pbf|nc|h5|pt|onnx|bib|fa|fasta)$/i;
const isCommit = /#[0-9a-f]{40}\b|[?&](?:checksum|commit)=/;
const keyFolders = /\/(?:trusted\.gpg\.d|keyrings|rpm-gpg)\//;
const unpackers =
  /^(?:tar|bsdtar|unzip|7za?|gunzip|bunzip2|unxz|xz|zcat|xzcat|cpio|dpkg|rpm|expand-archive|msiexec)$/;
const runners =
  /^(?:sh|bash|ash|dash|zsh|python[\d.]*|perl|php|ruby|node|install|java|start-process|iex|invoke-expression)$/;
