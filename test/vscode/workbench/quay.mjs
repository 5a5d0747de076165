// What a user does with an ignore file that no build reads: has its lines moved, with the preview of an edit that changes
// one file, makes or changes another, and deletes the first.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { temporaryFolder } from '../driver/processes.mjs';
import { userOf } from './user.mjs';

const files = {
  Dockerfile: 'FROM node:22-slim\nWORKDIR /app\nCOPY api/src ./\nUSER node\nCMD ["node", "main.js"]\n',
  '.dockerignore': '.git\n',
  'api/.dockerignore': '# Of the API alone\nnode_modules\n*.log\n',
  'api/src/main.js': 'console.log("quay");\n',
};

/** Plays it in a workspace of its own; options as those of `playHarbour`. */
export async function playQuay({ server, page, test, shots }) {
  const workspace = join(temporaryFolder('quay'), 'quay');
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(workspace, path)), { recursive: true });
    writeFileSync(join(workspace, path), text);
  }
  const user = userOf(page, workspace);
  const shot = (name) => join(shots, `${name}.png`);
  mkdirSync(shots, { recursive: true });
  await page.goto(server.url(workspace, { openFile: server.uri(join(workspace, 'api/.dockerignore')) }));

  await test('lines that no build reads move to the file that is read, and their own goes', async () => {
    await user.squiggles('information');
    await user.goToText('api/.dockerignore', 'node_modules');
    const title = 'Move the lines to where they are read';
    const titles = await user.openLightBulb();
    if (!titles.some((one) => one.startsWith(title))) throw new Error(titles.join('\n'));
    await user.picture(shot('offered'), [user.menu]);
    const before = user.filesOnDisk();
    await user.choose(titles.find((one) => one.startsWith(title)));
    await page.locator('.bulk-edit-panel .edit-checkbox').first().waitFor();
    await page.screenshot({ path: shot('preview') });
    await user.confirmPreview();
    await user.changed(before);
    await user.saveAll();
    const text = user.onDisk('.dockerignore');
    const wanted = '.git\n\n# Of the API alone\napi/node_modules\napi/*.log\n';
    if (text !== wanted) throw new Error(text);
    if (existsSync(join(workspace, 'api/.dockerignore'))) throw new Error('the file is still there');
    await page.screenshot({ path: shot('moved') });
  });
}
