// Entry of the suite in a web worker: in the worker extension host, and in VS Code for the Web without a server.
import 'mocha/mocha.js';
import { configurationTests } from './configuration.ts';
import { featureTests } from './features.ts';
import { follow, mochaOptions, settle } from './runner.ts';
import { saveTests } from './save.ts';
import { workerTests } from './worker.ts';
import { workspaceCheckTests } from './workspaceCheck.ts';

/** Called by VS Code. */
export function run(): Promise<void> {
  mocha.setup(mochaOptions);
  workerTests();
  featureTests();
  configurationTests();
  saveTests();
  workspaceCheckTests();
  return new Promise((resolve, reject) => {
    const runner = mocha.run((failures) => settle(failures, resolve, reject));
    follow(runner, (report) => console.log(`TEST-RESULT ${JSON.stringify(report)}`));
  });
}
