import type { Catalog } from './catalog.ts';

/** docker-parfum, the rules mined by binnacle included: https://github.com/tdurieux/docker-parfum */
export const parfum: Catalog = {
  tool: 'parfum',
  rules: [
    { code: 'curlUseFlagL', meaning: 'curl without -L', planned: 'curl-follow-redirects' },
    {
      code: 'ruleMoreThanOneInstall',
      meaning: 'several apt-get install that could be one',
      planned: 'apt-install-grouped',
    },
    { code: 'curlUseFlagF', meaning: 'curl without -f', planned: 'curl-without-fail' },
    {
      code: 'npmCacheCleanAfterInstall',
      meaning: 'npm cache not cleaned after install',
      planned: 'npm-cache-clean',
    },
    {
      code: 'npmCacheCleanUseForce',
      meaning: 'npm cache clean without --force',
      planned: 'npm-cache-clean-force',
    },
    { code: 'yarnCacheCleanAfterInstall', meaning: 'yarn cache not cleaned', planned: 'yarn-cache-clean' },
    {
      code: 'rmRecursiveAfterMktempD',
      meaning: 'mktemp -d folder not removed',
      planned: 'temporary-file-left',
    },
    { code: 'curlUseHttpsUrl', meaning: 'curl of an http URL', planned: 'insecure-url' },
    { code: 'wgetUseHttpsUrl', meaning: 'wget of an http URL', planned: 'insecure-url' },
    { code: 'pipUseNoCacheDir', meaning: 'pip without --no-cache-dir', planned: 'pip-no-cache-dir' },
    {
      code: 'mkdirUsrSrcThenRemove',
      meaning: '/usr/src work folder not removed',
      planned: 'temporary-file-left',
    },
    {
      code: 'configureShouldUseBuildFlag',
      meaning: './configure without --build',
      left: 'too rare to be worth a rule',
    },
    {
      code: 'gemUpdateSystemRmRootGem',
      meaning: 'gem update --system leaves /root/.gem',
      planned: 'gem-cleanup',
    },
    {
      code: 'sha256sumEchoOneSpaces',
      meaning: 'checksum line piped to sha256sum with the wrong number of blanks',
      planned: 'checksum-line-spacing',
    },
    { code: 'gemUpdateNoDocument', meaning: 'gem update with documentation', planned: 'gem-cleanup' },
    {
      code: 'gpgVerifyAscRmAsc',
      meaning: 'signature file left after gpg --verify',
      planned: 'temporary-file-left',
    },
    { code: 'yumInstallForceYes', meaning: 'yum install without -y', planned: 'yum-assume-yes' },
    { code: 'yumInstallRmVarCacheYum', meaning: '/var/cache/yum left', planned: 'yum-clean-all' },
    {
      code: 'tarSomethingRmTheSomething',
      meaning: 'archive left after unpacking',
      planned: 'temporary-file-left',
    },
    { code: 'gpgUseBatchFlag', meaning: 'gpg without --batch', planned: 'gpg-batch' },
    {
      code: 'gpgUseHaPools',
      meaning: 'pool.* instead of ha.pool.* key server (SKS pools are gone: obsolete)',
      left: 'the advice is obsolete: the key servers it names are gone',
    },
    { code: 'aptGetInstallUseY', meaning: 'apt-get install without -y', planned: 'apt-assume-yes' },
    {
      code: 'aptGetInstallUseNoRec',
      meaning: 'apt-get install without --no-install-recommends',
      planned: 'apt-no-install-recommends',
    },
    {
      code: 'aptGetUpdatePrecedesInstall',
      meaning: 'apt-get update and install not in one layer',
      planned: 'package-update-alone',
    },
    { code: 'aptGetInstallThenRemoveAptLists', meaning: 'apt lists left', planned: 'apt-lists-cleanup' },
    { code: 'apkAddUseNoCache', meaning: 'apk add without --no-cache', planned: 'apk-no-cache' },
    { code: 'DL3002', meaning: 'as hadolint', planned: 'last-user-root' },
    { code: 'DL3004', meaning: 'as hadolint', planned: 'no-sudo' },
    { code: 'DL3020', meaning: 'as hadolint', planned: 'prefer-copy' },
    { code: 'DL3027', meaning: 'as hadolint', planned: 'prefer-apt-get' },
    { code: 'DL3029', meaning: 'as hadolint', planned: 'from-constant-platform' },
    { code: 'DL3046', meaning: 'as hadolint', planned: 'useradd-high-uid' },
  ],
};
