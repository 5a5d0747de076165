/** No names at all: one for all texts. */
export const noNames: ReadonlySet<string> = new Set();

/** Most texts name nothing: the first name brings the set. */
export function withName(names: ReadonlySet<string>, name: string): ReadonlySet<string> {
  if (names === noNames) return new Set([name]);
  return (names as Set<string>).add(name);
}

/** Whether a part of a text is not known, by the mark that stands for it. */
export function isUnknown(text: string | undefined, { unknown }: { readonly unknown?: string }): boolean {
  return unknown !== undefined && text?.includes(unknown) === true;
}
