import type { Severity } from '../../rules/categories.ts';
import { type Format, regionsOf } from './format.ts';

/** The XML of Checkstyle, which Jenkins and many others read. */
export const checkstyle: Format = (files) => {
  const blocks = files.map(({ path, text, problems }) => {
    const regionOf = regionsOf(text);
    const errors = problems.map(({ range, severity, message, rule }) => {
      const { startLine, startColumn } = regionOf(range);
      const place = `line="${startLine}" column="${startColumn}"`;
      const said = `severity="${levels[severity]}" message="${escaped(message)}" source="shipshape.${rule.id}"`;
      return `    <error ${place} ${said}/>\n`;
    });
    return `  <file name="${escaped(path)}">\n${errors.join('')}  </file>\n`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<checkstyle version="4.3">\n${blocks.join('')}</checkstyle>\n`;
};

const levels: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  information: 'info',
  hint: 'info',
};

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Characters that XML 1.0 cannot hold at all become the one that stands for what is not known. */
function escaped(text: string): string {
  return text
    .replace(/[&<>"']/g, (character) => entities[character] as string)
    .replace(/[\t\n\r]/g, (blank) => `&#${blank.charCodeAt(0)};`)
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD');
}
