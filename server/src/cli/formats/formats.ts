import { checkstyle } from './checkstyle.ts';
import type { Format } from './format.ts';
import { github } from './github.ts';
import { gitlab } from './gitlab.ts';
import { json } from './json.ts';
import { sarif } from './sarif.ts';
import { text } from './text.ts';

export const formatNames = ['text', 'json', 'sarif', 'github', 'gitlab', 'checkstyle'] as const;

export type FormatName = (typeof formatNames)[number];

export const formats: Readonly<Record<FormatName, Format>> = {
  text,
  json,
  sarif,
  github,
  gitlab,
  checkstyle,
};
