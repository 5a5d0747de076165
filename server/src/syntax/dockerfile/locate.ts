import type { DockerfileTree, Instruction } from './tree.ts';

/**
 * The instruction of the top level that holds an offset, its end included, where a cursor stands after typing.
 * Binary search: instructions are ascending and disjoint.
 */
export function instructionAt({ instructions }: DockerfileTree, offset: number): Instruction | undefined {
  let low = 0;
  let high = instructions.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((instructions[middle]?.range.start ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  const found = instructions[low];
  return found && found.range.start <= offset && offset <= found.range.end ? found : undefined;
}
