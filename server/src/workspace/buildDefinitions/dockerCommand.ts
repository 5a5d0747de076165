import { identityText } from '../../syntax/dockerfile/logicalLines.ts';
import { shellScriptOf } from '../../syntax/shell/script.ts';
import type { ShellCommand } from '../../syntax/shell/tree.ts';
import { lineCounter } from './definition.ts';

/** A `docker build` of a script; paths are relative to the folder where the script runs. */
export interface DockerBuild {
  readonly context: string;
  /** Undefined: `Dockerfile` in the context. */
  readonly file: string | undefined;
  readonly target: string | undefined;
  /** Names of further contexts. */
  readonly namedContexts: readonly string[];
  /** Line of the script, counted from zero. */
  readonly line: number;
}

/**
 * The builds of a shell script, as far as they are certain: none where the script goes to another folder, and none whose
 * context or Dockerfile hangs on a variable. Never throws.
 * https://docs.docker.com/reference/cli/docker/buildx/build/
 */
export function dockerBuildsIn(script: string): DockerBuild[] {
  if (!/\b(?:docker|podman)\b/.test(script)) return [];
  const text = script.replace(/\\\r?\n/g, (seam) => ' '.repeat(seam.length));
  const { commands } = shellScriptOf(identityText(text, 0, text.length), 'bash');
  if (commands.some(({ name }) => name === 'cd' || name === 'pushd')) return [];
  const lineOf = lineCounter(script);
  return commands.flatMap((command) => {
    const build = readBuild(command);
    return build ? [{ ...build, line: lineOf(command.range.start) - 1 }] : [];
  });
}

/** Options that stand alone: whatever follows them is another word. */
const switches: ReadonlySet<string> = new Set(
  (
    '--check --compress --debug -D --disable-content-trust --force-rm --help --load --no-cache --pull --push --quiet -q ' +
    '--rm --squash'
  ).split(' '),
);

function readBuild({ name, words }: ShellCommand): Omit<DockerBuild, 'line'> | undefined {
  if (name !== 'docker' && name !== 'podman') return undefined;
  const values = words.map(({ value }) => value);
  const verb = ['buildx', 'image', 'builder'].includes(values[1] ?? '') ? 2 : 1;
  if (values[verb] !== 'build') return undefined;
  const given: (string | undefined)[] = [];
  let file: string | undefined;
  let target: string | undefined;
  const namedContexts: string[] = [];
  for (let at = verb + 1; at < values.length; at++) {
    const text = words[at]?.text ?? '';
    const [, long, inline] = /^(--?[\w-]+)(?:=([\s\S]*))?$/.exec(text) ?? [];
    const option = long ?? (/^-[ft]./.test(text) ? text.slice(0, 2) : undefined);
    if (option === undefined) {
      // `$ARGS` may be anything, options with it.
      if (values[at] === undefined && /^\$/.test(text)) return undefined;
      given.push(values[at]);
      continue;
    }
    const isShort = long === undefined || /^-[ft]\w/.test(text);
    let value: string | undefined;
    if (isShort) value = values[at]?.slice(2);
    else if (inline !== undefined) value = values[at]?.slice(option.length + 1);
    else if (!switches.has(option)) value = values[++at];
    const meant = isShort ? text.slice(0, 2) : option;
    if (meant === '-f' || meant === '--file') {
      if (value === undefined || value === '-') return undefined;
      file = value;
    }
    if (meant === '--target') target = value;
    if (meant === '--build-context') namedContexts.push(...(/^[^=]+(?==)/.exec(value ?? '') ?? []));
  }
  const [context, ...more] = given;
  return context === undefined || more.length > 0 ? undefined : { context, file, target, namedContexts };
}
