import type { KeywordName } from '../syntax/dockerfile/tree.ts';

/**
 * What a good colleague says of an instruction, in a few lines. `layer` and `cache` say what it does to the image's
 * layers and to the build cache; `habit` is the practice to take home. Markdown without headings.
 */
export interface InstructionDoc {
  readonly summary: string;
  readonly layer: string;
  readonly cache: string;
  readonly habit: string;
  readonly example: string;
}

const reference = 'https://docs.docker.com/reference/dockerfile/';

/** The instruction's section of the Dockerfile reference. */
export function instructionLink(name: KeywordName): string {
  return `${reference}#${name === 'MAINTAINER' ? 'maintainer-deprecated' : name.toLowerCase()}`;
}

export const instructionDocs: Readonly<Record<KeywordName, InstructionDoc>> = {
  FROM: {
    summary:
      'Starts a build stage on a base image, on an earlier stage, or on `scratch` (nothing at all). `AS name` lets later stages copy from it.',
    layer: 'None of its own: the stage begins with all layers of its base.',
    cache:
      'Keyed by the image that the tag stands for: a newer one, once it is pulled, rebuilds everything below.',
    habit:
      'Build in a fat stage, ship a thin one: only the last stage becomes the image. Name a precise tag (`node:22.11-slim`, not `node` or `latest`), and choose the smallest base that runs the program.',
    example:
      'FROM golang:1.24 AS build\n# …\nFROM gcr.io/distroless/static-debian12:nonroot\nCOPY --from=build /out/app /app',
  },
  RUN: {
    summary:
      'Runs a command while the image is built and keeps what it changed on disk. Shell form goes through the SHELL (`/bin/sh -c` unless set), exec form `["a", "b"]` and heredocs are possible too.',
    layer:
      'One layer with every file it adds, changes or deletes. Deleting a file in a later RUN hides it, but frees nothing.',
    cache:
      'Keyed by the command text and all that came before, not by what the network would answer: `apt-get update` alone stays stale for months.',
    habit:
      'Put what belongs together in one RUN and clean up in the same one. Keep steps that change often below those that do not. For package caches, `--mount=type=cache`.',
    example:
      'RUN apt-get update \\\n && apt-get install -y --no-install-recommends curl \\\n && rm -rf /var/lib/apt/lists/*',
  },
  COPY: {
    summary:
      'Copies files from the build context, or with `--from` from another stage or image. Sources are relative to the context, never outside of it; a directory copies its contents, not itself.',
    layer:
      'One layer with the copied files. A later `RUN chown` or `chmod` stores them a second time: use `--chown` and `--chmod` here.',
    cache:
      'Keyed by the content of the files (not their dates). One changed file rebuilds this step and all below.',
    habit:
      'Copy the dependency manifests first, install, and only then copy the rest, so that a changed source file does not install everything again. Keep the context small with `.dockerignore`.',
    example: 'COPY package.json package-lock.json ./\nRUN npm ci\nCOPY . .',
  },
  ADD: {
    summary:
      'Like COPY, and besides: unpacks a *local* tar archive, downloads a URL, clones a Git repository. A downloaded archive is **not** unpacked (unless `--unpack` says so).',
    layer: 'One layer with the files. An archive that is added and unpacked by a later RUN is stored twice.',
    cache:
      'Local files by content. A URL is asked again on every build; give `--checksum` to know what you got.',
    habit:
      'Use COPY for plain files, so that nobody wonders what gets unpacked. Use ADD for what only ADD can do.',
    example:
      'ADD --checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d \\\n    https://example.org/tool.tar.gz /tmp/',
  },
  CMD: {
    summary:
      'The default command of the container, or, with an exec-form ENTRYPOINT, its default arguments. Whatever is given after the image name on `docker run` replaces it. The last CMD counts.',
    layer: 'None: it is image configuration.',
    cache: 'Costs nothing to change; put it last.',
    habit:
      'Use exec form. In shell form `/bin/sh` comes first and may keep SIGTERM from the program: then `docker stop` waits ten seconds and kills.',
    example: 'CMD ["node", "server.js"]',
  },
  ENTRYPOINT: {
    summary:
      'The program the container is. In exec form CMD and the arguments of `docker run` are appended to it. It can still be replaced, with `docker run --entrypoint`.',
    layer: 'None: it is image configuration. Setting it forgets a CMD inherited from the base image.',
    cache: 'Costs nothing to change; put it near the end.',
    habit:
      'Exec form, together with a CMD of default arguments. Shell form ignores CMD and may keep signals from the program. A start script ends with `exec "$@"`.',
    example: 'ENTRYPOINT ["node"]\nCMD ["server.js"]',
  },
  ENV: {
    summary:
      'Sets environment variables for the instructions below and for the running container. It is inherited by stages and images built on this one.',
    layer:
      'None: it is image configuration. A secret put here can be read by anyone who has the image; unsetting it later does not help.',
    cache: 'A changed value rebuilds from the next RUN on, or from the step that uses it.',
    habit:
      'Only for what the running program needs. For what only the build needs, use ARG, or set it in the one RUN: `DEBIAN_FRONTEND=noninteractive apt-get …`.',
    example: 'ENV NODE_ENV=production \\\n    PORT=8080',
  },
  ARG: {
    summary:
      'A variable for build time, set with `--build-arg`. It lives from its line to the end of its stage, and in stages built on that one. One before the first FROM is seen by FROM only, unless a stage declares it again (`ARG NAME`).',
    layer:
      'None, and the running container does not see it. But its value stays readable in the image history and in provenance: no place for a secret (`RUN --mount=type=secret` is).',
    cache: 'A changed value rebuilds from the first step that could use it; every RUN below it could.',
    habit:
      'Declare it as late as it is needed, with a default. Keep what changes in every build (commit, date) below the installs.',
    example: 'ARG NODE_VERSION=22.11\nFROM node:${NODE_VERSION}-slim',
  },
  WORKDIR: {
    summary:
      'Sets the directory for the instructions below and for the container, and creates it when it is missing. It then belongs to the USER in force.',
    layer: 'A small one when it creates the directory.',
    cache: 'Like any step: a change rebuilds what is below.',
    habit:
      'Absolute, once near the top of a stage, instead of `cd` in RUN: a `cd` is forgotten at the end of its RUN.',
    example: 'WORKDIR /app',
  },
  USER: {
    summary:
      'Sets the user (and group) for the RUN, CMD and ENTRYPOINT below and for the container. It creates no account.',
    layer: 'None: it is image configuration.',
    cache: 'A change rebuilds the RUNs below.',
    habit:
      'End as somebody other than root: whoever breaks out of the program is then not root. Install first, switch after. A numeric id also satisfies Kubernetes’ `runAsNonRoot`.',
    example: 'RUN useradd --uid 10001 app\nUSER 10001',
  },
  EXPOSE: {
    summary: 'Documents the ports the program listens on. It publishes nothing: that is `docker run -p`.',
    layer: 'None: it is image configuration.',
    cache: 'Costs nothing to change.',
    habit:
      'Name the container’s port only, never `host:container`. Listen above 1023 when the user is not root.',
    example: 'EXPOSE 8080\nEXPOSE 53/udp',
  },
  VOLUME: {
    summary:
      'Marks a directory as a mount point: every container gets a fresh anonymous volume there unless it is given one.',
    layer: 'None. What a later RUN writes into that directory may be thrown away.',
    cache: 'Costs nothing to change.',
    habit: 'Mostly better left to whoever runs the image. If used, fill and chown the directory above it.',
    example: 'VOLUME ["/var/lib/data"]',
  },
  HEALTHCHECK: {
    summary:
      'A command the engine runs in the container now and then: exit code 0 is healthy, 1 is not. Docker and Swarm use it; Kubernetes ignores it and has its own probes.',
    layer: 'None: it is image configuration. The last one counts; `HEALTHCHECK NONE` drops an inherited one.',
    cache: 'Costs nothing to change.',
    habit:
      'Use a tool the image really has: slim images lack curl, Alpine has `wget` from BusyBox, distroless has neither.',
    example:
      'HEALTHCHECK --interval=30s --timeout=3s --start-period=5s \\\n  CMD ["wget", "-q", "--spider", "http://localhost:8080/health"]',
  },
  LABEL: {
    summary: 'Attaches metadata to the image as key and value.',
    layer: 'None: it is image configuration. Several in one instruction or in many: the image is the same.',
    cache:
      'Costs nothing to change with BuildKit; an ARG that feeds it does. The classic builder rebuilds what is below.',
    habit:
      'Use the standard keys `org.opencontainers.image.*`: `source`, `version`, `licenses`, `description`, `authors`.',
    example:
      'LABEL org.opencontainers.image.source="https://example.org/repo" \\\n      org.opencontainers.image.licenses="MIT"',
  },
  MAINTAINER: {
    summary: 'Names the author. Deprecated since Docker 1.13.',
    layer: 'None: it is image configuration.',
    cache: 'Costs nothing to change.',
    habit: 'Use the label that tools read instead.',
    example: 'LABEL org.opencontainers.image.authors="Ada <ada@example.org>"',
  },
  ONBUILD: {
    summary:
      'Keeps an instruction for later: it runs when another build starts FROM this image, right after its FROM.',
    layer: 'None here; whatever the instruction makes there.',
    cache: 'A changed trigger changes the image’s configuration, so builds on top of it start anew.',
    habit: 'Surprising for whoever uses the image: say so in the tag (`-onbuild`), or better, do without.',
    example: 'ONBUILD COPY . /app',
  },
  SHELL: {
    summary:
      'Replaces the shell that runs shell-form RUN, CMD, ENTRYPOINT and HEALTHCHECK below it. Must be a JSON array.',
    layer: 'None: it is image configuration, which Podman and Buildah keep in the Docker format only.',
    cache: 'A change rebuilds the RUNs below.',
    habit: 'With pipes in RUN: without `pipefail` only the last command’s failure counts.',
    example: 'SHELL ["/bin/bash", "-o", "pipefail", "-c"]',
  },
  STOPSIGNAL: {
    summary:
      'The signal `docker stop` sends to process 1; SIGTERM unless set. After ten seconds SIGKILL follows.',
    layer: 'None: it is image configuration.',
    cache: 'Costs nothing to change.',
    habit:
      'Only for programs that end gracefully on another signal (nginx and php-fpm: SIGQUIT). Never SIGKILL.',
    example: 'STOPSIGNAL SIGQUIT',
  },
};

