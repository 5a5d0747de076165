import { mayNameWindows } from '../../knowledge/windowsImages.ts';
import type { BuildModel, ImageState, Stage, Step } from '../../model/types.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';

/**
 * Whether a stage is built on Windows, or may be: images that exist for both systems are told by the shell in force,
 * those that nobody knows also by their names, by the backtick as escape token, and by what the file does with them.
 */
export function mayBeOnWindows({ base }: Stage, { shell }: ImageState, model: BuildModel): boolean {
  const { facts, reference } = base.root;
  if (facts.distribution === 'windows') return true;
  if (isWindowsShell(shell.value?.[0])) return true;
  if (facts.distribution !== undefined) return false;
  if (model.tree.escape === '`' || mayNameWindows(reference?.text ?? base.root.resolved ?? base.root.text))
    return true;
  return model.fact(speaksOfWindows);
}

/** One system makes all the images of a build, so that any of them tells. */
function speaksOfWindows(model: BuildModel): boolean {
  const { stages } = model;
  if (stages.some((stage) => stage.base.root.facts.distribution === 'windows')) return true;
  const isOpen = (stage: Stage | undefined) =>
    stage !== undefined && stage.base.root.facts.distribution === undefined;
  return (
    stages.some(
      (stage) =>
        isOpen(stage) &&
        stage
          .instructionsWith('ADD', 'COPY', 'SHELL', 'VOLUME', 'WORKDIR')
          .some((instruction) => instruction.once(writesForWindows)),
    ) ||
    model
      .stepsWith('CMD', 'ENTRYPOINT', 'RUN')
      .some((step) => isOpen(step.stage) && step.once(startsWindowsProgram))
  );
}

/** A path with a drive, a shell of Windows. */
function writesForWindows({ name, words }: Instruction): boolean {
  if (name === 'SHELL') return isWindowsShell(words[0]?.text);
  return words.some(({ text }) => /^["']?[A-Za-z]:[\\/]/.test(text));
}

function startsWindowsProgram({ instruction, scripts, before }: Step): boolean {
  const { json } = instruction;
  if (json) return isWindowsProgram(json.items[0]?.value);
  // PowerShell runs on Linux, too; there it is selected with SHELL.
  const isPowerShell = !before.shell.by;
  return scripts.some(({ commands }) =>
    commands.some(
      ({ words: [word] }) => isWindowsProgram(word?.text) || (isPowerShell && isCmdlet(word?.text)),
    ),
  );
}

/** Files that only Windows starts, and what it brings. */
function isWindowsProgram(word: string | undefined): boolean {
  return /\.(?:exe|cmd|bat|ps1)["']?$|^(?:powershell|setx|choco|icacls|msiexec|dism)$/i.test(word ?? '');
}

function isCmdlet(word: string | undefined): boolean {
  return /^(?:Add|Copy|Expand|Get|Install|Invoke|Move|New|Remove|Set|Start|Write)-[A-Z][A-Za-z]+$/.test(
    word ?? '',
  );
}

function isWindowsShell(program: string | undefined): boolean {
  return /powershell|(?:^|[\\/])cmd(?:\.exe)?$/i.test(program ?? '');
}
