import { programName } from '../../knowledge/shells.ts';
import type { PackageCommand, RunModel, Step } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { ShellCommand } from '../../syntax/shell/tree.ts';

/** Whether a step may well need what only the full image of a language has: compilers, headers, git, curl, … */
export function mayNeedTools(step: Step): boolean {
  const { instruction, run } = step;
  if (instruction.name === 'RUN') return run?.once(runNeedsTools) ?? false;
  if (instruction.trigger) return true;
  if (instruction.name !== 'CMD' && instruction.name !== 'ENTRYPOINT' && instruction.name !== 'HEALTHCHECK') {
    return false;
  }
  const words =
    instruction.json?.items.map(({ value }) => value) ?? instruction.shell?.text.split(/[\s;&|()"'`]+/) ?? [];
  return words.some((word) => tools.test(programName(word)));
}

function runNeedsTools({ commands, packageCommands, dialect, form, scripts }: RunModel): boolean {
  if (dialect === 'other' || (form === 'heredoc' && scripts[0]?.script.commands.length === 0)) return true;
  const calls = new Map(packageCommands.map((call) => [call.command, call]));
  return commands.some((command) => {
    const call = calls.get(command);
    return call ? callNeedsTools(call) : commandNeedsTools(command);
  });
}

function callNeedsTools(call: PackageCommand): boolean {
  const { manager, packages, action } = call;
  // Native extensions are compiled as a rule.
  if (
    /^(?:gem|bundle|bundler|go|cargo|mvn|gradle|mix|rebar3|cpanm|cpan|stack|cabal|swift|composer|lein|sbt)$/.test(
      manager,
    )
  )
    return true;
  if (/^(?:apt-get|apt|aptitude|apk|yum|dnf)$/.test(manager)) {
    return (
      action === 'install' &&
      packages.some(({ name = '' }) =>
        /-dev(?:el)?$|^(?:build-essential|build-base|gcc|g\+\+|make|cmake|clang)/.test(name),
      )
    );
  }
  return packages.some(
    ({ kind, name = '', word }) =>
      (kind === 'url' && /git/.test(word.text)) ||
      /^(?:git|github:|git\+)/.test(word.text) ||
      compiled.test(name),
  );
}

function commandNeedsTools(command: ShellCommand): boolean {
  const { name, args, program } = unwrapCommand(command);
  if (name === undefined) return command.words.length > 0 && program !== undefined;
  if (tools.test(name) || /^\.{0,2}\//.test(program?.text ?? '')) return true;
  // What a script does is not seen from here.
  if (/^(?:sh|bash|ash|dash|eval|source|\.)$/.test(name)) return args.length > 0;
  return false;
}

/** Programs of the full images (`buildpack-deps`) that slim ones do not have. */
const tools =
  /^(?:gcc|g\+\+|cc|c\+\+|clang|make|cmake|ninja|meson|autoconf|automake|autoreconf|configure|bison|flex|patch|ld|git|hg|svn|bzr|curl|wget|unzip|file|dpkg-buildpackage|ssh|ssh-keyscan|gpg|node-gyp|pkg-config|mysql_config|pg_config|imagemagick|convert|swift|swiftc|xz|ps|pkill|rebar|rebar3)$/;

/** Packages that have to be compiled on Linux, or were for long. */
const compiled =
  /^(?:psycopg2|psycopg2\[.*|mysqlclient|uwsgi|pycairo|pygobject|python-ldap|pyodbc|dbus-python|pysqlite3|node-gyp|node-sass|node-canvas)$/i;

/** Whether a step relies on what Alpine does not have: Debian's package manager, bash, GNU's account tools. */
export function needsDebian({ instruction, run, before }: Step): boolean {
  if (instruction.name === 'SHELL' || before.shell.by) return true;
  if (instruction.name === 'CMD' || instruction.name === 'ENTRYPOINT' || instruction.name === 'HEALTHCHECK') {
    return /\bbash\b/.test(instruction.args.text);
  }
  return run?.once(callsDebian) ?? false;
}

function callsDebian({ commands }: RunModel): boolean {
  return commands.some((command) => debianOnly.test(unwrapCommand(command).name ?? ''));
}

const debianOnly =
  /^(?:apt|apt-get|apt-key|aptitude|add-apt-repository|dpkg|dpkg-query|bash|useradd|groupadd|usermod|groupmod|userdel|locale-gen|update-alternatives|a2enmod|a2dismod|a2ensite)$/;
