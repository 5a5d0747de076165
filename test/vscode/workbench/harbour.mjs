// What a user does with build contexts: picks another one, asks in the Explorer why a file is in the image and who takes
// it, and watches a large one being read.
import { linkSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { temporaryFolder } from '../driver/processes.mjs';
import { userOf } from './user.mjs';

const files = {
  'compose.yaml': [
    'services:',
    '  tides:',
    '    build:',
    '      context: .',
    '      dockerfile: tides/Dockerfile',
    '  pier:',
    '    build:',
    '      context: .',
    '      dockerfile: pier/Dockerfile',
    '  charts:',
    '    build:',
    '      context: charts',
    '      dockerfile: Containerfile',
    '',
  ].join('\n'),
  '.dockerignore': '.git\ncharts\n*.log\n',
  'README.md': '# Harbour\n',
  'deploy.log': 'done\n',
  'old.log': 'done\n',
  'tides/Dockerfile': [
    'FROM node:22-slim',
    'WORKDIR /app',
    'COPY package.json ./',
    'RUN npm install',
    'COPY . .',
    'USER node',
    'CMD ["node", "server.js"]',
    '',
  ].join('\n'),
  'tides/package.json': '{ "name": "tides", "private": true }\n',
  'tides/server.js': 'console.log("tides");\n',
  'pier/Dockerfile': 'FROM nginx:1.29-alpine\nCOPY README.md /usr/share/nginx/html/\n',
  'charts/Containerfile': 'FROM alpine:3.22\nCOPY . /charts\nUSER 1000\n',
};

const find = 'Find Dockerfile Instructions That Take This File';

/** Enough for a second or two of reading, so that its progress is told on any machine. */
const large = { folders: 100, filesEach: 1000 };

/**
 * Plays it in a workspace of its own.
 * @param {object} options
 * @param {import('../driver/server.mjs').Server} options.server with the extension installed
 * @param {import('playwright-core').Page} options.page
 * @param {(title: string, work: () => Promise<unknown>) => Promise<boolean>} options.test
 * @param {string} options.shots folder for screenshots
 */
export async function playHarbour({ server, page, test, shots }) {
  const workspace = writeWorkspace();
  const user = userOf(page, workspace);
  const settings = () => JSON.parse(readFileSync(join(workspace, '.vscode/settings.json'), 'utf8'));
  const shot = (name) => join(shots, `${name}.png`);
  mkdirSync(shots, { recursive: true });
  await page.goto(server.url(workspace, { openFile: server.uri(join(workspace, 'tides/Dockerfile')) }));

  await test('a Compose file says what the build context is', async () => {
    await user.squiggles('warning');
    const text = await user.hoverSquiggle('warning', 'copy-source-missing');
    if (!text.includes('but tides/package.json')) throw new Error(text);
    await user.line(/COPY \. \..*copies 7 files.*keeps out 2 files/).waitFor();
    await user.picture(shot('compose'), [user.hover]);
    await user.closeHover();
    await user.status(/Build context: harbour \(compose\.yaml\)/);
  });

  await test('another build context is picked: problems, meter, hover and status follow', async () => {
    await user.command('Choose Build Context', 'Build context of tides/Dockerfile');
    await user.listed([
      /^Workspace folder, compose\.yaml, service tides, line 4, In force now$/,
      /^tides, the Dockerfile's folder$/,
      /^Browse…$/,
    ]);
    await user.list.screenshot({ path: shot('choose') });
    await user.pick(/^tides, /);
    await page.locator(user.marks.warning).first().waitFor({ state: 'detached' });
    await user.line(/COPY \. \..*copies 3 files/).waitFor();
    await user.status(/Build context: tides \(setting shipshape\.contexts\)/);
    const { 'shipshape.contexts': written } = settings();
    if (JSON.stringify(written) !== '{"tides/Dockerfile":"tides"}') throw new Error(JSON.stringify(written));
    const text = await user.hoverOver('COPY', /Build context/);
    if (!text.includes('setting shipshape.contexts')) throw new Error(text);
    await user.picture(shot('chosen'), [user.hover]);
    await user.closeHover();
  });

  await test('the choice is forgotten, and the Compose file counts again', async () => {
    await user.command('Choose Build Context', 'Build context of tides/Dockerfile');
    await user.listed([
      /^tides, setting shipshape\.contexts, In force now$/,
      /^Workspace folder, compose\.yaml, service tides, line 4$/,
      /^Browse…$/,
      /^Forget this choice, /,
    ]);
    await user.list.screenshot({ path: shot('forget') });
    await user.pick(/^Forget this choice/);
    await user.squiggles('warning');
    await user.status(/Build context: harbour \(compose\.yaml\)/);
    if (settings()['shipshape.contexts']) throw new Error(JSON.stringify(settings()));
  });

  await test('the Explorer tells why a file is not in the image, and sends it', async () => {
    await user.inExplorer(
      'deploy.log',
      'Why Is This File (Not) in the Image?',
      'pick a step to see its line',
    );
    await user.listed([
      /Not sent to the builder: line 3 of \.dockerignore, \*\.log, keeps it out\..*\.dockerignore:3/,
      /COPY on line 5 takes it.*\/app\/deploy\.log.*tides\/Dockerfile:5/,
      /Send it: add the exception !deploy\.log to \.dockerignore/,
    ]);
    await user.list.screenshot({ path: shot('not-in-image') });
    await user.pick(/Send it/);
    await user.shown('.dockerignore');
    await page.locator('.statusbar-item', { hasText: 'Ln 4, Col 1' }).waitFor();
    await user.line(/!deploy\.log/).waitFor();
    await user.saveAll();
    const text = user.onDisk('.dockerignore');
    if (text !== '.git\ncharts\n*.log\n!deploy.log\n') throw new Error(text);
    await user.picture(shot('sent'));
  });

  await test('the Explorer tells why a file is in the image, and leads to the line that takes it', async () => {
    await user.inExplorer(
      'deploy.log',
      'Why Is This File (Not) in the Image?',
      'pick a step to see its line',
    );
    await user.listed([
      /Sent to the builder: line 4 of \.dockerignore, !deploy\.log,.*\.dockerignore:4/,
      /COPY on line 5 takes it/,
      /It is in the image: \/app\/deploy\.log/,
      /Keep it out: delete line 4 of \.dockerignore, !deploy\.log/,
      /Keep it out: add deploy\.log to \.dockerignore/,
    ]);
    await user.list.screenshot({ path: shot('in-image') });
    await user.pick(/COPY on line 5/);
    await user.shown('tides/Dockerfile');
    await page.locator('.statusbar-item', { hasText: 'Ln 5' }).waitFor();
  });

  await test('a large build context tells how far it has been read, until all of it is', async () => {
    const texts = await user.followStatus();
    await user.expand('charts');
    await user.openInExplorer('Containerfile');
    const status = await user.openStatus();
    const reading = await texts(/Reading the build context/);
    await page.screenshot({ path: shot('reading') });
    await user.line(/COPY \. \/charts.*copies 100,001 files/).waitFor();
    await status.filter({ hasText: /Build context: charts \(compose\.yaml\)/ }).waitFor();
    await user.press('Escape');
    await status.waitFor({ state: 'hidden' });
    await user.picture(shot('large'));
    const [, number] =
      /Reading the build context: ([\d,]+) files and folders$/m.exec(reading.join('\n')) ?? [];
    if (!(Number(number?.replaceAll(',', '')) > 100)) throw new Error(reading.join('\n'));
  });

  await test('the Explorer leads to the one instruction that takes a file', async () => {
    await user.inExplorer('compose.yaml', find);
    await page.locator('.statusbar-item', { hasText: /Ln 5, Col 6$/ }).waitFor();
    await user.shown('tides/Dockerfile');
  });

  await test('the Explorer lists several of them, of Dockerfiles that are not open too', async () => {
    await user.inExplorer('README.md', find);
    const peek = page.locator('.peekview-widget', { hasText: 'Locations (2)' });
    await peek.waitFor();
    await page.screenshot({ path: shot('uses') });
    await user.press('Escape');
    await peek.waitFor({ state: 'hidden' });
  });

  await test('the Explorer says where none does, and leads to the reason', async () => {
    await user.inExplorer('old.log', find);
    const notice = page.locator('.notification-toast', {
      hasText: 'No instruction of a Dockerfile takes old.log',
    });
    await notice.waitFor();
    await notice.screenshot({ path: shot('no-use') });
    await notice.getByRole('button', { name: 'Show Why' }).click();
    await page.getByPlaceholder('The Dockerfile whose image to look at').waitFor();
    await user.listed([
      /tides\/Dockerfile, old\.log is not in the image: line 3 of \.dockerignore keeps it out/,
      /pier\/Dockerfile, old\.log is not in the image: line 3 of \.dockerignore keeps it out/,
    ]);
    await user.list.screenshot({ path: shot('several') });
    await user.press('Escape');
  });
}

function writeWorkspace() {
  const workspace = join(temporaryFolder('harbour'), 'harbour');
  const write = (path, text) => {
    mkdirSync(dirname(join(workspace, path)), { recursive: true });
    writeFileSync(join(workspace, path), text);
  };
  for (const [path, text] of Object.entries(files)) write(path, text);
  for (let folder = 0; folder < large.folders; folder += 1) {
    write(`charts/data/${folder}/0`, '');
    // Links of one file take a tenth of the time that files take.
    for (let file = 1; file < large.filesEach; file += 1)
      linkSync(join(workspace, `charts/data/${folder}/0`), join(workspace, `charts/data/${folder}/${file}`));
  }
  return workspace;
}
