import { ignoreFileNames } from '../../shared/src/languages.ts';

/** Our documents. By file name too: other extensions give ignore files the language id `ignore`. */
export const documentSelector = [
  { language: 'dockerfile' },
  { language: 'dockerignore' },
  { pattern: `**/{${ignoreFileNames.join(',')}}` },
];
