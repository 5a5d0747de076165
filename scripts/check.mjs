// Static checks: types (one project per type world), Biome, and generated files that are out of date.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { root } from './load.mjs';

const steps = [
  ['types', 'npx', ['tsc', '-b']],
  ['lint and format', 'npx', ['biome', 'ci', '--error-on-warnings', '.']],
];
if (existsSync(`${root}scripts/generate.mjs`)) {
  steps.push(['generated files', 'node', ['scripts/generate.mjs', '--check']]);
}

let failed = false;
for (const [name, command, args] of steps) {
  console.log(`\n# ${name}: ${command} ${args.join(' ')}`);
  const done = spawnSync(command, args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
  if (done.status !== 0) failed = true;
}
// Not `exit`, which ends before a pipe has taken all that was written.
process.exitCode = failed ? 1 : 0;
