import type { ContextView } from './contextView.ts';

/**
 * What is made of a view and of a few texts that `key` tells, computed once: a view never changes, and each keystroke
 * asks again. `key` begins with who asks.
 */
export function oncePerView<T>(view: ContextView, key: string, compute: () => T): T {
  const answers = known.get(view) ?? new Map<string, unknown>();
  known.set(view, answers);
  if (!answers.has(key)) {
    // Keys of what is being typed are never asked again.
    if (answers.size >= mostAnswers) answers.clear();
    answers.set(key, compute());
  }
  return answers.get(key) as T;
}

const mostAnswers = 200;
const known = new WeakMap<ContextView, Map<string, unknown>>();
