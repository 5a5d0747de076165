import type { BuildModel, Stage } from '../../model/types.ts';
import { defineRule, type FixEdit } from '../rule.ts';
import { probeFor } from '../support/healthProbe.ts';
import { holdsFilesOnly } from '../support/holdsFilesOnly.ts';
import { linesAbove, linesBelow } from '../support/insertLine.ts';
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
    if (!stage || stage.final.healthcheck.by || holdsFilesOnly(stage)) return;
    const edit = checkEdit(stage, model);
    report({
      at: stage.base.range,
      message: 'missing',
      fixes: edit && [{ fix: 'addCheck', edits: [edit] }],
    });
  },
});

/** Above what starts the program, else at the end: the port that EXPOSE tells of, asked with what the image has. */
function checkEdit(stage: Stage, model: BuildModel): FixEdit | undefined {
  const port = /^\d+/.exec(stage.final.exposed[0] ?? '')?.[0] ?? '8080';
  const url = `http://localhost:${port}/`;
  const probe = probeFor(stage, url);
  const start = `${keywordLike(stage.from, 'HEALTHCHECK')} --interval=30s --timeout=3s --start-period=10s `;
  const { facts } = stage.base.root;
  const hasTrue = facts.hasShell !== false && facts.distribution !== 'windows';
  const program = hasTrue ? '["/bin/true"]' : '["/path/to/check"]';
  const line = `${start}CMD ${probe ? `${probe.line} || exit 1` : program}`;
  const [command] = stage.instructionsWith('CMD', 'ENTRYPOINT');
  const edit = command
    ? linesAbove(model.tree, command, [line])
    : linesBelow(model.tree, stage.instructions.at(-1) ?? stage.from, [line]);
  if (!edit || !('newText' in edit)) return undefined;
  // What only the author knows: the address, or the whole command where the image has nothing to ask it with.
  const what = probe ? url : program;
  const from = edit.newText.indexOf(what);
  return { ...edit, placeholder: { start: from, end: from + what.length } };
}
