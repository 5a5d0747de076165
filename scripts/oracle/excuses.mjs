// Where we differ from a recorded answer on purpose. An excuse is a named predicate over the outcome (its case, what
// was expected, what we say), never over a case's id, with a reason another reader would accept.

/**
 * @typedef {object} Excuse
 * @property {string} name
 * @property {string} file the file of cases it is for
 * @property {string} reason
 * @property {(outcome: import('./run.mjs').Outcome) => boolean} applies
 */

/** @type {Excuse[]} */
export const excuses = [
  {
    name: 'warning on a trigger that is refused',
    file: 'dockerfile-utils.jsonl',
    reason:
      'BuildKit refuses this keyword behind ONBUILD: we report that error and nothing else about the instruction',
    applies: ({ expects, expected, refusals }) =>
      expects === 'finding' &&
      expected.severity === 'warning' &&
      refusals.some((message) => message.endsWith("isn't allowed as an ONBUILD trigger")),
  },
];
