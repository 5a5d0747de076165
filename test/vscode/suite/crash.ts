// The language server dies: the document stays as it is, and a new server takes over.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { equal, until } from './check.ts';
import { noProblem, openFile, problem, setText } from './editor.ts';

export function crashTests(): void {
  // How to find the server's process; Windows would need another way.
  if (process.platform === 'win32') return;
  describe('when the language server dies', () => {
    it('the document stays and a new server takes over', async () => {
      const text = 'FROM alpine:3.20\nMAINTAINER Ada\n';
      const document = await openFile('crash/Dockerfile', '');
      await setText(document, text);
      await problem(document, 'maintainer-deprecated');
      const [first] = serverProcesses();
      if (first === undefined) throw new Error('no process of the language server');
      process.kill(first, 'SIGKILL');
      await until('a new language server', () => serverProcesses().some((pid) => pid !== first));
      equal(document.getText(), text);
      equal(document.isDirty, true, 'unsaved');
      await setText(document, 'FROM alpine:3.20\nCMD node server.js\n');
      await problem(document, 'prefer-exec-form');
      await noProblem(document, 'maintainer-deprecated');
    });
  });
}

/** The language servers among the children of this extension host. */
function serverProcesses(): number[] {
  return processes()
    .filter(({ parent, command }) => parent === process.pid && /dist.server.node\.cjs/.test(command))
    .map(({ pid }) => pid);
}

function processes(): { pid: number; parent: number; command: string }[] {
  if (!existsSync('/proc/self/stat')) {
    const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,command='], { encoding: 'utf8' }).split('\n');
    return lines.flatMap((line) => {
      const [, pid, parent, command = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
      return pid === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), command }];
    });
  }
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => {
    try {
      const parent = /^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      return [{ pid: Number(pid), parent: Number(parent), command }];
    } catch {
      return []; // It ended meanwhile.
    }
  });
}
