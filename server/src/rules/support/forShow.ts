import type { ContextNode } from '../../model/context/contextTree.ts';

/** Whether it lies in a folder of tests, examples or documentation: what looks like a mistake is there on purpose. */
export function isForShow(node: ContextNode): boolean {
  for (let above = node.parent; above?.parent; above = above.parent)
    if (forShow.test(above.name)) return true;
  return false;
}

const forShow =
  /^(?:tests?|testdata|test[-_]\w+|__tests__|specs?|fixtures?|__fixtures__|mocks?|__mocks__|e2e|examples?|samples?|demos?|docs?)$/i;
