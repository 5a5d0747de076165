import type { FoundBuild } from './conversion.ts';
import { dotnetBuild } from './dotnet.ts';
import { goBuild } from './go.ts';
import { javaBuild } from './java.ts';
import { nodeBuild } from './node.ts';
import { pythonBuild } from './python.ts';
import { rustBuild } from './rust.ts';
import type { SingleStage } from './singleStage.ts';
import { staticSite } from './staticSite.ts';

/** The build whose product the container starts, in whichever language; undefined where nobody can be sure. */
export function findBuild(subject: SingleStage): FoundBuild | undefined {
  for (const find of finders) {
    const found = find(subject);
    if (found) return found;
  }
  return undefined;
}

const finders: readonly ((subject: SingleStage) => FoundBuild | undefined)[] = [
  goBuild,
  rustBuild,
  javaBuild,
  dotnetBuild,
  staticSite,
  nodeBuild,
  pythonBuild,
];
