// What a user of any VS Code gets, through the API that extensions see. Runs in every host.
import * as vscode from 'vscode';
import { equal, match, ok, pause, until } from './check.ts';
import { contextTests } from './context.ts';
import { contextFixTests } from './contextFixes.ts';
import {
  actionsAt,
  apply,
  fixed,
  fixOf,
  hoverAt,
  inWorkspace,
  noProblem,
  openFile,
  openUntitled,
  placeOf,
  problem,
  problemsOf,
  ruleOf,
  setSetting,
  setText,
  source,
  typeAtEnd,
} from './editor.ts';

export function featureTests(): void {
  describe('the extension', () => {
    before(async () => {
      const extension = vscode.extensions.getExtension('shipshape.shipshape');
      ok(extension, 'the extension');
      await extension.activate();
      console.log(`VS Code ${vscode.version}, ${vscode.env.appName}, ${inWorkspace('').scheme}: workspace`);
    });

    languageTests();
    problemTests();
    fixTests();
    hoverTests();
    renameTests();
    formatTests();
    completionTests();
    pageTests();
    ignoreFileTests();
    contextTests();
    contextFixTests();
    settingTests();
  });
}

function languageTests(): void {
  describe('knows the language of', () => {
    const languages: readonly (readonly [file: string, language: string])[] = [
      ['Dockerfile', 'dockerfile'],
      ['Dockerfile.dev', 'dockerfile'],
      ['Containerfile', 'dockerfile'],
      ['web.dockerfile', 'dockerfile'],
      ['.dockerignore', 'dockerignore'],
      ['Dockerfile.dockerignore', 'dockerignore'],
      ['.containerignore', 'dockerignore'],
    ];
    for (const [file, language] of languages) {
      it(file, async () => {
        const document = await openFile(`languages/${file}`, '');
        equal(document.languageId, language);
      });
    }
  });
}

function problemTests(): void {
  describe('marks', () => {
    it('a problem with its range, rule, page and tag', async () => {
      const document = await openFile(
        'problem/Dockerfile',
        'FROM alpine:3.20\nMAINTAINER Ada <ada@example.org>\n',
      );
      const found = await problem(document, 'maintainer-deprecated');
      equal(found.source, source);
      equal(document.getText(found.range), 'MAINTAINER');
      equal(found.severity, vscode.DiagnosticSeverity.Warning);
      equal(found.tags, [vscode.DiagnosticTag.Deprecated], 'tags');
      const page = typeof found.code === 'object' ? found.code.target.toString() : '';
      match(page, /maintainer-deprecated/, 'page of the rule');
    });

    it('what the build would refuse as an error', async () => {
      const document = await openFile('error/Dockerfile', 'FROM alpine:3.20\nCPOY . /src\n');
      const found = await problem(document, 'unknown-instruction');
      equal(found.severity, vscode.DiagnosticSeverity.Error);
      equal(document.getText(found.range), 'CPOY');
      match(found.message, /COPY/);
    });

    it('what was typed, and no longer what was mended', async () => {
      const document = await openFile('typing/Dockerfile', 'FROM alpine:3.20\nMAINTAINER Ada\n');
      await problem(document, 'maintainer-deprecated');
      await setText(document, 'FROM alpine:3.20\nCMD node server.js\n');
      await problem(document, 'prefer-exec-form');
      await noProblem(document, 'maintainer-deprecated');
    });

    it('an untitled document', async () => {
      const document = await openUntitled('dockerfile', 'FROM alpine:3.20\nMAINTAINER Ada\n');
      equal(document.uri.scheme, 'untitled');
      await problem(document, 'maintainer-deprecated');
    });

    it('a template without calling its placeholders errors', async () => {
      const text = 'FROM {{ .Base }}\n{{- if .Debug }}\nRUN make debug\n{{- end }}\nMAINTAINER Ada\n';
      const document = await openFile('template/Dockerfile', text);
      await until('a note on the template', () => problemsOf(document).length > 0);
      const errors = problemsOf(document).filter((each) => each.severity === vscode.DiagnosticSeverity.Error);
      equal(errors.map(ruleOf), [], 'errors');
    });

    it('nothing in a document that only shows an older version', async () => {
      const text = 'FROM alpine:3.20\nMAINTAINER Ada\n';
      const shown = vscode.workspace.registerTextDocumentContentProvider('git', {
        provideTextDocumentContent: () => text,
      });
      const older = await vscode.workspace.openTextDocument(vscode.Uri.parse('git:/older/Dockerfile'));
      await vscode.window.showTextDocument(older);
      const current = await openFile('current/Dockerfile', text);
      await problem(current, 'maintainer-deprecated');
      await pause(500);
      equal(problemsOf(older).map(ruleOf), [], 'problems');
      shown.dispose();
    });
  });
}

