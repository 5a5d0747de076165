// Prints what the comparators found.

/**
 * @param {import('./run.mjs').FileReport[]} reports
 * @param {number} shown how many differences per file are printed in full
 * @returns {boolean} true when something differs without an excuse, or could not be compared
 */
export function printReport(reports, shown) {
  for (const report of reports) printFile(report, shown);
  console.log('\n# summary');
  const rows = [['file', 'findings', 'silences', 'excused', 'not implemented', 'not judged', 'differences']];
  for (const report of reports) {
    const counts = count(report);
    rows.push([
      report.file,
      ratio(counts.finding),
      ratio(counts.silence),
      String(report.excused.length),
      report.skipped ? report.skipped : String(report.unserved.length),
      String(report.unjudged.length),
      String(report.differing.length),
    ]);
  }
  printTable(rows);
  printTools(reports);
  if (reports.length === 0) console.log('Nothing to compare: the folder holds no .jsonl file.');
  return reports.length === 0 || reports.some((report) => report.differing.length > 0 || report.broken);
}

/** The linters whose own cases are compared, and the files they are in. */
const TOOLS = {
  BuildKit: ['buildkit.jsonl', 'buildkit-docs.jsonl'],
  hadolint: ['hadolint.jsonl'],
  Trivy: ['trivy.jsonl'],
};

/**
 * How much of what each linter expects we say too. Everything its files expect of its own codes is in the whole, also
 * what is not judged, because only a rule that says less (or more) stands for it, and what is not implemented; but not
 * what is excused.
 */
function printTools(reports) {
  for (const [tool, files] of Object.entries(TOOLS)) {
    const counts = emptyCounts();
    for (const report of reports.filter(({ file }) => files.includes(file))) {
      for (const outcome of report.agreed) add(counts, outcome);
      for (const outcome of report.differing) add(counts, outcome);
      for (const outcome of [...report.unserved, ...report.unjudged]) {
        // ShellCheck is a linter of its own, which hadolint brings along.
        if (outcome.kind !== 'SC*') add(counts, { ...outcome, agrees: false });
      }
    }
    const { finding, silence } = counts;
    if (finding.total + silence.total === 0) continue;
    console.log(
      `${tool}: ${percent(finding)} of the expected findings, ${percent(silence)} of the expected silences agree`,
    );
  }
}

function percent({ agreed, total }) {
  if (total === 0) return 'none';
  return `${((agreed / total) * 100).toFixed(1)} % (${agreed}/${total})`;
}

/**
 * @param {import('./run.mjs').FileReport} report
 * @param {number} shown
 */
function printFile(report, shown) {
  console.log(`\n# ${report.file}`);
  for (const note of new Set(report.notes)) console.log(`  (${note})`);
  if (report.skipped) {
    console.log(`  ${report.broken ? 'FAILED' : 'not compared'}: ${report.skipped}`);
    return;
  }
  const kinds = new Map();
  const outcomes = [...report.agreed, ...report.differing, ...report.excused.map(({ outcome }) => outcome)];
  for (const outcome of outcomes) {
    const of = kinds.get(outcome.kind) ?? emptyCounts();
    add(of, outcome);
    kinds.set(outcome.kind, of);
  }
  const rows = [['', 'findings', 'silences']];
  for (const [kind, of] of [...kinds].sort(byName)) rows.push([kind, ratio(of.finding), ratio(of.silence)]);
  if (rows.length > 1) printTable(rows);
  printExcuses(report);
  printReasons(
    'not implemented',
    report.unserved.map(({ kind, unserved }) => [kind, unserved]),
  );
  printReasons(
    'not judged',
    report.unjudged.map(({ kind, unjudged }) => [kind, unjudged]),
  );
  for (const outcome of report.differing.slice(0, shown)) printDifference(outcome);
  if (report.differing.length > shown) {
    console.log(`  … and ${report.differing.length - shown} more differences`);
  }
}

function printExcuses(report) {
  const counts = new Map();
  for (const { excuse } of report.excused) counts.set(excuse, (counts.get(excuse) ?? 0) + 1);
  for (const [excuse, times] of counts) console.log(`  excused ${times} x ${excuse.name}: ${excuse.reason}`);
}

function printReasons(title, reasons) {
  const counts = new Map();
  for (const [kind, reason] of reasons) {
    const kinds = counts.get(reason) ?? new Map();
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    counts.set(reason, kinds);
  }
  for (const [reason, kinds] of counts) {
    const total = [...kinds.values()].reduce((sum, times) => sum + times, 0);
    const list = [...kinds].sort(byName).map(([kind, times]) => `${kind} ${times}`);
    console.log(`  ${title} ${total} x ${reason}: ${list.join(', ')}`);
  }
}

function printDifference(outcome) {
  console.log(`  DIFFERS ${outcome.kind} (${outcome.expects} expected)`);
  console.log(`    case     ${show(outcome.case)}`);
  console.log(`    expected ${show(outcome.expected)}`);
  console.log(`    actual   ${show(outcome.actual)}`);
}

function show(value) {
  return JSON.stringify(value) ?? String(value);
}

function emptyCounts() {
  return { finding: { agreed: 0, total: 0 }, silence: { agreed: 0, total: 0 } };
}

function add(counts, outcome) {
  const of = counts[outcome.expects];
  of.total++;
  if (outcome.agrees) of.agreed++;
}

function count(report) {
  const counts = emptyCounts();
  for (const outcome of report.agreed) add(counts, outcome);
  for (const outcome of report.differing) add(counts, outcome);
  for (const { outcome } of report.excused) add(counts, outcome);
  return counts;
}

function ratio({ agreed, total }) {
  return total === 0 ? '-' : `${agreed}/${total}`;
}

function byName([a], [b]) {
  return a < b ? -1 : a > b ? 1 : 0;
}

function printTable(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  for (const row of rows) {
    const cells = row.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]),
    );
    console.log(`  ${cells.join('  ')}`);
  }
}
