import type { BaseImage } from '../../model/types.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';

/** The name of an image that certainly has no libc: scratch, and the static variants of distroless images. */
export function isStaticBase(root: BaseImage): string | undefined {
  if (root.kind === 'scratch') return 'scratch';
  const { reference } = root;
  if (
    !reference ||
    !/^(?:gcr\.io\/distroless|cgr\.dev\/chainguard|docker\.io\/chainguard)\/static(?:-debian\d+)?$/.test(
      reference.name,
    )
  )
    return undefined;
  return reference.familiarName;
}

/** Whether a COPY may bring a program, rather than settings and data of the system. */
export function copiesProgram({ words }: Pick<Instruction, 'words'>): boolean {
  return words.slice(0, -1).some(({ text }) => {
    const path = text.replace(/^["']|["']$/g, '');
    return !/^\/(?:etc|usr\/share|usr\/local\/share|usr\/local\/go|var|tmp\/?$)(?:\/|$)|\.(?:crt|pem|zip|json|ya?ml|toml|html|txt|css|js)$|zoneinfo|ca-certificates/.test(
      path,
    );
  });
}
