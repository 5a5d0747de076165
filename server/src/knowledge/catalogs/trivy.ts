import type { Catalog } from './catalog.ts';

/** Trivy: https://avd.aquasec.com/misconfig/dockerfile/ */
export const trivy: Catalog = {
  tool: 'trivy',
  rules: [
    { code: 'DS-0001', meaning: 'image without a specific tag, or `latest`', planned: 'image-tag-missing' },
    { code: 'DS-0002', meaning: 'no USER at all, or last USER is root', planned: 'last-user-root' },
    { code: 'DS-0004', meaning: 'port 22 exposed', planned: 'admin-port-exposed' },
    { code: 'DS-0005', meaning: 'ADD for a local file', planned: 'prefer-copy' },
    { code: 'DS-0006', meaning: 'COPY --from names its own stage', planned: 'copy-from-self' },
    { code: 'DS-0007', meaning: 'more than one ENTRYPOINT', planned: 'multiple-entrypoint' },
    { code: 'DS-0008', meaning: 'port out of range', planned: 'invalid-port' },
    { code: 'DS-0009', meaning: 'WORKDIR not absolute', planned: 'workdir-absolute' },
    { code: 'DS-0010', meaning: 'sudo in RUN', planned: 'no-sudo' },
    {
      code: 'DS-0011',
      meaning: 'COPY several sources, destination without slash',
      planned: 'copy-destination-not-directory',
    },
    { code: 'DS-0012', meaning: 'two stages share a name', planned: 'duplicate-stage-name' },
    { code: 'DS-0013', meaning: '`cd` instead of WORKDIR', planned: 'prefer-workdir' },
    { code: 'DS-0014', meaning: 'both wget and curl', planned: 'wget-and-curl' },
    { code: 'DS-0015', meaning: 'yum clean all missing', planned: 'yum-clean-all' },
    { code: 'DS-0016', meaning: 'more than one CMD', planned: 'multiple-cmd' },
    {
      code: 'DS-0017',
      meaning: 'package index updated without an install in the same RUN (apt, yum, apk, dnf, zypper)',
      planned: 'package-update-alone',
    },
    { code: 'DS-0019', meaning: 'dnf clean all missing', planned: 'dnf-clean-all' },
    { code: 'DS-0020', meaning: 'zypper clean missing', planned: 'zypper-clean' },
    { code: 'DS-0021', meaning: 'apt-get install without -y', planned: 'apt-assume-yes' },
    { code: 'DS-0022', meaning: 'MAINTAINER used', planned: 'maintainer-deprecated' },
    { code: 'DS-0023', meaning: 'more than one HEALTHCHECK', planned: 'multiple-healthcheck' },
    { code: 'DS-0024', meaning: 'apt-get dist-upgrade (deprecated check)', planned: 'avoid-system-upgrade' },
    { code: 'DS-0025', meaning: 'apk add without --no-cache', planned: 'apk-no-cache' },
    { code: 'DS-0026', meaning: 'no HEALTHCHECK', planned: 'missing-healthcheck' },
    { code: 'DS-0027', meaning: 'microdnf clean all missing', planned: 'microdnf-clean-all' },
    {
      code: 'DS-0029',
      meaning: 'apt-get install without --no-install-recommends',
      planned: 'apt-no-install-recommends',
    },
    {
      code: 'DS-0030',
      meaning: 'WORKDIR in a system directory (/proc, /boot, /dev, /initrd, /lost+found)',
      planned: 'system-directory-mount',
    },
    {
      code: 'DS-0031',
      meaning: 'secret in ARG / ENV, or a secret file copied',
      planned: 'secret-in-arg-env',
    },
  ],
};
