// What a newcomer does with the samples: looks, reads, and presses the light bulbs until each before is its after.
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { extensionFolder } from '../bundle.mjs';
import { openBrowser } from '../driver/browser.mjs';
import { delay, temporaryFolder } from '../driver/processes.mjs';
import { startServer } from '../driver/server.mjs';
import { playHarbour } from './harbour.mjs';
import { playQuay } from './quay.mjs';
import { exampleFolders, readSteps } from './steps.mjs';
import { userOf } from './user.mjs';

const lookOfPictures = {
  'workbench.colorTheme': 'Default Dark Modern',
  'editor.fontSize': 15,
  'editor.minimap.enabled': false,
  'editor.scrollbar.vertical': 'hidden',
  'editor.hover.above': false,
  'breadcrumbs.enabled': false,
};

/**
 * Runs the story with the extension installed from a VSIX.
 * @param {object} options
 * @param {string} options.vsix
 * @param {string} options.examples the folder with `before`, `after`, the list of light bulbs, and `guides` with more of them
 * @param {string} options.shots folder for screenshots
 * @param {import('../driver/report.mjs').Report} options.report
 */
export async function runStory({ vsix, examples = join(extensionFolder, 'examples'), shots, report }) {
  rmSync(shots, { recursive: true, force: true });
  mkdirSync(shots, { recursive: true });

  const server = await startServer({ vsix, settings: lookOfPictures });
  const { browser, page } = await openBrowser({ scale: 2 });
  const test = async (title, work) => {
    if (await report.test(title, work)) return true;
    await page.screenshot({ path: join(shots, `failed-${title.replaceAll(/\W+/g, '-')}.png`) });
    return false;
  };
  try {
    for (const example of exampleFolders(examples)) {
      const isFirst = example === examples;
      await playExample(example, {
        server,
        page,
        test,
        shots: isFirst ? shots : join(shots, basename(example)),
        isFirst,
      });
    }
    await playHarbour({ server, page, test, shots: join(shots, 'harbour') });
    await playQuay({ server, page, test, shots: join(shots, 'quay') });
  } finally {
    await browser.close();
    await server.stop();
  }
}

/** Presses the light bulbs of one example in a copy of it; the first one is looked at more closely before. */
async function playExample(example, { server, page, test, shots, isFirst }) {
  const name = isFirst ? 'the sample' : basename(example);
  const steps = readSteps(join(example, 'README.md'));
  const workspace = copyOf(example);
  const user = userOf(page, workspace);
  mkdirSync(shots, { recursive: true });
  await page.goto(server.url(workspace, { openFile: server.uri(join(workspace, 'Dockerfile')) }));
  if (isFirst) await readTests(user, test, shots);
  else {
    await test(`${name}: squiggles`, async () => {
      await user.squiggles('warning');
      await user.focusEditor();
    });
  }
  const takesContext = basename(example) === 'context';
  if (takesContext) await askWhy(user, test, shots);
  await test(`${name} lists its light bulbs`, async () => {
    if (steps.length === 0) throw new Error('its README.md has no numbered list');
  });
  for (const [index, step] of steps.entries()) {
    const title = `${name}: light bulb on ${step.at}: ${step.title}`;
    if (!(await test(title, () => press(user, step, index, shots)))) break;
  }
  if (takesContext) {
    await test('the meter follows what the light bulb changed', async () => {
      await user.openFile('Dockerfile');
      await user.line(/COPY \. \..*copies 6 files/).waitFor();
      await user.picture(join(shots, 'meter-after.png'));
    });
  }
  cpSync(workspace, join(shots, 'result'), { recursive: true });
  await test(`${name}: the before is the after, byte for byte`, async () => {
    compareFolders(workspace, join(example, 'after'));
  });
}

/**
 * The same sample in a folder that the user does not trust.
 * @param {{ vsix: string, examples?: string, report: import('../driver/report.mjs').Report }} options
 */
export async function runRestricted({ vsix, examples = join(extensionFolder, 'examples'), report }) {
  const workspace = copyOf(examples);
  const server = await startServer({ vsix, restricted: true });
  const { browser, page } = await openBrowser();
  try {
    await page.goto(server.url(workspace, { openFile: server.uri(join(workspace, 'Dockerfile')) }));
    const user = userOf(page, workspace);
    await report.test('squiggles in Restricted Mode', async () => {
      await page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor();
      await user.squiggles('warning');
    });
  } finally {
    await browser.close();
    await server.stop();
  }
}

