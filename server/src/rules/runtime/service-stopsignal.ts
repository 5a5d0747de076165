import { programName } from '../../knowledge/shells.ts';
import { gracefulSignal, systemFamilies } from '../../knowledge/stopSignals.ts';
import type { BuildModel, Stage } from '../../model/types.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import { defineRule } from '../rule.ts';
import { programOf } from '../support/argv.ts';
import { simpleCommand } from '../support/execForm.ts';
import { linesAbove } from '../support/insertLine.ts';
import { keywordLike } from '../support/keywords.ts';

export const serviceStopsignal = defineRule({
  id: 'service-stopsignal',
  summary: 'The server needs another stop signal than SIGTERM',
  why: 'SIGTERM ends nginx, Apache and PHP-FPM in the middle of requests, and systemd takes it for something else. Each has a signal on which it finishes its work first.',
  language: 'dockerfile',
  category: 'runtime',
  severity: 'information',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'tally', code: 'prefer-nginx-sigquit', match: 'narrower' },
    { tool: 'tally', code: 'prefer-systemd-sigrtmin-plus-3', match: 'narrower' },
  ],
  references: [
    'https://nginx.org/en/docs/control.html',
    'https://httpd.apache.org/docs/2.4/stopping.html',
    'https://www.freedesktop.org/software/systemd/man/latest/systemd.html#Signals',
  ],
  messages: {
    graceful: 'On SIGTERM {program} does not finish its work. Add STOPSIGNAL {signal}.',
  },
  fixes: {
    addSignal: { title: 'Add STOPSIGNAL {signal}', safety: 'unsafe', availability: 'always' },
  },
  check({ model, report }) {
    const stage = model.finalStage;
    const start = stage && startOf(stage, model);
    const signal = start && gracefulSignal(start.program);
    if (!stage || !start || signal === undefined || stage.final.stopSignal.by) return;
    // An image that is made for the server sets the signal itself, or may do so.
    if (!systemFamilies.has(stage.base.root.facts.family ?? '')) return;
    const line = `${keywordLike(start.instruction, 'STOPSIGNAL')} ${signal}`;
    const edit = linesAbove(model.tree, start.instruction, [line]);
    report({
      at: start.instruction.keyword.range,
      message: 'graceful',
      values: { program: start.program, signal },
      fixes: edit && [{ fix: 'addSignal', values: { signal }, edits: [edit] }],
    });
  },
});

/** What the stage's own ENTRYPOINT or CMD starts as one plain command; scripts hide it. */
function startOf(
  stage: Stage,
  model: BuildModel,
): { readonly program: string; readonly instruction: Instruction } | undefined {
  const { entrypoint, cmd } = stage.final;
  const own = entrypoint.by ? entrypoint.value : cmd.value;
  if (!own || model.stageOf(own.instruction) !== stage) return undefined;
  const argv = own.form === 'exec' ? own.argv : wordsOf(own.instruction, model);
  const all = entrypoint.by && cmd.value?.form === 'exec' ? [...argv, ...cmd.value.argv] : argv;
  const program = programOf(all);
  const path = all[program?.index ?? 0] ?? '';
  if (!program) return undefined;
  // `/sbin/init` is a link to systemd where systemd is installed; in Alpine it is BusyBox.
  const isSystemd = /^\/(?:usr\/)?sbin\/init$/.test(path) && stage.base.root.facts.distribution !== 'alpine';
  const name = isSystemd ? 'systemd' : programName(path).replace(/^(php-fpm)[\d.]+$/, '$1');
  return { program: name, instruction: own.instruction };
}

function wordsOf(instruction: Instruction, model: BuildModel): readonly string[] {
  const script = model.stepOf(instruction).scripts[0];
  const command = script && simpleCommand(script);
  return command?.isPlain ? command.words.map(({ value }) => value ?? '') : [];
}
