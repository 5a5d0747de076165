import { baseImageFacts } from '../../knowledge/baseImages.ts';
import { defineRule } from '../rule.ts';
import { NameSearch } from '../support/nameSearch.ts';

export const copyFromUnknownStage = defineRule({
  id: 'copy-from-unknown-stage',
  summary: 'Files are taken from a stage that does not exist',
  why: 'BuildKit takes a name that no stage has for an image and tries to pull it from Docker Hub. With a misspelt stage name the build fails there, or copies files out of a stranger’s image.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'hadolint', code: 'DL3022', match: 'narrower' },
    { tool: 'kics', code: 'Using-Unnamed-Build-Stages', match: 'related' },
  ],
  references: [
    'https://docs.docker.com/reference/dockerfile/#copy---from',
    'https://docs.docker.com/build/building/multi-stage/#name-your-build-stages',
  ],
  concerns: { keywords: ['COPY', 'RUN'], text: /from/i },
  options: {
    buildContexts: {
      type: 'strings',
      default: [],
      description:
        'Names that the build is given as further contexts (`--build-context name=…`), beside those in Compose, Bake and workflow files.',
    },
  },
  messages: {
    unknown:
      'No stage above is named {name}: BuildKit pulls an image of that name. Name a stage, or write the image with its tag.',
    misspelt: 'No stage above is named {name}: BuildKit pulls an image of that name. Did you mean {nearest}?',
  },
  fixes: {
    useNearest: { title: 'Change to {nearest}', safety: 'unsafe', availability: 'always' },
  },
  check({ model, context, options, report }) {
    const given = [...options.buildContexts, ...context.namedContexts];
    const search = new NameSearch();
    const names: string[] = [];
    for (const stage of model.stages) {
      for (const use of stage.uses) {
        const { text, kind, resolution, range: at } = use;
        if (kind === 'base' || resolution !== 'image-or-context') continue;
        if (!isBareName(text) || given.includes(text)) continue;
        const nearest = search.closest(text, () => names);
        if (nearest !== undefined) {
          const edits = [{ range: at, newText: nearest }];
          const fixes = [{ fix: 'useNearest', values: { nearest }, edits }] as const;
          report({ at, message: 'misspelt', values: { name: text, nearest }, fixes });
        } else if (!isOfficialImage(text)) {
          report({ at, message: 'unknown', values: { name: text } });
        }
      }
      if (stage.name !== undefined) names.push(stage.name);
    }
  },
});

/** A name a stage could have. One with a registry, a path, a tag or a digest is meant to be an image. */
function isBareName(text: string): boolean {
  return /^[a-z][a-z0-9_-]*$/i.test(text);
}

function isOfficialImage(name: string): boolean {
  return baseImageFacts(`docker.io/library/${name}`, undefined).family !== undefined;
}
