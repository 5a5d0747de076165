import type { CancellationToken } from 'vscode-languageserver';
import type { Host } from '../host.ts';
import type { Background } from './background.ts';
import { LSPErrorCodes, ResponseError } from './protocol.ts';
import type { Runtime } from './runtime.ts';

export type Guard = <P, R>(
  name: string,
  empty: R,
  handle: (params: P, token: CancellationToken) => R | Promise<R>,
) => (params: P, token: CancellationToken) => Promise<R | ResponseError<never>>;

/**
 * Wraps every request handler: lets waiting messages in first, so that a cancellation counts before work is done;
 * and answers with `empty` when the handler fails, since a user can do nothing with an error box.
 */
export function createGuard(runtime: Runtime, background: Background, log: Host['log']): Guard {
  return (name, empty, handle) => async (params, token) => {
    const answered = background.waitFor();
    try {
      await runtime.nextTurn();
      if (token.isCancellationRequested) return cancelled();
      const result = await handle(params, token);
      return token.isCancellationRequested ? cancelled() : result;
    } catch (error) {
      log(
        'error',
        `${name} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      );
      return empty;
    } finally {
      answered();
    }
  };
}

function cancelled(): ResponseError<never> {
  return new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
}
