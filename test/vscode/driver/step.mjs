// Long steps that say what they do, that they are still alive, and how long they took.
import { spawn } from 'node:child_process';

const heartbeat = 10_000;

/**
 * Runs a command as a step.
 * @param {string} title what the step does, for the user
 * @param {string} command
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 * @returns {Promise<void>} rejects with a readable message when the command fails
 */
export function runStep(title, command, args, options = {}) {
  return step(title, () => run(command, args, options));
}

/**
 * Prints the title, a sign of life every ten seconds, and the time at the end.
 * @template T
 * @param {string} title
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(title, work) {
  const start = Date.now();
  const seconds = () => ((Date.now() - start) / 1000).toFixed(1);
  console.log(`${title} …`);
  const timer = setInterval(() => console.log(`  … ${seconds()} s`), heartbeat);
  try {
    const result = await work();
    console.log(`  done in ${seconds()} s`);
    return result;
  } finally {
    clearInterval(timer);
  }
}

function run(command, args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'], ...options });
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`${command} ${args.join(' ')} ended with ${signal ?? `code ${code}`}.`));
    });
  });
}
