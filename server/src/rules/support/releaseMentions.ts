import type { EndedRelease } from '../../knowledge/endOfLife.ts';
import { debian, products } from '../../knowledge/lifecycles.ts';
import type { BuildModel } from '../../model/types.ts';
import { textOf } from './instructionTexts.ts';

/**
 * Whether the file speaks of a release elsewhere than in FROM: a package source, a version of a package, a path. On another
 * release these give a mixed system, which Debian calls broken, or lead nowhere: https://wiki.debian.org/DontBreakDebian
 * @param moved what FROM would name instead; a release that is named there may be spoken of
 */
export function speaksOfRelease(model: BuildModel, found: EndedRelease, moved: string): boolean {
  const text = model.once(textBesideFrom);
  // What is moved need not name its Debian or Alpine, and has another one all the same.
  const systems = Object.keys(debian.codeNames ?? {}).filter((name) => !moved.includes(name));
  return (
    new RegExp(`(?<![a-z_])(?:${systems.join('|')})(?![a-z])`).test(text) ||
    /alpine\/v3\.\d/.test(text) ||
    spellings(found).some((spelling) => spelling.test(text))
  );
}

function textBesideFrom(model: BuildModel): string {
  return model
    .stepsWith('RUN', 'COPY', 'ADD', 'ENV', 'ARG')
    .map(({ instruction }) => textOf(instruction))
    .join('\n');
}

function spellings({ product, release }: EndedRelease): readonly RegExp[] {
  // The image that is there instead is built on Ubuntu, and has Java in another folder.
  if (product === 'openjdk') return [/debian\.org|openjdk-\d|-openjdk/];
  const [number = '', inBrackets] = release.split(/[ ()]+/);
  const { codeNames = {} } = products.find(({ name }) => name === product) ?? {};
  const codeName = inBrackets || Object.keys(codeNames).find((name) => codeNames[name] === number);
  const digits = number.replaceAll('.', '\\.?');
  const found: RegExp[] = [];
  const name = names[product];
  if (name !== undefined) found.push(new RegExp(`(?:${name})[-_/:=~ ]?v?${digits}(?!\\d)`, 'i'));
  if (product === 'Ubuntu') found.push(new RegExp(`(?<!\\d)${number.replace('.', '\\.')}(?!\\d)`));
  if (codeName) found.push(new RegExp(`(?<![a-z_])${codeName}(?![a-z])`));
  return found;
}

/** As packages, sources and folders begin with them. */
const names: Readonly<Record<string, string>> = {
  Debian: '\\b(?:deb|debian|bpo)',
  Ubuntu: 'ubuntu',
  Alpine: 'alpine',
  Fedora: '\\b(?:fedora|fc|f)',
  'Node.js': '\\b(?:node|nodejs|setup)',
  Python: '(?:python|\\bcp|\\bpy)',
  PHP: 'php',
  Ruby: 'ruby',
  Go: '\\bgo(?:lang)?',
  '.NET': '\\b(?:dotnet|net|netcoreapp|aspnetcore|runtime|sdk)',
};
