import type { TextRange } from '../../text/range.ts';
import { programOf } from './argv.ts';

/** A word of what the container starts, quotes taken off, with its place in the document. */
export interface StartedWord {
  readonly text: string;
  readonly range: TextRange;
}

export interface Debugger {
  /** The option that opens it, as it stands in the text it was found in. */
  readonly option: string;
  readonly port: string;
}

/**
 * A debugger of Java or Node.js that a text of options opens to all networks: what listens on the container itself
 * cannot be reached. Without an address Java listens to all before its version 9 alone, and is left in peace.
 */
export function openDebugger(text: string): Debugger | undefined {
  for (const [option, java, open, port] of text.matchAll(debuggers)) {
    if (java === undefined) return { option, port: port ?? (open === undefined ? '' : '9229') };
    const settings = java.split(',');
    const address = /^address=(?:\*|0\.0\.0\.0|\[?::\]?):(.+)$/;
    const found = settings.map((one) => address.exec(one)?.[1]).find((one) => one !== undefined);
    if (found !== undefined && settings.includes('server=y')) return { option, port: found };
  }
  return undefined;
}

/** https://docs.oracle.com/en/java/javase/21/docs/specs/jpda/conninv.html, https://nodejs.org/api/cli.html#inspect-hostport */
const debuggers =
  /-(?:agentlib:jdwp=|Xrunjdwp:)([^\s"']+)|--inspect(?:-brk|-wait)?=(0\.0\.0\.0|\[::\])(?::(\d+))?(?![\w.:])/g;

/** Whether what the words start is Node.js, and this one of them is an option of it and not of its script. */
export function isOptionOfNode(words: readonly StartedWord[], word: StartedWord): boolean {
  const program = programOf(words.map(({ text }) => text));
  if (program?.name !== 'node') return false;
  const options = words.slice(program.index + 1);
  const script = options.findIndex(({ text }) => !text.startsWith('-'));
  return options.slice(0, script < 0 ? undefined : script).includes(word);
}

export type DevelopmentServer =
  | {
      readonly kind: 'server';
      readonly at: StartedWord;
      readonly command: string;
      /** What is made to serve others. */
      readonly better: string;
    }
  | { readonly kind: 'reload' | 'debug'; readonly at: StartedWord; readonly program: string };

/** A server whose own documentation says that it is for development, or one that is told to run as if for that. */
export function developmentServer(words: readonly StartedWord[]): DevelopmentServer | undefined {
  let rest = behindRunner(words);
  let program = programOf(rest.map(({ text }) => text));
  if (!program) return undefined;
  if (/^python[\d.]*$/.test(program.name)) {
    // `python -u -m flask run`, `python manage.py runserver`: what follows is the program.
    const from = program.index + 1;
    const at = rest.findIndex(({ text }, index) => index >= from && (!text.startsWith('-') || text === '-m'));
    rest = at < 0 ? [] : rest.slice(rest[at]?.text === '-m' ? at + 1 : at);
    program = programOf(rest.map(({ text }) => text));
    if (!program) return undefined;
  }
  const { name, index } = program;
  const [first, ...args] = rest.slice(index);
  const find = (pattern: RegExp) => args.find(({ text }) => pattern.test(text));
  if (!first) return undefined;
  if (name === 'manage.py' || name === 'django-admin') {
    const at = /^runserver(?:_plus)?$/.test(args[0]?.text ?? '') ? args[0] : undefined;
    return at && { kind: 'server', at, command: `${name} ${at.text}`, better: PYTHON };
  }
  if (name === 'flask') {
    const at = find(/^run$/);
    const debug = find(/^--debug$/);
    if (at && debug) return { kind: 'debug', at: debug, program: 'Flask' };
    return at && { kind: 'server', at, command: 'flask run', better: PYTHON };
  }
  if (name === 'fastapi') {
    const at = /^dev$/.test(args[0]?.text ?? '') ? args[0] : undefined;
    return at && { kind: 'server', at, command: 'fastapi dev', better: 'fastapi run' };
  }
  if (/^php[\d.]*$/.test(name)) {
    const at = find(/^-S/);
    const script = args.find(({ text }) => !text.startsWith('-'));
    if (at && args[0] === at) return { kind: 'server', at, command: `${name} -S`, better: PHP };
    const serve = script?.text.endsWith('artisan') ? args[args.indexOf(script) + 1] : undefined;
    return serve?.text === 'serve'
      ? { kind: 'server', at: serve, command: 'artisan serve', better: PHP }
      : undefined;
  }
  if (/^(?:uvicorn|gunicorn|hypercorn)$/.test(name)) {
    const at = find(/^--reload$/);
    return at && { kind: 'reload', at, program: name };
  }
  return undefined;
}

const PYTHON = 'gunicorn or uvicorn';
const PHP = 'PHP-FPM, Apache or FrankenPHP';

/** `poetry run flask run` */
function behindRunner(words: readonly StartedWord[]): readonly StartedWord[] {
  const isRunner = /^(?:poetry|pipenv|pdm|uv)$/.test(words[0]?.text ?? '') && words[1]?.text === 'run';
  return isRunner ? words.slice(2) : words;
}
