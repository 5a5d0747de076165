// Entry of the suite in the Node extension host, the same one for code-server's VS Code and for @vscode/test-electron.
import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';
import { configurationTests } from './configuration.ts';
import { crashTests } from './crash.ts';
import { everyFixTests } from './everyFix.ts';
import { featureTests } from './features.ts';
import { follow, mochaOptions, settle } from './runner.ts';
import { saveTests } from './save.ts';
import { workspaceCheckTests } from './workspaceCheck.ts';

/** Called by VS Code. */
export function run(): Promise<void> {
  const mocha = new Mocha(mochaOptions);
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  featureTests();
  configurationTests();
  saveTests();
  everyFixTests();
  workspaceCheckTests();
  crashTests();
  return new Promise((resolve, reject) => {
    const runner = mocha.run((failures) => settle(failures, resolve, reject));
    follow(runner, (report) => {
      const file = process.env.TEST_RESULT_FILE;
      if (file) writeFileSync(file, JSON.stringify(report));
    });
  });
}
