// Every fix, as its light bulb applies it: what the page of the rule shows is what the editor makes of the document.
import * as vscode from 'vscode';
import { equal, ok, until } from './check.ts';
import { actionsAt, apply, openUntitled, problemsOf, ruleOf, setSetting, setText } from './editor.ts';

/** From the page of a rule; `range` in offsets of the text. */
export interface FixCase {
  readonly rule: string;
  readonly fix: string;
  readonly language: 'dockerfile' | 'dockerignore';
  readonly text: string;
  readonly range: { readonly start: number; readonly end: number };
  readonly title: string;
  readonly expected: string;
}

/** Put in by the bundler: see `fixCases.mjs`. */
declare const FIX_CASES: readonly FixCase[];

export function everyFixTests(): void {
  describe('the light bulb', () => {
    const documents = new Map<string, vscode.TextDocument>();

    before(() => setSetting('shipshape', 'preset', 'all'));
    after(() => setSetting('shipshape', 'preset', undefined));

    /** Opening takes much longer than changing. */
    async function shown(language: string, text: string): Promise<vscode.TextDocument> {
      const known = documents.get(language);
      const document = known && !known.isClosed ? known : await openUntitled(language, text);
      documents.set(language, document);
      if (document.getText() !== text) await setText(document, text);
      return document;
    }

    for (const { rule, fix, language, text, range: offsets, title, expected } of FIX_CASES) {
      it(`of ${rule}: ${fix}`, async () => {
        const document = await shown(language, text);
        const range = new vscode.Range(document.positionAt(offsets.start), document.positionAt(offsets.end));
        await until(
          `a problem of ${rule}`,
          () => problemsOf(document).some((one) => ruleOf(one) === rule && one.range.isEqual(range)),
          () => problemsOf(document).map((one) => [ruleOf(one), one.range]),
        );
        const titles = [title, `${title} (unsafe)`];
        const actions = await actionsAt(document, range, vscode.CodeActionKind.QuickFix);
        const action = actions.find((one) => titles.includes(one.title) && one.edit !== undefined);
        ok(action, `"${title}" among ${JSON.stringify(actions.map((one) => one.title))}`);
        await apply(action);
        equal(document.getText(), expected, 'the text');
      });
    }
  });
}
