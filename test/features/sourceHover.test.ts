import { describe, expect, test } from 'vitest';
import { describeSource } from '../../server/src/features/hover/source.ts';
import { createModel } from '../../server/src/model/model.ts';
import { parseDockerfile } from '../../server/src/syntax/dockerfile/parser.ts';
import { contextOf } from '../harness/contextFacts.ts';

const files = {
  'a.txt': '12345',
  'b.txt': '1',
  'src/app.js': 'x'.repeat(2000),
  'src/app.log': 'y',
  'src/debug.log': 'z',
  'src/node_modules/m/i.js': 'm',
  'secret.key': 's',
};

/** The hover on the first source of the last line, and what it is about. */
function hover(lines: readonly string[], ignore?: string): string | undefined {
  const text = ['FROM scratch', ...lines].join('\n');
  const model = createModel(parseDockerfile(text));
  const more = ignore === undefined ? {} : { '.dockerignore': ignore };
  const context = contextOf(new Map(Object.entries({ ...files, ...more })));
  const line = text.lastIndexOf('\n') + 1;
  const offset = text.slice(line).startsWith('RUN') ? line + 6 : text.lastIndexOf(' ') - 1;
  return describeSource(model, context, offset)?.markdown;
}

describe('a source tells', () => {
  test('how much it takes, and where that lands', () => {
    expect(hover(['COPY a.txt /x/'])).toBe(
      '**Takes 1 file, 5 bytes** of the build context. It lands in `/x`.',
    );
    expect(hover(['COPY a.txt /x'])).toBe('**Takes 1 file, 5 bytes** of the build context.');
    expect(hover(['COPY *.txt /x/'])).toBe(
      '**Takes 2 files, 6 bytes** of the build context. They land in `/x`.',
    );
    expect(hover(['COPY src /x'])).toBe(
      '**Takes 4 files, 2.0 kB** of the build context. The content of the folder lands in `/x`, without the folder itself.',
    );
    expect(hover(['COPY --parents src/*.js /x'])).toBe(
      '**Takes 1 file, 2.0 kB** of the build context. They land in `/x`.',
    );
    expect(hover(['RUN --mount=source=src,target=/x true'])).toMatch(/^\*\*Mounts 4 files, 2\.0 kB\*\*/);
  });

  test('what keeps the rest from it', () => {
    expect(hover(['COPY . /x'], '**/*.log\n\n**/node_modules\nsecret.key\n')?.split('\n')).toEqual([
      // The ignore file itself is sent, too.
      '**Takes 4 files, 2.0 kB** of the build context. The content of the folder lands in `/x`, without the folder itself.',
      '',
      '- Kept out by line 1 of `.dockerignore`, `**/*.log`: 2 files',
      '- Kept out by line 3 of `.dockerignore`, `**/node_modules`: 1 folder',
      '- Kept out by line 4 of `.dockerignore`, `secret.key`: 1 file',
    ]);
    expect(hover(['COPY --exclude=*.log src /x'])).toContain('- Left out by `--exclude`: 2 files');
  });

  test('that there is nothing to take', () => {
    expect(hover(['COPY missing /x'])).toBe(
      '**There is no** `missing` in the build context: the build fails here.',
    );
    expect(hover(['COPY *.md /x'])).toBe(
      '**Takes nothing** of the build context: no file fits `*.md`. The build goes on without a word.',
    );
    expect(hover(['COPY missing/* /x'])).toBe(
      '**There is no** `missing` in what is sent of the build context: the build fails here.',
    );
    expect(hover(['COPY secret.key /x'], '*.key')).toBe(
      '**Takes nothing**: line 1 of `.dockerignore`, `*.key`, keeps it out of the build context, so the build fails here.',
    );
    expect(hover(['COPY src/node_modules/m/i.js /x'], 'src/node_modules')).toBe(
      '**Takes nothing**: line 1 of `.dockerignore`, `src/node_modules`, keeps it out of the build context, so the build fails here.',
    );
    expect(hover(['COPY *.key /x'], '*.key')).toBe(
      '**Takes nothing** of the build context: all that fits is kept out. The build goes on without a word.\n\n- Kept out by line 1 of `.dockerignore`, `*.key`: 1 file',
    );
  });

  test('nothing of what is not of the context', () => {
    expect(hover(['COPY --from=other a.txt /x'])).toBeUndefined();
    expect(hover(['ARG V', 'COPY $V /x'])).toBeUndefined();
  });
});
