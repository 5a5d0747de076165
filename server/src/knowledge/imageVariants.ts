import { architectureOf, isUsual } from './architectures.ts';
import { officialName } from './baseImages.ts';

/**
 * Smaller variants that official images are published in, and how their tags are spelled. Only spellings that the
 * tables of https://github.com/docker-library/official-images/tree/master/library use: no tag is made up.
 */
export interface VariantFacts {
  /** `docker.io/library/node`. */
  readonly repository: string;
  /** How `-slim` joins the code name of a Debian or Ubuntu release; undefined where there is no slim variant. */
  readonly slim: 'before-code-name' | 'after-code-name' | undefined;
  /** Without compilers: the full image is built on `buildpack-deps`. Else it is only without extras. */
  readonly losesTools: boolean;
  /** A variant on Alpine Linux, as `-alpine`. */
  readonly alpine: boolean;
  /** Code names of releases that the slim variants are known to be there for. */
  readonly codeNames: readonly string[];
  /** Words that are versions: code names of Node.js releases and the like. */
  readonly channels: readonly string[];
}

export interface SmallerTag {
  readonly kind: 'slim' | 'alpine';
  readonly tag: string;
}

export interface Smaller {
  readonly facts: VariantFacts;
  /** The smallest change first; empty where there is a smaller variant, but its tag is not certain. */
  readonly tags: readonly SmallerTag[];
}

/** What an image could be replaced with; undefined of one that is small already, or of which we do not know. */
export function smallerVariants(repository: string, tag: string): Smaller | undefined {
  const facts = byRepository.get(officialName(repository));
  const architecture = architectureOf(repository);
  // On Windows there are other variants.
  if (!facts || architecture === 'winamd64') return undefined;
  if (facts.repository === debian) return smallerDebian(facts, tag);
  const match = /^([a-z0-9.]+?)(?:-([a-z]+))?$/.exec(tag);
  const [, version = '', codeName] = match ?? [];
  if (!isVersion(version, facts)) return undefined;
  if (codeName !== undefined && !releases.includes(codeName)) return undefined;
  const tags: SmallerTag[] = [];
  const isKnown = codeName === undefined || facts.codeNames.includes(codeName);
  // `latest-slim` is no tag: the bare word is.
  const join = (...parts: (string | undefined)[]) =>
    parts.filter((part) => part !== undefined && part !== 'latest').join('-');
  if (facts.slim && isKnown) {
    const slim =
      facts.slim === 'before-code-name' ? join(version, 'slim', codeName) : join(version, codeName, 'slim');
    tags.push({ kind: 'slim', tag: slim });
  }
  if (facts.alpine && isUsual(architecture)) tags.push({ kind: 'alpine', tag: join(version, 'alpine') });
  return { facts, tags };
}

/** `debian:12`, `debian:bookworm`, `debian:12.5`; `debian:bookworm-20240612` has a twin of the same day. */
function smallerDebian(facts: VariantFacts, tag: string): Smaller | undefined {
  if (tag === 'latest') return { facts, tags: [{ kind: 'slim', tag: 'stable-slim' }] };
  const match = /^(\d+(?:\.\d+)?|[a-z]+)(?:-(\d{8}))?$/.exec(tag);
  const [, name = '', day] = match ?? [];
  if (!/^\d/.test(name) && !facts.codeNames.includes(name)) return undefined;
  return { facts, tags: [{ kind: 'slim', tag: day === undefined ? `${name}-slim` : `${name}-${day}-slim` }] };
}

function isVersion(text: string, { channels }: VariantFacts): boolean {
  return /^\d+(?:\.\d+){0,2}$/.test(text) || text === 'latest' || channels.includes(text);
}

/** Words of tags that are releases of Debian and Ubuntu. */
const releases = [
  'trixie',
  'bookworm',
  'bullseye',
  'buster',
  'stretch',
  'jessie',
  'wheezy',
  'noble',
  'jammy',
  'focal',
  'bionic',
];

const debian = 'docker.io/library/debian';
const sinceBuster = ['trixie', 'bookworm', 'bullseye', 'buster'];
const sinceStretch = [...sinceBuster, 'stretch'];

function language(name: string, extra: Partial<VariantFacts> = {}): VariantFacts {
  return {
    repository: `docker.io/library/${name}`,
    slim: 'before-code-name',
    losesTools: true,
    alpine: false,
    codeNames: sinceBuster,
    channels: [],
    ...extra,
  };
}

const table: readonly VariantFacts[] = [
  language('node', {
    slim: 'after-code-name',
    alpine: true,
    codeNames: sinceStretch,
    channels: [
      'lts',
      'current',
      'argon',
      'boron',
      'carbon',
      'dubnium',
      'erbium',
      'fermium',
      'gallium',
      'hydrogen',
      'iron',
      'jod',
      'krypton',
    ],
  }),
  language('python', { codeNames: sinceStretch }),
  language('ruby', { codeNames: sinceStretch }),
  language('perl', { channels: ['stable', 'devel'] }),
  language('erlang', { slim: 'after-code-name', codeNames: [], alpine: true }),
  language('elixir', { slim: 'after-code-name', codeNames: [], alpine: true }),
  // The image itself is the compiler: slim is the runtime.
  language('swift', { slim: 'after-code-name', codeNames: ['noble', 'jammy', 'focal', 'bionic'] }),
  language('debian', {
    losesTools: false,
    slim: 'after-code-name',
    codeNames: [...sinceStretch, 'jessie', 'stable', 'oldstable', 'testing', 'unstable', 'sid'],
  }),
  // On Debian's slim variant already; Alpine is smaller still.
  language('nginx', { slim: undefined, losesTools: false, alpine: true, channels: ['stable', 'mainline'] }),
  language('httpd', { slim: undefined, losesTools: false, alpine: true }),
];

const byRepository = new Map(table.map((facts) => [facts.repository, facts]));
