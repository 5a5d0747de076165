import { configurationFileNames, hadolintFileNames, ignoreFileNames } from '../../shared/src/languages.ts';

/**
 * Our documents. By file name too: other extensions give ignore files the language id `ignore`, and configuration
 * files are YAML like many others.
 */
export const documentSelector = [
  { language: 'dockerfile' },
  { language: 'dockerignore' },
  { pattern: `**/{${[...ignoreFileNames, ...configurationFileNames, ...hadolintFileNames].join(',')}}` },
];
