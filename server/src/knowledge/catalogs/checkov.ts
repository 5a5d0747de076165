import type { Catalog } from './catalog.ts';

/** Checkov: https://www.checkov.io/5.Policy%20Index/dockerfile.html */
export const checkov: Catalog = {
  tool: 'checkov',
  rules: [
    { code: 'CKV_DOCKER_1', meaning: 'port 22 exposed', planned: 'admin-port-exposed' },
    { code: 'CKV_DOCKER_2', meaning: 'no HEALTHCHECK', planned: 'missing-healthcheck' },
    { code: 'CKV_DOCKER_3', meaning: 'no USER', planned: 'missing-user' },
    { code: 'CKV_DOCKER_4', meaning: 'ADD used', planned: 'prefer-copy' },
    { code: 'CKV_DOCKER_5', meaning: 'package update alone in a RUN', planned: 'package-update-alone' },
    { code: 'CKV_DOCKER_6', meaning: 'MAINTAINER used', planned: 'maintainer-deprecated' },
    { code: 'CKV_DOCKER_7', meaning: 'base image tag latest or missing', planned: 'image-tag-missing' },
    { code: 'CKV_DOCKER_8', meaning: 'last USER is root', planned: 'last-user-root' },
    { code: 'CKV_DOCKER_9', meaning: 'apt used', planned: 'prefer-apt-get' },
    { code: 'CKV_DOCKER_10', meaning: 'WORKDIR not absolute', planned: 'workdir-absolute' },
    { code: 'CKV_DOCKER_11', meaning: 'two stages share a name', planned: 'duplicate-stage-name' },
    { code: 'CKV2_DOCKER_1', meaning: 'sudo used', planned: 'no-sudo' },
    {
      code: 'CKV2_DOCKER_2',
      meaning: 'curl with certificate check off (-k)',
      planned: 'tls-verification-disabled',
    },
    {
      code: 'CKV2_DOCKER_3',
      meaning: 'wget with certificate check off',
      planned: 'tls-verification-disabled',
    },
    { code: 'CKV2_DOCKER_4', meaning: 'pip --trusted-host', planned: 'tls-verification-disabled' },
    { code: 'CKV2_DOCKER_5', meaning: 'PYTHONHTTPSVERIFY off', planned: 'tls-verification-disabled' },
    {
      code: 'CKV2_DOCKER_6',
      meaning: 'NODE_TLS_REJECT_UNAUTHORIZED off',
      planned: 'tls-verification-disabled',
    },
    { code: 'CKV2_DOCKER_7', meaning: 'apk --allow-untrusted', planned: 'unsigned-packages' },
    { code: 'CKV2_DOCKER_8', meaning: 'apt-get --allow-unauthenticated', planned: 'unsigned-packages' },
    { code: 'CKV2_DOCKER_9', meaning: 'dnf / tdnf / yum --nogpgcheck', planned: 'unsigned-packages' },
    { code: 'CKV2_DOCKER_10', meaning: 'rpm with signature checks off', planned: 'unsigned-packages' },
    { code: 'CKV2_DOCKER_11', meaning: 'apt-get --force-yes', planned: 'unsigned-packages' },
    { code: 'CKV2_DOCKER_12', meaning: 'NPM_CONFIG_STRICT_SSL off', planned: 'tls-verification-disabled' },
    {
      code: 'CKV2_DOCKER_13',
      meaning: 'npm / yarn strict-ssl set false',
      planned: 'tls-verification-disabled',
    },
    { code: 'CKV2_DOCKER_14', meaning: 'GIT_SSL_NO_VERIFY set', planned: 'tls-verification-disabled' },
    { code: 'CKV2_DOCKER_15', meaning: 'yum / dnf sslverify off', planned: 'tls-verification-disabled' },
    { code: 'CKV2_DOCKER_16', meaning: 'PIP_TRUSTED_HOST set', planned: 'tls-verification-disabled' },
    { code: 'CKV2_DOCKER_17', meaning: 'chpasswd used', planned: 'password-set-in-image' },
  ],
};
