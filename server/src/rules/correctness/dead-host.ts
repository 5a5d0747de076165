import { deadHostMark, deadHosts, refusedProtocol } from '../../knowledge/deadHosts.ts';
import type { BuildModel, RunModel } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { ShellCommand } from '../../syntax/shell/tree.ts';
import type { TextRange } from '../../text/range.ts';
import { defineRule } from '../rule.ts';
import { isForgiven } from '../support/forgivenCommands.ts';

export const deadHost = defineRule({
  id: 'dead-host',
  summary: 'A server is asked that is gone for good',
  why: 'The build worked as long as the layer was in the cache, and fails on every other machine: the server has been switched off, or answers with errors only.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [],
  references: [
    'https://github.com/docker-library/faq#openpgp--gnupg-keys-and-verification',
    'https://github.blog/security/application-security/improving-git-protocol-security-github/',
  ],
  concerns: { keywords: ['ADD', 'RUN'], text: deadHostMark },
  messages: {
    host: 'Nothing is served from {host} any more, since {since}. {instead}.',
    protocol: 'GitHub refuses git://, since 2022. Use https://.',
  },
  fixes: {
    replace: { title: 'Ask {host} instead', safety: 'unsafe', availability: 'sometimes' },
    toHttps: { title: 'Change to https://', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, steps, report }) {
    for (const { instruction, run } of steps) {
      if (instruction.heredocs.length === 0 && !deadHostMark.test(instruction.line.text)) continue;
      const words: readonly Named[] =
        instruction.name === 'ADD'
          ? instruction.words.slice(0, -1).map((word) => ({ word, asksGit: true }))
          : (run?.once(askedWords) ?? []);
      for (const { word, asksGit } of words) {
        const isProtocol = asksGit && refusedProtocol.test(word.text) && !model.fact(rewritesAddresses);
        if (isProtocol) {
          const place = placeOf(word, refusedProtocol, model);
          const edits = place.isExact ? [{ range: place.at, newText: 'https' }] : undefined;
          report({ at: place.at, message: 'protocol', fixes: edits && [{ fix: 'toHttps', edits }] });
        }
        for (const { pattern, since, instead, replacement } of deadHosts) {
          const host = pattern.exec(word.text)?.[1];
          if (host === undefined) continue;
          const { at, isExact } = placeOf(word, pattern, model);
          const edits = isExact && replacement ? [{ range: at, newText: replacement }] : undefined;
          const fixes = edits && [{ fix: 'replace' as const, values: { host: replacement ?? '' }, edits }];
          report({ at, message: 'host', values: { host, since, instead }, fixes });
        }
      }
    }
  },
});

interface Named {
  readonly word: { readonly text: string; readonly range: TextRange };
  readonly asksGit: boolean;
}

/** Words that name what a RUN asks for: not what it only speaks of, nor where it has somebody else to ask. */
function askedWords(run: RunModel): readonly Named[] {
  const all = run.commands.flatMap((command) => {
    const { name = '', args } = unwrapCommand(command);
    const found = args.filter(({ text }) => deadHostMark.test(text));
    if (found.length === 0 || speaksOnly(name, command) || isForgiven(command, run)) return [];
    return found.map((word) => ({ word, asksGit: name === 'git' || name.startsWith('pip') }));
  });
  // A block of PowerShell is a word of the command that runs it, and has commands of its own.
  return all.filter(({ word }) => !all.some((other) => other.word !== word && holds(word, other.word)));
}

function holds({ range: outer }: Named['word'], { range: inner }: Named['word']): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

function speaksOnly(name: string, command: ShellCommand): boolean {
  if (/^(?:sed|grep|test|\[|export|perl|awk)$/.test(name)) return true;
  if (name === 'git') return command.words.some(({ text }) => /^config$|insteadOf/i.test(text));
  return /^(?:echo|printf)$/.test(name) && command.redirects.length === 0 && !command.inPipeline;
}

/** `git config url."https://github.com/".insteadOf git://github.com/` */
function rewritesAddresses({ wholeText }: BuildModel): boolean {
  return /insteadOf|gitconfig/i.test(wholeText);
}

/** What the first group of a pattern finds, where the document has it as it is; else the word. */
function placeOf(word: Named['word'], pattern: RegExp, { tree }: BuildModel) {
  const { start, end } = word.range;
  const match = pattern.exec(tree.text.slice(start, end));
  if (!match?.[1]) return { at: word.range, isExact: false };
  const from = start + match.index + match[0].indexOf(match[1]);
  return { at: { start: from, end: from + match[1].length }, isExact: true };
}
