// Colors text with the project's grammars, as VS Code does, with small stand-ins for the grammars they embed.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import oniguruma from 'vscode-oniguruma';
import type { IGrammar, IRawGrammar, IToken } from 'vscode-textmate';
import textmate from 'vscode-textmate';

export interface ColoredLine {
  readonly text: string;
  readonly tokens: readonly IToken[];
  /** How many rules are open at the end of the line. */
  readonly depth: number;
}

/** Loads a grammar of the project, `dockerfile` or `dockerignore`, or one that embeds it. */
export async function loadGrammar(scopeName: string): Promise<IGrammar> {
  const grammar = await (await registry()).loadGrammar(scopeName);
  if (!grammar) throw new Error(`no grammar for ${scopeName}`);
  return grammar;
}

export function colorize(grammar: IGrammar, lines: readonly string[]): readonly ColoredLine[] {
  let stack = textmate.INITIAL;
  return lines.map((text) => {
    const { tokens, ruleStack } = grammar.tokenizeLine(text, stack);
    stack = ruleStack;
    return { text, tokens, depth: ruleStack.depth };
  });
}

/** The scopes at a column, outermost first, without the grammar's own. */
export function scopesAt(line: ColoredLine, column: number): readonly string[] {
  const token = line.tokens.find(({ startIndex, endIndex }) => startIndex <= column && column < endIndex);
  return (token?.scopes ?? []).slice(1).flatMap((scope) => scope.split(' '));
}

/**
 * Shells whose strings and braces stay open until they are closed, and whose comments take the rest of the line, an
 * escape character included.
 */
const shell = (name: string, variable: string, ...more: readonly object[]): object => ({
  scopeName: `source.${name}`,
  patterns: [
    { name: `string.quoted.double.${name}`, begin: '"', end: '"', patterns: [{ include: '#variable' }] },
    { name: `string.quoted.single.${name}`, begin: "'", end: "'" },
    { name: `meta.block.${name}`, begin: '\\{', end: '\\}', patterns: [{ include: '$self' }] },
    { name: `comment.line.${name}`, match: '(?<=^|\\s)#.*$' },
    ...more,
    { include: '#variable' },
    { name: `entity.name.command.${name}`, match: '[A-Za-z][\\w-]*' },
  ],
  repository: { variable: { name: `variable.other.${name}`, match: variable } },
});

/** Its beginning takes in the line's end. */
const hereString = { name: 'string.here.powershell', begin: '@"\\s*$', end: '^"@' };

/** Any other language: a string that runs away, and words. */
const language = (scopeName: string): object => ({
  scopeName,
  patterns: [
    { name: `string.quoted.${scopeName}`, begin: '"', end: '"' },
    { name: `word.${scopeName}`, match: '\\w+' },
  ],
  repository: {},
});

/** A document with fences, built as VS Code's Markdown grammar is. */
const fence = {
  begin: '(?:^|\\G)(\\s*)```dockerfile$',
  end: '(?:^|\\G)\\s*(```)$',
  patterns: [
    {
      begin: '(^|\\G)(\\s*)(.*)',
      while: '(^|\\G)(?!\\s*```\\s*$)',
      contentName: 'meta.embedded.block.dockerfile',
      patterns: [{ include: 'source.dockerfile' }],
    },
  ],
};

const fences = {
  scopeName: 'text.fences',
  patterns: [
    { include: '#fence' },
    {
      name: 'markup.list',
      begin: '^-',
      while: '^\\s{2}',
      patterns: [{ include: '#fence' }, { include: '#prose' }],
    },
    { include: '#prose' },
  ],
  repository: {
    fence,
    prose: { name: 'prose', match: '.+' },
  },
};

const standIns = new Map<string, object>([
  ['source.shell', shell('shell', '\\$\\w+')],
  ['source.powershell', shell('powershell', '\\$\\w+', hereString)],
  ['source.batchfile', shell('batchfile', '%\\w+%')],
  ['text.fences', fences],
]);
for (const scope of ['python', 'js', 'perl', 'ruby', 'sql', 'json', 'yaml', 'css', 'ini']) {
  standIns.set(`source.${scope}`, language(`source.${scope}`));
}
for (const scope of ['text.html.basic', 'text.xml']) standIns.set(scope, language(scope));

let shared: Promise<InstanceType<typeof textmate.Registry>> | undefined;

function registry(): Promise<InstanceType<typeof textmate.Registry>> {
  shared ??= createRegistry();
  return shared;
}

async function createRegistry(): Promise<InstanceType<typeof textmate.Registry>> {
  const wasm = createRequire(import.meta.url).resolve('vscode-oniguruma/release/onig.wasm');
  await oniguruma.loadWASM(new Uint8Array(readFileSync(wasm)).buffer);
  return new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async (scopeName): Promise<IRawGrammar | null> => {
      const own = /^source\.(dockerfile|dockerignore)$/.exec(scopeName)?.[1];
      const text = own
        ? readFileSync(new URL(`../../syntaxes/${own}.tmLanguage.json`, import.meta.url), 'utf8')
        : JSON.stringify(standIns.get(scopeName) ?? null);
      return text === 'null' ? null : textmate.parseRawGrammar(text, `${scopeName}.json`);
    },
  });
}
