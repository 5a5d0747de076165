import { describe, expect, test } from 'vitest';
import type { ContextNode } from '../../../server/src/model/context/contextTree.ts';
import { type Journey, journeyOf, type Place } from '../../../server/src/model/context/journey.ts';
import { takenPaths } from '../../../server/src/model/context/takenPaths.ts';
import { takesOf } from '../../../server/src/model/context/takes.ts';
import { LineIndex } from '../../../server/src/text/lines.ts';
import { modelOf } from '../model.ts';

/** The journey of `app.js`, by the first instruction that takes it. */
function journey(lines: readonly string[], path = 'app.js', kind: ContextNode['kind'] = 'file'): string {
  const model = modelOf(...lines);
  const index = new LineIndex(model.tree.text);
  const line = (offset: number): number => index.lineAt(offset) + 1;
  const [taken] = takesOf(model).flatMap((take) => takenPaths(take, path, kind));
  const target = model.finalStage;
  if (!taken || !target) throw new Error('not taken');
  const found: Journey = journeyOf(taken, kind, model, target);
  const place = ({ path: at, by, isCertain, isPart, deletedBy }: Place): string =>
    `${at}@${line(by.range.start)}${isCertain ? '' : '?'}${isPart ? ' part' : ''}${deletedBy ? ` deleted@${line(deletedBy.range.start)}${deletedBy.isCertain ? '' : '?'}` : ''}`;
  return [
    ...(found.isSomewhere ? ['somewhere'] : []),
    ...found.arrivals.map(place),
    ...found.runs.map((run) => `run@${line(run.range.start)}`),
    ...found.unclear.map((copy) => `unclear@${line(copy.range.start)}`),
  ].join(' ');
}

describe('the way to the final image', () => {
  const cases: readonly (readonly [string, readonly string[], string])[] = [
    ['straight', ['FROM scratch', 'COPY . /app'], '/app/app.js@2'],
    ['inherited', ['FROM scratch AS a', 'COPY . /app', 'FROM a AS b', 'FROM b'], '/app/app.js@4'],
    ['nobody needs the stage', ['FROM scratch AS a', 'COPY . /app', 'RUN x', 'FROM scratch'], ''],
    [
      'copied on',
      ['FROM scratch AS a', 'COPY . /app', 'FROM scratch', 'COPY --from=a /app /srv'],
      '/srv/app.js@4',
    ],
    [
      'by number',
      ['FROM scratch', 'COPY . /app', 'FROM scratch', 'COPY --from=0 /app/*.js /srv/'],
      '/srv/app.js@4',
    ],
    [
      'twice',
      [
        'FROM scratch AS a',
        'COPY . /app',
        'FROM scratch AS b',
        'COPY --from=a /app /b',
        'FROM scratch',
        'COPY --from=b / /c',
      ],
      '/c/b/app.js@6',
    ],
    [
      'by way of a stage built on it',
      ['FROM scratch AS a', 'COPY . /app', 'FROM a AS b', 'FROM scratch', 'COPY --from=b /app/app.js /'],
      '/app.js@5',
    ],
    [
      'something else is copied',
      ['FROM scratch AS a', 'COPY . /app', 'FROM scratch', 'COPY --from=a /out /srv'],
      '',
    ],
    [
      'a RUN may have made that of it',
      ['FROM scratch AS a', 'COPY . /app', 'RUN build', 'FROM scratch', 'COPY --from=a /out /srv'],
      'run@3',
    ],
    [
      'an --exclude leaves it out',
      ['FROM scratch AS a', 'COPY . /app', 'FROM scratch', 'COPY --from=a --exclude=*.js /app /srv'],
      '',
    ],
    ['a bind mount', ['FROM scratch', 'RUN --mount=target=/src build'], 'run@2'],
    [
      'a bind mount in a stage nobody needs',
      ['FROM scratch', 'RUN --mount=target=/src build', 'FROM scratch'],
      '',
    ],
    [
      'a bind mount of the stage',
      [
        'FROM scratch AS a',
        'COPY . /app',
        'FROM scratch',
        'RUN --mount=from=a,source=/app,target=/src build',
      ],
      'run@4',
    ],
    [
      'a variable says from where',
      ['FROM scratch AS a', 'COPY . /app', 'ARG V', 'FROM scratch', 'ARG V', 'COPY --from=a $V /x/'],
      'unclear@6',
    ],
    [
      'a global variable says what is built on',
      ['ARG B', 'FROM scratch AS a', 'COPY . /app', 'FROM $B'],
      'unclear@4',
    ],
    ['two places', ['FROM alpine', 'COPY app.js /app'], '/app@2? /app/app.js@2?'],
    [
      'one of which is copied',
      ['FROM alpine AS a', 'COPY app.js /app', 'FROM scratch', 'COPY --from=a /app/app.js /x/'],
      '/x/app.js@4?',
    ],
    ['in the working directory of a base image', ['FROM example.org/x', 'COPY . .'], 'somewhere'],
    [
      'from which a copy may take it',
      ['FROM example.org/x AS a', 'COPY . .', 'RUN x', 'FROM a AS b', 'FROM scratch', 'COPY --from=b /app /'],
      'run@3 unclear@6',
    ],
    ['a trigger', ['FROM scratch AS a', 'ONBUILD COPY . /app', 'FROM a'], '/app/app.js@2'],
  ];
  for (const [name, lines, expected] of cases) test(name, () => expect(journey(lines)).toBe(expected));

  test('of a folder', () => {
    const lines = ['FROM scratch AS a', 'COPY . /app', 'FROM scratch', 'COPY --from=a /app/src/x.js /x/'];
    expect(journey(lines, 'src', 'folder')).toBe('/x@4 part');
    expect(journey([...lines.slice(0, 3), 'COPY --from=a /app /x/'], 'src', 'folder')).toBe('/x/src@4');
  });
});

