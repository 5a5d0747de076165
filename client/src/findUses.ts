import { commands, Location, Range, Uri, window, workspace } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { commands as ids } from '../../shared/src/identifiers.ts';
import { dockerfileNames } from '../../shared/src/languages.ts';
import { type UriParams, usesOfFileRequest, type WireFileUses } from '../../shared/src/protocol.ts';

/** As many Dockerfiles as anybody keeps in one workspace. */
const mostDockerfiles = 100;

const dockerfiles = `**/{${dockerfileNames.join(',')}}`;

/** VS Code shows a message whole where there is a button, and else its first line. */
const showWhy = 'Show Why';

/**
 * Shows the instructions that take a file: of every Dockerfile in the workspace, since the one in question is seldom
 * open. `asked` is what the Explorer hands over; without it, the file of the active editor.
 */
export async function findUses(client: BaseLanguageClient, asked: unknown): Promise<void> {
  const file = asked instanceof Uri ? asked : window.activeTextEditor?.document.uri;
  if (!file) return;
  if (!client.isRunning()) await client.start();
  await openDockerfiles();
  const params: UriParams = { uri: client.code2ProtocolConverter.asUri(file) };
  const { uses, keptOutBy } = await client.sendRequest<WireFileUses>(usesOfFileRequest.method, params);
  const locations = uses.map(
    ({ uri, range: { start, end } }) =>
      new Location(
        client.protocol2CodeConverter.asUri(uri),
        new Range(start.line, start.character, end.line, end.character),
      ),
  );
  const [first] = locations;
  if (!first) {
    const name = workspace.asRelativePath(file);
    const reason = keptOutBy.length === 0 ? '.' : `: it is kept out by ${keptOutBy.join(', ')}.`;
    const message = `No instruction of a Dockerfile takes ${name}${reason}`;
    if (await window.showInformationMessage(message, showWhy))
      await commands.executeCommand(ids.whyInImage, file, [file]);
    return;
  }
  const { start } = first.range;
  if (locations.length === 1) {
    // Not selected: of `COPY . .` VS Code would mark every dot of the file.
    const selection = new Range(start.line, start.character, start.line, start.character);
    await window.showTextDocument(first.uri, { selection });
    return;
  }
  // The list opens where the first of them stands: the file itself may be nothing an editor can show.
  await commands.executeCommand('editor.action.showReferences', first.uri, start, locations);
}

/** What is open is what the server knows. */
async function openDockerfiles(): Promise<void> {
  const found = await workspace.findFiles(dockerfiles, '**/node_modules/**', mostDockerfiles);
  await Promise.all(found.map((uri) => workspace.openTextDocument(uri).then(undefined, () => undefined)));
}