/** What is to say otherwise of a FROM, by what it names. */
export const baseDocs: Readonly<Record<string, Partial<InstructionDoc>>> = {
  digest: {
    cache: 'The image is the same until the digest is changed.',
    habit:
      'Build in a fat stage, ship a thin one: only the last stage becomes the image. A digest gets no updates by itself: let a bot (Renovate, Dependabot) raise it, and keep the tag in front of it for those who read.',
  },
  stage: {
    cache: 'Rebuilt whenever the stage is that it is built on.',
    habit:
      'Put what several stages need into one that they are built on. Only the last stage becomes the image.',
  },
  scratch: {
    layer: 'None: the first COPY makes the first one.',
    cache: 'Nothing that could change.',
    habit:
      'For a program that needs no file but its own. There is no shell, no certificate authority, no account but root by number, no time zone: copy in what the program needs.',
  },
};

/** What is to say otherwise where containers are those of Windows. */
export const windowsDocs: Readonly<Partial<Record<KeywordName, Partial<InstructionDoc>>>> = {
  RUN: {
    summary:
      'Runs a command while the image is built and keeps what it changed on disk. Shell form goes through the SHELL (`cmd /S /C`, unless the file or the base image sets another one), exec form `["a", "b"]` is possible too.',
    cache:
      'Keyed by the command text and all that came before, not by what the network would answer: a download is not made anew.',
    habit:
      'Put what belongs together in one RUN and clean up in the same one. Keep steps that change often below those that do not.',
    example: 'RUN curl.exe -fsSLo app.zip https://example.org/app.zip && tar.exe -xf app.zip && del app.zip',
  },
  CMD: {
    habit:
      'Use exec form: in shell form the shell comes first, and takes `%`, `^` and `&` (or `$` of PowerShell) for its own.',
    example: 'CMD ["app.exe", "--port", "8080"]',
  },
  ENTRYPOINT: {
    habit: 'Exec form, together with a CMD of default arguments.',
    example: 'ENTRYPOINT ["app.exe"]\nCMD ["--port", "8080"]',
  },
  SHELL: {
    habit:
      'PowerShell goes on after most errors, and the build with it, unless `$ErrorActionPreference` says `Stop`.',
    example: `SHELL ["powershell", "-Command", "$ErrorActionPreference = 'Stop';"]`,
  },
  USER: {
    habit: 'End as `ContainerUser` rather than as `ContainerAdministrator`. Install first, switch after.',
    example: 'RUN net user /add app\nUSER app',
  },
  WORKDIR: {
    summary:
      'Sets the directory for the instructions below and for the container, and creates it when it is missing.',
    example: 'WORKDIR C:/app',
  },
};
