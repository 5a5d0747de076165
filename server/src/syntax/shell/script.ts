import type { LogicalText } from '../dockerfile/tree.ts';
import { parseBourne } from './bourne.ts';
import { tokenizeCmd } from './cmd.ts';
import { tokenizePowerShell } from './powershell.ts';
import type { ShellDialect, ShellScript } from './tree.ts';

/**
 * The shell program a text of the document is: the shell form of RUN, CMD, ENTRYPOINT, HEALTHCHECK, or a heredoc
 * body. Never throws; linear. `posix`, `dash`, `ash`, `bash` and `unknown` are parsed (as Bash reads them; for
 * `unknown` errors are kept back), `powershell` and `cmd` are tokenized, `other` gives a script without commands.
 */
export function shellScriptOf(text: LogicalText, dialect: ShellDialect): ShellScript {
  try {
    switch (dialect) {
      case 'powershell':
        return tokenizePowerShell(text);
      case 'cmd':
        return tokenizeCmd(text);
      case 'other':
        return emptyScript(text, dialect);
      default:
        return parseBourne(text, dialect);
    }
  } catch {
    // The parser promises not to throw; an editor must live on if it breaks that promise.
    return emptyScript(text, dialect);
  }
}

function emptyScript(source: LogicalText, dialect: ShellDialect): ShellScript {
  return {
    dialect,
    source,
    body: [],
    commands: [],
    comments: [],
    variables: [],
    substitutions: [],
    extensions: [],
    errors: [],
  };
}
