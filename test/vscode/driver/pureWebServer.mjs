// Serves VS Code for the Web with an extension and its suite, until it is ended.
// Its argument is JSON: `{ port, extension, suite, workspace }`.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { hostPaths } from '../host/setup.mjs';

const require = createRequire(join(hostPaths.folder, 'package.json'));
const { open } = require('@vscode/test-web');
const { port, extension, suite, workspace } = JSON.parse(process.argv[2]);

await open({
  browserType: 'none',
  // Together these name the folder that host/setup.mjs laid out as a finished download.
  quality: 'stable',
  commit: 'npm',
  testRunnerDataDir: hostPaths.web,
  host: '127.0.0.1',
  port,
  extensionDevelopmentPath: extension,
  extensionTestsPath: suite,
  folderPath: workspace,
});
