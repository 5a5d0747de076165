import { describe, expect, test } from 'vitest';
import { unknownContext } from '../../server/src/lint/context.ts';
import { type FixAllInput, fixAll, problemsOf } from '../../server/src/lint/fixAll.ts';
import { rules } from '../../server/src/rules/index.ts';

// A cache is mounted, or cleaned up: a file that has both pays for the one and throws away what it paid for.
const mounting = 'prefer-cache-mount';
const cleaning = [
  'apk-no-cache',
  'apt-lists-cleanup',
  'composer-no-cache',
  'dnf-clean-all',
  'gem-cleanup',
  'npm-cache-clean',
  'pip-no-cache-dir',
  'yarn-cache-clean',
  'yum-clean-all',
  'zypper-clean',
];

const apt =
  '--mount=type=cache,target=/var/cache/apt,sharing=locked \\\n    --mount=type=cache,target=/var/lib/apt,sharing=locked \\\n    rm -f /etc/apt/apt.conf.d/docker-clean && ';

/** A base image, a RUN, and what becomes of it in any order. */
const cases: readonly (readonly [string, string, string])[] = [
  [
    'debian:12-slim',
    'apt-get update && apt-get install -y jq',
    `${apt}apt-get update && apt-get install -y jq`,
  ],
  [
    'debian:12-slim',
    'apt-get update \\\n    && apt-get install -y \\\n        jq',
    `${apt.replace(/ && $/, ' \\\n    && ')}apt-get update \\\n    && apt-get install -y \\\n        jq`,
  ],
  // The lists of the image: nothing to mount, nothing to clean up.
  ['debian:12-slim', 'apt-get install -y jq', 'apt-get install -y jq'],
  ['python:3.12-slim', 'pip install a', '--mount=type=cache,target=/root/.cache/pip pip install a'],
  [
    'python:3.12-slim',
    'pip install a && \\\n    pip install -r b.txt',
    '--mount=type=cache,target=/root/.cache/pip pip install a && \\\n    pip install -r b.txt',
  ],
  ['node:22-slim', 'npm ci', '--mount=type=cache,target=/root/.npm npm ci'],
  [
    'node:22-slim',
    'npm ci \\\n    && npm run build',
    '--mount=type=cache,target=/root/.npm npm ci \\\n    && npm run build',
  ],
  ['node:22-slim', 'yarn install', '--mount=type=cache,target=/usr/local/share/.cache/yarn yarn install'],
  ['composer:2', 'composer install', '--mount=type=cache,target=/tmp/cache composer install'],
  [
    'fedora:42',
    'dnf install -y jq',
    '--mount=type=cache,target=/var/cache/libdnf5,sharing=locked dnf --setopt=keepcache=1 install -y jq',
  ],
  [
    'rockylinux:9',
    'dnf install -y jq',
    '--mount=type=cache,target=/var/cache/dnf,sharing=locked dnf --setopt=keepcache=1 install -y jq',
  ],
  // No mount is known for these: the clean-up stays.
  ['alpine:3.20', 'apk add jq', 'apk add --no-cache jq'],
  ['opensuse/leap:15.6', 'zypper install -y jq', 'zypper install -y jq && zypper clean --all'],
  ['rockylinux:8', 'yum install -y jq', 'yum install -y jq && yum clean all'],
];

const involved = rules.filter(({ id }) => id === mounting || cleaning.includes(id));

function inputFor(text: string): FixAllInput {
  const configuration = { preset: 'all', rules: {} } as const;
  return {
    language: 'dockerfile',
    text,
    context: unknownContext,
    configuration,
    unsafe: true,
    rules: involved,
  };
}

function inOrder(text: string, ids: readonly string[]): string {
  return ids.reduce((so, only) => fixAll({ ...inputFor(so), only }).text, text);
}

describe('a cache is mounted or cleaned up', () => {
  test('the rules are there', () => {
    expect(involved).toHaveLength(cleaning.length + 1);
  });

  test.each(cases)('in any order, and all at once: %s, %s', (base, before, after) => {
    const text = `FROM ${base}\nRUN ${before}\n`;
    const expected = `FROM ${base}\nRUN ${after}\n`;
    expect(fixAll(inputFor(text)).text).toBe(expected);
    expect(inOrder(text, [mounting, ...cleaning])).toBe(expected);
    expect(inOrder(text, [...cleaning, mounting])).toBe(expected);
    const left = problemsOf(inputFor(expected), expected).filter(({ fixes }) => fixes.length > 0);
    expect(left.map(({ rule }) => rule.id)).toEqual([]);
  });
});
