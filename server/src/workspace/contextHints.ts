import { contextComment, mayNameContext } from '../lint/contextComment.ts';
import { findNode } from '../model/context/contextTree.ts';
import type { BuildModel } from '../model/types.ts';
import { contextCopyOf } from '../rules/support/contextCopies.ts';
import type { DockerfileTree } from '../syntax/dockerfile/tree.ts';
import type { ChoiceEvents } from './contextChoices.ts';
import type { Context } from './openContext.ts';

/** A document that is open in the editor. */
type OpenDocument = OpenDockerfile | { readonly language: 'dockerignore' };

interface OpenDockerfile {
  readonly language: 'dockerfile';
  readonly document: { readonly text: string };
  tree(): DockerfileTree;
  model(): BuildModel;
}

/** What open Dockerfiles themselves tell of their build contexts. */
export function contextHints(
  find: (uri: string) => OpenDocument | undefined,
): Required<Pick<ChoiceEvents, 'comment' | 'sources'>> {
  const dockerfileOf = (uri: string): OpenDockerfile | undefined => {
    const document = find(uri);
    return document?.language === 'dockerfile' ? document : undefined;
  };
  return {
    comment(uri) {
      const dockerfile = dockerfileOf(uri);
      // Most have none, and this is asked at every keystroke.
      return dockerfile && mayNameContext(dockerfile.document.text)
        ? contextComment(dockerfile.tree())
        : undefined;
    },
    sources(uri) {
      const dockerfile = dockerfileOf(uri);
      return dockerfile?.model().once(copySources) ?? [];
    },
  };
}

/** Paths of the build context that a Dockerfile copies: those without patterns, URLs and the whole context. */
function copySources(model: BuildModel): readonly string[] {
  const found = new Set<string>();
  for (const instruction of model.tree.instructions) {
    for (const source of contextCopyOf(instruction, model)?.sources ?? []) {
      if (source !== '' && !/[*?[\]\\:]/.test(source)) found.add(source);
    }
  }
  return [...found];
}

/** Whether a path that the Dockerfile copies is there, as far as the context has been read. */
export function holdsSource(
  { reader, dockerfile }: Context,
  { sources }: Pick<ChoiceEvents, 'sources'>,
): boolean {
  const tree = reader?.view?.tree;
  if (!tree) return false;
  return (sources?.(dockerfile) ?? []).some((path) => typeof findNode(tree, path) === 'object');
}
