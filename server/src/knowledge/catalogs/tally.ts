import type { Catalog } from './catalog.ts';

/** tally, its own rules (its ports of hadolint and BuildKit carry their codes): https://github.com/wharflab/tally */
export const tally: Catalog = {
  tool: 'tally',
  rules: [
    {
      code: 'circular-stage-deps',
      meaning: 'stages depend on each other in a circle',
      planned: 'copy-from-later-stage',
    },
    {
      code: 'consistent-indentation',
      meaning: 'instructions of later stages indented consistently',
      left: "layout is the formatter's business, not a linter's",
    },
    {
      code: 'copy-after-user-without-chown',
      meaning: 'COPY / ADD after a non-root USER but without --chown (files end up root-owned)',
      planned: 'copy-without-chown',
    },
    {
      code: 'copy-from-empty-scratch-stage',
      meaning: 'COPY --from a scratch stage that holds no files',
      planned: 'copy-from-empty-stage',
    },
    { code: 'curl-should-follow-redirects', meaning: 'curl without -L', planned: 'curl-follow-redirects' },
    {
      code: 'eol-last',
      meaning: 'newline at end of file',
      left: "layout is the formatter's business, not a linter's",
    },
    {
      code: 'epilogue-order',
      meaning: 'STOPSIGNAL, HEALTHCHECK, ENTRYPOINT, CMD not at the end in fixed order',
      planned: 'epilogue-order',
    },
    {
      code: 'gpu/cuda-version-mismatch',
      meaning: "CUDA wheel / conda version unlike the base image's CUDA",
      left: 'serves one language stack or kind of hardware, which nobody has asked for yet',
    },
    {
      code: 'gpu/no-buildtime-gpu-queries',
      meaning: 'nvidia-smi or torch.cuda queries during build',
      planned: 'gpu-build-time-query',
    },
    {
      code: 'gpu/no-container-runtime-in-image',
      meaning: 'NVIDIA container runtime installed inside the image',
      planned: 'gpu-driver-in-image',
    },
    {
      code: 'gpu/no-hardcoded-visible-devices',
      meaning: 'NVIDIA_VISIBLE_DEVICES / CUDA_VISIBLE_DEVICES baked in',
      planned: 'gpu-environment',
    },
    {
      code: 'gpu/no-redundant-cuda-install',
      meaning: 'CUDA package the base image already has',
      planned: 'gpu-image-size',
    },
    {
      code: 'gpu/prefer-minimal-driver-capabilities',
      meaning: 'NVIDIA_DRIVER_CAPABILITIES=all',
      planned: 'gpu-environment',
    },
    {
      code: 'gpu/prefer-runtime-final-stage',
      meaning: 'final stage uses a -devel CUDA image',
      planned: 'gpu-image-size',
    },
    {
      code: 'gpu/prefer-uv-over-conda',
      meaning: 'conda where uv would do',
      left: 'serves one language stack or kind of hardware, which nobody has asked for yet',
    },
    {
      code: 'invalid-json-form',
      meaning: 'looks like JSON exec form but is not JSON',
      planned: 'invalid-exec-form',
    },
    {
      code: 'invalid-onbuild-trigger',
      meaning: 'ONBUILD keyword unknown / misspelt',
      planned: 'unknown-instruction',
    },
    {
      code: 'js/node-gyp-cache-mounts',
      meaning: 'native addon install without a node-gyp cache mount',
      planned: 'prefer-cache-mount',
    },
    {
      code: 'labels/no-buildx-git-overlap',
      meaning: 'label that Buildx writes itself',
      planned: 'label-stale',
    },
    { code: 'labels/no-duplicate-keys', meaning: 'label set twice in a stage', planned: 'label-duplicate' },
    {
      code: 'labels/no-stale-base-digest',
      meaning: 'OCI base-digest label without a digest-pinned base',
      planned: 'label-stale',
    },
    { code: 'labels/prefer-grouped', meaning: 'neighbouring LABELs merged into one', planned: 'label-order' },
    { code: 'labels/prefer-stable-order', meaning: 'label keys in a fixed order', planned: 'label-order' },
    { code: 'labels/valid-key', meaning: 'label key malformed or reserved', planned: 'label-key' },
    {
      code: 'max-lines',
      meaning: 'file longer than a limit (default 50)',
      left: 'a long Dockerfile is no defect',
    },
    {
      code: 'named-identity-in-passwdless-stage',
      meaning: 'user / group name in a stage that has no passwd file',
      planned: 'account-not-in-image',
    },
    {
      code: 'newline-between-instructions',
      meaning: 'blank lines between groups of instructions',
      left: "layout is the formatter's business, not a linter's",
    },
    {
      code: 'newline-per-chained-call',
      meaning: 'each chained command, mount or label on its own line',
      planned: 'long-run-line',
    },
    {
      code: 'no-multi-spaces',
      meaning: 'runs of spaces',
      left: "layout is the formatter's business, not a linter's",
    },
    {
      code: 'no-multiple-empty-lines',
      meaning: 'runs of blank lines',
      left: "layout is the formatter's business, not a linter's",
    },
    {
      code: 'no-trailing-spaces',
      meaning: 'trailing blanks',
      left: "layout is the formatter's business, not a linter's",
    },
    { code: 'no-ungraceful-stopsignal', meaning: 'STOPSIGNAL KILL / STOP', planned: 'ungraceful-stopsignal' },
    { code: 'no-unreachable-stages', meaning: 'stage that nothing uses', planned: 'unused-stage' },
    {
      code: 'php/composer-no-dev-in-production',
      meaning: 'composer install without --no-dev',
      planned: 'production-dependencies-only',
    },
    {
      code: 'php/enable-opcache-in-production',
      meaning: 'PHP web image without OPcache',
      planned: 'runtime-tuning',
    },
    {
      code: 'php/no-xdebug-in-final-image',
      meaning: 'Xdebug in the final image',
      planned: 'debug-in-final-image',
    },
    {
      code: 'platform-mismatch',
      meaning: '--platform not offered by the registry for that image',
      left: 'needs the registry, and the server never uses the network',
    },
    {
      code: 'powershell/error-action-preference',
      meaning: 'PowerShell RUN without ErrorActionPreference = Stop',
      planned: 'powershell-error-action',
    },
    {
      code: 'powershell/prefer-shell-instruction',
      meaning: 'pwsh wrapper repeated in every RUN instead of SHELL',
      planned: 'powershell-shell',
    },
    {
      code: 'powershell/progress-preference',
      meaning: 'Invoke-WebRequest with progress bar on',
      planned: 'powershell-progress',
    },
    {
      code: 'prefer-add-git',
      meaning: 'git clone in RUN instead of ADD of a git URL',
      planned: 'prefer-add-git',
    },
    {
      code: 'prefer-add-unpack',
      meaning: 'download and unpack in RUN instead of ADD --unpack',
      planned: 'prefer-add-remote',
    },
    {
      code: 'prefer-canonical-stopsignal',
      meaning: 'signal spelt in a non-standard way (number, no SIG)',
      planned: 'canonical-stopsignal',
    },
    {
      code: 'prefer-copy-chmod',
      meaning: 'COPY followed by RUN chmod instead of COPY --chmod',
      planned: 'prefer-copy-chmod',
    },
    {
      code: 'prefer-copy-heredoc',
      meaning: 'RUN echo / cat / printf > file instead of COPY heredoc',
      planned: 'prefer-copy-heredoc',
    },
    { code: 'prefer-curl-config', meaning: 'curl used without retry settings', planned: 'download-retry' },
    {
      code: 'prefer-formatted-heredocs',
      meaning: 'JSON / YAML / shell heredoc not pretty-printed',
      left: "layout is the formatter's business, not a linter's",
    },
    {
      code: 'prefer-multi-stage-build',
      meaning: 'build artefacts made in a single-stage image',
      planned: 'prefer-multi-stage',
    },
    {
      code: 'prefer-nginx-sigquit',
      meaning: 'nginx image without STOPSIGNAL SIGQUIT',
      planned: 'service-stopsignal',
    },
    {
      code: 'prefer-package-cache-mounts',
      meaning: 'package install without a cache mount (16 tools)',
      planned: 'prefer-cache-mount',
    },
    {
      code: 'prefer-run-heredoc',
      meaning: 'multi-command RUN instead of a heredoc',
      planned: 'prefer-run-heredoc',
    },
    {
      code: 'prefer-systemd-sigrtmin-plus-3',
      meaning: 'systemd / init image without STOPSIGNAL SIGRTMIN+3',
      planned: 'service-stopsignal',
    },
    {
      code: 'prefer-telemetry-opt-out',
      meaning: 'tool with telemetry used without its opt-out variable (14 tools)',
      planned: 'telemetry-opt-out',
    },
    {
      code: 'prefer-vex-attestation',
      meaning: '*.vex.json copied into the image',
      left: 'too rare to be worth a rule',
    },
    { code: 'prefer-wget-config', meaning: 'wget used without retry settings', planned: 'download-retry' },
    {
      code: 'require-secret-mounts',
      meaning: 'command listed in config runs without its secret mount',
      left: 'needs a list that every project would have to write first',
    },
    { code: 'require-stages', meaning: 'file has no stage', planned: 'missing-from' },
    {
      code: 'ruby/asset-precompile-without-dummy-key',
      meaning: 'assets:precompile without SECRET_KEY_BASE_DUMMY',
      left: 'serves one language stack or kind of hardware, which nobody has asked for yet',
    },
    {
      code: 'ruby/bootsnap-precompile-without-j1',
      meaning: 'bootsnap precompile without -j 1 (breaks under QEMU)',
      planned: 'ruby-bootsnap-jobs',
    },
    {
      code: 'ruby/deprecated-bundler-install-flags',
      meaning: 'bundle install --without / --deployment / --path',
      planned: 'bundle-install-flags',
    },
    {
      code: 'ruby/eol-ruby-version',
      meaning: 'ruby base image past end of life',
      left: 'needs a database that is always current',
    },
    {
      code: 'ruby/healthcheck-rails-up-endpoint',
      meaning: 'Rails image without the /up health check',
      planned: 'missing-healthcheck',
    },
    {
      code: 'ruby/jemalloc-installed-but-not-preloaded',
      meaning: 'jemalloc installed, never preloaded',
      planned: 'runtime-tuning',
    },
    {
      code: 'ruby/leftover-bundler-cache',
      meaning: 'bundler cache left in the layer',
      planned: 'gem-cleanup',
    },
    {
      code: 'ruby/missing-bundle-deployment',
      meaning: 'bundle install without deployment mode',
      planned: 'locked-build',
    },
    {
      code: 'ruby/missing-bundle-without-development',
      meaning: 'bundle install with the development group',
      planned: 'production-dependencies-only',
    },
    {
      code: 'ruby/prefer-bundler-cache-mount',
      meaning: 'bundle install without a cache mount',
      planned: 'prefer-cache-mount',
    },
    {
      code: 'ruby/prefer-gemfile-bind-mounts',
      meaning: 'Gemfile copied where a bind mount would do',
      planned: 'prefer-bind-mount',
    },
    {
      code: 'ruby/prefer-network-none-install',
      meaning: 'bundle install could run with --network=none',
      left: 'too rare to be worth a rule',
    },
    {
      code: 'ruby/prefer-secret-mounts-for-build-credentials',
      meaning: 'gem credential through ARG / ENV',
      planned: 'secret-in-arg-env',
    },
    {
      code: 'ruby/redundant-bundler-install',
      meaning: 'gem install bundler on the ruby image',
      planned: 'ruby-redundant-bundler',
    },
    {
      code: 'ruby/secrets-in-arg-or-env',
      meaning: 'Rails secret in ARG / ENV',
      planned: 'secret-in-arg-env',
    },
    {
      code: 'ruby/state-paths-not-writable-as-non-root',
      meaning: 'Rails state folders root-owned at run time',
      planned: 'copy-without-chown',
    },
    {
      code: 'ruby/yjit-not-enabled-on-supported-runtime',
      meaning: 'Ruby 3.3+ without YJIT',
      planned: 'runtime-tuning',
    },
    {
      code: 'secrets-in-code',
      meaning: 'hard-coded secret (gitleaks patterns)',
      planned: 'hardcoded-secret',
    },
    {
      code: 'shell-run-in-scratch',
      meaning: 'shell-form RUN in a scratch stage',
      planned: 'shell-run-in-scratch',
    },
    { code: 'sort-packages', meaning: 'package list not sorted', planned: 'sort-packages' },
    {
      code: 'stateful-root-runtime',
      meaning: 'final stage is root and keeps state (VOLUME, data folders)',
      planned: 'missing-user',
    },
    {
      code: 'syntax-directive-typo',
      meaning: 'misspelt `# syntax=` directive',
      planned: 'syntax-directive-typo',
    },
    {
      code: 'unknown-instruction',
      meaning: 'unknown keyword (with a did-you-mean text)',
      planned: 'unknown-instruction',
    },
    {
      code: 'user-created-but-never-used',
      meaning: 'user created, USER never switched to it',
      planned: 'user-never-used',
    },
    {
      code: 'user-explicit-group-drops-supplementary-groups',
      meaning: 'USER name:group loses the groups added earlier',
      planned: 'user-drops-groups',
    },
    { code: 'windows/no-chown-flag', meaning: '--chown on Windows (ignored)', planned: 'windows-chown' },
    {
      code: 'windows/no-run-mounts',
      meaning: 'RUN --mount on Windows (fails)',
      planned: 'windows-run-mount',
    },
    {
      code: 'windows/no-stopsignal',
      meaning: 'STOPSIGNAL on Windows (no effect)',
      planned: 'windows-stopsignal',
    },
    {
      code: 'world-writable-state-path-workaround',
      meaning: 'chmod 777 / a+rwx / mkdir -m 777',
      planned: 'world-writable',
    },
  ],
};
