import { type HclExpression, HclExpressions } from './hclExpression.ts';

/** A body of HCL: attributes and blocks in their order. */
export interface HclBody {
  readonly attributes: readonly HclAttribute[];
  readonly blocks: readonly HclBlock[];
}

export interface HclAttribute {
  readonly name: string;
  readonly value: HclExpression;
  /** UTF-16 offset of the name. */
  readonly at: number;
}

export interface HclBlock {
  readonly type: string;
  readonly labels: readonly string[];
  readonly body: HclBody;
  /** UTF-16 offset of the type. */
  readonly at: number;
}

/**
 * Reads HCL as Bake files have it. Comments are `#`, `//` and `/* *\/`. Reads on behind what it does not understand. One
 * pass; never throws.
 * https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md
 */
export function readHcl(text: string): HclBody {
  return new HclReader(text).body(0);
}

const maximumDepth = 30;

class HclReader extends HclExpressions {
  /** Up to the brace that closes it, which is read too, or to the end. */
  body(depth: number): HclBody {
    const attributes: HclAttribute[] = [];
    const blocks: HclBlock[] = [];
    for (;;) {
      this.skip(true);
      const at = this.at;
      const c = this.next;
      if (c === '') break;
      if (c === '}') {
        this.at++;
        if (depth > 0) break;
        continue;
      }
      // `"default" = …` is not HCL proper, but Bake's own examples have had it.
      const name = this.word() ?? this.quoted();
      if (name === undefined) {
        this.at = Math.max(this.at, at + 1);
        continue;
      }
      this.skip(false);
      if (this.next === '=' && this.text.charAt(this.at + 1) !== '=') {
        this.at++;
        attributes.push({ name, value: this.value(depth, false), at });
        continue;
      }
      const labels: string[] = [];
      for (let label = this.label(); label !== undefined; label = this.label()) labels.push(label);
      if (!this.take('{')) continue;
      if (depth >= maximumDepth) {
        this.skipNested('}');
        continue;
      }
      blocks.push({ type: name, labels, body: this.body(depth + 1), at });
    }
    return { attributes, blocks };
  }

  private label(): string | undefined {
    this.skip(false);
    return this.word() ?? this.quoted();
  }

  private quoted(): string | undefined {
    const read = this.next === '"' ? this.string(0) : undefined;
    return read?.kind === 'literal' ? String(read.value) : undefined;
  }
}
