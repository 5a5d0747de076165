import { unknownPart } from '../knowledge/baseImages.ts';

/** Names of ENVs of which only a part is known, as of `ENV ${TOOL}_HOME=/x`: each may be any that fits. */
export interface OpenName {
  readonly prefix: string;
  readonly suffix: string;
  /** How many definitions stood before it. */
  readonly order: number;
  readonly earlier: OpenName | undefined;
  readonly count: number;
}

/** More are taken for one that fits everything: they are looked through for every name. */
const most = 10;

export function withOpenName(earlier: OpenName | undefined, name: string, order: number): OpenName {
  const count = (earlier?.count ?? 0) + 1;
  if (count > most) return { prefix: '', suffix: '', order, earlier: undefined, count };
  const prefix = name.slice(0, name.indexOf(unknownPart));
  const suffix = name.slice(name.lastIndexOf(unknownPart) + unknownPart.length);
  return { prefix, suffix, order, earlier, count };
}

/** Whether one of them may have set a name after the definition that was the `order`th. */
export function mayHaveSet(open: OpenName | undefined, name: string, order: number): boolean {
  for (let at = open; at && at.order > order; at = at.earlier) {
    const { prefix, suffix } = at;
    if (name.length < prefix.length + suffix.length) continue;
    if (name.startsWith(prefix) && name.endsWith(suffix)) return true;
  }
  return false;
}
