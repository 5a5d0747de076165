import { type ContextNode, isBelow } from '../../model/context/contextTree.ts';

/** Whether it lies in a folder of tests, examples or documentation: what looks like a mistake is there on purpose. */
export function isForShow(node: ContextNode): boolean {
  return isBelow(node, ({ name }) => forShow.test(name));
}

const forShow =
  /^(?:tests?|testdata|test[-_]\w+|__tests__|specs?|fixtures?|__fixtures__|mocks?|__mocks__|e2e|examples?|samples?|demos?|docs?)$/i;
