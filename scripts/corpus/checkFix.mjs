// Applies fixes to the files of a corpus and looks for what no fix may do: break a file that parsed, add an error,
// lose a comment or the body of a heredoc, flatten the indentation of a line it keeps, be offered again right after it
// was applied; and for a safe one, fail its claim, or have no end in "fix all".

/**
 * @param {any} engine
 * @param {(text: string, language: string, rules?: any[]) => { problems: any[] }} lint
 * @param {any[]} rules
 */
export function createFixChecks(engine, lint, rules) {
  const counts = new Map();
  const violations = new Map();
  let composed = 0;
  const errorRules = rules.filter(({ severity }) => severity === 'error');

  const complain = (name, what, found) => {
    const key = `${name}: ${what}`;
    violations.set(key, [...(violations.get(key) ?? []), found]);
  };

  /** What a text is, told once. An error in a text that only the user can complete is one they are still to mend. */
  const factsOf = (text, language, unfinished = []) => {
    const tree = language === 'dockerfile' ? engine.parseDockerfile(text) : undefined;
    const heredocs = tree ? allInstructions(tree).flatMap((instruction) => instruction.heredocs) : [];
    return {
      text,
      parseErrors: tree ? tree.errors.length : engine.readIgnoreFile(text).errors.length,
      // A RUN that becomes a heredoc takes its comments along: they are its shell's then.
      comments: tree
        ? [...tree.comments.map((comment) => comment.text), ...heredocs.flatMap(commentsIn)]
        : [],
      heredocs,
      tree,
      errors: lint(text, language, errorRules).problems.filter(
        ({ range }) => !unfinished.some((part) => text.slice(range.start, range.end).includes(part)),
      ).length,
    };
  };

  /** What is wrong with one text after another, fix or fixes. */
  const compare = (name, before, after, edits, found, problem) => {
    if (after.parseErrors > before.parseErrors) complain(name, 'breaks the parse', found);
    else if (after.errors > before.errors) complain(name, 'adds an error', found);
    const lost = missing(before.comments, after.comments).filter(
      (text) => !isAbout(problem, text, before.tree),
    );
    if (lost.length > 0) complain(name, 'loses a comment', found);
    // A body that is a program may be mended; one that no edit is in stays as it is.
    const isTouched = ({ contentRange: { start, end } }) =>
      edits.some(({ range }) => range.start <= end && start <= range.end);
    const untouched = before.heredocs.filter((heredoc) => !isTouched(heredoc)).map(({ content }) => content);
    const now = after.heredocs.map(({ content }) => content);
    if (now.length < before.heredocs.length || missing(untouched, now).length > 0) {
      complain(name, 'loses or changes a heredoc body', found);
    }
    if (flattens(before.text, after.text))
      complain(name, 'flattens the indentation of a line it keeps', found);
  };

  const checkFix = ({ id, text, language, problem, fix, before, own }) => {
    const name = `${problem.rule.id}/${fix.id}`;
    const count = counts.get(name) ?? { safe: 0, unsafe: 0, manual: 0 };
    count[fix.safety]++;
    counts.set(name, count);
    const edits = fix.edits.filter((edit) => 'range' in edit);
    const unfinished = edits.flatMap(({ newText, placeholder }) =>
      placeholder ? [newText.slice(placeholder.start, placeholder.end)] : [],
    );
    const after = factsOf(engine.applyEdits(text, edits), language, unfinished);
    const found = { id, before: text, after: after.text, problem };
    if (fix.safety === 'safe') {
      const proof = engine.proveFixes(language, text, [fix]);
      if (!proof.ok) complain(name, `fails its claim (${proof.reason.slice(0, 60)})`, found);
    }
    compare(name, before, after, edits, found, problem);
    if (fix.safety === 'manual' || edits.length === 0) return;
    const same = ({ rule, messageId }) => rule.id === problem.rule.id && messageId === problem.messageId;
    const left = lint(after.text, language, [problem.rule]).problems.filter(same).length;
    if (left >= own(problem.rule).filter(same).length)
      complain(name, 'is still offered, or mends nothing', found);
  };

  const checkAll = ({ id, text, language, before }) => {
    const input = {
      language,
      text,
      context: engine.unknownContext,
      configuration: { preset: 'all', rules: {} },
      rules,
    };
    const all = engine.fixAll(input);
    composed += all.applied;
    if (all.text === text) return;
    const after = factsOf(all.text, language);
    const found = { id, before: text, after: all.text };
    compare('fix all', before, after, [all.edit], found);
    const again = engine.fixAll({ ...input, text: all.text });
    if (again.text !== all.text)
      complain('fix all', 'has no end', { ...found, before: all.text, after: again.text });
  };

  const checkInstructions = ({ id, text, language, before, problems }) => {
    if (language !== 'dockerfile') return;
    const input = {
      language,
      text,
      context: engine.unknownContext,
      configuration: { preset: 'recommended', rules: {} },
      rules,
    };
    for (const { range } of before.tree.instructions) {
      const here = problems.filter((one) => range.start <= one.range.start && one.range.start <= range.end);
      if (here.filter(({ fixes }) => fixes.some(({ safety }) => safety !== 'manual')).length < 2) continue;
      const form = engine.fixInstruction(input, range.start);
      composed += form.applied;
      if (form.text === text) continue;
      const found = { id, before: text, after: form.text };
      compare("the guides' form", before, factsOf(form.text, language), [form.edit], found);
    }
  };

  return {
    /** By fix: how many were offered of each safety. */
    counts,
    /** What was done wrong -> the cases. */
    violations,
    get composed() {
      return composed;
    },
    file({ id, text, language, problems }) {
      const before = factsOf(text, language);
      const alone = new Map();
      const own = (rule) => {
        if (!alone.has(rule)) alone.set(rule, lint(text, language, [rule]).problems);
        return alone.get(rule);
      };
      // A chain is one problem per link with one and the same fix.
      const seen = new Set();
      for (const problem of problems) {
        for (const fix of problem.fixes) {
          if (seen.has(fix.edits)) continue;
          seen.add(fix.edits);
          checkFix({ id, text, language, problem, fix, before, own });
        }
      }
      checkAll({ id, text, language, before });
      checkInstructions({ id, text, language, before, problems });
    },
  };
}

