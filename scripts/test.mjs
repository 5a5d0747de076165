// Everything that needs no display: static checks, the build, then the tests. Arguments go to vitest.
import { spawnSync } from 'node:child_process';
import { root } from './load.mjs';

const filters = process.argv.slice(2);
const steps =
  filters.length > 0
    ? [['npx', ['vitest', 'run', ...filters]]]
    : [
        ['node', ['scripts/check.mjs']],
        ['node', ['esbuild.mjs']],
        ['npx', ['vitest', 'run']],
      ];
// A failed check does not hide what the tests say.
let code = 0;
for (const [command, args] of steps) {
  const done = spawnSync(command, args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
  if (done.status !== 0) code = done.status ?? 1;
}
process.exit(code);
