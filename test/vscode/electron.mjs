// The extension-host suite in desktop VS Code, which @vscode/test-electron downloads: `npm run test:electron [version]`.
// Needs the network and, on Linux, a display (xvfb-run npm run test:electron).
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { bundleSuites, extensionFolder, suites } from './bundle.mjs';
import { temporaryFolder } from './driver/processes.mjs';

const version = process.argv[2] ?? 'stable';
const resultFile = join(temporaryFolder('result'), 'result.json');
const workspace = temporaryFolder('workspace');

const built = spawnSync(process.execPath, ['esbuild.mjs'], { cwd: extensionFolder, stdio: 'inherit' });
if (built.status !== 0) process.exit(1);
await bundleSuites();

let code = 1;
try {
  code = await runTests({
    version,
    extensionDevelopmentPath: extensionFolder,
    extensionTestsPath: suites.node,
    extensionTestsEnv: { TEST_RESULT_FILE: resultFile },
    launchArgs: [
      workspace,
      '--disable-extensions',
      '--disable-workspace-trust',
      `--user-data-dir=${temporaryFolder('profile')}`,
    ],
  });
} catch (error) {
  console.error(`Desktop VS Code (${version}) did not run the suite: ${error.message}`);
  console.error('It is downloaded from update.code.visualstudio.com; on Linux it also needs a display.');
}
// The exit code alone would also be 0 where the extension host died: the suite itself must have reported.
const report = existsSync(resultFile)
  ? JSON.parse(readFileSync(resultFile, 'utf8'))
  : { total: 0, failures: 0 };
const failed = Math.max(report.failures, code === 0 && report.total > 0 ? 0 : 1);
console.log(`\n${report.total - report.failures} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
