import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { ShellCommand, ShellWord } from '../../syntax/shell/tree.ts';

/** `(New-Object Net.WebClient).DownloadFile('https://…', 'setup.exe')`, `$client.DownloadString(…)` */
export interface WebClientCall {
  /** The word with the method and its arguments. */
  readonly word: ShellWord;
  readonly method: string;
  /** Where the file goes, as written but for its quotes; undefined of a text. */
  readonly target: string | undefined;
}

/** https://learn.microsoft.com/dotnet/api/system.net.webclient.downloadfile */
export function webClientCall({ words }: ShellCommand): WebClientCall | undefined {
  for (const word of words) {
    const method = /^(?:\$[\w:]+)?\.(Download(?:File|String))\(/i.exec(word.text)?.[1];
    if (method === undefined) continue;
    const target = /,\s*(["']?)([^"',()]+)\1\s*\)$/.exec(word.text)?.[2]?.trim();
    return { word, method, target: /file/i.test(method) ? target : undefined };
  }
  return undefined;
}

/** By any of their names; `curl` and `wget` are names of the first only in Windows PowerShell. */
export const isWebCmdlet = /^(?:invoke-webrequest|iwr|invoke-restmethod|irm|start-bitstransfer)$/;

/** What a command downloads with, and how its author spells that. */
export function downloaderOf(
  command: ShellCommand,
): { readonly at: ShellWord; readonly label: string } | undefined {
  const call = webClientCall(command);
  if (call) return { at: call.word, label: call.method };
  const { program, name } = unwrapCommand(command);
  if (!program || name === undefined) return undefined;
  return { at: program, label: isWebCmdlet.test(name) ? program.text : name };
}
