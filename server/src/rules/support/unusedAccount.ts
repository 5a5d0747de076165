import type { BuildModel, Stage } from '../../model/types.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import type { TextRange } from '../../text/range.ts';
import { accountsUpTo } from './createdAccounts.ts';
import { runsAs } from './finalUser.ts';

/**
 * The account that the final image creates, and surely for its program, while nothing selects it: the container runs
 * as root. Undefined where something else may give root away, and where the account is that of a service.
 */
export function unusedAccount(
  model: BuildModel,
): { readonly name: string; readonly range: TextRange } | undefined {
  return model.once(findUnused);
}

function findUnused(model: BuildModel) {
  const final = model.finalStage;
  if (!final || final.final.user.by || runsAs(final.final) === 'unprivileged') return undefined;
  // It is for whoever builds on this image.
  if (final.instructions.some(({ trigger }) => trigger?.name === 'USER')) return undefined;
  const accounts = accountsUpTo(final, model);
  const [account] = accounts;
  // Several accounts are those of services, which a start script switches to.
  if (account?.name === undefined || accounts.length > 1 || services.has(account.name)) return undefined;
  if (switchesAccount(model) || supervisors.test(model.wholeText) || startsScript(final)) return undefined;
  return { name: account.name, range: account.word.range };
}

/**
 * Whether a file speaks of a program whose only purpose is to go on as another account. It needs root to do so: with a
 * USER the container would not start.
 */
export function switchesAccount(model: BuildModel): boolean {
  return model.fact(namesSwitcher);
}

/** Instructions are looked at once for as long as they stay the same. */
function namesSwitcher({ tree }: BuildModel): boolean {
  return tree.instructions.some((instruction) => instruction.once(mayCallSwitcher));
}

function mayCallSwitcher({ line, heredocs }: Instruction): boolean {
  return switchers.test(line.text) || heredocs.some(({ content }) => switchers.test(content));
}

const switchers = /\b(?:gosu|su-exec|setpriv|runuser|s6-setuidgid|chpst|fixuid)\b/;

/** Or a supervisor gives root away, for each service. */
const supervisors =
  /\b(?:supervisord?|s6-(?:overlay|svscan)|x?inetd|sshd|vsftpd|systemd)\b|\/sbin\/init\b|\bsu - /;

/** What a script does before it starts the program cannot be seen: many give root away. */
function startsScript({ final }: Stage): boolean {
  const argv = [...(final.entrypoint.value?.argv ?? []), ...(final.cmd.value?.argv ?? [])];
  return argv.some((word) => /entry-?point|\.sh\b|(?:^|\/)(?:start|run|init|boot)(?:-\w+)*$/.test(word));
}

/** Accounts that a server, started as root, switches to itself, and those of development containers. */
const services: ReadonlySet<string> = new Set([
  ...[
    'www-data',
    'www',
    'nginx',
    'apache',
    'httpd',
    'haproxy',
    'varnish',
    'squid',
    'mysql',
    'postgres',
    'redis',
  ],
  ...['mongodb', 'rabbitmq', 'memcache', 'zabbix', 'named', 'unbound', 'postfix', 'dovecot', 'vmail', 'sshd'],
  ...['dockremap', 'vscode', 'codespace', 'gitpod', 'messagebus', 'chrony', 'ntp', 'clamav', 'freeradius'],
]);
