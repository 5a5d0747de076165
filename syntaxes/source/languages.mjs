// Languages of heredoc bodies, and how a heredoc's line tells them. The scopes are those of VS Code's own grammars;
// where one is missing, the body is left without color.
import { upToHeredoc } from './regex.mjs';

/**
 * `id` is VS Code's language id. `commands`, `shebang`: programs that read the language (regular expressions).
 * `files`: how names of such files end.
 */
export const LANGUAGES = [
  {
    id: 'shellscript',
    scope: 'source.shell',
    commands: '(?:ba|z|k|da|a)?sh',
    shebang: '(?:ba|z|k|da|a)?sh',
    files: String.raw`\.(?:sh|bash|zsh|env|bashrc|bash_profile|profile|zshrc)`,
  },
  {
    id: 'python',
    scope: 'source.python',
    commands: String.raw`python[\d.]*|pypy[\d.]*`,
    shebang: String.raw`python[\d.]*|pypy[\d.]*`,
    files: String.raw`\.py`,
  },
  {
    id: 'javascript',
    scope: 'source.js',
    commands: 'node|nodejs|deno|bun',
    shebang: 'node|nodejs|deno|bun',
    files: String.raw`\.[cm]?js`,
  },
  { id: 'perl', scope: 'source.perl', commands: 'perl', shebang: 'perl', files: String.raw`\.(?:pl|pm)` },
  {
    id: 'ruby',
    scope: 'source.ruby',
    commands: 'ruby',
    shebang: 'ruby',
    files: String.raw`\.rb|(?<![\w.-])(?:Gemfile|Rakefile)`,
  },
  {
    id: 'powershell',
    scope: 'source.powershell',
    commands: 'pwsh|powershell',
    shebang: 'pwsh',
    files: String.raw`\.psm?1`,
  },
  { id: 'bat', scope: 'source.batchfile', files: String.raw`\.(?:bat|cmd)` },
  { id: 'sql', scope: 'source.sql', commands: 'psql|mysql|mariadb|sqlite3', files: String.raw`\.sql` },
  {
    id: 'json',
    scope: 'source.json',
    files: String.raw`\.(?:json|jsonc|webmanifest|babelrc|eslintrc|prettierrc)`,
  },
  { id: 'yaml', scope: 'source.yaml', files: String.raw`\.ya?ml` },
  { id: 'html', scope: 'text.html.basic', files: String.raw`\.html?` },
  { id: 'xml', scope: 'text.xml', files: String.raw`\.(?:xml|svg|plist|csproj|props)` },
  { id: 'css', scope: 'source.css', files: String.raw`\.css` },
  {
    id: 'ini',
    scope: 'source.ini',
    files: String.raw`\.(?:ini|cfg|conf|cnf|toml|properties|service|timer|repo)`,
  },
];

/**
 * The shells that run shell-form commands; `line` is the scope of a command in the
 * Dockerfile itself, `programs` what SHELL calls them.
 */
export const SHELLS = {
  sh: {
    id: 'shellscript',
    scope: 'source.shell',
    line: 'meta.embedded.line.shellscript.dockerfile',
    programs: '(?:ba|z|k|da|a)?sh',
  },
  ps: {
    id: 'powershell',
    scope: 'source.powershell',
    line: 'meta.embedded.line.powershell.dockerfile',
    programs: 'powershell|pwsh',
  },
  cmd: { id: 'bat', scope: 'source.batchfile', line: 'meta.embedded.line.bat.dockerfile', programs: 'cmd' },
};

/** A body of no known language. */
export const PLAIN = 'string.unquoted.heredoc.dockerfile';

const DELIMITER = String.raw`-?[ \t]*\S+`;
const PROGRAM = String.raw`(?:(?:sudo|exec|env|(?:/[\w.-]+)*/env)[ \t]+)*(?:/[\w.-]+)*/?`;
const ASSIGNMENTS = String.raw`(?:\w+=\S*[ \t]+)*`;

/** `python3 - <<EOF`, `<<EOF python3`, `foo && python3 <<EOF`: true for the nth heredoc of the line. */
export function byCommand({ commands }, n) {
  const program = String.raw`${ASSIGNMENTS}${PROGRAM}(?:${commands})(?=[\s;&|]|$)`;
  const start = String.raw`[ \t]*(?:--\S+[ \t]+)*(?:(?:[^<\n]|<(?!<))*(?:[;|]|&&)[ \t]*)?`;
  const before = n === 1 ? start : String.raw`${upToHeredoc(n - 1)}[^;&|\n]*(?:[;|]|&&)[ \t]*`;
  const after = n === 1 ? String.raw`${start}\d*<<` : String.raw`${before}\d*<<`;
  return String.raw`${before}${program}[^;&|<\n]*<<|${after}${DELIMITER}[ \t]+${program}`;
}

/** `cat > config.json <<EOF`, `<<EOF cat > config.json`, `tee config.json <<EOF`. */
export function byRedirection({ files }, n) {
  const target = String.raw`(?:>>?[ \t]*|\btee[ \t]+(?:-\w+[ \t]+)*)${fileName(files)}`;
  const after = String.raw`${upToHeredoc(n)}(?:[^;&|<>\n]|\|(?=[ \t]*(?:sudo[ \t]+)?tee\b))*${target}`;
  const before = n === 1 ? '' : upToHeredoc(n - 1);
  return String.raw`${after}|${before}(?:[^<\n]|<(?!<))*?${target}[^;&|<\n]*<<`;
}

/** `COPY <<EOF /config.json`; a destination that is a folder gets files named as the delimiters. */
export function byDestination({ files }, n) {
  const named = String.raw`${upToHeredoc(n)}-?[ \t]*${fileName(files)}`;
  return n === 1 ? String.raw`${named}|${upToHeredoc(1)}${DELIMITER}[ \t]+${fileName(files)}[ \t]*$` : named;
}

function fileName(files) {
  return String.raw`["']?[^\s"'|;&<>]*(?:${files})["']?(?=[\s;&|)]|$)`;
}
