import { describe, expect, test } from 'vitest';
import { ClosedFiles } from '../server/src/closedFiles.ts';
import { defaultConfiguration } from '../server/src/lint/problem.ts';
import { MemoryHost } from './harness/memoryHost.ts';

const configuration = defaultConfiguration;

/** Whoever waits has its turn, as a host promises. */
class TurningHost extends MemoryHost {
  override pause(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve));
  }
}

function checking(files: Readonly<Record<string, string>>) {
  const host = new TurningHost(files);
  return { host, closed: new ClosedFiles(host, ['file:///ws']) };
}

function dockerfile(uri: string, text: string) {
  return { uri, language: 'dockerfile' as const, text };
}

const copying = 'FROM alpine:3.22\nCOPY gone.txt kept.out /srv/\nUSER 1000\n';

async function idsOf(closed: ClosedFiles, uri: string, text: string): Promise<string[]> {
  const { problems } = await closed.check(dockerfile(uri, text), { configuration });
  return problems.map(({ rule }) => rule.id);
}

describe('files that are not open', () => {
  test('are judged when the context, its ignore file and the configuration are known', async () => {
    const files = {
      'file:///ws/compose.yaml':
        'services:\n  a:\n    build: { context: ., dockerfile: docker/Dockerfile }\n',
      'file:///ws/docker/Dockerfile': copying,
      'file:///ws/kept.out': '',
      'file:///ws/.dockerignore': '*.out\n',
    };
    const open = checking(files);
    const found = await idsOf(open.closed, 'file:///ws/docker/Dockerfile', copying);
    expect(found).toContain('copy-source-missing');
    expect(found).toContain('copy-ignored-file');
    const silent = checking({
      ...files,
      'file:///ws/.shipshape.yaml': 'rules: { copy-source-missing: off, copy-ignored-file: off }\n',
    });
    const left = await idsOf(silent.closed, 'file:///ws/docker/Dockerfile', copying);
    expect(left).not.toContain('copy-source-missing');
    expect(left).not.toContain('copy-ignored-file');
  });

  test('keep their fixes when another file is checked', async () => {
    const { closed } = checking({});
    const first = await closed.check(
      dockerfile('file:///ws/a/Dockerfile', 'FROM alpine:3.22\nMAINTAINER Ada\n'),
      {
        configuration,
      },
    );
    await closed.check(dockerfile('file:///ws/b/Dockerfile', copying), { configuration });
    const [maintainer] = first.problems.filter(({ rule }) => rule.id === 'maintainer-deprecated');
    expect(maintainer?.fixes.length).toBeGreaterThan(0);
  });

  test('are fixed as fix-all does', async () => {
    const { closed } = checking({});
    const file = dockerfile('file:///ws/Dockerfile', 'FROM alpine:3.22\nMAINTAINER Ada\nUSER 1000\n');
    const fixed = await closed.fix(file, { configuration, unsafe: false });
    expect(fixed?.text).toBe('FROM alpine:3.22\nLABEL org.opencontainers.image.authors="Ada"\nUSER 1000\n');
    expect(
      await closed.fix({ ...file, text: fixed?.text ?? '' }, { configuration, unsafe: false }),
    ).toBeUndefined();
  });

  test('say the same however many there are, and have their context read once', async () => {
    const texts: Record<string, string> = { 'file:///ws/gone.md': '' };
    for (let i = 0; i < 30; i++)
      texts[`file:///ws/${i}.Dockerfile`] = 'FROM alpine:3.22\nCOPY gone.md /srv/\n';
    const { host, closed } = checking(texts);
    const results = [];
    for (const [uri, text] of Object.entries(texts))
      if (uri.endsWith('Dockerfile')) results.push(await idsOf(closed, uri, text));
    expect(new Set(results.map(String)).size).toBe(1);
    expect(host.asked.length).toBeLessThan(30 * 30);
    closed.finish();
  });

  test('that are templates or empty are no failure', async () => {
    const { closed } = checking({});
    const check = (text: string) =>
      closed.check(dockerfile('file:///ws/Dockerfile', text), { configuration });
    expect((await check('FROM {{ image }}\n')).note).toBeDefined();
    expect((await check('')).problems.map(({ rule }) => rule.id)).toContain('missing-from');
  });
});
