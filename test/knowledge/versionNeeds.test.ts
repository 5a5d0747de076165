import { expect, test } from 'vitest';
import {
  cargoPackage,
  composerPackage,
  dotnetGlobal,
  dotnetProject,
  gemfile,
  goModule,
  mavenProject,
  nodePackage,
  poetryProject,
  pythonProject,
  rustToolchain,
  type VersionNeed,
  versionFile,
} from '../../server/src/knowledge/versionNeeds.ts';

/** `written on line from..to`, the line from zero. */
function show(need: VersionNeed | undefined): string | undefined {
  if (!need) return undefined;
  const ranges = need.range.map(({ from, to }) => `${from.join('.')}..${to?.join('.') ?? ''}`).join(' ');
  return `${need.written} on ${need.line}: ${ranges}`;
}

test('go.mod', () => {
  expect(show(goModule('module a\r\n\r\ngo 1.23.1 // why\r\n'))).toBe('1.23.1 on 2: 1.23.1..');
  expect(goModule('go 1.22\n')?.isNewSyntax).toBe(false);
  expect(goModule('go 1.22\ntoolchain go1.23.0\n')?.isNewSyntax).toBe(true);
  expect(goModule('go 1.23.1\n')?.isNewSyntax).toBe(true);
  expect(goModule('module a\n')).toBeUndefined();
  expect(goModule('go 1.24rc1\n')).toBeUndefined();
  expect(goModule('go 1.22\ngo 1.23\n')).toBeUndefined();
});

test('package.json', () => {
  const engine = (text: string) => show(nodePackage(text)?.engine);
  expect(engine('{\n "node": 1,\n "engines": {\n  "node": ">=20" } }')).toBe('>=20 on 3: 20.0.0..');
  expect(engine('{ "engines": { "npm": ">=9" } }')).toBeUndefined();
  expect(engine('{ "engines": ["node >=20"] }')).toBeUndefined();
  expect(engine('{ "engines": { "node": ">=20 <18" } }')).toBeUndefined();
  expect(engine('[]')).toBeUndefined();
  expect(engine('{')).toBeUndefined();
  expect(nodePackage('{ "devEngines": { "runtime": {} } }')?.hasRuntime).toBe(true);
});

test('pyproject.toml', () => {
  const project = '[project]\n# requires-python = ">=2"\nrequires-python = ">=3.9"\n';
  const poetry = "[tool.poetry.dependencies]\npython = '^3.10'\n";
  const backend = '[build-system]\nbuild-backend = "poetry.core.masonry.api"\n';
  expect(show(pythonProject(project))).toBe('>=3.9 on 2: 3.9.0..');
  expect(show(poetryProject(project))).toBe('>=3.9 on 2: 3.9.0..');
  expect(pythonProject(poetry)).toBeUndefined();
  expect(show(pythonProject(poetry + backend))).toBe('^3.10 on 1: 3.10.0..4.0.0');
  expect(show(poetryProject(poetry + project))).toBe('^3.10 on 1: 3.10.0..4.0.0');
  expect(pythonProject('[other]\nrequires-python = ">=3.9"\n')).toBeUndefined();
  expect(pythonProject('[project]\n[[project]]\nrequires-python = ">=3.9"\n')).toBeUndefined();
  expect(pythonProject('[project]\nx = """\nrequires-python = ">=3.9"\n"""\n')).toBeUndefined();
  expect(pythonProject('[project]\nrequires-python = ">=3.9" + x\n')).toBeUndefined();
});

test('Gemfile', () => {
  expect(show(gemfile('ruby "3.2.2"\n').need)).toBe('3.2.2 on 0: 3.2.2..3.2.3');
  expect(show(gemfile("gem 'a'\nruby('>= 3.0', '< 3.4') # why\n").need)).toBe(
    '>= 3.0, < 3.4 on 1: 3.0.0..3.4.0',
  );
  expect(gemfile('ruby file: ".ruby-version"\n').file).toBe('.ruby-version');
  expect(gemfile('gem "rails"\n').isOpen).toBe(true);
  for (const text of [
    'ruby ENV["V"]\n',
    'ruby "3.2", patchlevel: "1"\n',
    'if x\n  ruby "3.2"\nend\n',
    'ruby "3.1"\nruby "3.2"\n',
    'ruby "#{v}"\n',
  ]) {
    expect(gemfile(text)).toEqual({ need: undefined, file: undefined, isOpen: false });
  }
});

