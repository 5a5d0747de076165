import { commands, Location, Position, Range, Uri, window, workspace } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { type UriParams, usesOfFileRequest, type WireFileUses } from '../../shared/src/protocol.ts';

/** As many Dockerfiles as anybody keeps in one workspace. */
const mostDockerfiles = 100;

const dockerfiles =
  '**/{[Dd]ockerfile,[Cc]ontainerfile,[Dd]ockerfile.*,[Cc]ontainerfile.*,*.[Dd]ockerfile,*.[Cc]ontainerfile}';

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
    await window.showInformationMessage(`No instruction of a Dockerfile takes ${name}${reason}`);
    return;
  }
  if (locations.length === 1) {
    await window.showTextDocument(first.uri, { selection: first.range });
    return;
  }
  // The list opens where the first of them stands: the file itself may be nothing an editor can show.
  const { line, character } = first.range.start;
  await commands.executeCommand(
    'editor.action.showReferences',
    first.uri,
    new Position(line, character),
    locations,
  );
}

/** What is open is what the server knows. */
async function openDockerfiles(): Promise<void> {
  const found = await workspace.findFiles(dockerfiles, '**/node_modules/**', mostDockerfiles);
  await Promise.all(found.map((uri) => workspace.openTextDocument(uri).then(undefined, () => undefined)));
}
