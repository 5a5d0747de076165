import type { BuildModel, Stage } from '../../model/types.ts';
import { defineRule, type FixEdit } from '../rule.ts';
import { probeFor, serverProbe, speaksHttp, usualPort } from '../support/healthProbe.ts';
import { holdsFilesOnly } from '../support/holdsFilesOnly.ts';
import { linesAbove, linesBelow } from '../support/insertLine.ts';
import { jsonArray } from '../support/jsonForm.ts';
import { keywordLike } from '../support/keywords.ts';

export const missingHealthcheck = defineRule({
  id: 'missing-healthcheck',
  summary: 'The image has no HEALTHCHECK',
  why: 'Without a check Docker only knows that the process runs, not that it answers. Swarm and Compose use the check to route requests, to order starts and to replace what is broken.',
  language: 'dockerfile',
  category: 'runtime',
  severity: 'information',
  preset: 'off',
  since: '0.1.0',
  equivalents: [
    { tool: 'hadolint', code: 'DL3057', match: 'same' },
    { tool: 'trivy', code: 'DS-0026', match: 'same' },
    { tool: 'checkov', code: 'CKV_DOCKER_2', match: 'same' },
    { tool: 'kics', code: 'Healthcheck-Instruction-Missing', match: 'same' },
    { tool: 'dockle', code: 'CIS-DI-0006', match: 'same' },
    { tool: 'tally', code: 'ruby/healthcheck-rails-up-endpoint', match: 'related' },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/#healthcheck'],
  messages: {
    missing: 'Nothing tells whether the program in this image answers. Add a HEALTHCHECK.',
  },
  fixes: {
    addCheck: { title: 'Add a HEALTHCHECK', safety: 'manual', availability: 'sometimes' },
  },
  check({ model, report }) {
    const stage = model.finalStage;
    if (!stage || stage.final.healthcheck.by || holdsFilesOnly(stage, model.stages)) return;
    const edit = checkEdit(stage, model);
    report({
      at: stage.base.range,
      message: 'missing',
      fixes: edit && [{ fix: 'addCheck', edits: [edit] }],
    });
  },
});

/** Above what starts the program, else at the end. */
function checkEdit(stage: Stage, model: BuildModel): FixEdit | undefined {
  const { command, own } = checkOf(stage);
  const line = `${keywordLike(stage.from, 'HEALTHCHECK')} --interval=30s --timeout=3s --start-period=10s CMD ${command}`;
  const [start] = stage.instructionsWith('CMD', 'ENTRYPOINT');
  const edit = start
    ? linesAbove(model.tree, start, [line])
    : linesBelow(model.tree, stage.instructions.at(-1) ?? stage.from, [line]);
  if (!edit || !('newText' in edit)) return undefined;
  const from = edit.newText.indexOf(own);
  return { ...edit, placeholder: { start: from, end: from + own.length } };
}

/** What the check runs, and what of it only the author knows: the address, or all of it where nothing can be asked. */
function checkOf(stage: Stage): { readonly command: string; readonly own: string } {
  const client = serverProbe(stage);
  if (client !== undefined) return { command: `${client} || exit 1`, own: client };
  const port = /^\d+/.exec(stage.final.exposed[0] ?? '')?.[0] ?? usualPort(stage) ?? '8080';
  // Not by the name: what listens on IPv4 alone is not found where that stands for ::1 first, as in BusyBox.
  const url = `http://127.0.0.1:${port}/`;
  const probe = speaksHttp(port) ? probeFor(stage, url) : undefined;
  // A check that fails until it is filled in.
  if (!probe) return { command: '["/path/to/check"]', own: '"/path/to/check"' };
  const isExec = stage.base.root.facts.hasShell === false;
  return { command: isExec ? jsonArray(probe.words) : `${probe.line} || exit 1`, own: url };
}
