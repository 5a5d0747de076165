import type { Catalog } from './catalog.ts';

/** KICS, by shortened query name: https://docs.kics.io/latest/queries/dockerfile-queries/ */
export const kics: Catalog = {
  tool: 'kics',
  rules: [
    {
      code: 'Same-Alias-In-Different-Froms',
      meaning: 'Two stages share a name',
      planned: 'duplicate-stage-name',
    },
    {
      code: 'Not-Using-Proper-Exec-Form',
      meaning: 'Looks like exec form, is not JSON',
      planned: 'invalid-exec-form',
    },
    {
      code: 'UNIX-Ports-Out-Of-Range',
      meaning: 'EXPOSE value is no port, or out of range',
      planned: 'invalid-port',
    },
    { code: 'Multiple-CMD', meaning: 'Several CMD', planned: 'multiple-cmd' },
    { code: 'Multiple-ENTRYPOINT', meaning: 'Several ENTRYPOINT', planned: 'multiple-entrypoint' },
    {
      code: 'Copy-With-More-Than-Two-Arguments',
      meaning: 'COPY / ADD of several sources to a path without slash',
      planned: 'copy-destination-not-directory',
    },
    {
      code: 'COPY-from-References-Current-Alias',
      meaning: 'COPY --from its own stage',
      planned: 'copy-from-self',
    },
    {
      code: 'Using-Unnamed-Build-Stages',
      meaning:
        'COPY --from names no earlier stage (BuildKit errors only when the stage comes later; any other name is pulled as an image)',
      planned: 'copy-from-unknown-stage',
    },
    { code: 'Shell-Running-A-Pipe', meaning: 'Pipe without pipefail', planned: 'pipe-without-pipefail' },
    {
      code: 'Changing-Default-Shell',
      meaning: '/bin/sh replaced by a link instead of SHELL',
      planned: 'use-shell-instruction',
    },
    { code: 'APT-GET-Missing-Flags', meaning: 'apt-get install without -y', planned: 'apt-assume-yes' },
    { code: 'Yum-Install-Allows-Manual-Input', meaning: 'yum install without -y', planned: 'yum-assume-yes' },
    {
      code: 'Missing-Flag-From-Dnf-Install',
      meaning: 'dnf / microdnf install without -y',
      planned: 'dnf-assume-yes',
    },
    {
      code: 'Missing-Zypper-Non-interactive',
      meaning: 'zypper without non-interactive switch',
      planned: 'zypper-assume-yes',
    },
    { code: 'Multiple-RUN-ADD-COPY', meaning: 'Consecutive RUN', planned: 'consecutive-run' },
    {
      code: 'Update-Instruction-Alone',
      meaning: 'Package index updated without an install in that RUN',
      planned: 'package-update-alone',
    },
    {
      code: 'Curl-or-Wget-Instead-of-Add',
      meaning: 'ADD of a URL (wants curl / wget in RUN; the opposite of the two rows above)',
      planned: 'remote-add',
    },
    { code: 'Apt-Get-Install-Lists', meaning: 'apt lists left', planned: 'apt-lists-cleanup' },
    {
      code: 'APT-GET-Not-Avoiding',
      meaning: 'apt-get without --no-install-recommends',
      planned: 'apt-no-install-recommends',
    },
    { code: 'Apk-Add-Using-Local-Cache', meaning: 'apk add without --no-cache', planned: 'apk-no-cache' },
    { code: 'Yum-Clean-All', meaning: 'yum cache left', planned: 'yum-clean-all' },
    { code: 'Missing-Dnf-Clean-All', meaning: 'dnf cache left', planned: 'dnf-clean-all' },
    { code: 'Missing-Zypper-Clean', meaning: 'zypper cache left', planned: 'zypper-clean' },
    { code: 'Pip-install-Keeping-Cached', meaning: 'pip cache left', planned: 'pip-no-cache-dir' },
    { code: 'Run-Using-wget-and-curl', meaning: 'Both wget and curl', planned: 'wget-and-curl' },
    { code: 'Image-Version-Not-Explicit', meaning: 'Base image without tag', planned: 'image-tag-missing' },
    { code: 'Image-Version-Using-latest', meaning: 'Base image tag latest', planned: 'image-tag-latest' },
    { code: 'Using-Platform-Flag', meaning: 'Constant --platform', planned: 'from-constant-platform' },
    {
      code: 'Apt-Get-Install-Pin-Version',
      meaning: 'apt package without version',
      planned: 'apt-pin-version',
    },
    { code: 'Unpinned-Apk-Add', meaning: 'apk package without version', planned: 'apk-pin-version' },
    {
      code: 'Yum-install-Without-Version',
      meaning: 'yum package without version',
      planned: 'yum-pin-version',
    },
    {
      code: 'Missing-Version-dnf-install',
      meaning: 'dnf package without version',
      planned: 'dnf-pin-version',
    },
    {
      code: 'Zypper-Install-Without-Version',
      meaning: 'zypper package without version',
      planned: 'zypper-pin-version',
    },
    { code: 'Unpinned-Pip-Install', meaning: 'pip package without version', planned: 'pip-pin-version' },
    {
      code: 'NPM-Install-Without-Pinned-Version',
      meaning: 'npm package without version',
      planned: 'npm-pin-version',
    },
    {
      code: 'Gem-Install-Without-Version',
      meaning: 'gem package without version',
      planned: 'gem-pin-version',
    },
    { code: 'Run-Using-apt', meaning: 'apt instead of apt-get', planned: 'prefer-apt-get' },
    { code: 'Last-User-Is-root', meaning: 'Last USER is root', planned: 'last-user-root' },
    { code: 'Missing-User-Instruction', meaning: 'No USER at all', planned: 'missing-user' },
    {
      code: 'Chown-Flag-Exists',
      meaning: 'Copied code owned / writable by non-root',
      planned: 'copy-chown-non-root',
    },
    { code: 'Run-Using-Sudo', meaning: 'sudo', planned: 'no-sudo' },
    {
      code: 'Exposing-Port-22',
      meaning: 'Administration port exposed / sshd installed',
      planned: 'admin-port-exposed',
    },
    {
      code: 'Vulnerable-OpenSSL-Version',
      meaning: 'Base image past end of life / known vulnerable version',
      left: 'needs a database that is always current',
    },
    { code: 'Not-Using-JSON', meaning: 'CMD / ENTRYPOINT in shell form', planned: 'prefer-exec-form' },
    { code: 'Healthcheck-Instruction-Missing', meaning: 'No HEALTHCHECK', planned: 'missing-healthcheck' },
    { code: 'WORKDIR-Path-Not-Absolute', meaning: 'WORKDIR relative', planned: 'workdir-absolute' },
    { code: 'RUN-Using-cd', meaning: '`cd` instead of WORKDIR', planned: 'prefer-workdir' },
    {
      code: 'Run-Utilities-And-POSIX',
      meaning: 'Command that makes no sense in a build',
      planned: 'useless-command',
    },
    { code: 'MAINTAINER-Instruction', meaning: 'MAINTAINER', planned: 'maintainer-deprecated' },
    { code: 'Add-Instead-of-Copy', meaning: 'ADD for local files', planned: 'prefer-copy' },
  ],
};
