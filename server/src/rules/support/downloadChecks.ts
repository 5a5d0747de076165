import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { ShellCommand } from '../../syntax/shell/tree.ts';

/**
 * Whether a command compares a file with a checksum or a signature, however weak: by its name, or by what its words say.
 * `gpg` does so only with `--verify`; what else it does with a key is for the caller to judge.
 */
export function comparesFile(command: ShellCommand): boolean {
  const { name = '' } = unwrapCommand(command);
  return CHECKERS.test(name) || command.words.some(({ text }) => CHECK_WORDS.test(text));
}

const CHECKERS =
  /^(?:sha\d*sum|shasum|md5sum|b2sum|gpgv|cosign|minisign|signify|openssl|rhash|certutil|get-filehash|verify.*)$/;
const CHECK_WORDS =
  /checksum|sha(?:256|512)sum|--verify\b|get-filehash|authenticodesignature|cryptography\.(?:sha|md5)|computehash/i;
