import type { Step } from '../../model/types.ts';
import type { ShellCommand } from '../../syntax/shell/tree.ts';
import { defineRule } from '../rule.ts';
import { downloaderOf } from '../support/powerShellDownloads.ts';
import { comparesAnything, downloadsOf, usesKept } from '../support/uncheckedDownloads.ts';

export const downloadWithoutChecksum = defineRule({
  id: 'download-without-checksum',
  summary: 'A download is used without a look at its checksum',
  why: 'A file that is replaced on the server, or cut off on the way, is installed all the same, and the build of tomorrow may give another image than that of today. A checksum in the Dockerfile tells.',
  language: 'dockerfile',
  category: 'security',
  severity: 'information',
  preset: 'strict',
  since: '0.1.0',
  equivalents: [{ tool: 'sonar', code: 'S6474', match: 'narrower' }],
  references: [
    'https://docs.docker.com/reference/dockerfile/#add---checksum',
    'https://docs.docker.com/build/building/best-practices/#add-or-copy',
  ],
  concerns: {
    keywords: ['ADD', 'RUN'],
    text: /curl|wget|http|ftp|invoke|\bi[wr][rm]\b|bitstransfer|\.download/i,
  },
  messages: {
    run: 'Nothing checks what {program} downloads before it is used. Compare its SHA-256, or use ADD --checksum.',
    add: 'Nothing checks what this downloads. Add --checksum with its SHA-256.',
  },
  fixes: {
    addChecksum: { title: 'Add --checksum', safety: 'manual', availability: 'always' },
  },
  check({ steps, report }) {
    for (const [index, step] of steps.entries()) {
      const { instruction } = step;
      if (instruction.name === 'ADD') {
        const word = instruction.words[0];
        const isGit = /\.git(?:#|$)|^https?:\/\/git(?:hub|lab)\.com\/[^/]+\/[^/]+\/?$/;
        if (instruction.words.length !== 2 || !word || !/^["']?(?:https?|ftp):/i.test(word.text)) continue;
        if (isGit.test(word.text) || instruction.flags.some(({ name }) => name === 'checksum')) continue;
        const { end } = instruction.keyword.range;
        const newText = ` --checksum=sha256:${PLACEHOLDER}`;
        const start = newText.length - PLACEHOLDER.length;
        const edit = { range: { start: end, end }, newText, placeholder: { start, end: newText.length } };
        report({ at: word.range, message: 'add', fixes: [{ fix: 'addChecksum', edits: [edit] }] });
      } else if (instruction.name === 'RUN') {
        const found = uncheckedDownload(step, index, steps);
        const downloader = found && downloaderOf(found);
        if (!downloader) continue;
        report({ at: downloader.at.range, message: 'run', values: { program: downloader.label } });
      }
    }
  },
});

const PLACEHOLDER = '0'.repeat(64);

/** What is downloaded is used soon, or nobody will tell by what. */
const fewSteps = 30;

/**
 * The first download of a RUN of what is unpacked, installed or run, there or in a later RUN of the stage, before
 * anything is compared.
 */
function uncheckedDownload(step: Step, index: number, steps: readonly Step[]): ShellCommand | undefined {
  const { used, kept = [] } = step.run?.once(downloadsOf) ?? {};
  if (used || kept.length === 0) return used;
  for (let i = index + 1; i < steps.length && i <= index + fewSteps; i++) {
    const { run, stage } = steps[i] ?? step;
    if (stage !== step.stage) break;
    if (!run || run.instruction.isTrigger !== step.instruction.isTrigger) continue;
    if (run.once(comparesAnything)) return undefined;
    const found = kept.find((download) => usesKept(run, download));
    if (found) return found.command;
  }
  return kept.find(({ isInPath }) => isInPath)?.command;
}
