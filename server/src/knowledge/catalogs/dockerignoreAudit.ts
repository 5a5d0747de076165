import type { Catalog } from './catalog.ts';

/** dockerignore-audit: https://github.com/Dtoxic28/dockerignore-audit */
export const dockerignoreAudit: Catalog = {
  tool: 'dockerignore-audit',
  rules: [
    { code: 'invalid-rule', meaning: 'pattern does not parse', planned: 'dockerignore-invalid-pattern' },
    {
      code: 'unused-rule',
      meaning: 'pattern changes no path of the present context',
      planned: 'dockerignore-unused-pattern',
    },
    { code: 'missing-ignore-file', meaning: 'no ignore file at all', planned: 'dockerignore-missing' },
    {
      code: 'inactive-adjacent-ignore-file',
      meaning: 'a .dockerignore beside the Dockerfile that Docker will not read',
      planned: 'dockerignore-inactive',
    },
    { code: 'included-git-history', meaning: '.git goes into the context', planned: 'context-git-history' },
    { code: 'exposed-env-file', meaning: '.env file in the context', planned: 'context-secret-file' },
    { code: 'exposed-private-key', meaning: 'private key in the context', planned: 'context-secret-file' },
    { code: 'exposed-pem-file', meaning: '.pem in the context', planned: 'context-secret-file' },
    {
      code: 'exposed-credential-config',
      meaning: '.npmrc, .pypirc, .netrc in the context',
      planned: 'context-secret-file',
    },
    {
      code: 'exposed-cloud-credentials',
      meaning: 'cloud credential file in the context',
      planned: 'context-secret-file',
    },
    { code: 'exposed-terraform-state', meaning: '.tfstate in the context', planned: 'context-secret-file' },
    { code: 'exposed-kubeconfig', meaning: 'kubeconfig in the context', planned: 'context-secret-file' },
    {
      code: 'included-dependencies',
      meaning: 'node_modules, venv, vendor/bundle in the context',
      planned: 'context-dependencies',
    },
    { code: 'large-context', meaning: 'included bytes over a limit (100 MiB)', planned: 'context-too-large' },
    {
      code: 'many-context-files',
      meaning: 'included files over a limit (10,000)',
      planned: 'context-too-large',
    },
    {
      code: 'copy-source-missing',
      meaning: 'COPY / ADD source does not exist',
      planned: 'copy-source-missing',
    },
    {
      code: 'copy-source-ignored',
      meaning: 'COPY / ADD source fully ignored (names the deciding line)',
      planned: 'copy-ignored-file',
    },
    {
      code: 'copy-source-partially-ignored',
      meaning: 'part of the source is ignored',
      planned: 'copy-partly-ignored',
    },
    {
      code: 'copy-source-unavailable',
      meaning: 'source is only sent as build metadata',
      left: 'a remark of that tool about its own limits',
    },
    {
      code: 'copy-source-pattern-invalid',
      meaning: 'source glob malformed',
      left: 'a remark of that tool about its own limits',
    },
    { code: 'broad-copy', meaning: 'COPY . or *', planned: 'broad-copy' },
    {
      code: 'dynamic-copy-source',
      meaning: 'source holds a variable, cannot be checked',
      left: 'a remark of that tool about its own limits',
    },
    {
      code: 'copy-exclude-unmodeled',
      meaning: '--exclude present, result conservative',
      left: 'a remark of that tool about its own limits',
    },
    {
      code: 'dockerfile-syntax',
      meaning: 'COPY / ADD arguments malformed',
      left: 'a remark of that tool about its own limits',
    },
    {
      code: 'compose-context-skipped',
      meaning: 'remote compose context skipped',
      left: 'a remark of that tool about its own limits',
    },
    {
      code: 'unreadable-path',
      meaning: 'path cannot be read',
      left: 'a remark of that tool about its own limits',
    },
  ],
};
