import { describe, expect, test } from 'vitest';
import { unknownContext } from '../../server/src/lint/context.ts';
import { type FixAllInput, fixAll } from '../../server/src/lint/fixAll.ts';
import { defaultConfiguration } from '../../server/src/lint/problem.ts';
import { legacyKeyValue } from '../../server/src/rules/deprecation/legacy-key-value.ts';
import { maintainerDeprecated } from '../../server/src/rules/deprecation/maintainer-deprecated.ts';
import { defineRule, type Fix, type Rule } from '../../server/src/rules/rule.ts';
import { instructionCasing } from '../../server/src/rules/style/instruction-casing.ts';
import { applyEdits } from '../../server/src/text/edit.ts';

const rules = [instructionCasing, legacyKeyValue, maintainerDeprecated];

function run(text: string, more: Partial<FixAllInput> = {}) {
  const input: FixAllInput = {
    language: 'dockerfile',
    text,
    context: unknownContext,
    configuration: defaultConfiguration,
    rules,
    ...more,
  };
  const result = fixAll(input);
  expect(result.edit ? applyEdits(text, [result.edit]) : text).toBe(result.text);
  return result;
}

/** Replaces `old` wherever RUN says it. */
function replacing(
  id: string,
  old: string,
  text: string,
  fix: Omit<Partial<Fix>, 'fix' | 'values'> = {},
  safety: 'safe' | 'unsafe' = 'safe',
): Rule {
  return defineRule({
    id,
    summary: 'Found',
    why: 'Because.',
    language: 'dockerfile',
    category: 'style',
    severity: 'information',
    preset: 'recommended',
    since: '0.1.0',
    references: [],
    messages: { found: 'Found.' },
    fixes: { mend: { title: 'Mend', safety, availability: 'always' } },
    check({ model, report }) {
      for (const { instruction } of model.steps) {
        if (instruction.name !== 'RUN' || instruction.args.text !== old) continue;
        report({
          at: instruction.args.range,
          message: 'found',
          fixes: [
            {
              fix: 'mend',
              edits: [{ range: instruction.args.range, newText: text }],
              claim: { kind: 'same' },
              ...fix,
            },
          ],
        });
      }
    },
  });
}

