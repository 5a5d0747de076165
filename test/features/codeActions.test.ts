import { describe, expect, test } from 'vitest';
import type { Action } from '../../server/src/features/codeActions/action.ts';
import { type ActionRequest, actionsAt } from '../../server/src/features/codeActions/actions.ts';
import { addLines } from '../../server/src/features/codeActions/addLines.ts';
import type { Problem, ProblemFix } from '../../server/src/lint/problem.ts';
import { defineRule, type FixEdit, type FixSafety } from '../../server/src/rules/rule.ts';
import { parseDockerfile } from '../../server/src/syntax/dockerfile/parser.ts';
import { readIgnoreFile } from '../../server/src/syntax/dockerignore/reader.ts';
import { applyEdits } from '../../server/src/text/edit.ts';

const text = 'FROM alpine\nRUN one\nRUN two\n';

const rules = new Map<string, Problem['rule']>();

function ruleNamed(id: string): Problem['rule'] {
  const known = rules.get(id);
  if (known) return known;
  const rule = defineRule({
    id,
    summary: 'For the test',
    why: 'For the test.',
    language: 'dockerfile',
    category: 'style',
    severity: 'information',
    preset: 'recommended',
    since: '0.1.0',
    references: [],
    messages: { found: 'Found.' },
    check: () => undefined,
  });
  rules.set(id, rule);
  return rule;
}

function problem(
  id: string,
  marked: string,
  fixes: readonly ProblemFix[] = [],
  more: Partial<Problem> = {},
): Problem {
  const start = text.indexOf(marked);
  const range = { start, end: start + marked.length };
  return {
    rule: ruleNamed(id),
    messageId: 'found',
    message: 'Found.',
    range,
    extent: range,
    severity: 'warning',
    tags: [],
    related: [],
    fixes,
    fingerprint: `${id}@${start}`,
    ...more,
  };
}

function fix(title: string, safety: FixSafety, edits: readonly FixEdit[] = [insert(0, 'x')]): ProblemFix {
  return { id: 'fix', title, safety, edits, claim: undefined };
}

function insert(at: number, newText: string): FixEdit {
  return { range: { start: at, end: at }, newText };
}

function ask(
  problems: readonly Problem[],
  request: Partial<ActionRequest> & { readonly at?: string } = {},
  more: {
    readonly withheld?: readonly string[];
    readonly fixAllUnsafe?: boolean;
    readonly placeholders?: boolean;
    readonly latent?: readonly Problem[];
    readonly configurationFile?: string;
  } = {},
): Action[] {
  const start = request.at === undefined ? 0 : text.indexOf(request.at);
  return actionsAt(
    {
      syntax: parseDockerfile(text),
      model: undefined,
      latent: () => more.latent ?? [],
      problems,
      placeholders: more.placeholders ?? false,
      configurationFile: more.configurationFile,
      fixAllUnsafe: more.fixAllUnsafe ?? false,
      withhold: (_, { title }) => (more.withheld?.includes(title) ? 'does not hold' : undefined),
    },
    {
      range: request.range ?? { start, end: start },
      only: request.only,
      isAutomatic: request.isAutomatic,
    },
  );
}

const titles = (actions: readonly Action[]): string[] => actions.map(({ title }) => title);

