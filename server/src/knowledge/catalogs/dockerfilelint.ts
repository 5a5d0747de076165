import type { Catalog } from './catalog.ts';

/** dockerfilelint: https://github.com/replicatedhq/dockerfilelint */
export const dockerfilelint: Catalog = {
  tool: 'dockerfilelint',
  rules: [
    { code: 'required_params', meaning: 'instruction without arguments', planned: 'missing-argument' },
    { code: 'uppercase_commands', meaning: 'keyword not upper case', planned: 'instruction-casing' },
    {
      code: 'from_first',
      meaning: 'first instruction is not FROM / ARG',
      planned: 'instruction-before-from',
    },
    { code: 'invalid_line', meaning: 'line cannot be read', planned: 'build-error' },
    { code: 'sudo_usage', meaning: 'sudo', planned: 'no-sudo' },
    { code: 'apt-get_missing_param', meaning: 'apt-get without -y', planned: 'apt-assume-yes' },
    {
      code: 'apt-get_recommends',
      meaning: 'apt-get without --no-install-recommends',
      planned: 'apt-no-install-recommends',
    },
    { code: 'apt-get-upgrade', meaning: 'apt-get upgrade', planned: 'avoid-system-upgrade' },
    { code: 'apt-get-dist-upgrade', meaning: 'apt-get dist-upgrade', planned: 'avoid-system-upgrade' },
    {
      code: 'apt-get-update_require_install',
      meaning: 'apt-get update without install in the same RUN',
      planned: 'package-update-alone',
    },
    {
      code: 'apkadd-missing_nocache_or_updaterm',
      meaning: 'apk add without --no-cache or cache removal',
      planned: 'apk-no-cache',
    },
    {
      code: 'apkadd-missing-virtual',
      meaning: 'apk add and apk del in one RUN without --virtual',
      planned: 'apk-virtual',
    },
    { code: 'invalid_port', meaning: 'EXPOSE value is not a port', planned: 'invalid-port' },
    { code: 'invalid_command', meaning: 'unknown keyword', planned: 'unknown-instruction' },
    { code: 'expose_host_port', meaning: 'EXPOSE with a host port', planned: 'expose-host-mapping' },
    { code: 'label_invalid', meaning: 'LABEL is not key=value', planned: 'legacy-key-value' },
    { code: 'missing_tag', meaning: 'base image without tag', planned: 'image-tag-missing' },
    { code: 'latest_tag', meaning: 'tag latest', planned: 'image-tag-latest' },
    { code: 'extra_args', meaning: 'too many arguments', planned: 'build-error' },
    { code: 'missing_args', meaning: 'too few arguments', planned: 'missing-argument' },
    { code: 'deprecated_in_1.13', meaning: 'MAINTAINER used', planned: 'maintainer-deprecated' },
    { code: 'add_src_invalid', meaning: 'ADD source outside the context', planned: 'copy-outside-context' },
    {
      code: 'add_dest_invalid',
      meaning: 'several ADD sources, destination without slash',
      planned: 'copy-destination-not-directory',
    },
    {
      code: 'invalid_workdir',
      meaning: 'WORKDIR with an unescaped blank',
      planned: 'workdir-unquoted-space',
    },
    {
      code: 'invalid_format',
      meaning: 'ENV / SHELL / HEALTHCHECK argument malformed',
      planned: 'build-error',
    },
    { code: 'apt-get_missing_rm', meaning: 'apt lists not removed', planned: 'apt-lists-cleanup' },
    {
      code: 'healthcheck_options_missing_args',
      meaning: 'HEALTHCHECK option without a value',
      planned: 'flag-missing-value',
    },
  ],
};
