// The only importer of `dockerfile-language-service`, and only of what it does well: keywords and signatures. It is
// loaded on first use, is never shown more than the instruction at hand (so its cost does not grow with the file),
// and is never asked at a place where it would look up image tags on a registry.
import { instructionAt } from '../syntax/dockerfile/locate.ts';
import type { DockerfileTree, Escape } from '../syntax/dockerfile/tree.ts';
import { LineIndex, lineStart } from '../text/lines.ts';
import type { TextRange } from '../text/range.ts';

export interface Completion {
  readonly label: string;
  /** The instruction's name. */
  readonly keyword: string | undefined;
  readonly range: TextRange;
  readonly newText: string;
  /** `newText` is a snippet in LSP's syntax. */
  readonly isSnippet: boolean;
  readonly isDeprecated: boolean;
}

export interface SignatureHelp {
  readonly signatures: readonly Signature[];
  readonly activeSignature: number;
  readonly activeParameter: number | undefined;
}

export interface Signature {
  readonly label: string;
  readonly documentation: string | undefined;
  readonly parameters: readonly { readonly label: string; readonly documentation: string | undefined }[];
}

/** Keywords that may stand at an offset; none within arguments, heredocs and comments. */
export async function completeKeyword(
  tree: DockerfileTree,
  offset: number,
  snippets: boolean,
): Promise<readonly Completion[]> {
  const place = keywordPlace(tree, offset);
  if (!place) return [];
  // Before anything is waited for: by then the tree may be that of another version.
  const excerpt = excerptOf(tree, place.start, offset, true);
  const { service } = await load();
  service.setCapabilities({ completion: { completionItem: { snippetSupport: snippets } } });
  const items = await service.computeCompletionItems(excerpt.text, excerpt.positionAt(offset));
  return items.flatMap((item): Completion[] => {
    const edit = item.textEdit;
    if (!edit || !('range' in edit)) return [];
    const keyword = /^[A-Za-z]+/.exec(item.label)?.[0];
    if (!place.isInStage && keyword !== 'ARG' && keyword !== 'FROM') return [];
    return [
      {
        label: item.label,
        keyword,
        isDeprecated: keyword === 'MAINTAINER',
        range: excerpt.rangeOf(edit.range),
        newText: edit.newText,
        isSnippet: item.insertTextFormat === 2,
      },
    ];
  });
}

/** The forms of the instruction at an offset, and the argument the cursor is on. */
export async function signatureAt(tree: DockerfileTree, offset: number): Promise<SignatureHelp | undefined> {
  const instruction = instructionAt(tree, offset);
  if (!instruction || offset > instruction.head.end) return undefined;
  const excerpt = excerptOf(tree, instruction.range.start, instruction.head.end, true);
  const { service } = await load();
  const help = service.computeSignatureHelp(excerpt.text, excerpt.positionAt(offset));
  // `ENV key value` is the form that BuildKit warns of: shown only to those who are writing it.
  const modern = help.signatures.filter(({ label }) => !/^(ENV|LABEL) key value$/.test(label));
  const signatures = modern.length > 0 ? modern : help.signatures;
  if (signatures.length === 0) return undefined;
  const active = help.signatures[help.activeSignature ?? 0];
  // Of flags it knows little: it takes what it does not know for the next argument.
  const parameter = active?.parameters?.[help.activeParameter ?? -1]?.label;
  const isInFlag = /\s--[\w-]*(?:=\S*)?$/.test(tree.text.slice(instruction.range.start, offset));
  if (isInFlag && !/flag/i.test(String(parameter))) return undefined;
  return {
    signatures: signatures.map((signature) => ({
      label: signature.label,
      documentation: textOf(signature.documentation),
      parameters: (signature.parameters ?? []).map((parameter) => ({
        label:
          typeof parameter.label === 'string' ? parameter.label : signature.label.slice(...parameter.label),
        documentation: textOf(parameter.documentation),
      })),
    })),
    activeSignature: Math.max(0, active ? signatures.indexOf(active) : 0),
    activeParameter: help.activeParameter ?? undefined,
  };
}

type Upstream = import('dockerfile-language-service').DockerfileLanguageService;

let loaded: Promise<{ readonly service: Upstream }> | undefined;

function load(): Promise<{ readonly service: Upstream }> {
  loaded ??= import('dockerfile-language-service').then(({ DockerfileLanguageServiceFactory }) => ({
    // Wrapped, lest a promise take a service with a `then` of its own for another promise.
    service: DockerfileLanguageServiceFactory.createLanguageService(),
  }));
  return loaded;
}

interface KeywordPlace {
  /** From where on the line matters: its start, or the start of an ONBUILD. */
  readonly start: number;
  /** A FROM stands above; else only ARG and FROM may follow. */
  readonly isInStage: boolean;
}

/** A place where a keyword or a trigger's keyword is being typed. */
function keywordPlace(tree: DockerfileTree, offset: number): KeywordPlace | undefined {
  const { text } = tree;
  const start = lineStart(text, offset);
  const typed = text.slice(start, offset).replace(/^\uFEFF/, '');
  const instruction = instructionAt(tree, offset);
  if (instruction && instruction.range.start < start) return undefined;
  const trigger = /^\s*onbuild\s+[A-Za-z]*$/i.test(typed);
  if (!trigger && !/^\s*[A-Za-z]*$/.test(typed)) return undefined;
  return {
    start,
    isInStage: tree.instructions.some(({ name, range }) => name === 'FROM' && range.start < start),
  };
}

interface Place {
  readonly line: number;
  readonly character: number;
}

interface Excerpt {
  readonly text: string;
  positionAt(offset: number): Place;
  rangeOf(range: { readonly start: Place; readonly end: Place }): TextRange;
}

/** The text from `start` to `end` behind what upstream has to know of the rest: the escape token, that a FROM is there. */
function excerptOf(tree: DockerfileTree, start: number, end: number, hasInstructions: boolean): Excerpt {
  const head = `${escapeDirective(tree.escape)}${hasInstructions ? 'FROM scratch\n' : ''}`;
  const text = head + tree.text.slice(start, end).replace(/^\uFEFF/, ' ');
  const lines = new LineIndex(text);
  const shift = start - head.length;
  const toDocument = (place: Place): number => lines.offsetAt(place) + shift;
  return {
    text,
    positionAt: (offset) => lines.positionAt(offset - shift),
    rangeOf: (range) => ({ start: toDocument(range.start), end: toDocument(range.end) }),
  };
}

function escapeDirective(token: Escape): string {
  return token === '`' ? '# escape=`\n' : '';
}

function textOf(documentation: string | { readonly value: string } | undefined): string | undefined {
  return typeof documentation === 'object' ? documentation.value : documentation;
}
