import { dotnetRuntime } from '../../../knowledge/runtimeImages.ts';
import { wayDown } from '../containerPaths.ts';
import { isAllForTheBuild } from './buildOnly.ts';
import { carriedCopies } from './carriedCopies.ts';
import type { Artifact, Conversion, FoundBuild } from './conversion.ts';
import { cutAfterRuns, namedBy } from './place.ts';
import { type PlacedCommand, resolve, type SingleStage } from './singleStage.ts';
import { pathsOfStart } from './startPaths.ts';

/** `dotnet publish` of the assembly that `dotnet` is started with. */
export function dotnetBuild(subject: SingleStage): FoundBuild | undefined {
  const { argv, cwd } = subject.start;
  const library = argv[1];
  if (argv[0] !== 'dotnet' || library === undefined || !/\.dll$/i.test(library)) return undefined;
  const path = resolve(cwd, library);
  for (const build of subject.commands) {
    if (build.call?.manager !== 'dotnet' || build.call.verb?.text !== 'publish') continue;
    const output = outputOf(build);
    if (path === undefined || output === undefined || wayDown(output, path) === undefined) continue;
    const artifact: Artifact = { path: output, kind: 'directory' };
    return { ...namedBy(build), product: 'the published files', conversion: conversionOf(subject, artifact) };
  }
  return undefined;
}

/** What `-o` names. */
function outputOf({ call, cwd }: PlacedCommand): string | undefined {
  const value = call?.optionValues('-o', '--output')[0];
  return value === undefined ? undefined : resolve(cwd, value);
}

function conversionOf(subject: SingleStage, artifact: Artifact): Conversion | undefined {
  const { base } = subject.stage;
  if (base.root.facts.family !== 'dotnet' || base.hasVariables || base.reference?.digest) return undefined;
  const runtime = dotnetRuntime(base.reference?.tag);
  const cut = cutAfterRuns(subject, true);
  if (!runtime || !cut) return undefined;
  const isKnown = ({ call }: PlacedCommand) => call?.manager === 'dotnet';
  if (!isAllForTheBuild(subject, { cut, products: [artifact.path], hasShell: true, isKnown }))
    return undefined;
  const repeated = carriedCopies(subject, cut);
  const more = repeated && pathsOfStart(subject, [artifact], cut, repeated);
  return more && { runtime, artifacts: [artifact, ...more], cut, repeated };
}