describe('what needs no problem', () => {
  const latent = [
    problem('quiet', 'RUN', [fix('Do better', 'safe'), fix('Dare', 'unsafe', [insert(1, 'y')])]),
    problem('elsewhere', 'FROM', [fix('Other', 'safe')]),
  ];
  const offers = (request: Parameters<typeof ask>[1], problems: readonly Problem[] = []) =>
    ask(problems, request, { latent }).filter(({ kind }) => kind === 'refactor.rewrite');

  test('fixes of rules that are off by default are offered anywhere on the instruction, without the problem', () => {
    const actions = offers({ at: 'one' });
    expect(titles(actions)).toEqual(['Do better', 'Dare (unsafe)']);
    expect(actions.map(({ problems, isPreferred }) => [problems, isPreferred])).toEqual([
      [[], false],
      [[], false],
    ]);
  });

  test('for those who ask for them, as a kind or by hand; not for a light bulb that comes by itself', () => {
    for (const only of [['refactor'], ['refactor.rewrite'], ['']]) {
      expect(offers({ at: 'one', only })).toHaveLength(2);
      expect(offers({ at: 'one', only, isAutomatic: true })).toHaveLength(2);
    }
    expect(offers({ at: 'one', only: ['quickfix'] })).toEqual([]);
    expect(offers({ at: 'one', only: ['refactor.extract'] })).toEqual([]);
    expect(offers({ at: 'one', isAutomatic: true })).toEqual([]);
  });

  test('what a quick fix does already is not offered again', () => {
    const shown = problem('shown', 'RUN', [fix('Do better', 'safe')]);
    expect(titles(offers({ at: 'RUN' }, [shown]))).toEqual(['Dare (unsafe)']);
    expect(titles(offers({ at: 'RUN', only: ['refactor'] }, [shown]))).toContain('Do better');
  });

  test('nobody asks the rules unless somebody asks for the actions', () => {
    let asked = 0;
    const source = {
      syntax: parseDockerfile(text),
      model: undefined,
      problems: [],
      placeholders: false,
      configurationFile: undefined,
      fixAllUnsafe: false,
      withhold: () => undefined,
      latent: () => {
        asked++;
        return [];
      },
    };
    const range = { start: 0, end: 0 };
    actionsAt(source, { range, only: undefined, isAutomatic: true });
    actionsAt(source, { range, only: ['quickfix'] });
    actionsAt(source, { range, only: ['source.fixAll'] });
    expect(asked).toBe(0);
    actionsAt(source, { range, only: ['refactor'] });
    expect(asked).toBe(1);
  });

  test('a rule that is on has the last word where it says so', () => {
    const [found] = latent;
    const rule = { ...ruleNamed('quiet'), yieldsTo: ['loud'] };
    const quiet = [{ ...found, rule } as Problem];
    const loud = problem('loud', 'RUN one');
    expect(
      ask([loud], { at: 'one', only: ['refactor'] }, { latent: quiet }).map(({ title }) => title),
    ).toEqual([]);
  });
});

