import { languageOf } from '../../../shared/src/languages.ts';
import {
  type WhyParams,
  type WireWhy,
  type WireWhyAnswer,
  type WireWhyFix,
  whyRequest,
} from '../../../shared/src/protocol.ts';
import { LineIndex } from '../text/lines.ts';
import type { WhyAnswer, WhyRemedy } from '../workspace/whyAnswers.ts';
import type { Wiring } from './wiring.ts';

/** Answers `shipshape/why`: why a file is in an image, or not. */
export function answerWhy({ connection, guard, documents, service }: Omit<Wiring, 'features'>): void {
  const answer = guard<WhyParams, WireWhy | null>('shipshape/why', null, async (params) => {
    const { uri, position, dockerfile } = params;
    const document = documents.get(uri);
    const named = document && position ? service.why.namedFile(uri, document.offsetAt(position)) : undefined;
    // What a Dockerfile names is in the context of that one.
    const isOwn = named !== undefined && document && languageOf(uri, document.languageId) === 'dockerfile';
    const answers = await service.why.answers(named ?? uri, dockerfile ?? (isOwn ? uri : undefined));
    return { uri: named ?? uri, answers: answers.map(toWire) };
  });
  connection.onRequest<WireWhy | null, never>(whyRequest.method, (params: WhyParams, token) =>
    answer(params, token),
  );
}

function toWire({
  dockerfile,
  context,
  verdict,
  title,
  markdown,
  steps,
  remedies,
}: WhyAnswer): WireWhyAnswer {
  return {
    dockerfile,
    context,
    verdict,
    title,
    markdown,
    steps: steps.map(({ kind, text, place }) => ({
      kind,
      text,
      place: place ? { uri: place.uri, range: { start: place.start, end: place.end } } : null,
    })),
    fixes: remedies.map(toFix),
  };
}

function toFix({ title, uri, text, edit }: WhyRemedy): WireWhyFix {
  const lines = new LineIndex(text ?? '');
  const range = { start: lines.positionAt(edit.range.start), end: lines.positionAt(edit.range.end) };
  return { title, uri, create: text === undefined, range, newText: edit.newText };
}
