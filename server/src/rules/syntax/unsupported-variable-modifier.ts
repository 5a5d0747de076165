import { identityText } from '../../syntax/dockerfile/logicalLines.ts';
import { variableReferences, withNested } from '../../syntax/dockerfile/variables.ts';
import { defineRule } from '../rule.ts';
import { syntaxIssues } from '../support/syntaxIssues.ts';

export const unsupportedVariableModifier = defineRule({
  id: 'unsupported-variable-modifier',
  summary: 'Variable is written in a way BuildKit does not know',
  why: 'BuildKit expands variables itself and knows a part of what a shell knows. At anything else between ${ and } the build stops.',
  language: 'dockerfile',
  category: 'syntax',
  severity: 'error',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'rcjsuen', code: 'UNSUPPORTED_MODIFIER', match: 'same' },
    { tool: 'hadolint', code: 'DL1000', match: 'related' },
  ],
  yieldsTo: ['refused-trailing-comment'],
  references: ['https://docs.docker.com/reference/dockerfile/#environment-replacement'],
  concerns: { text: /\$\{/ },
  messages: {
    modifier:
      'BuildKit does not know {modifier} behind {name}: the build stops here. It knows :- - :+ + :? ? # ## % %% / and //.',
    powershell:
      'BuildKit reads this line, not PowerShell: here the variable is written with its name alone. The build stops here.',
    brace: 'The brace of this variable is never closed: the build stops here.',
    slash: 'A replacement needs two slashes, as in NAME/old/new: the build stops here.',
    substitution: 'There is no name between the braces: the build stops here.',
    pattern: 'This pattern has an escape that BuildKit does not know: the build stops here.',
  },
  fixes: {
    closeBrace: { title: 'Close the brace', safety: 'unsafe', availability: 'sometimes' },
    nameAlone: { title: 'Change to {name} alone', safety: 'unsafe', availability: 'always' },
  },
  check({ model, report }) {
    for (const issue of syntaxIssues(model, 'invalid-substitution')) {
      const { range: at } = issue;
      const reason = issue.values.reason ?? '';
      const written = model.tree.text.slice(at.start, at.end);
      const powershell = /^\$\{env:(\w+)\}$/i.exec(written)?.[1];
      if (powershell !== undefined) {
        const start = at.start + 2;
        const edits = [{ range: { start, end: start + 4 }, newText: '' }];
        const fixes = [{ fix: 'nameAlone', values: { name: powershell }, edits }] as const;
        report({ at, message: 'powershell', fixes });
      } else if (reason.includes("missing '}'")) {
        const fixes = isCertain(written) ? brace(at.end) : undefined;
        report({ at, message: 'brace', fixes });
      } else if (reason.includes("missing '/'")) {
        report({ at, message: 'slash' });
      } else if (reason.includes('bad substitution')) {
        report({ at, message: 'substitution' });
      } else if (reason.includes('invalid pattern')) {
        report({ at, message: 'pattern' });
      } else {
        const name = issue.values.variable ?? '';
        const modifier = /\((.*)\)/.exec(reason)?.[1]?.replace('\ufffd', '') ?? '';
        const isOpen = !written.endsWith('}');
        if (isOpen) report({ at, message: 'brace', fixes: isCertain(written) ? brace(at.end) : undefined });
        else report({ at, message: 'modifier', values: { name, modifier } });
      }
    }
  },
});

function brace(end: number) {
  return [{ fix: 'closeBrace', edits: [{ range: { start: end, end }, newText: '}' }] }] as const;
}

/** The name alone was to stand in the braces, or a modifier and a plain word. */
function isCertain(written: string): boolean {
  const closed = `${written}}`;
  const references = variableReferences(identityText(closed, 0, closed.length));
  const isValid = [...withNested(references)].every(({ error }) => error === undefined);
  return isValid && /^\$\{\w+(?::?[-+]\w*)?$/.test(written);
}
