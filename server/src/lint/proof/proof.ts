/** The answer of a proof; `reason` completes "the fix was withheld: …". */
export type Proof = { readonly ok: true } | { readonly ok: false; readonly reason: string };

export function refuse(reason: string): Proof {
  return { ok: false, reason };
}