describe('the light bulb', () => {
  test('offers the safe fix first and prefers it, marks the unsafe, then silence, then the page', () => {
    const actions = ask(
      [problem('a-rule', 'RUN one', [fix('By hand', 'manual'), fix('Risky', 'unsafe'), fix('Good', 'safe')])],
      {
        at: 'RUN one',
      },
    );
    expect(titles(actions)).toEqual([
      'Good',
      'Risky (unsafe)',
      'By hand',
      'Ignore a-rule here',
      'Ignore a-rule in this file',
      'Open the page of a-rule',
    ]);
    expect(actions.map(({ isPreferred }) => isPreferred)).toEqual([true, false, false, false, false, false]);
    expect(new Set(actions.map(({ kind }) => kind))).toEqual(new Set(['quickfix']));
  });

  test('never prefers a fix that is not safe', () => {
    const actions = ask([problem('a-rule', 'RUN one', [fix('Risky', 'unsafe')])], { at: 'RUN one' });
    expect(actions.some(({ isPreferred }) => isPreferred)).toBe(false);
  });

  test('withholds a fix whose claim does not hold; the next one takes its place', () => {
    const found = [problem('a-rule', 'RUN one', [fix('First', 'safe'), fix('Second', 'safe')])];
    const actions = ask(found, { at: 'RUN one' }, { withheld: ['First'] });
    expect(titles(actions)).not.toContain('First');
    expect(actions[0]).toMatchObject({ title: 'Second', isPreferred: true });
  });

  test('has nothing to say where there is no problem', () => {
    expect(ask([problem('a-rule', 'RUN one')], { at: 'FROM' })).toEqual([]);
  });

  test('is there with the cursor right behind the problem', () => {
    const found = problem('a-rule', 'RUN one');
    const end = { start: found.range.end, end: found.range.end };
    expect(ask([found], { range: end }).length).toBeGreaterThan(0);
  });

  test('begins with the worst problem, then the smallest', () => {
    const actions = ask(
      [
        problem('wide', 'RUN one\nRUN two', [fix('Wide', 'safe')]),
        problem('narrow', 'RUN', [fix('Narrow', 'safe')]),
        problem('error', 'RUN one', [fix('Error', 'safe')], { severity: 'error' }),
      ],
      { at: 'RUN one' },
    );
    expect(titles(actions).slice(0, 3)).toEqual(['Error', 'Narrow', 'Wide']);
  });

  test('offers the same fix of two problems once', () => {
    const merge = fix('Merge', 'unsafe', [insert(3, 'x')]);
    const actions = ask([problem('a-rule', 'RUN one', [merge]), problem('a-rule', 'RUN two', [merge])], {
      range: { start: 0, end: text.length },
    });
    expect(titles(actions).filter((title) => title.startsWith('Merge'))).toHaveLength(1);
  });

  test('asks before a fix that is not safe changes another file', () => {
    const elsewhere: FixEdit = { path: '.dockerignore', appendLines: ['dist'], create: true };
    const actions = ask(
      [problem('a-rule', 'RUN one', [fix('Both', 'unsafe', [insert(0, 'x'), elsewhere])])],
      {
        at: 'RUN one',
      },
    );
    expect(actions[0]?.confirm).toBe('Creates a file');
  });

  test('asks before one leaves nothing of the document', () => {
    const empty: FixEdit = { range: { start: 0, end: text.length }, newText: '', leavesNothing: true };
    const elsewhere: FixEdit = { path: '.dockerignore', appendLines: ['dist'], create: true };
    const actions = ask([problem('a-rule', 'RUN one', [fix('Move', 'unsafe', [empty, elsewhere])])], {
      at: 'RUN one',
    });
    expect(actions[0]?.confirm).toBe('Moves what is in a file');
  });
});

describe('all fixes of a rule', () => {
  const twice = (safety: FixSafety): Problem[] => [
    problem('a-rule', 'RUN one', [fix('One', safety)]),
    problem('a-rule', 'RUN two', [fix('Two', safety)]),
  ];

  test('are one action where there is more than one', () => {
    const action = ask(twice('safe'), { at: 'RUN one' }).find(({ effect }) => effect.kind === 'fix-all');
    expect(action).toMatchObject({
      title: 'Fix all 2 a-rule problems in this file',
      effect: { kind: 'fix-all', rule: 'a-rule' },
      isPreferred: false,
    });
    expect(action?.problems).toHaveLength(2);
  });

  test('are none where there is one, or where they are not safe, unless the setting allows it', () => {
    const hasAction = (found: readonly Problem[], fixAllUnsafe: boolean): boolean =>
      ask(found, { at: 'RUN one' }, { fixAllUnsafe }).some(({ effect }) => effect.kind === 'fix-all');
    expect(hasAction(twice('safe').slice(0, 1), false)).toBe(false);
    expect(hasAction(twice('unsafe'), false)).toBe(false);
    expect(hasAction(twice('unsafe'), true)).toBe(true);
    expect(hasAction(twice('manual'), true)).toBe(false);
  });
});