describe('fix all', () => {
  test('fixes of several rules in rounds, as one edit', () => {
    const before = 'FROM a\nmaintainer Ada\nENV b c\nENV d e f\n';
    const { text, edit, applied } = run(before);
    expect(text).toBe('FROM a\nLABEL org.opencontainers.image.authors="Ada"\nENV b=c\nENV d="e f"\n');
    expect(applied).toBe(4);
    expect(edit?.range.start).toBe(7);
    expect(run(text).edit).toBeUndefined();
  });

  test('one rule only', () => {
    expect(run('FROM a\nmaintainer Ada\nENV b c\n', { only: 'legacy-key-value' }).text).toBe(
      'FROM a\nmaintainer Ada\nENV b=c\n',
    );
  });

  test('what comments silence is left alone', () => {
    expect(run('FROM a\n# shipshape ignore=legacy-key-value\nENV b c\n').applied).toBe(0);
  });

  test('the smallest edit', () => {
    expect(run('FROM a\nENV b c\nRUN d\n').edit).toEqual({ range: { start: 12, end: 13 }, newText: '=' });
  });

  test('a fix that does not keep its claim is withheld, the others are not', () => {
    const liar = replacing('liar', 'x', 'y');
    const { text, withheld } = run('FROM a\nENV b c\nRUN x\nENV d e\n', { rules: [liar, ...rules] });
    expect(text).toBe('FROM a\nENV b=c\nRUN x\nENV d=e\n');
    expect(withheld).toEqual([
      expect.stringMatching(/^The fix "mend" of "liar" was withheld: RUN is not what it was/),
    ]);
  });

  test('unsafe fixes only when asked for, manual ones never', () => {
    const unsafe = replacing('risky', 'x', 'y', { claim: undefined }, 'unsafe');
    expect(run('FROM a\nRUN x\n', { rules: [unsafe] }).text).toBe('FROM a\nRUN x\n');
    expect(run('FROM a\nRUN x\n', { rules: [unsafe], unsafe: true }).text).toBe('FROM a\nRUN y\n');
    const manual = replacing('asking', 'x', 'y', { safety: 'manual' });
    expect(run('FROM a\nRUN x\n', { rules: [manual], unsafe: true }).text).toBe('FROM a\nRUN x\n');
  });

  test('an unsafe fix keeps its claim too, where it has one', () => {
    const liar = replacing('liar', 'x', 'y', {}, 'unsafe');
    const { text, withheld } = run('FROM a\nENV b c\nRUN x\n', { rules: [liar, ...rules], unsafe: true });
    expect(text).toBe('FROM a\nENV b=c\nRUN x\n');
    expect(withheld).toEqual([expect.stringMatching(/^The fix "mend" of "liar" was withheld/)]);
  });

  test('a fix that reaches back waits for those it would overlap', () => {
    const far = replacing('far', 'x', 'y', { claim: undefined }, 'unsafe');
    const back: Rule = {
      ...far,
      id: 'back',
      check: ({ text, report }) => {
        const first = text.indexOf('RUN x');
        if (first < 0) return;
        report({
          at: { start: text.length - 2, end: text.length - 1 },
          message: 'found',
          fixes: [{ fix: 'mend', edits: [{ range: { start: first, end: first + 5 }, newText: 'RUN gone' }] }],
        });
      },
    };
    const before = 'FROM a\nRUN x\nRUN x\nRUN x\nRUN z\n';
    expect(run(before, { rules: [far, back], unsafe: true }).text).toBe(
      'FROM a\nRUN y\nRUN y\nRUN y\nRUN z\n',
    );
  });

  test('one bad fix among many costs the others nothing', () => {
    const liar = replacing('liar', 'x', 'y');
    const honest = replacing('honest', 'a ; b', 'a; b');
    const steps = Array.from({ length: 300 }, (_, i) => (i === 123 ? 'RUN x' : 'RUN a ; b'));
    const { text, withheld } = run(`FROM a\n${steps.join('\n')}\n`, { rules: [liar, honest] });
    expect(text.match(/RUN a; b/g)).toHaveLength(299);
    expect(text).toContain('RUN x\n');
    expect(withheld).toHaveLength(1);
  });

  test('an unsafe fix that breaks the syntax is left out', () => {
    const breaking = replacing('breaking', 'x', 'y <<E', { claim: undefined }, 'unsafe');
    const { text } = run('FROM a\nENV b c\nRUN x\n', { rules: [breaking, ...rules], unsafe: true });
    expect(text).toBe('FROM a\nENV b=c\nRUN x\n');
  });

  test('two rules that undo each other end', () => {
    const free = { claim: undefined };
    const circle = [
      replacing('there', 'x', 'y', free, 'unsafe'),
      replacing('back', 'y', 'x', free, 'unsafe'),
    ];
    const { text, applied } = run('FROM a\nRUN x\n', { rules: circle, unsafe: true });
    expect(applied).toBe(1);
    expect(text).toBe('FROM a\nRUN y\n');
  });

  test('a fix that claims nothing has its instruction to itself', () => {
    const inside = (id: string, word: string, newText: string): Rule => ({
      ...replacing(id, '', '', {}, 'unsafe'),
      check: ({ text, report }) => {
        const start = text.indexOf(word);
        if (start < 0) return;
        const range = { start, end: start + word.length };
        report({ at: range, message: 'found', fixes: [{ fix: 'mend', edits: [{ range, newText }] }] });
      },
    });
    const ends: Rule = {
      ...inside('ends', '', ''),
      check: ({ text, report }) => {
        const [a, c] = [text.indexOf('a'), text.indexOf('c')];
        if (a < 0 || c < 0) return;
        const edits = [a, c].map((start) => ({ range: { start, end: start + 1 }, newText: 'x' }));
        report({ at: { start: a, end: c + 1 }, message: 'found', fixes: [{ fix: 'mend', edits }] });
      },
    };
    // Between two edits of one fix, in one instruction and in the next one.
    const within = inside('within', 'b', 'y');
    expect(run('FROM i\nRUN a b c\n', { rules: [ends, within], unsafe: true })).toMatchObject({
      text: 'FROM i\nRUN x y x\n',
      applied: 2,
    });
    // What it had to say before is needless now: of two instructions side by side, at their ends and between them.
    for (const [before, after] of [
      ['RUN a b c', 'RUN x b x'],
      ['RUN a\n# b\nRUN c', 'RUN x\n# b\nRUN x'],
      ['RUN a\nRUN b c', 'RUN x\nRUN b x'],
      ['RUN a\nRUN c b', 'RUN x\nRUN x b'],
    ] as const) {
      const needless = inside('needless', 'b', 'y');
      const once: Rule = {
        ...needless,
        check: (input) => (input.text.includes('a') ? needless.check(input as never) : undefined),
      };
      expect(run(`FROM i\n${before}\n`, { rules: [ends, once], unsafe: true })).toMatchObject({
        text: `FROM i\n${after}\n`,
        applied: 1,
      });
    }
  });

  test('far edits of one fix leave what is between them to others', () => {
    const ends: Rule = {
      ...replacing('ends', '', '', {}, 'unsafe'),
      check: ({ text, report }) => {
        if (text.includes('USER')) return;
        const edits = [
          { range: { start: 5, end: 6 }, newText: 'j' },
          { range: { start: text.length, end: text.length }, newText: 'USER u\n' },
        ];
        report({ at: { start: 0, end: 4 }, message: 'found', fixes: [{ fix: 'mend', edits }] });
      },
    };
    let rounds = 0;
    const counting: Rule = {
      ...replacing('middle', 'x', 'y', { claim: undefined }, 'unsafe'),
    };
    const counted: Rule = {
      ...counting,
      check: (input) => {
        rounds++;
        return counting.check(input as never);
      },
    };
    const { text } = run('FROM i\nRUN x\nCMD c\n', { rules: [ends, counted], unsafe: true });
    expect(text).toBe('FROM j\nRUN y\nCMD c\nUSER u\n');
    // One that applies them both, one that finds nothing more.
    expect(rounds).toBe(2);
  });

  test('what waited for a fix that cannot be applied is applied', () => {
    const breaking = replacing('breaking', 'x', 'y <<E', { claim: undefined }, 'unsafe');
    const fine = replacing('fine', 'x', 'z', { claim: undefined }, 'unsafe');
    const { text } = run('FROM a\nRUN x\n', { rules: [breaking, fine], unsafe: true });
    expect(text).toBe('FROM a\nRUN z\n');
  });

  test('a fix that adds a stage comes before one that stands above it', () => {
    const once = (id: string, at: number, newText: string): Rule => ({
      ...replacing(id, '', '', {}, 'unsafe'),
      check: ({ text, report }) => {
        if (text.includes('slim')) return;
        const edits = [
          { range: { start: at, end: at }, newText },
          { range: { start: text.length, end: text.length }, newText: id === 'split' ? 'FROM a-slim\n' : '' },
        ];
        report({ at: { start: at, end: at + 1 }, message: 'found', fixes: [{ fix: 'mend', edits }] });
      },
    });
    const { text } = run('FROM a\nRUN b\n', {
      rules: [once('shrink', 6, '-slim'), once('split', 6, ' AS build')],
      unsafe: true,
    });
    expect(text).toBe('FROM a AS build\nRUN b\nFROM a-slim\n');
  });

  test('one new line where the first is enough', () => {
    const selecting: Rule = {
      ...replacing('selecting', '', '', {}, 'unsafe'),
      check: ({ model, report }) => {
        for (const { instruction, before } of model?.steps ?? []) {
          if (instruction.name !== 'RUN' || before.shell.by) continue;
          const { start } = instruction.range;
          const edits = [{ range: { start, end: start }, newText: 'SHELL ["bash"]\n' }];
          report({ at: instruction.range, message: 'found', fixes: [{ fix: 'mend', edits }] });
        }
      },
    };
    const { text } = run('FROM a\nRUN b\nRUN c\n', { rules: [selecting], unsafe: true });
    expect(text).toBe('FROM a\nSHELL ["bash"]\nRUN b\nRUN c\n');
  });

  test('at most twenty rounds', () => {
    const growing: Rule = { ...replacing('growing', '', '', {}, 'unsafe') };
    const rule: Rule = {
      ...growing,
      check: ({ model, report }) => {
        const end = model?.tree.text.length ?? 0;
        report({
          at: { start: 0, end: 4 },
          message: 'found',
          fixes: [{ fix: 'mend', edits: [{ range: { start: end, end }, newText: '#\n' }] }],
        });
      },
    };
    expect(run('FROM a\n', { rules: [rule], unsafe: true }).applied).toBe(20);
  });

  test('lines for other files are told once', () => {
    const edits = [{ path: '.dockerignore', appendLines: ['a'], create: true }];
    const rule: Rule = {
      ...replacing('elsewhere', 'x', 'y', {}, 'unsafe'),
      check: ({ model, report }) => {
        for (const { range } of model?.tree.instructions ?? []) {
          report({ at: range, message: 'found', fixes: [{ fix: 'mend', edits }] });
        }
      },
    };
    expect(run('FROM a\nRUN b\n', { rules: [rule], unsafe: true })).toMatchObject({
      edit: undefined,
      files: edits,
    });
  });

  test('ignore files', () => {
    const result = fixAll({
      language: 'dockerignore',
      text: 'a\n',
      context: unknownContext,
      configuration: defaultConfiguration,
      rules,
    });
    expect(result).toMatchObject({ text: 'a\n', edit: undefined, applied: 0 });
  });
});
