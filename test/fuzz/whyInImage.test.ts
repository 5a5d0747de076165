import fc from 'fast-check';
import { describe, it } from 'vitest';
import { describeSource } from '../../server/src/features/hover/source.ts';
import { explain } from '../../server/src/features/whyInImage/explain.ts';
import { pathNamedIn } from '../../server/src/features/whyInImage/namedPath.ts';
import type { Question } from '../../server/src/features/whyInImage/question.ts';
import { createModel } from '../../server/src/model/model.ts';
import { parseDockerfile } from '../../server/src/syntax/dockerfile/parser.ts';
import { readIgnoreFile } from '../../server/src/syntax/dockerignore/reader.ts';
import { contextOf } from '../harness/contextFacts.ts';
import { mutate, mutation } from './mutations.ts';
import { fragments, seeds } from './seeds.ts';

const runs = Number(process.env.SHIPSHAPE_FUZZ_RUNS ?? 600);

const files = ['package.json', 'server.js', 'src/a', 'src/a.js', '.env', 'a/b/c', 'Dockerfile'];

const mutated = fc
  .tuple(fc.constantFrom(...seeds), fc.array(mutation, { minLength: 1, maxLength: 12 }))
  .map(([seed, mutations]) => mutations.reduce(mutate, seed));
const copies = fc.constantFrom(
  ...[
    'COPY . /a\n',
    'COPY --from=build /a /b\n',
    'FROM build AS next\n',
    'FROM scratch\n',
    'RUN rm -rf /a\n',
  ],
  ...[
    'ADD *.js src a/\n',
    'RUN --mount=source=src,target=/s true\n',
    'COPY --parents **/c /x\n',
    'WORKDIR b\n',
  ],
);
const composed = fc
  .array(fc.oneof(copies, fc.constantFrom(...fragments)), { maxLength: 40 })
  .map((pieces) => `FROM alpine AS build\n${pieces.join('')}`);

describe('why a file is in the image', () => {
  it('is answered for any Dockerfile, by places that are in it', { timeout: 3_600_000 }, () => {
    const paths = fc.constantFrom(...files, '', 'src', 'a/b', 'not/there');
    const ignored = fc.constantFrom('', '*\n!src', 'src/*.js\n', '**/c\n!a/b/c\n', '!\n[\n');
    fc.assert(
      fc.property(fc.oneof(mutated, composed), paths, ignored, (text, path, ignore) => {
        const model = createModel(parseDockerfile(text));
        const context = contextOf(
          new Map([...files.map((file) => [file, 'x'] as const), ['.dockerignore', ignore]]),
        );
        const kind = files.includes(path) ? 'file' : path === 'not/there' ? undefined : 'folder';
        const { steps, remedies, title } = explain({
          path,
          kind,
          link: undefined,
          links: [],
          nearest: undefined,
          model,
          target: undefined,
          dockerfile: 'Dockerfile',
          ignoreFile: { path: '.dockerignore', text: ignore, file: readIgnoreFile(ignore) },
          view: context.view,
        } satisfies Question);
        if (steps.length === 0 || title.plain === '') return false;
        const sizes = { dockerfile: text.length, 'ignore-file': ignore.length };
        const isInside = steps.every(
          ({ place }) => !place || (place.range.start >= 0 && place.range.end <= sizes[place.file]),
        );
        const offset = Math.floor(text.length / 2);
        describeSource(model, context, offset);
        pathNamedIn(model, offset, context.view);
        return isInside && remedies.every(({ edit }) => 'delete' in edit || edit.appendLines.length === 1);
      }),
      { numRuns: runs },
    );
  });
});
