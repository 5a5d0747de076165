import { officialName } from './baseImages.ts';
import { supportedVariants, tagOfVersion } from './endOfLife.ts';

export type Language = 'go' | 'node' | 'python' | 'ruby' | 'rust' | 'php' | 'java' | 'dotnet';

/** The version of a language that the tag of an official image names. */
export interface LanguageTag {
  readonly language: Language;
  /** `[1, 22]`: any 1.22.x. One to three of them. */
  readonly numbers: readonly number[];
  /** Where they stand in the tag. */
  readonly start: number;
  readonly end: number;
}

/** The name a language is known by. */
export const languageNames: Readonly<Record<Language, string>> = {
  go: 'Go',
  node: 'Node.js',
  python: 'Python',
  ruby: 'Ruby',
  rust: 'Rust',
  php: 'PHP',
  java: 'Java',
  dotnet: '.NET SDK',
};

/** Matches every repository of the table. */
export const languageRepositories =
  /golang|node|python|ruby|rust|php|maven|gradle|temurin|corretto|openjdk|sapmachine|dotnet/;

/** Undefined of other images, of tags without a version, and of versions before a release. */
export function languageTag(repository: string, tag: string): LanguageTag | undefined {
  const kind = kinds.get(officialName(repository));
  if (!kind || /-(?:rc|alpha|beta|ea|preview|nightly|onbuild)(?![a-z])/.test(tag)) return undefined;
  const match = kind.pattern.exec(tag);
  const written = match?.[1];
  if (!match || written === undefined) return undefined;
  const start = match.index + match[0].indexOf(written, match[0].length - written.length);
  const numbers = written.split('.').map(Number);
  return { language: kind.language, numbers, start, end: start + written.length };
}

/**
 * The tag of the same variant with another version of the same precision. Undefined where it may not be there: code names
 * of systems are kept for supported releases alone.
 */
export function tagWith(
  repository: string,
  tag: string,
  { language, start, end }: LanguageTag,
  numbers: readonly number[],
): string | undefined {
  const written = tag.slice(start, end);
  const version = numbers.join('.');
  if (language === 'java') {
    const head = tag.slice(0, start);
    // Other builds of the OpenJDK end with some version, and so do build tools of some age.
    if (
      head !== '' &&
      !/^(?:3\.9(?:\.\d+)?-(?:eclipse-temurin|amazoncorretto)-|(?:8\.[5-9]-|8\.1\d-|9\.\d+-)?jdk-?)$/.test(
        head,
      )
    )
      return undefined;
    if (head === '' && !/(?:temurin|corretto)$/.test(repository)) return undefined;
    const rest = tagOfVersion(tag.slice(start), written, version, head === '' ? javaVariants : /^-alpine$/);
    return rest === undefined ? undefined : head + rest;
  }
  if (language === 'dotnet') return tagOfVersion(tag, written, version, /^-alpine$/);
  const supported = language === 'rust' ? rustVariants(numbers) : supportedVariants(repository, numbers);
  return tagOfVersion(tag, written, version, supported ?? lastingVariants);
}

const javaVariants = /^-(?:jdk|alpine|(?:jdk-)?(?:jammy|noble)|jdk-alpine)$/;

/** The versions of Java that every image has: https://adoptium.net/support/ */
export const javaReleases: readonly number[] = [8, 11, 17, 21];

/** Debian 12 came between 1.70 and 1.71. */
function rustVariants({ length, 1: minor = 0 }: readonly number[]): RegExp | undefined {
  return minor >= 71 && length < 3 ? /^-(?:slim|alpine|bookworm|slim-bookworm)$/ : undefined;
}

/** What has been there for all releases of the last years. */
const lastingVariants = /^-(?:slim|alpine|(?:cli|fpm|apache|zts)|(?:cli|fpm|zts)-alpine)$/;

interface Kind {
  readonly language: Language;
  /** The first group is the version, and ends the match. */
  readonly pattern: RegExp;
}

const leading = /^(\d+(?:\.\d+){0,2})(?=-|$)/;
/** `17-jdk`, `17.0.9_9`, `8u392-b08`: the major version is what counts. */
const javaLeading = /^(\d+)(?=[-._u]|$)/;

const kinds: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ...(
    [
      ['go', 'golang'],
      ['node', 'node'],
      ['python', 'python'],
      ['ruby', 'ruby'],
      ['rust', 'rust'],
      ['php', 'php'],
    ] as const
  ).map(([language, name]) => [`docker.io/library/${name}`, { language, pattern: leading }] as const),
  ...['eclipse-temurin', 'amazoncorretto', 'openjdk', 'java', 'sapmachine'].map(
    (name) => [`docker.io/library/${name}`, { language: 'java', pattern: javaLeading }] as const,
  ),
  [
    'docker.io/library/maven',
    {
      language: 'java',
      pattern:
        /-(?:eclipse-temurin|(?:adopt)?openjdk|jdk|amazoncorretto|sapmachine|ibm-semeru)-(\d+)(?=[-.]|$)/,
    },
  ],
  ['docker.io/library/gradle', { language: 'java', pattern: /(?:^|-)jdk-?(\d+)(?=-|$)/ }],
  ...['dotnet', 'dotnet/core'].map(
    (folder) =>
      [`mcr.microsoft.com/${folder}/sdk`, { language: 'dotnet', pattern: /^(\d+\.\d+)(?=[-.]|$)/ }] as const,
  ),
]);