function fixTests(): void {
  describe('mends', () => {
    it('a deprecated instruction, preferred', async () => {
      const document = await openFile(
        'label/Dockerfile',
        'FROM alpine:3.20\nMAINTAINER Ada <ada@example.org>\n',
      );
      const fix = await fixOf(document, await problem(document, 'maintainer-deprecated'), /label/i);
      equal(fix.isPreferred, true, 'preferred');
      await apply(fix);
      const wanted = 'FROM alpine:3.20\nLABEL org.opencontainers.image.authors="Ada <ada@example.org>"\n';
      equal(document.getText(), wanted);
      await noProblem(document, 'maintainer-deprecated');
    });

    it('consecutive RUN instructions by merging them, comments kept', async () => {
      const text = [
        'FROM debian:12',
        'RUN make one',
        '# why two',
        'RUN make two',
        'RUN make three',
        'USER nobody',
        '',
      ].join('\n');
      const merged = await fixed('merge/Dockerfile', text, 'consecutive-run', /merge/i);
      const wanted = 'RUN make one \\\n# why two\n    && make two \\\n    && make three\n';
      equal(merged, `FROM debian:12\n${wanted}USER nobody\n`);
    });

    it('a shell form by converting it to exec form', async () => {
      const text = 'FROM node:22\nCMD node server.js --name "a b"\n';
      const converted = await fixed('exec/Dockerfile', text, 'prefer-exec-form', /exec form/i);
      equal(converted, 'FROM node:22\nCMD ["node", "server.js", "--name", "a b"]\n');
    });

    it('a COPY above the install by copying the manifests first', async () => {
      const text = 'FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci\nUSER node\n';
      const reordered = await fixed('reorder/Dockerfile', text, 'copy-before-install', /copy/i);
      match(reordered, /COPY package\*\.json .*\nRUN npm ci\nCOPY \. \.\n/);
    });

    it('nothing on its own: a line can be ignored, with its comment', async () => {
      const document = await openFile('ignore/Dockerfile', 'FROM alpine:3.20\nMAINTAINER Ada\n');
      const found = await problem(document, 'maintainer-deprecated');
      const ignore = await fixOf(document, found, /ignore.*line|ignore.*here/i);
      equal(ignore.isPreferred ?? false, false, 'preferred');
      await apply(ignore);
      match(document.getText(), /# shipshape ignore=maintainer-deprecated/);
      await noProblem(document, 'maintainer-deprecated');
    });

    it('what stands above the lines that are typed meanwhile', async () => {
      const document = await openFile('meanwhile/Dockerfile', 'FROM debian:12\nADD a b /x/\n');
      await problem(document, 'prefer-copy');
      for (const typed of 'USER nobody\nRUN make') await typeAtEnd(document, typed);
      await apply(await fixOf(document, await problem(document, 'prefer-copy'), /Change to COPY/));
      equal(document.getText(), 'FROM debian:12\nCOPY a b /x/\nUSER nobody\nRUN make');
    });

    it('a download that anybody on the way can change', async () => {
      const mended = await fixed(
        'insecure/Dockerfile',
        'FROM debian:12\nADD http://example.org/app.tar.gz /tmp/\n',
        'insecure-url',
        /Change to https/,
      );
      equal(mended, 'FROM debian:12\nADD https://example.org/app.tar.gz /tmp/\n');
    });

    it('a socket that no image can bring', async () => {
      const text = 'FROM alpine:3.20\nVOLUME /data /var/run/docker.sock\n';
      const mended = await fixed('socket/Dockerfile', text, 'docker-socket-volume', /^Remove /);
      equal(mended, 'FROM alpine:3.20\nVOLUME /data\n');
    });

    it('a redirection that the shell of Debian does not know', async () => {
      const text = 'FROM debian:12-slim\nRUN make &> /dev/null\n';
      const mended = await fixed(
        'redirect/Dockerfile',
        text,
        'bash-redirect-in-sh',
        /^Redirect both outputs/,
      );
      equal(mended, 'FROM debian:12-slim\nRUN make > /dev/null 2>&1\n');
    });

    it('a script in the body of COPY that the builder would expand', async () => {
      const text = 'FROM alpine:3.20\nCOPY <<EOF /run.sh\n#!/bin/sh\nexec "$@"\nEOF\n';
      const mended = await fixed('script/Dockerfile', text, 'undefined-variable', /^Quote the delimiter/);
      equal(mended, text.replace('<<EOF', "<<'EOF'"));
    });

    it('an ADD of a download, by the program that the image has, once it is asked for', async () => {
      await setSetting('shipshape', 'rules', { 'remote-add': 'on' });
      const text = 'FROM alpine:3.20\nADD https://example.org/a /opt/a\n';
      const mended = await fixed('download/Dockerfile', text, 'remote-add', /wget/);
      match(mended, /\nRUN .*wget .*https:\/\/example\.org\/a\n$/);
      await setSetting('shipshape', 'rules', undefined);
    });

    it('a WORKDIR of which only the author knows where it begins', async () => {
      const document = await openFile('relative/Dockerfile', 'FROM example.org/a:1\nWORKDIR app\n');
      const found = await problem(document, 'workdir-relative-to-base');
      await apply(await fixOf(document, found, /./));
      equal(document.getText(), 'FROM example.org/a:1\nWORKDIR /directory/app\n');
    });

    it('a weak sum, with the cursor in the one to fill in, and a long chain, once they are asked for', async () => {
      await setSetting('shipshape', 'rules', { 'weak-hash': 'on', 'prefer-run-heredoc': 'on' });
      const sum = '9e107d9d372bb6826bd81d3542a419d6';
      const weak = `FROM debian:12\nRUN curl -fsSLO https://example.org/a && echo "${sum}  a" | md5sum -c -\n`;
      const document = await openFile('weak/Dockerfile', weak);
      const fix = await fixOf(document, await problem(document, 'weak-hash'), /Change to sha256sum/);
      await apply(fix);
      match(document.getText(), /echo ".*0{64}.* {2}a" \| sha256sum -c -/);
      const names = ['one', 'two', 'three', 'four', 'five', 'six'];
      const chain = `FROM debian:12\nRUN ${names.map((name) => `make ${name}`).join(' && \\\n    ')}\n`;
      const long = await fixed('chain/Dockerfile', chain, 'prefer-run-heredoc', /Convert to a heredoc/);
      const lines = long.split('\n').map((line) => line.trim());
      equal(lines, [
        'FROM debian:12',
        'RUN <<EOF',
        'set -e',
        ...names.map((name) => `make ${name}`),
        'EOF',
        '',
      ]);
      await setSetting('shipshape', 'rules', undefined);
    });

    it('everything safe at once, by source.fixAll.shipshape', async () => {
      const document = await openFile('all/Dockerfile', 'from alpine:3.20\nMAINTAINER Ada\nENV key value\n');
      await problem(document, 'maintainer-deprecated');
      const kind = vscode.CodeActionKind.SourceFixAll.append('shipshape');
      const [action] = await actionsAt(document, new vscode.Range(0, 0, 0, 0), kind);
      ok(action, 'the action');
      await apply(action);
      match(document.getText(), /LABEL org\.opencontainers\.image\.authors="?Ada"?\nENV key=value\n/);
    });
  });
}

function hoverTests(): void {
  describe('explains', () => {
    it('a keyword', async () => {
      const document = await openFile(
        'hover/Dockerfile',
        'FROM alpine:3.20 AS base\nCOPY --chown=1:1 . /src\n',
      );
      match(await hoverAt(document, placeOf(document, 'COPY', 1)), /\bcop(y|ies)\b.*https:\/\//is);
    });

    it('a flag', async () => {
      const document = await openFile(
        'hover/Dockerfile',
        'FROM alpine:3.20 AS base\nCOPY --chown=1:1 . /src\n',
      );
      match(await hoverAt(document, placeOf(document, '--chown', 3)), /chown/);
    });

    it('a variable, with its value', async () => {
      const document = await openFile('hover/Dockerfile', 'FROM alpine:3.20\nENV PORT=8080\nEXPOSE $PORT\n');
      match(await hoverAt(document, placeOf(document, '$PORT', 2)), /8080/);
    });

    it('a problem, with its rule', async () => {
      const document = await openFile('hover/Dockerfile', 'FROM alpine:3.20\nMAINTAINER Ada\n');
      await problem(document, 'maintainer-deprecated');
      match(await hoverAt(document, placeOf(document, 'MAINTAINER', 2)), /maintainer-deprecated/);
    });
  });
}

function pageTests(): void {
  describe('opens', () => {
    it("a rule's page, without the network", async () => {
      const document = await openFile('page/Dockerfile', 'FROM alpine:3.20\nMAINTAINER Ada\n');
      await apply(await fixOf(document, await problem(document, 'maintainer-deprecated'), /^Open the page/));
      const title = /maintainer-deprecated/;
      const tabs = (): readonly vscode.Tab[] => vscode.window.tabGroups.all.flatMap((group) => group.tabs);
      const labels = (): string[] => tabs().map((tab) => tab.label);
      await until('a tab with the page', () => labels().some((label) => title.test(label)), labels);
      await vscode.window.tabGroups.close(tabs().filter((tab) => title.test(tab.label)));
    });
  });
}

function renameTests(): void {
  describe('renames', () => {
    it('a build argument, in every stage that declares it', async () => {
      const document = await openFile(
        'rename/Dockerfile',
        'ARG VERSION=3.20\nFROM alpine:$VERSION\nARG VERSION\nRUN echo "$VERSION"\n',
      );
      const edit = await vscode.commands.executeCommand<vscode.WorkspaceEdit>(
        'vscode.executeDocumentRenameProvider',
        document.uri,
        placeOf(document, '$VERSION', 3),
        'RELEASE',
      );
      ok(await vscode.workspace.applyEdit(edit), 'the edit');
      equal(document.getText(), 'ARG RELEASE=3.20\nFROM alpine:$RELEASE\nARG RELEASE\nRUN echo "$RELEASE"\n');
    });
  });
}

function formatTests(): void {
  describe('formats', () => {
    const options = { tabSize: 2, insertSpaces: true };
    const apply = async (document: vscode.TextDocument, edits: readonly vscode.TextEdit[]): Promise<void> => {
      const edit = new vscode.WorkspaceEdit();
      edit.set(document.uri, [...edits]);
      ok(await vscode.workspace.applyEdit(edit), 'the edit');
    };

    it('a document, and leaves what is nested nested', async () => {
      const document = await openFile(
        'format/Dockerfile',
        ' FROM alpine:3.20\nRUN apk add \\\n      curl \\\n    && echo "a \\\n  b"\n',
      );
      const edits = await vscode.commands.executeCommand<vscode.TextEdit[]>(
        'vscode.executeFormatDocumentProvider',
        document.uri,
        options,
      );
      await apply(document, edits);
      equal(document.getText(), 'FROM alpine:3.20\nRUN apk add \\\n    curl \\\n  && echo "a \\\n  b"\n');
    });

    it('the next line when the one above is continued', async () => {
      const document = await openFile('format/typed.dockerfile', 'FROM alpine:3.20\nRUN a && \\\nb\n');
      const edits = await vscode.commands.executeCommand<vscode.TextEdit[]>(
        'vscode.executeFormatOnTypeProvider',
        document.uri,
        new vscode.Position(1, 10),
        '\\',
        options,
      );
      await apply(document, edits);
      equal(document.getText(), 'FROM alpine:3.20\nRUN a && \\\n  b\n');
    });
  });
}

function completionTests(): void {
  describe('completes', () => {
    it('keywords', async () => {
      const document = await openFile('completion/Dockerfile', 'FROM alpine:3.20\nHEAL\n');
      const list = await vscode.commands.executeCommand<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        document.uri,
        placeOf(document, 'HEAL', 4),
      );
      const labels = list.items.map((item) =>
        typeof item.label === 'string' ? item.label : item.label.label,
      );
      ok(
        labels.some((label) => label.startsWith('HEALTHCHECK')),
        `HEALTHCHECK among ${JSON.stringify(labels)}`,
      );
    });
  });
}

function ignoreFileTests(): void {
  describe('reads an ignore file and', () => {
    it('marks a pattern that is there twice, and drops it', async () => {
      const text = await fixed(
        'ignored/.dockerignore',
        'node_modules\ndist\nnode_modules\n',
        'dockerignore-duplicate-pattern',
        /remove|drop|delete/i,
      );
      equal(text.match(/node_modules/g)?.length, 1, 'number of patterns');
    });

    it('marks a pattern that the builder refuses', async () => {
      const document = await openFile('invalid/.dockerignore', 'dist\n[a-\n');
      const found = await problem(document, 'dockerignore-invalid-pattern');
      equal(found.severity, vscode.DiagnosticSeverity.Error);
    });
  });
}

function settingTests(): void {
  describe('obeys', () => {
    it('a rule that is switched off, and on again', async () => {
      const document = await openFile('settings/Dockerfile', 'FROM alpine:3.20\nMAINTAINER Ada\n');
      await problem(document, 'maintainer-deprecated');
      await setSetting('shipshape', 'rules', { 'maintainer-deprecated': 'off' });
      await noProblem(document, 'maintainer-deprecated');
      await setSetting('shipshape', 'rules', undefined);
      await problem(document, 'maintainer-deprecated');
    });
  });
}