describe('the form the guides want', () => {
  const found = [
    problem('a-rule', 'RUN one', [fix('By hand', 'manual'), fix('Risky', 'unsafe')]),
    problem('b-rule', 'one', [fix('Good', 'safe')]),
    problem('a-rule', 'RUN two', [fix('Else', 'safe')]),
  ];
  const guides = (problems: readonly Problem[], request: Parameters<typeof ask>[1]): Action | undefined =>
    ask(problems, request).find(({ effect }) => effect.kind === 'fix-instruction');

  test('is one action for the fixes of the instruction at the cursor, looked at before it is applied', () => {
    expect(guides(found, { at: 'one' })).toMatchObject({
      title: "Apply the guides' form here (2 fixes, with a preview)",
      kind: 'quickfix.shipshape.instruction',
      isPreferred: false,
      effect: { kind: 'fix-instruction', offset: text.indexOf('RUN one') },
      confirm: "The guides' form",
    });
  });

  test('is not offered for a single fix, unless it is asked for by name', () => {
    expect(guides(found, { at: 'RUN two' })).toBeUndefined();
    expect(guides(found, { at: 'RUN two', only: ['quickfix.shipshape.instruction'] })?.title).toBe(
      "Apply the guides' form here (one fix, with a preview)",
    );
    expect(guides(found, { at: 'FROM', only: ['quickfix.shipshape.instruction'] })).toBeUndefined();
  });

  test('a kind that is asked for by name comes alone', () => {
    const kinds = (only: string) => [
      ...new Set(ask(found, { at: 'one', only: [only] }).map(({ kind }) => kind)),
    ];
    expect(kinds('quickfix.shipshape.instruction')).toEqual(['quickfix.shipshape.instruction']);
    expect(kinds('quickfix.shipshape.rule')).toEqual(['quickfix.shipshape.rule']);
    expect(kinds('quickfix.shipshape')).toEqual([
      'quickfix.shipshape.instruction',
      'quickfix.shipshape.rule',
    ]);
  });
});

describe('all safe fixes, from the light bulb', () => {
  const fileAction = (problems: readonly Problem[]): Action | undefined =>
    ask(problems, { at: 'RUN one' }).find(
      ({ effect }) => effect.kind === 'fix-all' && effect.rule === undefined,
    );

  test('are one action where more than one rule has some', () => {
    const found = [
      problem('a-rule', 'RUN one', [fix('One', 'safe')]),
      problem('b-rule', 'RUN two', [fix('Two', 'safe')]),
    ];
    expect(fileAction(found)).toMatchObject({
      title: 'Fix all 2 safe problems in this file',
      kind: 'quickfix',
    });
    expect(fileAction(found.slice(0, 1))).toBeUndefined();
    expect(fileAction(found.slice(1))).toBeUndefined();
  });
});

describe('what the editor asks for', () => {
  const found = [problem('a-rule', 'RUN one', [fix('Good', 'safe')])];
  const kinds = (only: readonly string[] | undefined): string[] => [
    ...new Set(ask(found, { at: 'RUN one', only }).map(({ kind }) => kind)),
  ];

  test.each([
    [undefined, ['quickfix']],
    [[''], ['quickfix', 'source.fixAll.shipshape']],
    [['quickfix'], ['quickfix']],
    [['source'], ['source.fixAll.shipshape']],
    [['source.fixAll'], ['source.fixAll.shipshape']],
    [['source.fixAll.shipshape'], ['source.fixAll.shipshape']],
    [['source.fixAll.eslint'], []],
    [['source.fixAllx'], []],
    [['source.organizeImports'], []],
    [['refactor'], []],
  ])('%j gives %j', (only, expected) => {
    expect(kinds(only)).toEqual(expected);
  });

  test('no source action when nothing can be fixed unseen', () => {
    const only = ['source.fixAll'];
    expect(ask([problem('a-rule', 'RUN one', [fix('Risky', 'unsafe')])], { only })).toEqual([]);
    expect(ask([], { only })).toEqual([]);
  });
});

