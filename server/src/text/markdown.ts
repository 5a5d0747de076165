/** Small builders for Markdown shown in hovers. They escape what comes from the document. */

/** A span of code: backticks in the text are kept by a longer fence. */
export function code(text: string): string {
  const clean = text.replace(/\s+/g, ' ');
  let fence = '`';
  while (clean.includes(fence)) fence += '`';
  const pad = clean.startsWith('`') || clean.endsWith('`') || clean === '' ? ' ' : '';
  return `${fence}${pad}${clean}${pad}${fence}`;
}

export function codeBlock(language: string, text: string): string {
  let fence = '```';
  while (text.includes(fence)) fence += '`';
  return `${fence}${language}\n${text}\n${fence}`;
}

/** Plain text with Markdown's own characters made harmless. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-!<>|~]/g, '\\$&');
}
