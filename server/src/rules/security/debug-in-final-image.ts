import type { BuildModel, Stage, Step } from '../../model/types.ts';
import type { Instruction, Pair } from '../../syntax/dockerfile/tree.ts';
import type { TextEdit } from '../../text/edit.ts';
import type { TextRange } from '../../text/range.ts';
import { defineRule } from '../rule.ts';
import {
  type DevelopmentServer,
  developmentServer,
  isOptionOfNode,
  openDebugger,
  type StartedWord,
} from '../support/debugServers.ts';
import { linesWithout } from '../support/removeInstruction.ts';
import { withoutOne } from '../support/removeWord.ts';
import { isForDevelopment } from '../support/runtimeCommand.ts';
import { finalLayers } from '../support/stageOrder.ts';

export const debugInFinalImage = defineRule({
  id: 'debug-in-final-image',
  summary: 'The image opens a debugger, or starts a server that is for development',
  why: 'A debugger runs any code it is told, and asks for no password: whoever reaches its port has the container. Servers for development are neither made nor tested to face others, and show what goes wrong inside.',
  language: 'dockerfile',
  category: 'security',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'sonar', code: 'S4507', match: 'narrower' },
    { tool: 'tally', code: 'php/no-xdebug-in-final-image', match: 'related' },
  ],
  references: [
    'https://docs.oracle.com/en/java/javase/21/docs/specs/jpda/conninv.html',
    'https://nodejs.org/api/cli.html#warning-binding-inspector-to-a-public-ipport-combination-is-insecure',
    'https://docs.djangoproject.com/en/stable/ref/django-admin/#runserver',
    'https://flask.palletsprojects.com/en/stable/deploying/',
    'https://www.php.net/manual/en/features.commandline.webserver.php',
  ],
  concerns: {
    keywords: ['CMD', 'ENTRYPOINT', 'ENV'],
    text: /jdwp|--inspect|runserver|flask|fastapi|-S|artisan|--reload/i,
  },
  messages: {
    debugger:
      'This opens a debugger on port {port}, and whoever reaches it can run any code. Turn it on where you debug: docker run -e, or a stage of its own.',
    debugMode:
      'Flask in debug mode gives whoever causes an error a console to run code in. Turn it on where you debug.',
    server: '{command} is for development, and was never made to serve strangers. Start {better}.',
    reload: 'With --reload {program} watches its files and restarts: that is for development. Leave it out.',
  },
  fixes: {
    remove: { title: 'Remove {option}', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, report }) {
    const { finalStage } = model;
    if (!finalStage || isForDevelopment(finalStage.name) || saysDevelopment(finalStage)) return;
    for (const stage of finalLayers(model)) {
      for (const instruction of stage.instructionsWith('ENV')) {
        for (const pair of instruction.pairs) {
          const found = settingOf(pair, instruction, finalStage);
          if (!found) continue;
          const edits = editsWithout(found.option, pair, instruction, model);
          const fixes =
            edits.length > 0 ? [{ fix: 'remove' as const, values: { option: found.name }, edits }] : [];
          const at = placeOf(found.option, pair, model);
          if (found.port === undefined) report({ at, message: 'debugMode', fixes });
          else report({ at, message: 'debugger', values: { port: found.port }, fixes });
        }
      }
    }
    const { entrypoint, cmd } = finalStage.final;
    const started = wordsOf(entrypoint.by, model);
    // An entrypoint drops a CMD from below, and is what has set it then.
    const given = cmd.by === entrypoint.by ? [] : wordsOf(cmd.by, model);
    for (const words of [started, given]) {
      for (const word of words) {
        const found = openDebugger(word.text);
        const whole = words === given ? [...started, ...given] : started;
        if (
          !found ||
          (found.option.startsWith('--') && !isOptionOfNode(whole, word) && !isOptionOfNode(words, word))
        )
          continue;
        const by = words === given ? cmd.by : entrypoint.by;
        const fixes = removal(word, found.option, by, model);
        report({ at: word.range, message: 'debugger', values: { port: found.port }, fixes });
      }
    }
    // What an entrypoint makes of CMD is often to start it.
    const server = developmentServer([...started, ...given]) ?? developmentServer(given);
    if (!server) return;
    const { at } = server;
    const by = given.includes(at) ? cmd.by : entrypoint.by;
    if (server.kind === 'server')
      report({ at: at.range, message: 'server', values: { command: server.command, better: server.better } });
    else reportSwitch(server, removal(at, at.text, by, model));

    function reportSwitch(
      one: Exclude<DevelopmentServer, { kind: 'server' }>,
      fixes: ReturnType<typeof removal>,
    ) {
      if (one.kind === 'debug') report({ at: at.range, message: 'debugMode', fixes });
      else report({ at: at.range, message: 'reload', values: { program: one.program }, fixes });
    }
  },
});