/** A fix of what is wrong with a comment may take that comment away. */
function isAbout(problem, text, tree) {
  return (
    problem !== undefined &&
    tree.comments.some(
      (comment) =>
        comment.text === text &&
        comment.range.start <= problem.range.start &&
        problem.range.end <= comment.range.end,
    )
  );
}

function allInstructions(tree) {
  return tree.instructions.flatMap((one) => (one.trigger ? [one, one.trigger] : [one]));
}

function commentsIn({ content }) {
  return [...content.matchAll(/^[ \t]*#(.*)$/gm)].map(([, text]) => text.trim());
}

function missing(before, after) {
  const left = new Map();
  for (const item of after) left.set(item, (left.get(item) ?? 0) + 1);
  return before.filter((item) => {
    const count = left.get(item) ?? 0;
    left.set(item, count - 1);
    return count <= 0;
  });
}

/**
 * A line is gone with one indentation and has come with less. It may move to the right, where what it belongs to does: the
 * packages of a command that becomes a line of a heredoc.
 */
function flattens(before, after) {
  const count = (text) => {
    const lines = new Map();
    for (const line of text.split(/\r?\n/)) {
      const content = line.trim();
      if (content.length < 4) continue;
      const indents = lines.get(content) ?? new Map();
      const indent = line.slice(0, line.length - line.trimStart().length);
      lines.set(content, indents.set(indent, (indents.get(indent) ?? 0) + 1));
    }
    return lines;
  };
  const old = count(before);
  for (const [content, now] of count(after)) {
    const was = old.get(content);
    if (!was) continue;
    const widthsOf = (some, others) =>
      [...some].flatMap(([indent, times]) => ((others.get(indent) ?? 0) < times ? indent.length : []));
    const gone = widthsOf(was, now);
    if (widthsOf(now, was).some((width) => gone.length > 0 && width < Math.min(...gone))) return true;
  }
  return false;
}
