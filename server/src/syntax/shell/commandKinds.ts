import type { CommandNode, PipelineNode, Redirection } from './adapter.ts';

/** `a &> b`, of both outputs. */
export function sendsAll(node: CommandNode): boolean {
  const isBoth = ({ operator }: Redirection) => operator === '&>' || operator === '&>>';
  return (node.type === 'Command' || node.type === 'Redirected') && node.redirects.some(isBoth);
}

/** Commands whose failure is an answer, not a mishap. */
export function isTest(node: PipelineNode): boolean {
  if (node.type === 'Pipeline') return node.commands.length === 1 && isTest(node.commands[0] as CommandNode);
  if (node.type === 'TestCommand' || node.type === 'ArithmeticCommand') return true;
  if (node.type !== 'Command') return false;
  const name = node.name?.text;
  if (name === '[' || name === 'test' || name === 'which' || name === 'type' || name === 'hash') return true;
  const option = node.args[0]?.text ?? '';
  return (name === 'command' && /^-[vV]/.test(option)) || (name === 'grep' && /^-[a-zA-Z]*q/.test(option));
}
