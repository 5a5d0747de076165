import { type Foreground, foregroundOfService, leavesForeground } from '../../knowledge/daemons.ts';
import type { BuildModel, Stage } from '../../model/types.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import type { TextEdit } from '../../text/edit.ts';
import type { TextRange } from '../../text/range.ts';
import { defineRule } from '../rule.ts';
import { programOf } from '../support/argv.ts';
import { withoutOne } from '../support/removeWord.ts';
import { isBourne } from '../support/shellState.ts';

export const commandDaemonizes = defineRule({
  id: 'command-daemonizes',
  summary: 'CMD or ENTRYPOINT starts a server in the background and ends',
  why: 'A container lives as long as its first process. A server that puts itself into the background, or an init script that starts one, ends that process at once: the container stops with status 0, and nothing says why.',
  language: 'dockerfile',
  category: 'runtime',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [],
  references: [
    'https://docs.docker.com/engine/containers/multi-service_container/',
    'https://docs.docker.com/reference/cli/docker/container/run/#detach',
  ],
  concerns: { keywords: ['CMD', 'ENTRYPOINT'] },
  messages: {
    daemon:
      '{program} goes into the background here, and the container ends with its first process. Keep it in the foreground.',
    service:
      'The container ends as soon as {command} has started the server in the background. Start the server itself, in the foreground.',
    background:
      'The shell does not wait for what & puts into the background: it ends, and the container with it. Leave the & out.',
  },
  fixes: {
    foreground: { title: 'Start {program} in the foreground', safety: 'unsafe', availability: 'sometimes' },
    leaveOut: { title: 'Leave the & out', safety: 'unsafe', availability: 'always' },
  },
  check({ model, report }) {
    const stage = model.finalStage;
    const start = stage && startOf(stage, model);
    if (!stage || !start) return;
    if (start.kind === 'background') {
      const { at, from } = start;
      const edits = [{ range: { start: from, end: at.end }, newText: '' }];
      report({ at, message: 'background', fixes: [{ fix: 'leaveOut', edits }] });
      return;
    }
    const { words } = start;
    const program = programOf(words.map(({ value }) => value));
    const first = program && words[program.index];
    if (!program || !first) return;
    const args = words.slice(program.index + 1);
    const texts = args.map(({ value }) => value);
    const last = args.at(-1) ?? first;
    // ENTRYPOINT has the program, and CMD its arguments.
    const isTogether = stage
      .instructionsWith('CMD', 'ENTRYPOINT')
      .some(
        ({ range }) =>
          range.start <= first.range.start &&
          first.range.start <= last.range.start &&
          last.range.end <= range.end,
      );
    const at = isTogether ? { start: first.range.start, end: last.range.end } : first.range;
    const service = serviceOf(first.value, program.name, texts);
    if (service !== undefined) {
      if (mayStay(service, model)) return;
      const instead = foregroundOfService.get(service);
      const edits = instead && [{ range: at, newText: written(instead, start) }];
      const command = [first.value, ...texts].join(' ');
      const fixes = edits && [{ fix: 'foreground' as const, values: { program: instead[0] ?? '' }, edits }];
      report({ at, message: 'service', values: { command }, fixes });
      return;
    }
    const found = leavesForeground(program.name, texts, stage.base.facts.distribution);
    if (!found || mayStay(program.name, model)) return;
    const values = { program: program.name };
    const edits = isTogether ? editsOf(found, start, first, args, model) : undefined;
    report({ at, message: 'daemon', values, fixes: edits && [{ fix: 'foreground', values, edits }] });
  },
});

interface Word {
  readonly value: string;
  readonly range: TextRange;
}

interface Command {
  readonly kind: 'command';
  readonly form: 'exec' | 'shell';
  readonly words: readonly Word[];
}

interface Background {
  readonly kind: 'background';
  /** The `&`. */
  readonly at: TextRange;
  /** Where the command in front of it ends. */
  readonly from: number;
}

/** What a container starts, where all of it is known: of shell text the last command, with which the shell ends. */
function startOf(stage: Stage, model: BuildModel): Command | Background | undefined {
  const { entrypoint, cmd } = stage.final;
  const own = entrypoint.by ? entrypoint.value : cmd.value;
  if (!own || own.argv.length === 0 || model.stageOf(own.instruction) !== stage) return undefined;
  // An entrypoint of the base may do what it likes with CMD; those of these images run it.
  if (!entrypoint.by && !entrypoint.value && stage.base.facts.family !== 'nginx') return undefined;
  if (own.form === 'shell') return lastCommand(own.instruction, model);
  const items = own.instruction.json?.items;
  if (!items) return undefined;
  const more = entrypoint.by && cmd.value?.argv.length ? cmd.value : undefined;
  if (more && (more.form === 'shell' || !more.instruction.json)) return undefined;
  return { kind: 'command', form: 'exec', words: [...items, ...(more?.instruction.json?.items ?? [])] };
}