describe('silencing a rule', () => {
  function ignore(
    scope: string,
    placeholders: boolean,
  ): { readonly text: string; readonly typed: string | undefined } {
    const actions = ask([problem('a-rule', 'RUN two')], { at: 'RUN two' }, { placeholders });
    const effect = actions.find(({ title }) => title === `Ignore a-rule ${scope}`)?.effect;
    const edits = effect?.kind === 'edits' ? effect.edits.filter((edit) => 'range' in edit) : [];
    const [first] = edits;
    const { placeholder } = first ?? {};
    return {
      text: applyEdits(text, edits),
      typed: placeholder && first?.newText.slice(placeholder.start, placeholder.end),
    };
  }

  test('writes the comment above the instruction, with a reason to fill in', () => {
    expect(ignore('here', true)).toEqual({
      text: 'FROM alpine\nRUN one\n# shipshape ignore=a-rule reason\nRUN two\n',
      typed: 'reason',
    });
  });

  test('writes no reason where nobody could fill it in', () => {
    expect(ignore('here', false)).toEqual({
      text: 'FROM alpine\nRUN one\n# shipshape ignore=a-rule\nRUN two\n',
      typed: undefined,
    });
  });

  test('writes the comment of the file at its top', () => {
    expect(ignore('in this file', false).text).toBe(`# shipshape global ignore=a-rule\n${text}`);
  });

  test('for the project, where it has a place for that', () => {
    const found = [problem('a-rule', 'RUN two')];
    const offered = (configurationFile?: string) =>
      ask(found, { at: 'RUN two' }, configurationFile === undefined ? {} : { configurationFile }).find(
        ({ effect }) => effect.kind === 'switch-off',
      );
    expect(offered('.shipshape.yml')).toMatchObject({
      title: 'Turn a-rule off in .shipshape.yml',
      effect: { kind: 'switch-off', rule: 'a-rule' },
    });
    expect(offered()).toBeUndefined();
  });

  test('in an ignore file', () => {
    const ignoreText = 'dist\n[a-\n';
    const found = { ...problem('a-rule', 'RUN one'), range: { start: 5, end: 8 } };
    const actions = actionsAt(
      {
        syntax: readIgnoreFile(ignoreText),
        model: undefined,
        latent: () => [],
        problems: [found],
        placeholders: false,
        configurationFile: undefined,
        fixAllUnsafe: false,
        withhold: () => undefined,
      },
      { range: found.range, only: undefined },
    );
    const effect = actions.find(({ title }) => title === 'Ignore a-rule on this line')?.effect;
    const edits = effect?.kind === 'edits' ? effect.edits.filter((edit) => 'range' in edit) : [];
    expect(applyEdits(ignoreText, edits)).toBe('dist\n# shipshape ignore=a-rule\n[a-\n');
  });
});

describe('lines for another file', () => {
  test.each([
    ['', ['a', 'b'], 'a\nb\n'],
    ['x\n', ['a'], 'x\na\n'],
    ['x', ['a'], 'x\na\n'],
    ['x\r\n', ['a', 'b'], 'x\r\na\r\nb\r\n'],
    ['a\nx\n', ['a', 'b', 'b'], 'a\nx\nb\n'],
    ['  a  \n', ['a'], undefined],
  ])('%j and %j make %j', (before, lines, after) => {
    const edit = addLines(before, { appendLines: lines });
    expect(edit && applyEdits(before, [edit])).toBe(after);
  });

  test.each([
    ['', ['a'], 'a\n'],
    ['\uFEFF', ['a'], '\uFEFFa\n'],
    ['x', ['', '# why', 'a', '', '', '!b', ''], 'x\n\n# why\na\n\n!b\n'],
    ['x\r\n\r\n', ['a'], 'x\r\n\r\na\r\n'],
    ['x\n \n', ['a'], 'x\n \na\n'],
    // What is there counts where nothing behind it has another say.
    ['a\nx\n', ['a', '# why', 'b', './a'], 'a\nx\n\n# why\nb\n'],
    ['a\n!x\n', ['a'], 'a\n!x\n\na\n'],
    ['!x\na\n', ['a', '!x', 'a'], '!x\na\n\n!x\na\n'],
    ['a\n', ['# why', '/a'], undefined],
  ])('patterns for the last word: %j and %j make %j', (before, lines, after) => {
    const edit = addLines(before, { appendLines: lines, word: 'last' });
    expect(edit && applyEdits(before, [edit])).toBe(after);
  });

  test.each([
    ['', ['a'], 'a\n'],
    ['\uFEFFx\r\n', ['a', 'x/', '!b'], '\uFEFFa\r\n!b\r\nx\r\n'],
    ['x', ['a'], 'a\nx'],
    ['x', ['./x'], undefined],
  ])('patterns in front: %j and %j make %j', (before, lines, after) => {
    const edit = addLines(before, { appendLines: lines, word: 'first' });
    expect(edit && applyEdits(before, [edit])).toBe(after);
  });
});
