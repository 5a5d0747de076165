import { defineRule } from '../rule.ts';
import { changedCopies, flagInstead, shownWord } from '../support/changedCopies.ts';

export const preferCopyChmod = defineRule({
  id: 'prefer-copy-chmod',
  summary: 'Mode of copied files is changed by a RUN',
  why: 'A change of the mode stores the file a second time, in the layer of the RUN. COPY --chmod sets it as the file is copied.',
  language: 'dockerfile',
  category: 'efficiency',
  severity: 'information',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [{ tool: 'tally', code: 'prefer-copy-chmod', match: 'narrower' }],
  yieldsTo: ['world-writable'],
  references: ['https://docs.docker.com/reference/dockerfile/#copy---chown---chmod'],
  concerns: { keywords: ['RUN'], text: /chmod/i },
  messages: {
    storedTwice:
      'This stores {file} a second time, for its new mode. Set the mode where it is copied, with {flag}.',
  },
  fixes: {
    addFlag: {
      title: 'Copy it with --chmod={mode}',
      safety: 'unsafe',
      availability: 'sometimes',
    },
  },
  check({ model, report }) {
    for (const found of changedCopies(model, 'chmod')) {
      const [copy] = found.copies;
      const { text } = found.change;
      const octal = octalOf(text);
      if (!copy) continue;
      const flag = `${copy.name} --chmod${octal === undefined ? '' : `=${octal}`}`;
      const edits = octal === undefined ? undefined : flagInstead(found, `--chmod=${octal}`, model);
      report({
        at: { start: found.command.range.start, end: found.change.range.end },
        message: 'storedTwice',
        values: { file: shownWord(found.reached), flag },
        related: found.copies.map(({ keyword }) => ({ range: keyword.range, message: 'It is copied here' })),
        fixes:
          edits && octal !== undefined ? [{ fix: 'addFlag', values: { mode: octal }, edits }] : undefined,
      });
    }
  },
});

/** Of a symbolic mode what it makes of a usual file. */
function octalOf(mode: string): string | undefined {
  if (/^[0-7]{3,4}$/.test(mode)) return mode;
  return /^(?:a|ugo)?\+r?x$|^(?:a|ugo)?\+xr$/.test(mode) ? '755' : undefined;
}
