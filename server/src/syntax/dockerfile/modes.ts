/**
 * What BuildKit refuses of the mode behind `--chmod=`, or undefined: octal digits up to 7777, or clauses such as
 * `u=rwX,go-w`. https://github.com/tonistiigi/dchapes-mode
 */
export function modeProblem(mode: string): string | undefined {
  if (/^0*[0-7]{1,4}$/.test(mode)) return undefined;
  // What begins with a digit is taken for a number, whatever follows.
  if (/^[0-9]/.test(mode)) {
    return `invalid chmod parameter: '${mode}'. it should be octal string and between 0 and 07777`;
  }
  return mode.split(',').every(isClause)
    ? undefined
    : `invalid syntax: '${mode}' is neither octal nor a mode like u=rwX,go=rX`;
}

/** Whose bits, and then what is done to them: at least once, in any order. */
function isClause(clause: string): boolean {
  return /^[augo]*[-+=][-+=rstwXxugo]*$/.test(clause);
}
