import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import { defineRule } from '../rule.ts';
import { baseWithReference, tagRange } from '../support/baseImages.ts';
import { finalLayers } from '../support/stageOrder.ts';

export const debugBaseImage = defineRule({
  id: 'debug-base-image',
  summary: 'The final image is built on a debug variant',
  why: 'Distroless images have no shell on purpose: what breaks into the program finds nothing to run. Their debug and dev variants bring a shell, and some a package manager: good for looking around, not for what is shipped.',
  language: 'dockerfile',
  category: 'security',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [],
  references: [
    'https://github.com/GoogleContainerTools/distroless#debug-images',
    'https://edu.chainguard.dev/chainguard/chainguard-images/about/differences-development-production/',
  ],
  messages: {
    debug:
      '{tag} brings the shell that the image otherwise does without, for intruders too. Ship {image}:{plain}; debug with the variant when you need it.',
    needed:
      '{tag} brings a shell, for intruders too, and this file uses it. Do that work in an earlier stage, and ship {image}:{plain}.',
  },
  fixes: {
    usePlain: { title: 'Change the tag to {plain}', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, report }) {
    const root = model.finalStage?.base.root;
    const reference = root && baseWithReference(root);
    if (!root || !reference?.tag) return;
    const plain = plainTag(reference.name, reference.tag);
    if (plain === undefined) return;
    const at = tagRange(root, reference);
    const stages = finalLayers(model);
    const values = { tag: reference.tag, image: reference.familiarName, plain };
    const isNeeded = model.steps.some(
      ({ stage, instruction }) => stage !== undefined && stages.has(stage) && needsVariant(instruction),
    );
    const isFixable = at !== undefined && reference.digest === undefined && !isNeeded;
    report({
      at: at ?? root.range,
      message: isNeeded ? 'needed' : 'debug',
      values,
      fixes: isFixable
        ? [{ fix: 'usePlain', values: { plain }, edits: [{ range: at, newText: plain }] }]
        : undefined,
    });
  },
});

/** The tag of the same image without a shell; undefined of a tag that is none for debugging. */
function plainTag(name: string, tag: string): string | undefined {
  if (/^gcr\.io\/distroless\//.test(name)) {
    const parts = tag.split('-');
    if (!parts.includes('debug')) return undefined;
    const rest = parts.filter((part) => part !== 'debug');
    // `debug-arm64` is `latest-arm64` without the shell.
    return (
      rest.length === 0 || /^(?:amd64|arm64|arm|s390x|ppc64le)$/.test(rest[0] ?? '')
        ? ['latest', ...rest]
        : rest
    ).join('-');
  }
  if (/^(?:cgr\.dev|docker\.io)\/chainguard\//.test(name)) return /^(.+)-dev$/.exec(tag)?.[1];
  return undefined;
}

/** What a shell runs, or a program that only the variant has. */
function needsVariant({ name, shell }: Instruction): boolean {
  if (name === 'RUN') return true;
  return (name === 'CMD' || name === 'ENTRYPOINT' || name === 'HEALTHCHECK') && (shell?.text ?? '') !== '';
}
