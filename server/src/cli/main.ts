// The command line: the same engine over the files of this machine, for terminals and pipelines.
import { Checker } from './checker.ts';
import { failure, findFiles } from './findFiles.ts';
import { formats } from './formats/formats.ts';
import { help, type Options, parseOptions, severities } from './options.ts';

/** That of the manifest; the build puts it in. */
declare const VERSION: string;

// Whoever reads the report may have read enough: `shipshape | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

const parsed = parseOptions(process.argv.slice(2));
switch (parsed.kind) {
  case 'help':
    process.stdout.write(help);
    break;
  case 'version':
    process.stdout.write(`${VERSION}\n`);
    break;
  case 'refused':
    complain(`${parsed.reason}\nshipshape --help tells what there is.`);
    process.exitCode = 2;
    break;
  case 'check':
    void check(parsed.options).then((code) => {
      // Not `process.exit`, which would cut off what a pipe has not taken yet.
      process.exitCode = code;
    });
}

async function check(options: Options): Promise<0 | 1 | 2> {
  const checker = new Checker({
    preset: options.preset,
    fix: options.fix,
    folder: process.cwd(),
    warn: complain,
  });
  const isStdin = options.paths[0] === '-';
  const { files, failures } = isStdin ? { files: [], failures: [] } : await findFiles(options.paths);
  for (const sentence of failures) complain(sentence);
  let hasFailed = failures.length > 0;
  const checked = [];
  for (const file of isStdin ? [options.stdinName] : files) {
    try {
      checked.push(
        isStdin ? await checker.checkText(file, await readStdin()) : await checker.checkFile(file),
      );
    } catch (error) {
      hasFailed = true;
      complain(error instanceof Error ? failure(file, error) : `${file}: ${error}`);
    }
  }
  if (checked.length === 0 && !hasFailed) complain('There is no Dockerfile and no .dockerignore here.');
  const color = options.color ?? (process.stdout.isTTY === true && !process.env.NO_COLOR);
  const report = formats[options.format](checked, { color, version: VERSION });
  const [fixed] = checked;
  // What is fixed of the standard input goes where the input would have gone; the report must not get into it.
  if (isStdin && options.fix !== 'nothing') {
    if (fixed) process.stdout.write(fixed.text);
    process.stderr.write(report);
  } else process.stdout.write(report);
  if (hasFailed) return 2;
  const worst = options.failOn === undefined ? -1 : severities.indexOf(options.failOn);
  const fails = checked.some(({ problems }) =>
    problems.some(({ severity }) => severities.indexOf(severity) <= worst),
  );
  return fails ? 1 : 0;
}

async function readStdin(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function complain(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
}
