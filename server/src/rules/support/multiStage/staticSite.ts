import { webServer } from '../../../knowledge/runtimeImages.ts';
import { wayDown } from '../containerPaths.ts';
import { keywordLike } from '../keywords.ts';
import { isAllForTheBuild } from './buildOnly.ts';
import type { Conversion, FoundBuild } from './conversion.ts';
import { buildWord, isNodeBuild, nodeBuildOf } from './node.ts';
import { cutAfterRuns, namedBy } from './place.ts';
import { type PlacedCommand, resolve, type SingleStage } from './singleStage.ts';

/** A built site that a server of Node.js hands out, file by file: what nginx is for. */
export function staticSite(subject: SingleStage): FoundBuild | undefined {
  const build = nodeBuildOf(subject);
  const server = build && serverOf(subject);
  if (!build || !server) return undefined;
  return {
    ...namedBy(build, buildWord(build)),
    product: 'the site',
    conversion: conversionOf(subject, build, server),
  };
}

interface FileServer {
  readonly path: string;
  readonly port: string;
  /** Every path that is no file gets the first page: the site finds its way itself. */
  readonly isSinglePage: boolean;
}

/** `serve -s build`, `npx http-server dist -p 8080`. */
function serverOf({ start }: SingleStage): FileServer | undefined {
  const argv = start.argv.filter(
    (word, index) => !(index === 0 && word === 'npx') && word !== '--yes' && word !== '-y',
  );
  const [program, ...rest] = argv;
  if (program !== 'serve' && program !== 'http-server') return undefined;
  let folder: string | undefined;
  let port = program === 'serve' ? '3000' : '8080';
  let isSinglePage = false;
  for (let i = 0; i < rest.length; i++) {
    const word = rest[i] ?? '';
    const [, name = '', joined] = /^(--?[a-z-]+)(?:=(.*))?$/.exec(word) ?? [];
    if (/^(?:-l|--listen|-p|--port)$/.test(name)) {
      const value = joined ?? rest[++i] ?? '';
      const digits = /^(?:tcp:\/\/[\w.]+:)?(\d{1,5})$/.exec(value)?.[1];
      if (digits === undefined) return undefined;
      port = digits;
    } else if (name === '-s' || name === '--single') isSinglePage = program === 'serve';
    else if (name === '-a' || name === '-c-1') i += name === '-a' ? 1 : 0;
    else if (word.startsWith('-')) return undefined;
    else if (folder === undefined) folder = word;
    else return undefined;
  }
  const path = folder === undefined ? undefined : resolve(start.cwd, folder);
  return path === undefined ? undefined : { path, port, isSinglePage };
}

const root = '/usr/share/nginx/html';

function conversionOf(
  subject: SingleStage,
  build: PlacedCommand,
  server: FileServer,
): Conversion | undefined {
  const { stage, model } = subject;
  const way = wayDown(build.cwd, server.path);
  if (way === undefined || !/^(?:[\w-]+\/)?(?:dist|build|out|public|_site)(?:\/[\w-]+)*$/.test(way))
    return undefined;
  // Heredocs came with 1.4.
  const version = /^1\.(\d+)/.exec(model.frontend.version ?? '')?.[1];
  if (model.frontend.isCustom || (version !== undefined && Number(version) < 4)) return undefined;
  const isKnown = (placed: PlacedCommand) =>
    isNodeBuild(placed) || /^(?:npm|yarn|pnpm|npx)$/.test(placed.call?.manager ?? placed.program ?? '');
  const cut = cutAfterRuns(subject, false);
  if (!cut || !isAllForTheBuild(subject, { cut, products: [server.path], hasShell: false, isKnown }))
    return undefined;
  if (stage.instructions.some(({ name }) => name === 'HEALTHCHECK' || name === 'USER')) return undefined;
  const copies = stage.instructions.filter(({ range }) => range.start > cut.range.start);
  if (copies.some(({ name }) => name === 'COPY' || name === 'ADD' || name === 'WORKDIR')) return undefined;
  const fallback = server.isSinglePage ? '$uri $uri/ /index.html' : '$uri $uri/ =404';
  return {
    runtime: webServer,
    artifacts: [{ path: server.path, kind: 'directory', to: root }],
    cut,
    start: '["nginx", "-g", "daemon off;"]',
    isPlain: true,
    placeholder: webServer.image.slice('nginx:'.length),
    lines: [
      [
        `${keywordLike(stage.from, 'COPY')} <<'EOF' /etc/nginx/conf.d/default.conf`,
        'server {',
        `    listen ${server.port};`,
        `    root ${root};`,
        '    location / {',
        `        try_files ${fallback};`,
        '    }',
        '}',
        'EOF',
      ].join('\n'),
    ],
  };
}
