import type { Catalog } from './catalog.ts';

/** BuildKit's build checks: https://docs.docker.com/reference/build-checks/ */
export const buildkit: Catalog = {
  tool: 'buildkit',
  rules: [
    { code: 'StageNameCasing', meaning: 'stage name has upper-case letters', planned: 'stage-name-casing' },
    { code: 'FromAsCasing', meaning: '`AS` cased unlike `FROM`', planned: 'from-as-casing' },
    {
      code: 'NoEmptyContinuation',
      meaning: 'blank line inside a continued instruction (to become an error)',
      planned: 'empty-continuation-line',
    },
    {
      code: 'ConsistentInstructionCasing',
      meaning: 'keyword cased unlike the majority of keywords in the file',
      planned: 'instruction-casing',
    },
    { code: 'DuplicateStageName', meaning: 'two stages share a name', planned: 'duplicate-stage-name' },
    {
      code: 'ReservedStageName',
      meaning: 'stage named `scratch` or `context`',
      planned: 'reserved-stage-name',
    },
    {
      code: 'JSONArgsRecommended',
      meaning: 'CMD / ENTRYPOINT in shell form while the image config has no SHELL',
      planned: 'prefer-exec-form',
    },
    { code: 'MaintainerDeprecated', meaning: 'MAINTAINER used', planned: 'maintainer-deprecated' },
    {
      code: 'UndefinedArgInFrom',
      meaning: 'FROM uses an ARG that was not declared (with a did-you-mean)',
      planned: 'undefined-arg-in-from',
    },
    {
      code: 'WorkdirRelativePath',
      meaning: 'relative WORKDIR before any absolute one',
      planned: 'workdir-absolute',
    },
    {
      code: 'UndefinedVar',
      meaning:
        'instruction uses a variable nobody defined (with a did-you-mean; shell text of RUN is not looked at)',
      planned: 'undefined-variable',
    },
    {
      code: 'MultipleInstructionsDisallowed',
      meaning: 'several CMD / ENTRYPOINT / HEALTHCHECK in a stage; marks the earlier, dead one',
      planned: 'multiple-cmd',
    },
    {
      code: 'LegacyKeyValueFormat',
      meaning:
        '`ENV k v` / `LABEL k v` without `=` (the docs page shows `ARG k v` too, but the code only looks at ENV and LABEL)',
      planned: 'legacy-key-value',
    },
    {
      code: 'InvalidBaseImagePlatform',
      meaning: 'pulled base image has another platform than expected (no docs page, not in the public list)',
      left: 'needs the registry, and the server never uses the network',
    },
    {
      code: 'RedundantTargetPlatform',
      meaning: 'FROM --platform=$TARGETPLATFORM',
      planned: 'redundant-target-platform',
    },
    {
      code: 'SecretsUsedInArgOrEnv',
      meaning:
        'ARG / ENV name has a secret-like word (apikey, auth, credential, key, password, pword, passwd, secret, token) and none of public, file, version',
      planned: 'secret-in-arg-env',
    },
    {
      code: 'InvalidDefaultArgInFrom',
      meaning: 'with only ARG defaults the FROM image is empty or malformed',
      planned: 'invalid-default-arg-in-from',
    },
    {
      code: 'FromPlatformFlagConstDisallowed',
      meaning: 'constant FROM --platform, unless the stage name holds that OS or architecture',
      planned: 'from-constant-platform',
    },
    {
      code: 'CopyIgnoredFile',
      meaning: 'COPY / ADD source excluded by .dockerignore (silent when the ignore file has any `!` line)',
      planned: 'copy-ignored-file',
    },
    {
      code: 'InvalidDefinitionDescription',
      meaning: 'comment right above ARG / FROM does not start with that name',
      planned: 'definition-description',
    },
    {
      code: 'ExposeProtoCasing',
      meaning: 'protocol in EXPOSE not lower case',
      planned: 'expose-protocol-casing',
    },
    {
      code: 'ExposeInvalidFormat',
      meaning: 'EXPOSE with an IP address or host:container mapping (to become an error)',
      planned: 'expose-host-mapping',
    },
  ],
};
