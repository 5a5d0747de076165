import type { Stage, Step } from '../../model/types.ts';
import type { TextRange } from '../../text/range.ts';
import { defineRule } from '../rule.ts';

export const runtimeInstalledOnOsBase = defineRule({
  id: 'runtime-installed-on-os-base',
  summary: 'A language is installed by hand where it has an image',
  why: 'Official language images bring the version you name, are rebuilt for every security update, and share their layers with others. A runtime from the distribution is the version the distribution has, and often an old one.',
  language: 'dockerfile',
  category: 'efficiency',
  severity: 'information',
  preset: 'strict',
  since: '0.1.0',
  equivalents: [],
  references: [
    'https://docs.docker.com/build/building/best-practices/#choose-the-right-base-image',
    'https://hub.docker.com/search?badges=official&categories=Languages+%26+frameworks',
  ],
  concerns: {
    keywords: ['RUN'],
    text: /node|py|ruby|php|java|jdk|jre|go|nvm|perl|rust|dotnet|nix/i,
  },
  messages: {
    installed:
      '{language} is installed by hand on {base}. The image {image} brings it, in the version that you name.',
  },
  check({ model, report }) {
    const stage = model.finalStage;
    const family = stage?.base.root.facts.family;
    if (!stage || family === undefined || !systems.has(family)) return;
    const started = startedLanguage(stage);
    if (!started) return;
    const isAlpine = family === 'alpine';
    const found = model.steps
      .filter((step) => step.stage?.base.root === stage.base.root)
      .flatMap((step) => installsOf(step));
    const languages = new Set(found.map(({ language }) => language));
    const [first] = found.filter(({ language }) => language === started);
    // No image has two languages.
    if (!first || languages.size > 1) return;
    report({
      at: first.range,
      message: 'installed',
      values: {
        language: started === 'node' ? 'Node.js' : 'Python',
        base: stage.base.root.reference?.familiarName ?? family,
        image: `${started}:…${isAlpine ? '-alpine' : '-slim'}`,
      },
    });
  },
});

type Language = 'node' | 'python';

const systems = new Set(['debian', 'ubuntu', 'alpine']);

/** The language of what the stage itself starts. */
function startedLanguage(stage: Stage): Language | undefined {
  const { cmd, entrypoint } = stage.final;
  for (const { by, value } of [entrypoint, cmd]) {
    if (by?.name !== 'CMD' && by?.name !== 'ENTRYPOINT') continue;
    const text = value?.argv.join(' ') ?? '';
    if (/(?:^|[\s/])(?:node|nodejs|npm|npx|yarn|pnpm)(?:\s|$)/.test(text)) return 'node';
    if (/(?:^|[\s/])(?:python[\d.]*|gunicorn|uvicorn|flask|celery|hypercorn|uwsgi)(?:\s|$)/.test(text))
      return 'python';
  }
  return undefined;
}

/** Runtimes that a step gets from the distribution, or from the packages of NodeSource. */
function installsOf({ run }: Step): { readonly language: Language | 'other'; readonly range: TextRange }[] {
  return (run?.packageCommands ?? []).flatMap((call) => {
    if (call.action !== 'install' || !/^(?:apt-get|apt|apk)$/.test(call.manager)) return [];
    return call.packages.flatMap(({ name, word }) => {
      const language = name === undefined ? undefined : languageOf(name);
      return language ? [{ language, range: word.range }] : [];
    });
  });
}

function languageOf(name: string): Language | 'other' | undefined {
  if (/^(?:nodejs|nodejs-current|npm|yarn)$/.test(name)) return 'node';
  if (/^(?:python3?|python3\.\d+|python3-pip|py3-pip|python3-venv)$/.test(name)) return 'python';
  if (/^(?:php[\d.]*|php\d*-\w+|ruby(?:-full)?|golang(?:-go)?|go|default-j[dr]k.*|openjdk.*)$/.test(name))
    return 'other';
  return undefined;
}
