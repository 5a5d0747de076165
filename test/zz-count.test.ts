import { test } from 'vitest';
// @ts-ignore
import { mixed } from './bench/inputs.mjs';
import { analyze, type DockerfileAnalysis } from '../server/src/analysis.ts';
import { CarriedRun } from '../server/src/lint/carryOver.ts';
import { configureRules } from '../server/src/lint/configure.ts';
import { reads } from '../server/src/model/reads.ts';

const everything = { preset: 'all', rules: {} } as const;
test('count', () => {
  const names: string[] = configureRules(everything).byLanguage.dockerfile.first.map(({ rule }) => rule.id);
  const text = `${mixed(50)}MAINTAINER Ada\n`;
  const seenOf = new Map<number, number>();
  let ran: number[] = [];
  const orig = CarriedRun.prototype.carry;
  let changed = 0;
  CarriedRun.prototype.carry = function (this: any, p: number, ru: any) { changed = this.before?.change.parts ?? -1; const r = orig.call(this, p, ru); if (!r) ran.push(p); else if (r.steps) part++; else skipped++; return r; };
  const w = CarriedRun.prototype.keep;
  CarriedRun.prototype.keep = function (this: any, p: number, s: number, q: any) { seenOf.set(p, s); return w.call(this, p, s, q); };
  let skipped = 0; let part = 0;
  const doc = (t: string, e?: any) => analyze({ uri: 'file:///D', language: 'dockerfile', version: 1, text: t }, undefined, e) as DockerfileAnalysis;
  let a = doc(text); a.lint(everything);
  const lines = text.split('\n');
  const describe = (m: number) => Object.entries(reads).filter(([k, b]) => k !== 'instructions' && (m & b)).map(([k]) => k).join('+') + ((m & reads.instructions) === reads.instructions ? ' ALL' : ` kw${(m & reads.instructions).toString(2)}`);
  let at = 0; const done = new Set<string>();
  for (const line of lines) {
    at += line.length;
    if (line.length > 1 && !line.endsWith('\\') && at < 900) {
      const t = text.slice(0, at) + 'x' + text.slice(at);
      ran = []; skipped = 0; part = 0;
      a = doc(t, a.surrender()); const r = a.lint(everything);
      const spoke = new Set(r.problems.map((p) => p.rule.id));
      console.log(line.slice(0, 30).padEnd(32), 'ran', ran.length, 'of which spoke', ran.filter((p) => spoke.has(names[p]!)).length, 'part', part, 'skipped', skipped, describe(changed));
      if (/^(COPY|CMD|ARG)|rm -rf|^# Part/.test(line) && !done.has(line.slice(0,3))) { done.add(line.slice(0,3));
        const by = new Map<string, string[]>();
        for (const p of ran) { const k = spoke.has(names[p]!) ? 'SPOKE' : describe(seenOf.get(p) ?? 0); by.set(k, [...(by.get(k) ?? []), names[p]!]); }
        for (const [k, v] of [...by].sort((x, y) => y[1].length - x[1].length)) console.log('   ', v.length, k, v.join(' '));
      }
      a = doc(text, a.surrender()); a.lint(everything);
    }
    at += 1;
  }
});
