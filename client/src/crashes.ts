import { commands, type LogOutputChannel, window } from 'vscode';
import {
  CloseAction,
  type CloseHandlerResult,
  ErrorAction,
  type ErrorHandler,
  type ErrorHandlerResult,
} from 'vscode-languageclient';
import { commands as ids } from '../../shared/src/identifiers.ts';

const maximumRestarts = 4;
const restartWindow = 3 * 60 * 1000;

/**
 * A server that dies is started again, and the user told once: the document is as it was. One that keeps dying is
 * left alone, and the user told how to start it.
 */
export class CrashWatch implements ErrorHandler {
  private readonly log: LogOutputChannel;
  private crashes: number[] = [];
  private mentioned = false;

  constructor(log: LogOutputChannel) {
    this.log = log;
  }

  error(error: Error, _message: unknown, count: number | undefined): ErrorHandlerResult {
    this.log.error(`The connection to the language server: ${error.message}`);
    return { action: (count ?? 0) <= 3 ? ErrorAction.Continue : ErrorAction.Shutdown, handled: true };
  }

  closed(): CloseHandlerResult {
    const now = Date.now();
    this.crashes = [...this.crashes.filter((time) => now - time < restartWindow), now];
    if (this.crashes.length > maximumRestarts) {
      this.crashes = [];
      this.tell(
        `Shipshape's language server stopped ${maximumRestarts + 1} times in three minutes and stays off.`,
        true,
      );
      return { action: CloseAction.DoNotRestart, handled: true };
    }
    if (!this.mentioned) {
      this.mentioned = true;
      this.tell(
        "Shipshape's language server stopped and was started again. Your files are as they were.",
        false,
      );
    }
    return { action: CloseAction.Restart, handled: true };
  }

  startFailed(): void {
    this.tell("Shipshape's language server did not start.", true);
  }

  private tell(message: string, offerRestart: boolean): void {
    const showLog = 'Show log';
    const restart = 'Start again';
    const choices = offerRestart ? [restart, showLog] : [showLog];
    window.showWarningMessage(message, ...choices).then((choice) => {
      if (choice === showLog) this.log.show();
      else if (choice === restart) void commands.executeCommand(ids.restartServer);
    });
  }
}
