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