function copyOf(examples) {
  const workspace = join(temporaryFolder('story'), 'ahoy');
  cpSync(join(examples, 'before'), workspace, { recursive: true });
  return workspace;
}

async function readTests(user, test, shots) {
  const { page } = user;
  await test('squiggles on the sample', async () => {
    await user.squiggles('warning');
    await user.focusEditor();
  });
  await test('the shell inside RUN has colors', async () => {
    const { size } = await user.colorsOf('apt-get install');
    if (size < 3) throw new Error(`${size} colors in the line`);
  });
  await test('a hover explains an instruction', async () => {
    await user.hoverOver('WORKDIR', /Layer.*Cache.*Habit/s);
    await user.picture(join(shots, 'hover.png'), [user.hover]);
    await user.closeHover();
  });
  await test('a hover on a squiggle says why and names the rule', async () => {
    const text = await user.hoverOver('node', 'prefer-exec-form');
    if (!/shipshape/i.test(text)) throw new Error(text);
    await user.picture(join(shots, 'squiggles.png'), [user.hover]);
    await user.closeHover();
  });
  await test('the Problems view lists the findings', async () => {
    await user.command('View: Focus Problems');
    await page
      .locator('.markers-panel .monaco-list-row', { hasText: 'maintainer-deprecated' })
      .first()
      .waitFor();
    await page.screenshot({ path: join(shots, 'problems.png') });
    await user.command('View: Toggle Problems');
    await page.locator('.markers-panel').waitFor({ state: 'hidden' });
    await page.locator('.tab.active').click();
    await user.focusEditor();
    await user.restMouse();
  });
}

/** What is sent, and why a secret is in the image, before anything is mended. */
async function askWhy(user, test, shots) {
  await test('a meter stands behind the COPY of everything', async () => {
    await user.line(/COPY \. \..*copies 7 files/).waitFor();
    await user.picture(join(shots, 'meter.png'));
  });
  await test('a secret below the root has a squiggle that names it', async () => {
    const text = await user.hoverSquiggle('warning', 'context-secret-file');
    if (!text.includes('packages/tides/.env')) throw new Error(text);
    await user.picture(join(shots, 'secret.png'), [user.hover]);
    await user.closeHover();
  });
  await test('why a file is in the image, step by step', async () => {
    await user.openFile('packages/tides/.env');
    await user.command('Why Is This File (Not) in the Image?', 'pick a step to see its line');
    const list = user.page.locator('.quick-input-widget:visible');
    const rows = list.locator('.monaco-list-row');
    await rows
      .filter({ hasText: /COPY on line 6/ })
      .first()
      .waitFor();
    await list.screenshot({ path: join(shots, 'why.png') });
    const said = (await rows.allTextContents()).join('\n');
    if (!/Dockerfile:6/.test(said)) throw new Error(said);
    await user.press('Escape');
    await user.openFile('Dockerfile');
  });
}

async function press(user, step, index, shots) {
  if (!(await user.page.locator('.tab.active', { hasText: step.file }).count()))
    await user.openFile(step.file);
  const before = user.filesOnDisk();
  await user.goToText(step.file, step.at);
  await menuWith(user, step.title);
  await user.picture(join(shots, `step-${index + 1}.png`), [user.menu]);
  if (/^Merge/.test(step.title)) await user.picture(join(shots, 'quick-fix.png'), [user.menu]);
  await user.choose(step.title);
  if (step.preview) await user.confirmPreview();
  await user.changed(before);
  await user.saveAll();
}

// The squiggles follow an edit a moment later, and the menu with them.
async function menuWith(user, title) {
  let titles = [];
  for (let attempt = 0; attempt < 8; attempt += 1) {
    titles = await user.openLightBulb();
    if (titles.includes(title)) return;
    await user.press('Escape');
    await user.focusEditor();
    await delay(250);
  }
  throw new Error(`not in the light bulb's menu: ${JSON.stringify(titles)}`);
}

function compareFolders(found, wanted) {
  const files = (folder) => readdirSync(folder, { recursive: true }).sort();
  const [foundFiles, wantedFiles] = [files(found), files(wanted)];
  if (foundFiles.join() !== wantedFiles.join()) {
    throw new Error(`the files are ${foundFiles.join(', ')} instead of ${wantedFiles.join(', ')}`);
  }
  for (const file of wantedFiles) {
    if (wantedFiles.some((other) => other.startsWith(`${file}/`))) continue;
    const [text, wantedText] = [found, wanted].map((folder) => readFileSync(join(folder, file)));
    if (!text.equals(wantedText)) throw new Error(`${file} is\n${text}\ninstead of\n${wantedText}`);
  }
}
