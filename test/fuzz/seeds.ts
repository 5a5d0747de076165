/** Dockerfiles of our own that between them use every part of the grammar: what mutations start from. */
export const seeds: readonly string[] = [
  `# syntax=docker/dockerfile:1
# escape=\\
ARG NODE=22
FROM --platform=$BUILDPLATFORM node:\${NODE:-22}-slim AS build
WORKDIR /app
ENV PATH="/app/bin:\${PATH}" MODE=production \\
    # kept short
    GREETING='hello world'
COPY --chown=node:node package*.json ./
RUN --mount=type=cache,target=/root/.npm,sharing=locked \\
    npm ci --omit=dev && \\

    npm cache clean --force
COPY . .
EXPOSE 3000/tcp 9229
HEALTHCHECK --interval=30s --timeout=3s --retries=3 CMD ["curl", "-f", "http://localhost:3000/"]
USER node
CMD ["node", "server.js"]
`,
  `FROM alpine:3.20
RUN <<EOF
set -e
apk add --no-cache curl
EOF
COPY <<-"A" <<B /etc/
	one $HOME
	A
two \${X:-y}
B
RUN 3<<EOT cat <<-'END' | sh
a
EOT
	b
	END
ONBUILD COPY <<C /c
c
C
ADD --checksum=sha256:0 https://example.org/x.tgz /x
`,
  `# escape=\`
FROM mcr.microsoft.com/windows/servercore:ltsc2022
SHELL ["powershell", "-Command"]
RUN Get-Item C:\\ ; \`
    Write-Host "a \`"b\`"" \`
# comment
    ; exit 0
LABEL a=b "c d"=e f='g h' i=\`"j
WORKDIR C:\\app
`,
  `from scratch
MAINTAINER Someone <someone@example.org>
ENV LEGACY some value with blanks
LABEL one two
VOLUME ["/data", "/log\\u0041"]
VOLUME /a /b
ENTRYPOINT [ 'not', "json" ]
CMD echo $((1 << 2)) "$UNSET" \${A:+b} \${C#d*} \${E/f/g} \${H//\\//i}
STOPSIGNAL SIGTERM
ONBUILD ONBUILD RUN a
ONBUILD --x=y ENV a="b c" d=\\" e
SHELL bash
RUN echo "quote <<E never closes
COPY --exclude="a b" --from=s --link -- --odd /x
ARG A B=c "D=e f"
`,
  '\ufeffFROM a\r\nRUN b \\\r\n  c\r\n\r\nRUN d\re\r\n\\\n  USER f\n\u00a0\u2003CMD g\u0085\0\n',
];

/** Pieces that mean something somewhere: what mutations put in. */
export const fragments: readonly string[] = [
  '\\\n',
  '`\n',
  '\n',
  '\r',
  '\r\n',
  '\t',
  ' ',
  '\u00a0',
  '\u0085',
  '\u2028',
  '\ufeff',
  '\0',
  '\x1b',
  '\ud83d',
  '\ude00',
  '\u{1f600}',
  '#',
  '# escape=`\n',
  '# syntax=x\n',
  '<<',
  '<<E',
  '<<-"E"',
  '\nE\n',
  '$',
  '${',
  '${a:-',
  '${a//',
  '}',
  '"',
  "'",
  '\\',
  '`',
  '[',
  ']',
  '["a", "b"]',
  '\\u00',
  '\\ud83d',
  ',',
  '=',
  '--',
  '--mount=type=',
  '--from=',
  'ONBUILD ',
  'FROM ',
  'RUN ',
  'COPY ',
  'ENV ',
  'HEALTHCHECK ',
  'a=b',
];
