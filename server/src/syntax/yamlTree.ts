import type { TextRange } from '../text/range.ts';

/** A YAML document as configuration needs it: values with their places. Ranges are half-open UTF-16 offsets. */
export interface YamlDocument {
  readonly root: YamlNode | undefined;
  readonly errors: readonly { readonly range: TextRange; readonly message: string }[];
}

export type YamlNode = YamlMap | YamlList | YamlScalar;

interface YamlTagged {
  readonly range: TextRange;
  /** Of its own, such as `!reset`. */
  readonly tag?: string;
}

export interface YamlMap extends YamlTagged {
  readonly kind: 'map';
  readonly entries: readonly YamlEntry[];
}

export interface YamlEntry {
  readonly key: string;
  readonly keyRange: TextRange;
  /** Undefined where nothing follows the colon. */
  readonly value: YamlNode | undefined;
}

export interface YamlList extends YamlTagged {
  readonly kind: 'list';
  readonly items: readonly YamlNode[];
}

export interface YamlScalar extends YamlTagged {
  readonly kind: 'scalar';
  readonly value: unknown;
}

/** The value without places, as JSON has it. */
export function plainValue(node: YamlNode | undefined): unknown {
  switch (node?.kind) {
    case 'map':
      return Object.fromEntries(node.entries.map(({ key, value }) => [key, plainValue(value)]));
    case 'list':
      return node.items.map(plainValue);
    default:
      return node?.value ?? null;
  }
}
