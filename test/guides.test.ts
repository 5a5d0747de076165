import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { rules } from '../server/src/rules/index.ts';
import { createLanguageService } from '../server/src/service.ts';
import { MemoryHost } from './harness/memoryHost.ts';

const path = join(import.meta.dirname, '..', 'docs', 'guides.md');
const text = readFileSync(path, 'utf8');
const lines = text.split('\n');
const byId = new Map(rules.map((rule) => [rule.id, rule]));

const presets = ['recommended', 'strict', 'off'];
const marks = { safe: '🔧', unsafe: '💡', manual: '✏️' } as const;

/** The rows of the tables that say which rules see a practice, by preset and fix. */
const practices = lines
  .map((line) => line.slice(2, -2).split(' | '))
  .filter((cells) => cells.length === 4 && cells[1] !== '---' && cells[1] !== 'Seen by');

describe('docs/guides.md', () => {
  test('every rule it names exists', () => {
    const named = [...text.matchAll(/\[([^\]]+)\]\(rules\/([^)]+)\.md\)/g)];
    expect(named.length).toBeGreaterThan(100);
    for (const [, title, id = ''] of named) {
      expect(title).toBe(id);
      expect(byId.has(id), id).toBe(true);
    }
  });

  test('every link leads somewhere', () => {
    const headings = lines
      .filter((line) => line.startsWith('#'))
      .map((line) => `#${line.replace(/^#+ /, '').toLowerCase().replaceAll(' ', '-')}`);
    for (const [, target = ''] of text.matchAll(/\]\(([^)]+)\)/g)) {
      if (target.startsWith('#')) expect(headings).toContain(target);
      else expect(existsSync(join(dirname(path), target)), target).toBe(true);
    }
  });

  test.each(practices)('%s', (_practice, seenBy = '', preset, fix = '') => {
    const named = [...seenBy.matchAll(/\[([\w-]+)\]/g)].map(([, id = '']) => byId.get(id));
    expect(named.length).toBeGreaterThan(0);
    expect(preset).toBe(
      presets.filter((candidate) => named.some((rule) => rule?.preset === candidate)).join(', '),
    );
    const safeties = new Set(
      named.flatMap((rule) => Object.values(rule?.fixes ?? {}).map(({ safety }) => safety)),
    );
    const wanted = (['safe', 'unsafe', 'manual'] as const).filter((safety) => safeties.has(safety));
    expect([...fix.matchAll(/🔧|💡|✏️/g)].map(([mark]) => mark)).toEqual(
      wanted.map((safety) => marks[safety]),
    );
  });
});

/** What guides show or say, by the beginning of the row that says what is true. */
const slips: Readonly<Record<string, string>> = {
  'ADD downloads': dockerfile('FROM alpine:3.22', 'ADD https://example.org/site.tar.gz /srv/'),
  'ARG is the better': dockerfile(
    'FROM alpine:3.22',
    'ARG REGISTRY_TOKEN',
    'RUN wget --header "Authorization: Bearer $REGISTRY_TOKEN" https://example.org/site',
  ),
  'Comments behind an instruction': dockerfile(
    'FROM node:22-slim # the runtime',
    'WORKDIR /srv',
    'COPY . . # the sources',
  ),
  '`apt-get clean': dockerfile(
    'FROM debian:12-slim',
    'RUN apt-get update && apt-get install -y curl && apt-get clean && apt-get autoremove -y',
  ),
  '`npm ci --only': dockerfile('FROM node:22-slim', 'RUN npm ci --only=production'),
  '`node_modules` copied': dockerfile(
    'FROM node:22 AS build',
    'WORKDIR /srv',
    'COPY package.json package-lock.json ./',
    'RUN npm ci',
    'COPY . .',
    'RUN npm run build',
    'FROM node:22-slim',
    'WORKDIR /srv',
    'COPY --from=build /srv/dist dist',
    'COPY --from=build /srv/node_modules node_modules',
    'CMD ["node", "dist/shop.js"]',
  ),
  '`apk del`': dockerfile(
    'FROM php:8.3-fpm-alpine',
    'RUN apk add libzip-dev icu-dev && docker-php-ext-install zip intl && apk del libzip-dev icu-dev',
  ),
  'A program on `scratch`': dockerfile(
    'FROM golang:1.25 AS build',
    'RUN CGO_ENABLED=0 go build -o /clock .',
    'FROM scratch',
    'COPY --from=build /clock /clock',
    'ENTRYPOINT ["/clock"]',
  ),
  'A HEALTHCHECK for every': dockerfile(
    'FROM node:22-slim',
    'HEALTHCHECK CMD curl -f http://localhost:3000/ || exit 1',
    'CMD ["node", "shop.js"]',
  ),
  '`WORKDIR /root/`': dockerfile('FROM alpine:3.22', 'WORKDIR /root/', 'COPY clock .', 'CMD ["./clock"]'),
  'USER above COPY': dockerfile('FROM node:22-slim', 'WORKDIR /srv', 'USER node', 'COPY shop.js ./'),
  '`chmod` in the RUN': dockerfile('FROM alpine:3.22', 'COPY clock.sh /', 'RUN chmod 755 /clock.sh'),
  'More layers': dockerfile(
    'FROM debian:12-slim',
    'COPY site.tar.gz /tmp/',
    'RUN install-site /tmp/site.tar.gz',
    'RUN rm /tmp/site.tar.gz',
  ),
  'Exact versions of Alpine': dockerfile('FROM alpine:3.22', 'RUN apk add --no-cache curl'),
  'Alpine 3.18': dockerfile('FROM golang:1.22', 'FROM node:18-alpine', 'FROM alpine:3.18'),
  '`docker history`': dockerfile('FROM alpine:3.22', 'COPY id.key /id', 'RUN use /id', 'RUN rm /id'),
  'A shell never passes': dockerfile('FROM node:22-slim', 'CMD migrate && node shop.js'),
};

describe('where the guides err', () => {
  const rows = lines
    .slice(lines.indexOf('## Where the guides err'), lines.indexOf('## No matter of a Dockerfile'))
    .map((line) => line.slice(2, -2).split(' | '))
    .filter((cells) => cells.length === 3 && cells[1] !== '---' && cells[2] !== 'Seen by');

  test.each(rows)('%s', (said, _truth, seenBy = '') => {
    const wanted = [...seenBy.matchAll(/\[([\w-]+)\]/g)].map(([, id]) => id);
    const slip = Object.entries(slips).find(([start]) => said?.startsWith(start))?.[1];
    // Of an ignore file, of a script: their own pages show it.
    const isElsewhere = wanted.some((id) => id?.startsWith('dockerignore-') || id?.includes('script'));
    if (wanted.length === 0 || isElsewhere) return expect(slip).toBeUndefined();
    expect(slip).toBeDefined();
    expect(reported(slip ?? '')).toEqual(expect.arrayContaining(wanted));
  });
});

function dockerfile(...instructions: readonly string[]): string {
  return instructions.map((line) => `${line}\n`).join('');
}

/** The ids of the rules that find something, whatever their preset. */
function reported(text: string): readonly string[] {
  const uri = 'untitled:Dockerfile';
  const service = createLanguageService(new MemoryHost(), { contextChanged: () => {} });
  service.update({ uri, language: 'dockerfile', version: 1, text });
  const problems = service.lint(uri, { preset: 'all', rules: {} })?.problems ?? [];
  return problems.map(({ rule }) => rule.id);
}
