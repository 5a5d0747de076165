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
export const excuses = [];
