import type { KeywordName } from '../syntax/dockerfile/tree.ts';

/** What a flag does, what it does to the cache, and how to use it. Markdown. */
export interface FlagDoc {
  readonly summary: string;
  readonly habit?: string;
  readonly example: string;
  /** The first version of docker/dockerfile that knows it. */
  readonly since?: string;
  /** Anchor in the Dockerfile reference. */
  readonly anchor: string;
}

const chown: FlagDoc = {
  summary:
    'Owner of the copied files, `user:group` by name or number. Without it those of the build context belong to root; those of another stage or image (`--from`) keep their owner. Names are looked up in the image’s `/etc/passwd`.',
  habit:
    'Instead of a `RUN chown` afterwards, which stores every file a second time. Give away only what the program must write.',
  example: 'COPY --chown=app:app . .',
  anchor: 'copy---chown---chmod',
};

const chmod: FlagDoc = {
  summary: 'Permissions of the copied files, octal (`0755`) or, from 1.14 on, symbolic (`u=rwX,go=rX`).',
  habit: 'Instead of a `RUN chmod` afterwards, which stores every file a second time.',
  example: 'COPY --chmod=0755 entrypoint.sh /usr/local/bin/',
  since: '1.2',
  anchor: 'copy---chown---chmod',
};

const link: FlagDoc = {
  summary:
    'Puts the files into a layer that does not depend on the ones below, so that it stays valid when the base changes.',
  habit: 'The destination must not run through symbolic links of the layers below: they are not followed.',
  example: 'COPY --link --from=build /out/app /app',
  since: '1.4',
  anchor: 'copy---link',
};

const exclude: FlagDoc = {
  summary: 'Leaves out what matches the pattern, for this one instruction; may be given several times.',
  habit: 'For what no build needs, `.dockerignore` is the better place: it is not even sent.',
  example: 'COPY --exclude=*.test.js src/ ./src/',
  since: '1.19',
  anchor: 'copy---exclude',
};

/** Keyed by instruction and flag name without dashes. */
export const flagDocs: Readonly<Partial<Record<KeywordName, Readonly<Record<string, FlagDoc>>>>> = {
  FROM: {
    platform: {
      summary:
        'The platform of the base image, when the reference is for several. Without it, the platform that is built for.',
      habit:
        '`$BUILDPLATFORM` for a stage that cross-compiles natively. A constant ties the build to one architecture.',
      example: 'FROM --platform=$BUILDPLATFORM golang:1.24 AS build',
      anchor: 'from',
    },
  },
  COPY: {
    from: {
      summary:
        'Copies from a stage, an image, or a named context instead of the build context. The `.dockerignore` of the build context does not apply there.',
      habit:
        'Name the stage; a number breaks when a stage is added. A name that is no earlier stage is pulled as an image.',
      example: 'COPY --from=build /app/dist ./dist',
      anchor: 'copy---from',
    },
    chown,
    chmod,
    link,
    exclude,
    parents: {
      summary:
        'Keeps the sources’ parent directories instead of flattening them into the destination. `./` in the path marks where to begin.',
      habit: 'Good for manifests of many packages: `packages/*/package.json`.',
      example: 'COPY --parents packages/*/package.json ./',
      since: '1.20',
      anchor: 'copy---parents',
    },
  },
  ADD: {
    chown: {
      ...chown,
      summary:
        'Owner of the added files, `user:group` by name or number. Without it they belong to root, what comes out of an archive to whom the archive says. Names are looked up in the image’s `/etc/passwd`.',
      example: 'ADD --chown=app:app https://example.org/site.css /srv/',
    },
    chmod: { ...chmod, example: 'ADD --chmod=0644 https://example.org/ca.pem /etc/ssl/certs/' },
    link: { ...link, example: 'ADD --link rootfs.tar /' },
    exclude: { ...exclude, example: 'ADD --exclude=*.md . /src/' },
    checksum: {
      summary:
        'The digest the downloaded file (or the commit of a Git source) must have; the build fails otherwise.',
      habit: 'Give it for every download: without it you ship whatever the server answers that day.',
      example: 'ADD --checksum=sha256:… https://example.org/tool.tar.gz /tmp/',
      since: '1.6',
      anchor: 'add---checksum',
    },
    'keep-git-dir': {
      summary: 'Keeps the `.git` directory of a cloned repository.',
      habit: 'It puts the last commit into the layer, too; only for builds that read it.',
      example: 'ADD --keep-git-dir=true https://github.com/moby/buildkit.git#v0.20.0 /src',
      since: '1.1',
      anchor: 'add---keep-git-dir',
    },
    unpack: {
      summary: 'Whether tar archives are unpacked: by default local ones are and downloaded ones are not.',
      example: 'ADD --unpack=true https://example.org/site.tar.gz /srv/',
      since: '1.17',
      anchor: 'add---unpack',
    },
  },
  RUN: {
    mount: {
      summary:
        'Makes something visible to this one command without leaving it in the image: `bind` (files of the context or a stage), `cache` (kept between builds), `tmpfs`, `secret`, `ssh`.',
      habit: '`cache` for package managers, `secret` for tokens: what is mounted is in no layer.',
      example: 'RUN --mount=type=cache,target=/root/.npm npm ci',
      since: '1.2',
      anchor: 'run---mount',
    },
    network: {
      summary:
        'Network of this command: `default`, `none` (off), or `host` (the builder’s own; needs an entitlement).',
      habit: '`none` proves that a step needs nothing from outside.',
      example: 'RUN --network=none make test',
      since: '1.3',
      anchor: 'run---network',
    },
    security: {
      summary:
        '`sandbox` (default) or `insecure`: without the sandbox, like a privileged container; the builder must allow it.',
      example: 'RUN --security=insecure ./needs-privileges.sh',
      since: '1.20',
      anchor: 'run---security',
    },
    device: {
      summary: 'Asks the builder for a CDI device, such as a GPU, for this command.',
      example: 'RUN --device=nvidia.com/gpu=all nvidia-smi',
      since: '1.14-labs',
      anchor: 'run---device',
    },
  },
  HEALTHCHECK: {
    interval: {
      summary: 'Time between checks; 30s unless set.',
      example: 'HEALTHCHECK --interval=30s CMD ["/app", "health"]',
      anchor: 'healthcheck',
    },
    timeout: {
      summary: 'A check that takes longer has failed; 30s unless set.',
      habit:
        'Set it: each check of a hanging program then ends in seconds, and three in a row make it unhealthy.',
      example: 'HEALTHCHECK --timeout=3s CMD ["/app", "health"]',
      anchor: 'healthcheck',
    },
    'start-period': {
      summary: 'Time to start in which failures do not count; 0s unless set.',
      example: 'HEALTHCHECK --start-period=10s CMD ["/app", "health"]',
      anchor: 'healthcheck',
    },
    'start-interval': {
      summary: 'Time between checks during the start period; 5s unless set. Needs Docker Engine 25.',
      example: 'HEALTHCHECK --start-period=30s --start-interval=1s CMD ["/app", "health"]',
      anchor: 'healthcheck',
    },
    retries: {
      summary: 'Failures in a row that make the container unhealthy; 3 unless set.',
      example: 'HEALTHCHECK --retries=3 CMD ["/app", "health"]',
      anchor: 'healthcheck',
    },
  },
};

