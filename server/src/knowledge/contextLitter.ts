/**
 * Files and folders of a project that are of no use in an image, whatever it runs: history, settings of editors, and
 * what tools leave behind. Paths of the build context.
 */
export const CONTEXT_LITTER = [
  '.git',
  '.vscode',
  '.idea',
  '.DS_Store',
  '.venv',
  '__pycache__',
  '.pytest_cache',
  'coverage',
  '.nyc_output',
  'npm-debug.log',
] as const;
