import {
  isWeakVersion,
  loweringExpression,
  type TlsVersionOption,
  tlsVersionOptions,
  weakTlsMark,
  weakTlsSetting,
} from '../../knowledge/weakTls.ts';
import type { BuildModel, RunModel } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { ShellCommand, ShellWord } from '../../syntax/shell/tree.ts';
import { anchorOf } from '../../text/anchor.ts';
import type { TextRange } from '../../text/range.ts';
import { defineRule } from '../rule.ts';
import { downloadOptions } from '../support/downloadOptions.ts';

export const weakTls = defineRule({
  id: 'weak-tls',
  summary: 'A version of TLS is asked for that is withdrawn',
  why: 'TLS 1.0 and 1.1 rest on MD5 and SHA-1 and have known holes; they are withdrawn since 2021 (RFC 8996), and most servers refuse them. A setting that allows them again stays in the image, and holds for all its programs.',
  language: 'dockerfile',
  category: 'security',
  severity: 'information',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [{ tool: 'sonar', code: 'S4423', match: 'broader' }],
  references: [
    'https://www.rfc-editor.org/rfc/rfc8996',
    'https://docs.openssl.org/master/man3/SSL_CTX_set_security_level/',
  ],
  concerns: { keywords: ['ARG', 'ENV', 'RUN'], text: weakTlsMark },
  stepwise: true,
  messages: {
    option: '{asked} lets {program} speak versions of TLS that are withdrawn. Ask for 1.2, or leave it out.',
    level:
      'Below level 2 OpenSSL takes keys and hashes that are too weak, and some of its versions TLS 1.0 and 1.1. Leave it at 2.',
    setting: 'This setting allows TLS 1.0 or 1.1, which are withdrawn. Ask for 1.2.',
  },
  fixes: {
    ask: { title: 'Change to {better}', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, steps, report }) {
    for (const { instruction, run } of steps) {
      for (const { value } of instruction.pairs) {
        const match = value && weakTlsSetting.exec(value.text);
        if (match) report({ at: value.range, message: messageOf(value.text) });
      }
      for (const { at, program, asked, better } of run?.once(weakOnes) ?? []) {
        const fixes =
          better === undefined || !isOnePiece(at, asked, model)
            ? undefined
            : [{ fix: 'ask' as const, values: { better }, edits: [{ range: at, newText: better }] }];
        if (program === undefined) report({ at, message: messageOf(asked), fixes });
        else report({ at, message: 'option', values: { asked, program }, fixes });
      }
    }
  },
});

/** The level of security is about more than versions, and about those by the way. */
function messageOf(setting: string): 'level' | 'setting' {
  return /SECLEVEL=[01]/.test(setting) && !/(?:TLS|SSL)v/i.test(setting) ? 'level' : 'setting';
}

interface WeakOne {
  readonly at: TextRange;
  /** Undefined of what holds for others. */
  readonly program?: string;
  /** What stands there. */
  readonly asked: string;
  /** What may stand there instead. */
  readonly better?: string;
}

function isOnePiece({ start, end }: TextRange, text: string, { tree }: BuildModel): boolean {
  return tree.text.slice(start, end) === text;
}

function weakOnes({ commands }: RunModel): readonly WeakOne[] {
  return commands.flatMap((command) => {
    const found = optionOf(command) ?? protocolOf(command) ?? settingOf(command) ?? assignedSetting(command);
    return found ? [found] : [];
  });
}

const byProgram = new Map<string, readonly TlsVersionOption[]>();
for (const one of tlsVersionOptions)
  for (const program of one.programs) byProgram.set(program, [...(byProgram.get(program) ?? []), one]);

function optionOf(command: ShellCommand): WeakOne | undefined {
  const { name, args } = unwrapCommand(command);
  const known = name === undefined ? undefined : byProgram.get(name);
  if (!known || name === undefined) return undefined;
  const values = new Set(downloadOptions(name, args).map(({ valueWord }) => valueWord));
  for (const [index, word] of args.entries()) {
    const text = word.value ?? word.text;
    if (values.has(word)) continue;
    for (const { option, takesNext, better } of known) {
      const match = option.exec(text);
      if (!match) continue;
      const version = takesNext ? (args[index + 1]?.value ?? '') : match.groups?.version;
      if (version !== undefined && !isWeakVersion(version)) continue;
      const at = takesNext ? (args[index + 1] ?? word) : word;
      const instead = takesNext || version === undefined ? better : text.replace(version, better);
      return { at: at.range, program: name, asked: at.text, better: instead };
    }
  }
  return undefined;
}

/** `[Net.ServicePointManager]::SecurityProtocol = …` of PowerShell: all versions that it names are spoken. */
function protocolOf({ words }: ShellCommand): WeakOne | undefined {
  const [property, equals, ...values] = words;
  const [first] = values;
  const last = values.at(-1);
  if (!property || !first || !last || equals?.text !== '=' || !/::SecurityProtocol$/i.test(property.text))
    return undefined;
  const asked = values.map(({ text }) => text).join(' ');
  if (!/\b(?:ssl3|tls|tls11)\b/i.test(asked)) return undefined;
  const at = anchorOf(first.range).range(first.range.start, last.range.end);
  // With what is there already it is a sum.
  const isWhole = !/SecurityProtocol\b/i.test(asked);
  return {
    at,
    program: '.NET',
    asked,
    ...(isWhole ? { better: '[Net.SecurityProtocolType]::Tls12' } : {}),
  };
}

/** Written into the configuration of a library, or given to a program as such. */
function settingOf(command: ShellCommand): WeakOne | undefined {
  const { name, args } = unwrapCommand(command);
  if (name === undefined || /^(?:e?grep|fgrep|rg|\[|test)$/.test(name)) return undefined;
  if (name === 'update-crypto-policies') {
    const policy = args[args.findIndex(({ text }) => text === '--set') + 1];
    return policy && /^LEGACY\b/.test(policy.value ?? '')
      ? { at: policy.range, asked: policy.text }
      : undefined;
  }
  const isWeak = name === 'sed' ? lowers : sets;
  const word = args.find(isWeak);
  return word && { at: word.range, asked: word.text };
}

function sets({ text }: ShellWord): boolean {
  return weakTlsSetting.test(text);
}

/** Only what sed puts in the place of something is there afterwards. */
function lowers({ text }: ShellWord): boolean {
  if (loweringExpression.test(text)) return true;
  const replaced = [...text.matchAll(/s([/|#,@!]).*?\1(.*?)\1/g)].map(([, , by = '']) => by);
  return (replaced.length > 0 ? replaced : [text]).some((by) => weakTlsSetting.test(by));
}

function assignedSetting({ assignments }: ShellCommand): WeakOne | undefined {
  const found = assignments.find(({ value }) => value && sets(value));
  return found?.value && { at: found.value.range, asked: found.value.text };
}