function lastCommand(instruction: Instruction, model: BuildModel): Command | Background | undefined {
  const step = model.stepOf(instruction);
  const script = isBourne(step.dialect, model) ? step.scripts[0] : undefined;
  const list = script?.body[0];
  const last = list?.items.at(-1);
  if (!script || !last || script.body.length !== 1 || script.errors.length > 0) return undefined;
  if (last.background) {
    const { end: from } = last.range;
    const tail = /^\s*&(?!&)/.exec(model.tree.text.slice(from, instruction.head.end))?.[0];
    const end = from + (tail?.length ?? 0);
    return tail === undefined || script.commands.some(({ name }) => name === 'wait')
      ? undefined
      : { kind: 'background', at: { start: end - 1, end }, from };
  }
  const { node, operator } = last;
  if (node.kind !== 'command' || last.negated || operator === '|' || operator === '|&' || operator === '||')
    return undefined;
  if (node.redirects.some(({ operator: redirect }) => redirect.startsWith('<<'))) return undefined;
  const words = node.words.map(({ value, text, range }) => ({ value: value ?? text, range }));
  const isKnown = node.words.every(({ value }) => value !== undefined);
  return isKnown && words.length > 0 ? { kind: 'command', form: 'shell', words } : undefined;
}

/** The service that an init script starts: `service nginx start`, `/etc/init.d/nginx start`. */
function serviceOf(path: string, name: string, args: readonly string[]): string | undefined {
  const isStart = /^(?:re)?start$/.test(args.at(-1) ?? '');
  if (path.startsWith('/etc/init.d/')) return isStart && args.length === 1 ? name : undefined;
  return name === 'service' && isStart && args.length === 2 ? args[0] : undefined;
}

/** A configuration that we cannot see, or the file itself, may keep the program in the foreground. */
function mayStay(name: string, model: BuildModel): boolean {
  if (
    /daemon\s+off|daemonize|nodaemon|DAEMON_OPTS|foreground/i.test(
      model.wholeText.replace(/--daemonize/g, ''),
    )
  )
    return true;
  if (!isConfigured.test(name)) return false;
  return model
    .stepsWith('COPY', 'ADD', 'RUN')
    .some(({ instruction: { name: keyword, words, args, heredocs } }) => {
      if (keyword === 'RUN')
        return [args.text, ...heredocs.map(({ content }) => content)].some((text) =>
          configuration.test(text),
        );
      const target = words.at(-1)?.text ?? '';
      return (
        /^["']?\/(?:etc\/?)?["']?$|\$|init\.d/.test(target) ||
        words.some(({ text }) => text.includes(name.slice(0, 5)))
      );
    });
}

/** Programs that a setting can keep in the foreground, and what only a script knows. */
const isConfigured =
  /^(?!(?:sshd|cron|crond|pm2|apache2|httpd|apachectl|apache2ctl|gunicorn|mongod|memcached)$)/;
const configuration =
  /(?:nginx|php-fpm|fpm\.d|redis|rsyslog|main\.cf)\S*\.(?:conf|cf)|\/etc\/init\.d\/\S+\s*(?:<<|;|&&)|conf\.d|default\/\w/;

/** The words in the form of the command that they stand in. */
function written(words: readonly string[], { form }: Pick<Command, 'form'>): string {
  return words
    .map((word) => (form === 'exec' ? JSON.stringify(word) : /[\s;]/.test(word) ? `'${word}'` : word))
    .join(form === 'exec' ? ', ' : ' ');
}

function editsOf(
  { add, replace, program }: Foreground,
  start: Command,
  first: Word,
  args: readonly Word[],
  { tree }: BuildModel,
): readonly TextEdit[] | undefined {
  if (program !== undefined) return [{ range: first.range, newText: written([program], start) }];
  if (add) {
    const { end } = first.range;
    const newText = (start.form === 'exec' ? ', ' : ' ') + written(add, start);
    return [{ range: { start: end, end }, newText }];
  }
  for (const [index, words] of replace ?? []) {
    const word = args[index];
    if (!word) return undefined;
    if (words.length > 0) return [{ range: word.range, newText: written(words, start) }];
    const edit = withoutOne([first, ...args], word, tree);
    return edit && [edit];
  }
  return undefined;
}
