import type { Instruction, JsonArray } from '../syntax/dockerfile/tree.ts';
import type { CommandSetting, Setting } from './types.ts';

/** What a SHELL changes. The engine runs a check in shell form with the SHELL of the image, also one set after it. */
export function changeOfShell(
  instruction: Instruction,
  { items }: JsonArray,
  healthcheck: Setting<CommandSetting | 'none'>,
): {
  readonly shell: Setting<readonly string[]>;
  readonly healthcheck?: Setting<CommandSetting | 'none'>;
} {
  const value = items.map((item) => item.value);
  const shell = { value, by: instruction, fromBase: false };
  const check = healthcheck.value;
  if (check === undefined || check === 'none' || check.form === 'exec') return { shell };
  const argv = [...value, check.argv.at(-1) ?? ''];
  return { shell, healthcheck: { ...healthcheck, value: { ...check, argv } } };
}