/** The types of `RUN --mount=type=…`. */
export const mountDocs: Readonly<Record<string, FlagDoc>> = {
  bind: {
    summary:
      'Files of the build context, or with `from=` of a stage or image, visible for this command only. Read-only unless `rw`; writes are thrown away.',
    habit: 'For what a step reads but the image need not hold: a lock file, a wheel, a script.',
    example:
      'RUN --mount=type=bind,source=package.json,target=package.json \\\n    --mount=type=bind,source=package-lock.json,target=package-lock.json \\\n    npm ci',
    anchor: 'run---mounttypebind',
  },
  cache: {
    summary:
      'A directory that outlives the build and is shared by builds on the same builder. Nothing of it enters the image.',
    habit:
      'Package managers’ caches. For apt: both `/var/cache/apt` and `/var/lib/apt`, with `sharing=locked`. It may be empty at any time.',
    example: 'RUN --mount=type=cache,target=/root/.cache/pip pip install -r requirements.txt',
    anchor: 'run---mounttypecache',
  },
  tmpfs: {
    summary: 'An empty directory in memory for this command.',
    habit: 'For scratch files that need not be cleaned up.',
    example: 'RUN --mount=type=tmpfs,target=/tmp make',
    anchor: 'run---mounttypetmpfs',
  },
  secret: {
    summary:
      'A secret of `docker build --secret`, as a file (`/run/secrets/<id>` unless `target`) or with `env=` as a variable, for this command only. It is in no layer and no history.',
    habit:
      'The place for tokens and passwords, in contrast to ARG and ENV. `required=true` makes a missing one fail.',
    example: 'RUN --mount=type=secret,id=npm,target=/root/.npmrc npm ci',
    anchor: 'run---mounttypesecret',
  },
  ssh: {
    summary: 'The SSH agent of `docker build --ssh`, for this command only. The keys stay with the agent.',
    habit: 'For private repositories; add known hosts first.',
    example: 'RUN --mount=type=ssh git clone git@example.org:team/repo.git',
    anchor: 'run---mounttypessh',
  },
};

export const directiveDocs: Readonly<Record<'syntax' | 'escape' | 'check', FlagDoc>> = {
  syntax: {
    summary: 'Names the frontend image that reads this file, so that new features work on old engines.',
    habit:
      '`docker/dockerfile:1` follows all 1.x releases. Directives count only at the very top, before any other comment.',
    example: '# syntax=docker/dockerfile:1',
    anchor: 'syntax',
  },
  escape: {
    summary: 'The character that continues lines and escapes: a backslash, or a backtick for Windows paths.',
    habit: 'Only for Windows images; it must stand among the first lines.',
    example: '# escape=`',
    anchor: 'escape',
  },
  check: {
    summary:
      'Settings for BuildKit’s build checks: `skip=Rule,Rule`, `error=true`, `experimental=all`, joined by `;`. May appear once.',
    habit:
      'Shipshape honors it too. To silence one instruction only, put `# check=skip=Rule` right above it (docker/dockerfile 1.21 and newer).',
    example: '# check=skip=JSONArgsRecommended;error=true',
    anchor: 'check',
  },
};

export function flagLink(doc: FlagDoc): string {
  return `https://docs.docker.com/reference/dockerfile/#${doc.anchor}`;
}
