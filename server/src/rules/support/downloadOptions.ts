import type { ShellWord } from '../../syntax/shell/tree.ts';

/** An option of a program that downloads, as far as it says something about addresses. */
export interface DownloadOption {
  /** `-o`, also out of a cluster (`-fsSLo`), or `--output`. Parameters of PowerShell are lower case. */
  readonly name: string;
  /** As written. Undefined where it takes none, or none is there. */
  readonly value: string | undefined;
  /** The word of its own that the value is. */
  readonly valueWord: ShellWord | undefined;
}

/**
 * The options among the arguments of `curl`, `wget`, `aria2c`, `axel`, and of the commands of PowerShell, which calls one
 * of its own `curl` and `wget`, too. The same letter means something else to each, and in the other case.
 */
export function downloadOptions(program: string, args: readonly ShellWord[]): readonly DownloadOption[] {
  const takers = TAKERS.get(program);
  const found: DownloadOption[] = [];
  for (let i = 0; i < args.length; i++) {
    const text = args[i]?.text ?? '';
    if (text === '--') break;
    const add = (name: string, takesValue: boolean, joined?: string) => {
      const valueWord = takesValue && joined === undefined ? args[++i] : undefined;
      found.push({ name, value: joined ?? valueWord?.text, valueWord });
    };
    if (PARAMETERS.test(text)) add(text.toLowerCase(), true);
    else if (text.startsWith('--')) {
      const [name = text, joined] = text.split(/=(.*)/s);
      add(name, takers?.names.has(name) ?? false, joined);
    } else if (text.startsWith('-') && takers) {
      // The first letter that takes a value has the rest of the word, if there is any, and else the next word.
      const taker = [...text].findIndex((letter, at) => at > 0 && takers.letters.includes(letter));
      const last = taker < 0 ? text.length : taker;
      for (const letter of text.slice(1, last)) add(`-${letter}`, false);
      if (taker > 0) add(`-${text.charAt(taker)}`, true, text.slice(taker + 1) || undefined);
    }
  }
  return found;
}

/** Whether it asks for something else than a file: sends data, or wants to know only whether the file is there. */
export function downloadsNothing(program: string, options: readonly DownloadOption[]): boolean {
  const { asks, sends, method } = TAKERS.get(program) ?? {};
  const isGet = program === 'curl' && options.some(({ name }) => name === '-G' || name === '--get');
  return options.some(({ name, value = '' }) => {
    if (name === '-method' || method?.test(name)) return !/^["']?get["']?$/i.test(value);
    return asks?.test(name) || (!isGet && sends?.test(name));
  });
}

/** The names that the options give to what comes. */
export function downloadTargets(program: string, options: readonly DownloadOption[]): readonly string[] {
  const target = TAKERS.get(program)?.target;
  return options.flatMap(({ name, value }) =>
    value !== undefined && (target?.test(name) || /^-(?:outfile|destination)$/.test(name)) ? value : [],
  );
}

interface Takers {
  /** Short options with a value. */
  readonly letters: string;
  /** Long options whose value is an address, or may be, or says what is done. What others take is none. */
  readonly names: ReadonlySet<string>;
  /** There is no file to come. */
  readonly asks?: RegExp;
  /** As `asks`, unless the data are made a part of the address. */
  readonly sends?: RegExp;
  /** Its value is the kind of request. */
  readonly method?: RegExp;
  readonly target: RegExp;
}

/** https://curl.se/docs/manpage.html */
const curl: Takers = {
  letters: 'AbcCdDeEFHKmoPQrtTuUwxXyYz',
  names: new Set([
    ...['--cookie', '--doh-url', '--form', '--form-string', '--header', '--output', '--preproxy', '--proxy'],
    ...['--proxy1.0', '--proxy-header', '--referer', '--request', '--request-target', '--upload-file'],
    ...['--data', '--data-ascii', '--data-binary', '--data-raw', '--data-urlencode', '--json'],
    ...['--url-query', '--user', '--user-agent', '--proxy-user', '--write-out'],
    ...['--socks4', '--socks4a', '--socks5', '--socks5-hostname'],
  ]),
  asks: /^(?:-I|--head|-F|--form|--form-string|-T|--upload-file|--json)$/,
  sends: /^(?:-d|--data(?:-\w+)?)$/,
  method: /^(?:-X|--request)$/,
  target: /^(?:-o|--output)$/,
};

/** https://www.gnu.org/software/wget/manual/wget.html; `-Y` is that of BusyBox. */
const wget: Takers = {
  letters: 'aABDeiIlnoOPQRtTUwXY',
  names: new Set([
    ...['--append-output', '--base', '--body-data', '--body-file', '--execute', '--header', '--input-file'],
    ...['--method', '--output-document', '--output-file', '--post-data', '--post-file', '--referer'],
    ...['--user-agent', '--warc-header'],
  ]),
  asks: /^--(?:spider|(?:post|body)-(?:data|file))$/,
  method: /^--method$/,
  target: /^(?:-O|--output-document)$/,
};

const TAKERS: ReadonlyMap<string, Takers> = new Map<string, Takers>([
  ['curl', curl],
  ['wget', wget],
  ['wget2', wget],
  [
    'aria2c',
    // https://aria2.github.io/manual/en/html/aria2c.html
    {
      letters: 'adijklmMoOstTuUx',
      names: new Set([
        ...[
          '--all-proxy',
          '--ftp-proxy',
          '--header',
          '--http-proxy',
          '--https-proxy',
          '--input-file',
          '--out',
        ],
        ...['--metalink-file', '--referer', '--torrent-file', '--user-agent'],
      ]),
      target: /^(?:-o|--out)$/,
    },
  ],
  [
    'axel',
    // https://github.com/axel-download-accelerator/axel/blob/master/doc/axel.txt
    {
      letters: 'HnosTU',
      names: new Set(['--header', '--output', '--user-agent']),
      target: /^(?:-o|--output)$/,
    },
  ],
]);

/** Parameters with a value of Invoke-WebRequest, Invoke-RestMethod and Start-BitsTransfer. */
const PARAMETERS =
  /^-(?:body|description|destination|displayname|headers|method|outfile|proxy|proxylist|useragent)$/i;