test('files of one version', () => {
  expect(show(versionFile('v20.1\n'))).toBe('v20.1 on 0: 20.1.0..20.2.0');
  expect(show(versionFile('# why\r\n3.12.1\r\n'))).toBe('3.12.1 on 1: 3.12.1..3.12.2');
  expect(show(versionFile('ruby-3.3.0'))).toBe('3.3.0 on 0: 3.3.0..3.3.1');
  expect(versionFile('3.12\n3.11\n')).toBeUndefined();
  expect(versionFile('jruby-9.4')).toBeUndefined();
  expect(versionFile('')).toBeUndefined();
});

test('Cargo.toml and toolchain files', () => {
  const need = (text: string) => show(cargoPackage(`[package]\n${text}`)?.need);
  expect(need('rust-version = "1.74"\nedition = "2021"\n')).toBe('1.74 on 1: 1.74.0..');
  expect(need('edition = "2024"\nrust-version = "1.74"\n')).toBe('2024 on 1: 1.85.0..');
  expect(need('edition = "2021"\n')).toBe('2021 on 1: 1.56.0..');
  expect(need('edition.workspace = true\nrust-version = { workspace = true }\n')).toBeUndefined();
  expect(cargoPackage('[workspace.package]\nrust-version = "1.74"\n')).toBeUndefined();
  expect(show(rustToolchain('1.72.0\n'))).toBe('1.72.0 on 0: 1.72.0..1.72.1');
  expect(show(rustToolchain('[toolchain]\nchannel = "1.80"\n'))).toBe('1.80 on 1: 1.80.0..1.81.0');
  expect(rustToolchain('stable')).toBeUndefined();
  expect(rustToolchain('[toolchain]\nchannel = "nightly"\n')).toBeUndefined();
});

test('composer.json', () => {
  expect(show(composerPackage('{ "require": {\n"php": "^8.1" } }'))).toBe('^8.1 on 1: 8.1.0..9.0.0');
  expect(
    composerPackage('{ "require": { "php": "^8.1" }, "config": { "platform": { "php": "8.1" } } }'),
  ).toBeUndefined();
  expect(composerPackage('{ "require-dev": { "php": "^8.1" } }')).toBeUndefined();
});

test('pom.xml', () => {
  const need = (properties: string, more = '') =>
    show(mavenProject(`<project>${more}<properties>${properties}</properties></project>`));
  const boot = '<artifactId>spring-boot-starter-parent</artifactId>';
  expect(need('<maven.compiler.release>21</maven.compiler.release>')).toBe('21 on 0: 21.0.0..');
  expect(need('<maven.compiler.target>1.8</maven.compiler.target>')).toBe('8 on 0: 8.0.0..');
  expect(need('<java.version>17</java.version>', boot)).toBe('17 on 0: 17.0.0..');
  expect(need('<java.version>17</java.version>')).toBeUndefined();
  expect(need('<java.version>17</java.version>', '<release>${java.version}</release>')).toBe(
    '17 on 0: 17.0.0..',
  );
  const own = '<maven.compiler.release>${java.version}</maven.compiler.release>';
  expect(need(`<java.version>17</java.version>${own}`)).toBe('17 on 0: 17.0.0..');
  expect(need('<!-- <maven.compiler.release>21</maven.compiler.release> -->')).toBeUndefined();
  expect(need('<maven.compiler.release>${jdk}</maven.compiler.release>')).toBeUndefined();
  const two = '<maven.compiler.release>21</maven.compiler.release>'.repeat(2);
  expect(need(two)).toBeUndefined();
  expect(need('<maven.compiler.release>21</maven.compiler.release>', '<profile></profile>')).toBeUndefined();
});

test('.NET', () => {
  const sdk = (more: string) => show(dotnetGlobal(`{ "sdk": { "version": "8.0.100"${more} } }`));
  expect(sdk('')).toBe('8.0.100 on 0: 8.0.0..9.0.0');
  expect(sdk(', "rollForward": "latestMajor"')).toBe('8.0.100 on 0: 8.0.0..');
  expect(dotnetGlobal('{ "sdk": { "version": "9.0.100-rc.1" } }')).toBeUndefined();
  const project = (text: string) => show(dotnetProject(`<Project>${text}</Project>`));
  expect(project('<TargetFramework>net8.0</TargetFramework>')).toBe('net8.0 on 0: 8.0.0..');
  expect(project('<TargetFrameworks>net10.0-windows; net8.0;netstandard2.0</TargetFrameworks>')).toBe(
    'net10.0-windows on 0: 10.0.0..',
  );
  expect(project('<TargetFramework>netcoreapp3.1</TargetFramework>')).toBe('netcoreapp3.1 on 0: 3.1.0..');
  expect(project('<TargetFramework>net48</TargetFramework>')).toBeUndefined();
  expect(project('<TargetFramework Condition="x">net8.0</TargetFramework>')).toBeUndefined();
  expect(project('<TargetFramework>net8.0</TargetFramework>'.repeat(2))).toBeUndefined();
});
