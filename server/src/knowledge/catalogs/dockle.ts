import type { Catalog } from './catalog.ts';

/** Dockle, which looks at built images: https://github.com/goodwithtech/dockle */
export const dockle: Catalog = {
  tool: 'dockle',
  rules: [
    { code: 'CIS-DI-0001', meaning: 'image user is root', planned: 'last-user-root' },
    {
      code: 'CIS-DI-0005',
      meaning: 'content trust is off',
      left: 'a setting of the machine that builds, not of the Dockerfile',
    },
    { code: 'CIS-DI-0006', meaning: 'no HEALTHCHECK', planned: 'missing-healthcheck' },
    { code: 'CIS-DI-0007', meaning: 'package update alone in a layer', planned: 'package-update-alone' },
    { code: 'CIS-DI-0008', meaning: 'setuid / setgid files in the image', left: 'needs the built image' },
    { code: 'CIS-DI-0009', meaning: 'ADD used', planned: 'prefer-copy' },
    { code: 'CIS-DI-0010', meaning: 'credential in ENV or as a file', planned: 'secret-in-arg-env' },
    { code: 'DKL-DI-0001', meaning: 'sudo', planned: 'no-sudo' },
    { code: 'DKL-DI-0002', meaning: 'VOLUME on /dev, /proc or /sys', planned: 'system-directory-mount' },
    {
      code: 'DKL-DI-0003',
      meaning: 'apt-get dist-upgrade (docs link struck out upstream)',
      planned: 'avoid-system-upgrade',
    },
    { code: 'DKL-DI-0004', meaning: 'apk add without --no-cache', planned: 'apk-no-cache' },
    { code: 'DKL-DI-0005', meaning: 'apt caches left', planned: 'apt-lists-cleanup' },
    { code: 'DKL-DI-0006', meaning: 'tag latest', planned: 'image-tag-latest' },
    { code: 'DKL-LI-0001', meaning: 'account with empty password', planned: 'password-set-in-image' },
    { code: 'DKL-LI-0002', meaning: 'duplicate UID / group', left: 'needs the built image' },
    { code: 'DKL-LI-0003', meaning: 'files that can go (.cache, .git, …)', left: 'needs the built image' },
  ],
};