describe('deleted', () => {
  const cases: readonly (readonly [string, readonly string[], string])[] = [
    ['later in the stage', ['FROM scratch', 'COPY . /app', 'RUN rm /app/app.js'], '/app/app.js@2 deleted@3'],
    ['with its folder', ['FROM scratch', 'COPY . /app', 'RUN a && rm -rf /app'], '/app/app.js@2 deleted@3'],
    ['relative', ['FROM scratch', 'WORKDIR /app', 'COPY . .', 'RUN rm -f *.js'], '/app/app.js@3 deleted@4'],
    [
      'not behind a cd',
      ['FROM scratch', 'WORKDIR /app', 'COPY . .', 'RUN cd x && rm app.js'],
      '/app/app.js@3 run@4',
    ],
    [
      'perhaps',
      ['FROM scratch', 'COPY . /app', 'RUN if a; then rm /app/app.js; fi'],
      '/app/app.js@2 deleted@3?',
    ],
    ['before it came', ['FROM scratch', 'RUN rm -rf /app', 'COPY . /app'], '/app/app.js@3'],
    [
      'something else',
      ['FROM scratch', 'COPY . /app', 'RUN rm /app/app.jsx "/app/*"'],
      '/app/app.js@2 run@3',
    ],
    [
      'in the stage below',
      ['FROM scratch AS a', 'COPY . /app', 'RUN rm /app/app.js', 'FROM a'],
      '/app/app.js@4 deleted@3',
    ],
    [
      'so that no copy finds it',
      ['FROM scratch AS a', 'COPY . /app', 'RUN rm /app/app.js', 'FROM scratch', 'COPY --from=a /app /x'],
      '',
    ],
    [
      'perhaps before the copy',
      [
        'FROM scratch AS a',
        'COPY . /app',
        'RUN x || rm /app/app.js',
        'FROM scratch',
        'COPY --from=a /app /x',
      ],
      '/x/app.js@5?',
    ],
  ];
  for (const [name, lines, expected] of cases) test(name, () => expect(journey(lines)).toBe(expected));

  test('a star does not stand for a dot in front', () => {
    expect(journey(['FROM scratch', 'COPY . /app', 'RUN rm -rf /app/*'], '.env')).toBe('/app/.env@2 run@3');
    expect(journey(['FROM scratch', 'COPY . /app', 'RUN rm -rf /app/.*'], '.env')).toBe(
      '/app/.env@2 deleted@3',
    );
  });
});
