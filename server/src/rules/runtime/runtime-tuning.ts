import { officialName } from '../../knowledge/baseImages.ts';
import type { BuildModel, Stage } from '../../model/types.ts';
import type { ShellWord } from '../../syntax/shell/tree.ts';
import { defineRule } from '../rule.ts';
import { linesBelow } from '../support/insertLine.ts';
import { isForDevelopment } from '../support/runtimeCommand.ts';

export const runtimeTuning = defineRule({
  id: 'runtime-tuning',
  summary: 'A language runs without what makes it fast',
  why: 'PHP reads and compiles each script anew at every request unless OPcache keeps it; Ruby interprets what YJIT could compile; and an allocator that is installed does nothing until it is loaded. Each costs a line.',
  language: 'dockerfile',
  category: 'runtime',
  severity: 'information',
  preset: 'off',
  since: '0.1.0',
  equivalents: [
    { tool: 'tally', code: 'php/enable-opcache-in-production', match: 'same' },
    { tool: 'tally', code: 'ruby/jemalloc-installed-but-not-preloaded', match: 'narrower' },
    { tool: 'tally', code: 'ruby/yjit-not-enabled-on-supported-runtime', match: 'same' },
  ],
  references: [
    'https://www.php.net/manual/en/opcache.installation.php',
    'https://docs.ruby-lang.org/en/3.3/yjit/yjit_md.html',
    'https://github.com/jemalloc/jemalloc/wiki/Getting-Started',
  ],
  messages: {
    opcache:
      'PHP compiles each script anew at every request here. Install OPcache: docker-php-ext-install opcache.',
    yjit: 'Ruby runs without its compiler here. Set RUBY_YJIT_ENABLE=1, unless Rails 7.2 or later switches it on.',
    jemalloc: 'Nothing loads jemalloc, so that it has no effect. Set LD_PRELOAD to its library.',
  },
  fixes: {
    installOpcache: { title: 'Install OPcache', safety: 'unsafe', availability: 'sometimes' },
    enableYjit: { title: 'Set RUBY_YJIT_ENABLE=1', safety: 'unsafe', availability: 'sometimes' },
  },
  concerns: { text: /php|ruby|jemalloc/i },
  check({ model, report }) {
    const { finalStage } = model;
    const { reference } = finalStage?.base.root ?? {};
    if (!finalStage || !reference || isForDevelopment(finalStage.name)) return;
    const image = officialName(reference.name).replace('docker.io/library/', '');
    const tag = reference.tag ?? 'latest';
    const at = finalStage.base.range;
    const isOwn = finalStage.base.kind === 'image';
    if (image === 'php' && servesPages(tag) && !model.fact(speaksOfOpcache)) {
      const lines = ['RUN docker-php-ext-install opcache'];
      const edit = isOwn ? linesBelow(model.tree, finalStage.from, lines) : undefined;
      report({ at, message: 'opcache', fixes: edit && [{ fix: 'installOpcache', edits: [edit] }] });
    }
    if (image === 'ruby' && hasYjit(tag) && startsRuby(finalStage) && !model.fact(speaksOfYjit)) {
      const edit = isOwn ? linesBelow(model.tree, finalStage.from, ['ENV RUBY_YJIT_ENABLE=1']) : undefined;
      report({ at, message: 'yjit', fixes: edit && [{ fix: 'enableYjit', edits: [edit] }] });
    }
    const jemalloc = image === 'ruby' ? installedJemalloc(finalStage, model) : undefined;
    if (jemalloc && !startsScript(finalStage) && !model.fact(loadsJemalloc))
      report({ at: jemalloc.range, message: 'jemalloc' });
  },
});

/** An image of FPM or Apache, surely of before PHP 8.5, which always has it. */
function servesPages(tag: string): boolean {
  return /-(?:fpm|apache)(?:-|$)/.test(tag) && /^(?:5|7|8\.[0-4](?!\d))/.test(tag);
}

function speaksOfOpcache({ wholeText }: BuildModel): boolean {
  return /opcache|php\.ini|ADD|COPY .*conf\.d/i.test(wholeText.replace(/^(?:ADD|COPY)\s+\.\s.*$/gim, ''));
}

function hasYjit(tag: string): boolean {
  return /^(?:3\.[3-9]|4)/.test(tag);
}

function startsRuby({ final }: Stage): boolean {
  const argv = [...(final.entrypoint.value?.argv ?? []), ...(final.cmd.value?.argv ?? [])].join(' ');
  return /\b(?:ruby|puma|unicorn|sidekiq|rackup|thin|falcon)\b/.test(argv);
}

function speaksOfYjit({ wholeText }: BuildModel): boolean {
  return /yjit|RUBYOPT|rails|jit/i.test(wholeText);
}

function installedJemalloc({ instructions }: Stage, model: BuildModel): ShellWord | undefined {
  for (const instruction of instructions) {
    const packages = model.stepOf(instruction).run?.packageCommands.flatMap((call) => call.packages) ?? [];
    const found = packages.find(({ name = '' }) => /^(?:libjemalloc[12]|jemalloc)$/.test(name));
    if (found) return found.word;
  }
  return undefined;
}

/** A script may load it, as that of Rails does. */
function startsScript({ final }: Stage): boolean {
  const argv = [...(final.entrypoint.value?.argv ?? []), ...(final.cmd.value?.argv ?? [])];
  return (
    argv.length === 0 ||
    argv.some((word) => /entrypoint|\.sh\b|\bbin\/(?!rails\b|puma\b|bundle\b)/.test(word))
  );
}

function loadsJemalloc({ wholeText }: BuildModel): boolean {
  return /LD_PRELOAD|with-jemalloc|MALLOC_CONF/.test(wholeText);
}