/** The image is there to develop in, and says so. */
function saysDevelopment({ final }: Stage): boolean {
  return ['NODE_ENV', 'APP_ENV', 'RAILS_ENV', 'ASPNETCORE_ENVIRONMENT', 'DJANGO_ENV'].some((name) => {
    const variable = final.env(name);
    return variable.kind === 'defined' && /^(?:dev|local|test)/i.test(variable.value ?? '');
  });
}

interface DebugSetting {
  /** What is to go; undefined: the whole pair. */
  readonly option: string | undefined;
  readonly name: string;
  /** Of a debugger. */
  readonly port?: string;
}

function settingOf(
  { name, value }: Pair,
  instruction: Instruction,
  { final }: Stage,
): DebugSetting | undefined {
  const text = value?.text ?? '';
  const isFlask = name.text === 'FLASK_DEBUG' && /^["']?(?:1|true|yes|on)["']?$/i.test(text);
  if (!isFlask && !/jdwp|--inspect/.test(text)) return undefined;
  const variable = final.env(name.text);
  if (variable.kind !== 'defined' || variable.definition.instruction !== instruction) return undefined;
  if (isFlask) {
    const argv = [final.entrypoint, final.cmd].flatMap((one) => one.value?.argv ?? []).join(' ');
    // With another server Flask's own console is not there.
    return /gunicorn|uwsgi|waitress|uvicorn|hypercorn|gevent/.test(argv)
      ? undefined
      : { option: undefined, name: name.text };
  }
  const found = openDebugger(text);
  if (!found || (found.option.startsWith('--') && name.text !== 'NODE_OPTIONS')) return undefined;
  const isWhole = text.replace(/^["']|["']$/g, '').trim() === found.option;
  return {
    option: isWhole ? undefined : found.option,
    name: found.option.split(/[=:,]/)[0] ?? '',
    port: found.port,
  };
}

/** The option in the value, or the value. */
function placeOf(option: string | undefined, { name, value }: Pair, { tree }: BuildModel): TextRange {
  if (!value) return name.range;
  const { start, end } = value.range;
  const at = option === undefined ? -1 : tree.text.slice(start, end).indexOf(option);
  return option === undefined || at < 0
    ? value.range
    : { start: start + at, end: start + at + option.length };
}

function editsWithout(
  option: string | undefined,
  pair: Pair,
  instruction: Instruction,
  { tree }: BuildModel,
): readonly TextEdit[] {
  if (option === undefined) {
    if (instruction.isTrigger) return [];
    if (instruction.pairs.length === 1) return linesWithout(tree, instruction);
    const edit = withoutOne(instruction.pairs, pair, tree);
    return edit ? [edit] : [];
  }
  const { start = 0, end = 0 } = pair.value?.range ?? {};
  const written = tree.text.slice(start, end);
  const at = written.indexOf(option);
  if (at < 0) return [];
  // One of the blanks around it goes with it.
  const before = / *$/.exec(written.slice(0, at))?.[0].length ?? 0;
  const behind = before > 0 ? 0 : (/^ */.exec(written.slice(at + option.length))?.[0].length ?? 0);
  return [{ range: { start: start + at - before, end: start + at + option.length + behind }, newText: '' }];
}

/** What an instruction that is in force starts: the strings of exec form, the last command of shell form. */
function wordsOf(instruction: Instruction | undefined, model: BuildModel): readonly StartedWord[] {
  if (!instruction || instruction.isTrigger) return [];
  const { json } = instruction;
  if (json) return json.items.map(({ value, range }) => ({ text: value, range }));
  const command: Step['scripts'][number]['commands'][number] | undefined = model
    .stepOf(instruction)
    .scripts[0]?.commands.at(-1);
  const words = (command?.words ?? []).map(({ value, text, range }) => ({ text: value ?? text, range }));
  return words[0]?.text === 'exec' ? words.slice(1) : words;
}

/** Only of a word that is nothing but the option. */
function removal(word: StartedWord, option: string, by: Instruction | undefined, { tree }: BuildModel) {
  const row: readonly { readonly range: TextRange }[] = by?.json?.items ?? [];
  const item = row.find(({ range }) => range === word.range);
  const edit = item && word.text === option ? withoutOne(row, item, tree) : undefined;
  return edit
    ? [{ fix: 'remove' as const, values: { option: option.split(/[=:,]/)[0] ?? '' }, edits: [edit] }]
    : [];
}
