import { test } from 'vitest';
// @ts-ignore
import { mixed } from './bench/inputs.mjs';
import { analyze, type DockerfileAnalysis } from '../server/src/analysis.ts';
import { rules } from '../server/src/rules/index.ts';

const everything = { preset: 'all', rules: {} } as const;
test('time', () => {
  const total = new Map<string, { ms: number; n: number }>();
  for (const rule of rules as any[]) {
    const check = rule.check; const t = { ms: 0, n: 0 }; total.set(rule.id, t);
    rule.check = (c: any) => { const b = performance.now(); try { return check(c); } finally { t.ms += performance.now() - b; t.n++; } };
  }
  const doc = (t: string, e?: any) => analyze({ uri: 'file:///D', language: 'dockerfile', version: 1, text: t }, undefined, e) as DockerfileAnalysis;
  for (const size of [50, 200]) {
    const text = `${mixed(size)}MAINTAINER Ada\n`;
    let a = doc(text); a.lint(everything);
    const lines = text.split('\n'); const places: number[] = []; let at = 0;
    for (const line of lines) { at += line.length; if (line.length > 1 && !line.endsWith('\\')) places.push(at); at++; }
    const go = (n: number) => { let all = 0; for (let i = 0; i < n; i++) { const p = places[(i * 7) % places.length]!; const b = performance.now(); a = doc(text.slice(0, p) + 'x' + text.slice(p), a.surrender()); a.lint(everything); a = doc(text, a.surrender()); a.lint(everything); all += performance.now() - b; } return all / n / 2; };
    go(100); for (const t of total.values()) { t.ms = 0; t.n = 0; }
    const N = 150; const each = go(N);
    const spoke = new Set(a.lint(everything).problems.map((p) => p.rule.id));
    let s = 0, q = 0; for (const [id, t] of total) if (spoke.has(id)) s += t.ms; else q += t.ms;
    console.log(size, 'keystroke ms', each.toFixed(3), 'spoke rules', spoke.size, (s / N / 2).toFixed(3), 'silent', (q / N / 2).toFixed(3), 'runs/keystroke', ([...total.values()].reduce((x, t) => x + t.n, 0) / N / 2).toFixed(1));
    console.log([...total].filter(([, t]) => t.n).sort((x, y) => y[1].ms - x[1].ms).slice(0, 45).map(([id, t]) => `${id}${spoke.has(id) ? '*' : ''} ${(t.ms / N / 2 * 1000).toFixed(1)}us (${(t.n / N / 2).toFixed(2)})`).join('\n'));
  }
});
