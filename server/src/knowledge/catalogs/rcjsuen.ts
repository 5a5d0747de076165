import type { Catalog } from './catalog.ts';

/** dockerfile-utils 0.16, which Container Tools and many editors use: https://github.com/rcjsuen/dockerfile-utils */
export const rcjsuen: Catalog = {
  tool: 'rcjsuen',
  rules: [
    { code: 'CASING_INSTRUCTION', meaning: 'keyword not upper case', planned: 'instruction-casing' },
    { code: 'CASING_DIRECTIVE', meaning: 'parser directive not lower case', planned: 'directive-casing' },
    { code: 'ARGUMENT_MISSING', meaning: 'instruction has no arguments', planned: 'missing-argument' },
    { code: 'ARGUMENT_EXTRA', meaning: 'too many arguments', planned: 'extra-argument' },
    {
      code: 'ARGUMENT_REQUIRES_ONE',
      meaning: '(declared, never emitted)',
      left: 'declared by that tool but never reported',
    },
    {
      code: 'ARGUMENT_REQUIRES_AT_LEAST_ONE',
      meaning: 'HEALTHCHECK without arguments',
      planned: 'missing-argument',
    },
    { code: 'ARGUMENT_REQUIRES_TWO', meaning: 'ENV with one word only', planned: 'key-value-missing-equals' },
    {
      code: 'ARGUMENT_REQUIRES_AT_LEAST_TWO',
      meaning: 'ADD / COPY with fewer than two arguments',
      planned: 'missing-argument',
    },
    {
      code: 'ARGUMENT_REQUIRES_ONE_OR_THREE',
      meaning: 'FROM with two arguments',
      planned: 'from-argument-count',
    },
    {
      code: 'ARGUMENT_UNNECESSARY',
      meaning: 'HEALTHCHECK NONE with arguments',
      planned: 'healthcheck-none-arguments',
    },
    {
      code: 'DUPLICATE_BUILD_STAGE_NAME',
      meaning: 'two stages share a name',
      planned: 'duplicate-stage-name',
    },
    {
      code: 'EMPTY_CONTINUATION_LINE',
      meaning: 'blank line inside a continued instruction',
      planned: 'empty-continuation-line',
    },
    {
      code: 'INVALID_BUILD_STAGE_NAME',
      meaning: 'stage name has characters that are not allowed',
      planned: 'invalid-stage-name',
    },
    {
      code: 'FLAG_AT_LEAST_ONE',
      meaning: 'HEALTHCHECK --retries below one',
      planned: 'healthcheck-zero',
    },
    { code: 'FLAG_DUPLICATE', meaning: 'same flag twice', planned: 'duplicate-flag' },
    {
      code: 'FLAG_INVALID_DURATION',
      meaning: 'HEALTHCHECK duration is not a duration',
      planned: 'healthcheck-invalid-duration',
    },
    {
      code: 'FLAG_LESS_THAN_1MS',
      meaning: 'HEALTHCHECK duration under 1 ms',
      planned: 'healthcheck-invalid-duration',
    },
    {
      code: 'FLAG_MISSING_DURATION',
      meaning: 'number without a unit',
      planned: 'healthcheck-invalid-duration',
    },
    { code: 'FLAG_MISSING_VALUE', meaning: 'flag without a value', planned: 'flag-missing-value' },
    { code: 'FLAG_UNKNOWN_UNIT', meaning: 'unknown time unit', planned: 'healthcheck-invalid-duration' },
    { code: 'NO_SOURCE_IMAGE', meaning: 'no FROM, or an instruction before it', planned: 'missing-from' },
    {
      code: 'INVALID_ESCAPE_DIRECTIVE',
      meaning: 'escape directive is neither backslash nor backtick',
      planned: 'invalid-escape-directive',
    },
    { code: 'INVALID_AS', meaning: 'second FROM word is not AS', planned: 'from-invalid-as' },
    {
      code: 'INVALID_DESTINATION',
      meaning: 'several sources, destination without trailing slash',
      planned: 'copy-destination-not-directory',
    },
    {
      code: 'INVALID_PORT',
      meaning: 'EXPOSE value is not a port (range not checked)',
      planned: 'invalid-port',
    },
    {
      code: 'INVALID_PROTO',
      meaning: 'EXPOSE protocol is not tcp / udp / sctp',
      planned: 'invalid-expose-protocol',
    },
    {
      code: 'INVALID_REFERENCE_FORMAT',
      meaning: 'image name, tag or digest malformed',
      planned: 'invalid-image-reference',
    },
    { code: 'INVALID_SIGNAL', meaning: 'STOPSIGNAL is not a signal', planned: 'invalid-stopsignal' },
    {
      code: 'INVALID_SYNTAX',
      meaning: 'HEALTHCHECK --retries is not a number',
      planned: 'healthcheck-invalid-retries',
    },
    { code: 'ONBUILD_CHAINING_DISALLOWED', meaning: 'ONBUILD ONBUILD', planned: 'onbuild-forbidden-trigger' },
    {
      code: 'ONBUILD_TRIGGER_DISALLOWED',
      meaning: 'ONBUILD FROM / MAINTAINER',
      planned: 'onbuild-forbidden-trigger',
    },
    { code: 'SHELL_JSON_FORM', meaning: 'SHELL not in JSON form', planned: 'shell-requires-json' },
    { code: 'SHELL_REQUIRES_ONE', meaning: 'SHELL with an empty array', planned: 'shell-requires-json' },
    {
      code: 'SYNTAX_MISSING_EQUALS',
      meaning: 'ENV / LABEL word without `=`',
      planned: 'key-value-missing-equals',
    },
    {
      code: 'SYNTAX_MISSING_NAMES',
      meaning: 'ENV / LABEL pair without a name',
      planned: 'key-value-missing-name',
    },
    { code: 'SYNTAX_MISSING_SINGLE_QUOTE', meaning: 'unclosed single quote', planned: 'unterminated-quote' },
    { code: 'SYNTAX_MISSING_DOUBLE_QUOTE', meaning: 'unclosed double quote', planned: 'unterminated-quote' },
    {
      code: 'MULTIPLE_INSTRUCTIONS',
      meaning: 'several CMD / ENTRYPOINT / HEALTHCHECK (greyed out as unnecessary)',
      planned: 'multiple-cmd',
    },
    { code: 'UNKNOWN_INSTRUCTION', meaning: 'unknown keyword', planned: 'unknown-instruction' },
    { code: 'UNKNOWN_ADD_FLAG', meaning: 'unknown ADD flag', planned: 'unknown-flag' },
    { code: 'UNKNOWN_COPY_FLAG', meaning: 'unknown COPY flag', planned: 'unknown-flag' },
    { code: 'UNKNOWN_FROM_FLAG', meaning: 'unknown FROM flag', planned: 'unknown-flag' },
    { code: 'UNKNOWN_HEALTHCHECK_FLAG', meaning: 'unknown HEALTHCHECK flag', planned: 'unknown-flag' },
    {
      code: 'UNKNOWN_TYPE',
      meaning: 'HEALTHCHECK word is neither CMD nor NONE',
      planned: 'healthcheck-unknown-type',
    },
    {
      code: 'UNSUPPORTED_MODIFIER',
      meaning: '`${v:x}` modifier not supported',
      planned: 'unsupported-variable-modifier',
    },
    {
      code: 'DEPRECATED_MAINTAINER',
      meaning: 'MAINTAINER used (struck through)',
      planned: 'maintainer-deprecated',
    },
    {
      code: 'HEALTHCHECK_CMD_ARGUMENT_MISSING',
      meaning: 'HEALTHCHECK CMD without a command',
      planned: 'healthcheck-missing-command',
    },
    {
      code: 'FLAG_INVALID_FROM_VALUE',
      meaning: 'COPY --from value malformed',
      planned: 'copy-from-invalid-value',
    },
    {
      code: 'FLAG_INVALID_LINK_VALUE',
      meaning: '(deprecated alias of the next, never emitted)',
      left: 'declared by that tool but never reported',
    },
    {
      code: 'FLAG_EXPECTED_BOOLEAN_VALUE',
      meaning: '--link, --parents or --keep-git-dir is not a boolean',
      planned: 'flag-invalid-boolean',
    },
    {
      code: 'JSON_IN_SINGLE_QUOTES',
      meaning: 'JSON form written with single quotes',
      planned: 'invalid-exec-form',
    },
    { code: 'WORKDIR_IS_NOT_ABSOLUTE', meaning: 'relative WORKDIR', planned: 'workdir-absolute' },
    {
      code: 'BASE_NAME_EMPTY',
      meaning: 'FROM variable is undefined, so the name is empty',
      planned: 'undefined-arg-in-from',
    },
    {
      code: 'DUPLICATED_ESCAPE_DIRECTIVE',
      meaning: 'escape directive given twice',
      planned: 'duplicate-directive',
    },
  ],
};
