import type { ImageReference } from '../syntax/imageReference.ts';

/**
 * Which image a program is shipped on that was built on another. Tags of the answer come from the tag that is there
 * (`python:3.12` gives `python:3.12-slim`); where the tag does not tell, the answer is undefined. Sources: the tags on
 * Docker Hub and https://github.com/GoogleContainerTools/distroless#what-images-are-available.
 */
export interface RuntimeImage {
  readonly image: string;
  readonly hasShell: boolean;
  /** An account other than root that it runs as. */
  readonly user?: string;
  /** Programs of the image that a health check may call. */
  readonly programs: readonly string[];
  /** Packages with headers of libraries that it has. */
  readonly libraries?: readonly string[];
}

/** For a program that needs no file of the system: certificates and time zones are there, nothing else. */
export const staticRuntime: RuntimeImage = distroless('static');

/** A program linked to glibc, built on a release of Debian. Distroless images of a release carry its number. */
export function glibcRuntime(codename: string, needsShell: boolean): RuntimeImage | undefined {
  const release = debianReleases.find((one) => one.codename === codename);
  if (!release) return undefined;
  if (release.distroless && !needsShell) {
    return { ...distroless(`cc-debian${release.number}`), libraries: ['libssl-dev'] };
  }
  return { image: `debian:${codename}-slim`, hasShell: true, programs: [] };
}

/** A release of Debian that a tag names: `1.80-slim-bookworm`. `stable` stands for whatever is current. */
export function debianIn(tag: string): string | undefined {
  return debianReleases.find(({ codename }) => tag.split('-').includes(codename))?.codename;
}

/** What a plain tag of the rust image stands for; later releases run what was linked on earlier ones, not vice versa. */
export function debianOfRust(tag: string | undefined): string | undefined {
  const version = tag === undefined ? 'latest' : tag.replace(/-slim$/, '');
  if (/^(?:latest|slim|1)$/.test(version)) return 'stable';
  const minor = Number(/^1\.(\d+)(?:\.\d+)?$/.exec(version)?.[1] ?? Number.NaN);
  if (Number.isNaN(minor) || minor < 56) return undefined;
  return minor < 70 ? 'bullseye' : minor < 89 ? 'bookworm' : 'trixie';
}

/** The slim variant of an official image of an interpreter; the same image where it is a small one. */
export function slimVariant(reference: ImageReference): RuntimeImage | undefined {
  const { tag, text, path } = reference;
  const programs = slimPrograms[path.slice(path.lastIndexOf('/') + 1)] ?? [];
  if (reference.digest !== undefined) return undefined;
  const parts = (tag ?? 'latest').split('-');
  const isSmall = parts.some((part) => /^(?:slim|alpine[\d.]*)$/.test(part));
  if (isSmall) {
    const busybox = parts.some((part) => part.startsWith('alpine')) ? ['wget', 'nc'] : [];
    return { image: text, hasShell: true, programs: [...programs, ...busybox] };
  }
  const [version = '', codename, ...more] = parts;
  if (!/^(?:\d+(?:\.\d+){0,2}|latest|lts|current)$/.test(version)) return undefined;
  if (more.length > 0 || (codename !== undefined && debianIn(codename) === undefined)) return undefined;
  const name = tag === undefined ? text : text.slice(0, text.length - tag.length - 1);
  const order = path.endsWith('node') ? [version, codename, 'slim'] : [version, 'slim', codename];
  const slim = order.filter((part) => part !== undefined && part !== 'latest').join('-');
  return { image: `${name}:${slim}`, hasShell: true, programs };
}

const slimPrograms: Readonly<Record<string, readonly string[]>> = {
  node: ['node', 'npm', 'npx', 'yarn'],
  python: ['python', 'python3'],
};

/** A runtime of Java for an image with a JDK or a build tool. Undefined where there is none of that version. */
export function javaRuntime(family: string, tag: string | undefined): RuntimeImage | undefined {
  const found = javaOf(family, tag ?? '');
  if (!found) return undefined;
  const { version, variant } = found;
  const major = Number(/^(\d+)/.exec(version)?.[1]);
  if (major !== 8 && major !== 11 && !(major >= 17)) return undefined;
  const programs = variant.startsWith('-alpine') ? ['java', 'wget', 'nc'] : ['java'];
  return { image: `eclipse-temurin:${version}-jre${variant}`, hasShell: true, programs };
}

function javaOf(
  family: string,
  tag: string,
): { readonly version: string; readonly variant: string } | undefined {
  const read = (pattern: RegExp) => {
    const [, version, variant = ''] = pattern.exec(tag) ?? [];
    return version === undefined ? undefined : { version, variant };
  };
  const system = '(-(?:alpine|noble|jammy|focal|ubi\\d+-minimal))?';
  switch (family) {
    case 'maven':
      return (
        read(new RegExp(`^[\\d.]+-eclipse-temurin-(\\d+)${system}$`)) ??
        withoutVariant(read(/^[\d.]+-(?:(?:adopt)?openjdk|jdk|amazoncorretto|sapmachine)-(\d+)(?:-slim)?$/))
      );
    case 'gradle':
      return read(new RegExp(`^[\\d.]+-jdk-?(\\d+)${system}$`)) ?? read(new RegExp(`^jdk-?(\\d+)${system}$`));
    case 'eclipse-temurin':
      return read(new RegExp(`^(\\d[\\d._]*)(?:-jdk)?${system}$`));
    case 'openjdk':
      return (
        read(/^(\d+)(?:-jdk)?(-alpine)$/) ??
        withoutVariant(read(/^(\d+)(?:-jdk)?(?:-slim)?(?:-(?:bullseye|buster|bookworm))?$/))
      );
    default:
      return undefined;
  }
}

function withoutVariant<T extends { readonly version: string }>(found: T | undefined) {
  return found && { version: found.version, variant: '' };
}

/** The runtime of ASP.NET, which holds that of .NET, for an SDK: its patch versions are other ones. */
export function dotnetRuntime(tag: string | undefined): RuntimeImage | undefined {
  const [, version, variant = ''] =
    /^(\d+\.\d+)(?:\.\d+)?(-(?:alpine[\d.]*|noble|jammy|(?:bookworm|bullseye)-slim))?$/.exec(tag ?? '') ?? [];
  if (version === undefined) return undefined;
  return {
    image: `mcr.microsoft.com/dotnet/aspnet:${version}${variant}`,
    hasShell: true,
    programs: variant.startsWith('-alpine') ? ['dotnet', 'wget', 'nc'] : ['dotnet'],
  };
}

/** A web server for files. The tag is a channel, no version. */
export const webServer: RuntimeImage = {
  image: 'nginx:stable-alpine',
  hasShell: true,
  programs: ['nginx', 'wget', 'curl', 'nc'],
};

/** With an account of its own; without a shell. */
function distroless(name: string): RuntimeImage {
  return { image: `gcr.io/distroless/${name}:nonroot`, hasShell: false, user: 'nonroot', programs: [] };
}

/** Newest first. https://www.debian.org/releases/ */
const debianReleases: readonly {
  readonly codename: string;
  readonly number: number;
  readonly distroless: boolean;
}[] = [
  { codename: 'trixie', number: 13, distroless: true },
  { codename: 'bookworm', number: 12, distroless: true },
  { codename: 'bullseye', number: 11, distroless: false },
  { codename: 'stable', number: 0, distroless: false },
];
