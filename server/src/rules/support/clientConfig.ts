import type { BuildModel, RunModel } from '../../model/types.ts';

/**
 * Whether the file speaks of what curl reads before its arguments: a `.curlrc` that is written or copied, the folder where
 * it is looked for. Nobody knows what is in it. To be asked through `model.fact`.
 */
export function configuresCurl({ wholeText }: BuildModel): boolean {
  return /curlrc|CURL_HOME/.test(wholeText);
}

/** The same of wget. */
export function configuresWget({ wholeText }: BuildModel): boolean {
  return /wgetrc/i.test(wholeText);
}

/** Whether a RUN speaks of aliases: one may give the client options that no call of it shows. */
export function setsAlias({ scripts }: RunModel): boolean {
  return scripts.some(({ text }) => /\balias\b/.test(text.text));
}
