// Dockerfiles of a given size, made up so that every part of the grammar has its share.

const block = (n) => [
  `# Part ${n} of the build`,
  `ARG VERSION_${n}=1.${n}`,
  `ENV HOME_${n}=/srv/app-${n} PATH="/opt/bin:\${PATH}" \\`,
  `    CACHE_${n}="\${CACHE:-/var/cache/$VERSION_${n}}"`,
  `RUN --mount=type=cache,target=/root/.cache apt-get update && \\`,
  '    # the compiler and its friends',
  '    apt-get install -y --no-install-recommends \\',
  `      build-essential curl "git=1:2.*" && \\`,
  '    rm -rf /var/lib/apt/lists/*',
  `COPY --from=base --chown=app:app package.json package-lock.json /srv/app-${n}/`,
  `WORKDIR \${HOME_${n}}`,
  `LABEL org.example.part="${n}" org.example.title='Part ${n}'`,
  `EXPOSE ${3000 + (n % 1000)}/tcp`,
  `RUN <<EOT bash`,
  `set -e`,
  `echo "part ${n}" > /etc/part`,
  `EOT`,
  `USER app`,
  `CMD ["node", "server.js", "--part", "${n}"]`,
  '',
];

/** A file of mixed instructions with exactly this many lines. */
export function mixed(lineCount) {
  const lines = ['FROM debian:12 AS base'];
  for (let n = 0; lines.length < lineCount; n++) lines.push(...block(n));
  lines.length = lineCount;
  // Whatever the cut left open is closed by a blank line.
  lines[lineCount - 1] = '';
  return `${lines.join('\n')}\n`;
}

export function longRun(lineCount) {
  const commands = Array.from({ length: lineCount - 1 }, (_, n) => `    echo "step ${n}" "$VALUE" && \\`);
  return `FROM scratch\nRUN set -e && \\\n${commands.join('\n')}\n    true\n`;
}

export function stages(count) {
  const parts = [];
  for (let n = 0; n < count; n++) {
    parts.push(`FROM debian:12 AS stage${n}`, `COPY --from=stage${Math.max(0, n - 1)} /out /in`, 'RUN make');
  }
  return `${parts.join('\n')}\n`;
}

export function environment(count) {
  const lines = Array.from(
    { length: count },
    (_, n) => `ENV NAME_${n}="value \${NAME_${Math.max(0, n - 1)}}"`,
  );
  return `FROM scratch\n${lines.join('\n')}\n`;
}

/** One line of about this many characters. */
export function longLine(length) {
  const words = [];
  for (let size = 0; size < length; size += 24) words.push('ab "c d" $E \'f\' ${G:-h} -i ');
  return `FROM scratch\nRUN ${words.join('')}\n`;
}

/** A file of this many lines with all the habits that rules speak of. */
export function careless(lineCount) {
  const part = (n) => [
    `from ubuntu as Builder${n}`,
    'MAINTAINER Ada Lovelace <ada@example.org>',
    `ARG APP_${n}`,
    `ENV PASSWORD_${n} secret and more`,
    `ADD app-${n} /srv`,
    'COPY . .',
    'RUN cd /srv && npm install',
    'RUN apt-get update',
    `RUN apt-get install curl package-${n}`,
    'RUN sudo pip install flask $UNDEFINED # the framework',
    'WORKDIR srv',
    `LABEL a.b=1 a.b=2 c ${n}`,
    `ENTRYPOINT node server.js --part ${n}`,
    'CMD npm start',
    `CMD ['single', "quotes"]`,
    'EXPOSE 80 70000',
    `COPY --from=builder${n + 1} /a /b`,
    'user root',
    `HEALTCHECK CMD curl -f http://localhost/${n}`,
  ];
  const lines = ['# escape=\\'];
  for (let n = 0; lines.length < lineCount; n++) lines.push(...part(n));
  lines.length = lineCount;
  return `${lines.join('\n')}\n`;
}

/** Stages that all start from one and copy from each other. */
export function siblings(count) {
  const parts = ['FROM alpine:3.20 AS base', 'ENV A=1'];
  for (let n = 0; n < count; n++) {
    parts.push(`FROM base AS s${n}`, `COPY --from=s${Math.max(0, n - 1)} /a /b`, 'RUN make "$A"');
  }
  return `${parts.join('\n')}\n`;
}

export function runs(count) {
  return repeated(count, (n) => `RUN apt-get install -y part-${n}`);
}

export function copies(count) {
  return repeated(count, (n) => `COPY part-${n} /srv/part-${n}/`);
}

export function copiesAndInstalls(count) {
  return repeated(count / 2, () => 'COPY . .\nRUN npm ci');
}

export function triggers(count) {
  return repeated(count, (n) => `ONBUILD RUN apt-get install part-${n}`);
}

/** One suppression above every other line. */
export function comments(count) {
  return repeated(
    count / 2,
    (n) => `# shipshape ignore=workdir-absolute, image-tag-latest why\nWORKDIR part-${n}`,
  );
}

/** One heredoc of this many lines. */
export function heredoc(count) {
  const lines = Array.from({ length: count }, (_, n) => `apt-get install part-${n}`);
  return `FROM debian:12\nRUN <<EOT\n${lines.join('\n')}\nEOT\n`;
}

/** One instruction on one line of about this many characters, made of what `word` gives. */
export function wideLine(keyword, length, word) {
  const words = [];
  for (let n = 0, size = 0; size < length; n++) {
    words.push(word(n));
    size += words.at(-1).length + 1;
  }
  return `FROM scratch\n${keyword} ${words.join(' ')}\n`;
}

export function wideJson(length) {
  const line = wideLine('CMD [', length, (n) => `"argument-${n}",`);
  return `${line.slice(0, -2)}]\n`;
}

export function ignorePatterns(count) {
  return Array.from({ length: count }, (_, n) =>
    n % 10 === 0 ? `!part-${n % 100}/**/*.js` : `part-${n % (count / 2)}/**/*.o\n`,
  ).join('\n');
}

function repeated(count, line) {
  return `FROM debian:12\n${Array.from({ length: count }, (_, n) => line(n)).join('\n')}\n`;
}
