// What a user does in the workbench and sees there. Every act waits for its effect, so that nothing races.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { delay } from '../driver/processes.mjs';

const patience = 20_000;

const editor = '.editor-instance .monaco-editor';
const marks = {
  error: `${editor} .squiggly-error`,
  warning: `${editor} .squiggly-warning`,
  information: `${editor} .squiggly-info`,
};

/**
 * A user at a workbench page that shows files of a workspace folder.
 * @param {import('playwright-core').Page} page
 * @param {string} workspace
 */
export function userOf(page, workspace) {
  page.setDefaultTimeout(patience);
  const press = (key) => page.keyboard.press(key);
  const onDisk = (file) => readFileSync(join(workspace, file), 'utf8');

  const list = page.locator('.quick-input-widget:visible');
  const rows = list.locator('.monaco-list-row');

  /** Waits until the text editor has the focus, so that keys reach it. */
  const focusEditor = async () => {
    await page.locator(`${editor} .view-lines`).first().waitFor();
    await page.locator(`${editor}.focused`).first().waitFor();
  };

  /** Waits until the editor shows that file of the workspace, and has the focus. */
  const shown = async (file) => {
    await page.locator(`${editor}[data-uri$="/${file}"]`).first().waitFor();
    await focusEditor();
  };

  /** Puts the cursor at a place, both numbers from one. */
  const goTo = async (line, column) => {
    await press('Control+g');
    const box = page.locator('.quick-input-widget:visible input');
    await box.waitFor();
    await box.fill(`:${line}:${column}`);
    await press('Enter');
    await box.waitFor({ state: 'hidden' });
    await page.locator('.statusbar-item', { hasText: new RegExp(`Ln ${line}, Col ${column}\\b`) }).waitFor();
    await focusEditor();
  };

  /** Puts the cursor on the first occurrence of a text in a saved file. */
  const goToText = async (file, text) => {
    const before = onDisk(file).split(text)[0];
    if (before === onDisk(file))
      throw new Error(`${JSON.stringify(text)} is not in ${file}:\n${onDisk(file)}`);
    const lines = before.split('\n');
    await goTo(lines.length, (lines.at(-1) ?? '').length + 1);
  };

  /** Opens a file of the workspace by its path. */
  const openFile = async (file) => {
    await press('Control+p');
    const box = page.locator('.quick-input-widget:visible input');
    await box.waitFor();
    await box.fill(file);
    const [name, ...folders] = file.split('/').reverse();
    // Files of the same name that were open before stand above until all have been found.
    await rows
      .first()
      .filter({ hasText: name })
      .filter({ hasText: folders.reverse().join('/') })
      .waitFor();
    await press('Enter');
    await box.waitFor({ state: 'hidden' });
    await shown(file);
  };

  /** Runs a command of the command palette; `asks` is in the box of what it asks next. */
  const command = async (title, asks) => {
    await press('F1');
    const box = page.locator('.quick-input-widget:visible input');
    await box.waitFor();
    await box.fill(`>${title}`);
    await page.locator('.quick-input-list .monaco-list-row.focused', { hasText: title }).first().waitFor();
    await press('Enter');
    if (asks === undefined) await box.waitFor({ state: 'hidden' });
    else await page.getByPlaceholder(asks).waitFor();
  };

  const labels = () =>
    rows.evaluateAll((all) => all.map((row) => row.getAttribute('aria-label')?.trim() ?? ''));

  /** Waits until the list that a command asks with has exactly these rows, each told by what a screen reader says. */
  const listed = async (expected) => {
    let seen = [];
    for (const start = Date.now(); ; await delay(50)) {
      seen = await labels();
      if (seen.length === expected.length && expected.every((each, index) => each.test(seen[index]))) return;
      if (Date.now() - start > patience) throw new Error(`the list is ${JSON.stringify(seen)}`);
    }
  };

  /** Picks the first row like that of the list that a command asks with. */
  const pick = async (label) => {
    const seen = await labels();
    const index = seen.findIndex((each) => label.test(each));
    if (index < 0) throw new Error(`${label} is not in the list ${JSON.stringify(seen)}`);
    await rows.nth(index).click();
    await list.waitFor({ state: 'hidden' });
  };

  /** Chooses an entry of the menu of a file in the Explorer; `asks` is in the box of what it asks next. */
  const inExplorer = async (file, entry, asks) => {
    const row = page.locator(`.explorer-folders-view .monaco-list-row[aria-label="${file}"]`);
    const item = page.locator('.monaco-menu .action-item', { hasText: entry }).first();
    await row.click({ button: 'right' });
    await item.waitFor();
    await again(async (wait) => {
      // VS Code takes a click in the first moment of a menu for the one that opened it.
      if (await item.isVisible()) await item.click({ timeout: wait });
      await item.waitFor({ state: 'hidden', timeout: wait });
    });
    if (asks !== undefined) await page.getByPlaceholder(asks).waitFor();
  };

  const languageStatus = page.locator('.statusbar-item[id="status.languageStatus"]');

  /** Waits until the item behind `{}` in the status bar reads so. */
  const status = (text) => languageStatus.and(page.getByLabel(text)).first().waitFor();

  /** Opens what is behind `{}`, which then follows what there is to say. */
  const openStatus = async () => {
    await languageStatus.click();
    const open = page.locator('.hover-language-status');
    await open.waitFor();
    return open;
  };

  /**
   * Begins to write down all that the item behind `{}` says, however short. The returned function waits for the last
   * text or one before it to be like that, and tells them all.
   */
  const followStatus = async () => {
    await page.evaluate((id) => {
      const seen = [];
      window.statusTexts = seen;
      const look = () => {
        const text = document.getElementById(id)?.getAttribute('aria-label') ?? '';
        if (text !== seen.at(-1)) seen.push(text);
      };
      look();
      const changes = { subtree: true, childList: true, attributes: true };
      new MutationObserver(look).observe(document.getElementById('workbench.parts.statusbar'), changes);
    }, 'status.languageStatus');
    return async (expected) => {
      const isThere = ({ source }) => window.statusTexts.some((text) => new RegExp(source).test(text));
      await page.waitForFunction(isThere, { source: expected.source });
      return page.evaluate(() => window.statusTexts);
    };
  };

  /** Unfolds a folder in the Explorer. */
  const expand = async (folder) => {
    const row = page.locator(`.explorer-folders-view .monaco-list-row[aria-label="${folder}"]`);
    await row.click();
    await row.and(page.locator('[aria-expanded="true"]')).waitFor();
  };

  /** Opens a file that is in view in the Explorer. */
  const openInExplorer = async (file) => {
    await page.locator(`.explorer-folders-view .monaco-list-row[aria-label="${file}"]`).dblclick();
    await shown(file);
  };

  /** Waits for a squiggle of that kind and returns how many are in view. */
  const squiggles = async (kind) => {
    await page.locator(marks[kind]).first().waitFor({ timeout: 60_000 });
    return page.locator(marks[kind]).count();
  };

  const menuRows = page.locator('.monaco-list-row.action');
  const titleIn = (rows) => rows.locator('.title');
  const focusedRow = page.locator('.action-widget .monaco-list-row.focused');

  /** Opens the light bulb's menu at the cursor and returns the titles in view; none when there is nothing to offer. */
  const openLightBulb = async () => {
    const nothing = page.getByText('No code actions available');
    await again(async (wait) => {
      // Squiggles that arrive while VS Code collects the actions make it give up in silence; a user presses again. Not
      // when the menu has come at last: there the same keys take the first entry.
      if (await focusedRow.first().isVisible()) return;
      await press('Control+.');
      await focusedRow
        .or(nothing)
        .first()
        .waitFor({ timeout: 2 * wait });
    });
    if (await nothing.isVisible()) return [];
    return (await titleIn(menuRows).allTextContents()).map((title) => title.trim());
  };

  /** Chooses an entry of the open menu as the keyboard does. */
  const choose = async (title) => {
    const seen = [];
    for (let i = 0; i < 40; i += 1) {
      const focused = (await titleIn(focusedRow.first()).textContent())?.trim();
      if (focused === title) break;
      if (seen[0] === focused && seen.length > 1) {
        await press('Escape');
        throw new Error(`the light bulb has no ${JSON.stringify(title)}, but ${JSON.stringify(seen)}`);
      }
      seen.push(focused);
      await press('ArrowDown');
    }
    await press('Enter');
    await menuRows.first().waitFor({ state: 'hidden' });
  };

  /** Ticks everything in the preview of an edit, where VS Code shows one, and applies it. */
  const confirmPreview = async () => {
    const applyButton = page.getByRole('button', { name: 'Apply', exact: true });
    await applyButton.waitFor();
    // The list comes behind the button: until then there is nothing to tick, and nothing would be applied.
    await page.locator('.bulk-edit-panel .edit-checkbox').first().waitFor();
    const open = page.locator('.bulk-edit-panel .edit-checkbox[aria-checked="false"]');
    await again(async (wait) => {
      while ((await open.count()) > 0) await open.first().click({ timeout: wait });
      await applyButton.click({ timeout: wait });
      await applyButton.waitFor({ state: 'hidden', timeout: wait });
    });
  };

  /** All files of the workspace with their texts, to tell later whether one has changed. */
  const filesOnDisk = () =>
    readdirSync(workspace, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((path) => `${path}\n${readFileSync(path, 'utf8')}`)
      .join('\0');

  /** Waits until a file is another one, unsaved or not: VS Code saves an edit of several files itself. */
  const changed = async (before) => {
    const dirty = page.locator('.tab.dirty');
    for (const start = Date.now(); filesOnDisk() === before && (await dirty.count()) === 0; await delay(50)) {
      if (Date.now() - start > patience) throw new Error('no file has changed');
    }
  };

  /** Saves every file and waits until none is unsaved. */
  const saveAll = async () => {
    await command('File: Save All Files');
    await page.locator('.tab.dirty').first().waitFor({ state: 'detached' });
  };

  /** Rests the mouse on a word of the editor and returns what the hover says. */
  const hoverOver = async (word, expected) => {
    await page.locator(`${editor} .view-lines`).getByText(word, { exact: true }).first().hover();
    const hover = page.locator('.monaco-hover:visible', { hasText: expected }).first();
    await hover.waitFor();
    return (await hover.textContent()) ?? '';
  };

  /** Rests the mouse on the first squiggle of a kind and returns what the hover says. */
  const hoverSquiggle = async (kind, expected) => {
    const { x, y, width, height } = await boxOf(page.locator(marks[kind]).first());
    await page.mouse.move(x + width / 2, y + height / 2);
    const hover = page.locator('.monaco-hover:visible', { hasText: expected }).first();
    await hover.waitFor();
    return (await hover.textContent()) ?? '';
  };

  /** Puts the mouse where nothing reacts to it. */
  const restMouse = async () => {
    const { x, y, width, height } = await boxOf(page.locator('.editor-group-container').first());
    await page.mouse.move(x + width - 40, y + height - 40);
  };

  /** Moves the mouse away and closes what it opened. */
  const closeHover = async () => {
    await restMouse();
    await focusEditor();
    await press('Escape');
    await page.locator('.monaco-hover:visible').first().waitFor({ state: 'hidden' });
  };

  /** The colors of the first line that holds a text: one class per color. */
  const colorsOf = async (text) => {
    const line = page.locator(`${editor} .view-line`, { hasText: text }).first();
    const classes = await line
      .locator('span > span')
      .evaluateAll((spans) => spans.map((span) => span.className));
    return new Set(classes.flatMap((each) => each.split(' ')).filter((name) => /^mtk\d+$/.test(name)));
  };

  /**
   * A picture of the editor from its tab to the end of its text, or to the end of what floats above it.
   * @param {string} path of the PNG file
   * @param {import('playwright-core').Locator[]} [floating] shown whole
   */
  const picture = async (path, floating = []) => {
    const group = await boxOf(page.locator('.editor-group-container').first());
    const lines = await page.locator(`${editor} .view-line`).all();
    const boxes = await Promise.all([...lines.slice(-1), ...floating].map(boxOf));
    const texts = page.locator(`${editor} .view-line > span`);
    const rights = await texts.evaluateAll((all) => all.map((each) => each.getBoundingClientRect().right));
    const right = Math.max(...rights, ...boxes.slice(1).map(({ x, width }) => x + width));
    const bottom = Math.max(...boxes.map(({ y, height }) => y + height));
    const width = Math.min(group.width, Math.max(720, right - group.x + 24));
    const height = Math.min(group.height, bottom - group.y + 16);
    await page.screenshot({ path, clip: { x: group.x, y: group.y, width, height } });
  };

  /** A line of the editor with all that is shown in it, hints too. Blanks are as in the text. */
  const line = (text) =>
    page
      .locator(`${editor} .view-line`)
      .filter({ hasText: spaced(text) })
      .first();

  return {
    page,
    line,
    list,
    listed,
    pick,
    inExplorer,
    status,
    openStatus,
    followStatus,
    expand,
    openInExplorer,
    marks,
    shown,
    picture,
    menu: page.locator('.action-widget', { has: menuRows }).first(),
    hover: page.locator('.monaco-hover:visible').first(),
    onDisk,
    press,
    focusEditor,
    restMouse,
    openFile,
    goToText,
    command,
    squiggles,
    openLightBulb,
    choose,
    confirmPreview,
    filesOnDisk,
    changed,
    saveAll,
    hoverOver,
    hoverSquiggle,
    closeHover,
    colorsOf,
  };
}

/** The editor draws blanks that cannot break a line. */
function spaced(text) {
  return new RegExp(text.source.replaceAll(' ', '[ \\u00a0]'), text.flags);
}

async function boxOf(locator) {
  const box = await locator.boundingBox();
  if (!box) throw new Error('not in view');
  return box;
}

/** Tries until it works: what it asks for must come within the time it is given. */
async function again(attempt) {
  const start = Date.now();
  for (;;) {
    try {
      return await attempt(2500);
    } catch (error) {
      if (Date.now() - start > patience) throw error;
    }
  }
}
