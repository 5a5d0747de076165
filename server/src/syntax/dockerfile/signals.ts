/**
 * Whether `STOPSIGNAL` takes a value: a number other than zero, or a signal's name in any case, with or without
 * `SIG`. https://github.com/moby/sys/tree/main/signal
 */
export function isSignal(value: string): boolean {
  const number = /^([-+]?)(\d+)$/.exec(value);
  if (number) {
    const size = BigInt(number[2] ?? '');
    return size !== 0n && size < 2n ** 63n + (number[1] === '-' ? 1n : 0n);
  }
  const name = value.toUpperCase().replace(/^SIG/, '');
  if (names.has(name)) return true;
  const realtime = /^RT(MIN\+|MAX-)([1-9]\d?)$/.exec(name);
  return realtime !== null && Number(realtime[2]) <= (realtime[1] === 'MIN+' ? 15 : 14);
}

/** Without `SIG`. */
export const signalNames: readonly string[] = (
  'ABRT ALRM BUS CHLD CLD CONT FPE HUP ILL INT IO IOT KILL PIPE POLL PROF PWR QUIT RTMAX RTMIN SEGV STKFLT STOP ' +
  'SYS TERM TRAP TSTP TTIN TTOU URG USR1 USR2 VTALRM WINCH XCPU XFSZ'
).split(' ');

const names: ReadonlySet<string> = new Set(signalNames);
