import { describe, expect, test } from 'vitest';
import { PACKAGE_MANAGERS, packageManagerOf } from '../../server/src/knowledge/packageManagers.ts';
import { assumesYes } from '../../server/src/model/packageCommands.ts';
import { packageCall, runOf } from './runText.ts';

/** `manager action: package@version …` */
function summary(line: string): string {
  const call = packageCall(line);
  const packages = call.packages.map(({ name, version }) => `${name ?? '?'}${version ? `@${version}` : ''}`);
  return `${call.manager} ${call.action}: ${packages.join(' ')}`.trimEnd();
}

describe('what a call does', () => {
  const cases: [string, string][] = [
    // apt
    ['apt-get -qq update', 'apt-get update:'],
    ['apt-get -y --no-install-recommends install curl git', 'apt-get install: curl git'],
    ['apt-get install -t bookworm-backports -y curl', 'apt-get install: curl'],
    ['apt-get -o Dpkg::Use-Pty=0 -oDebug::x=1 install curl', 'apt-get install: curl'],
    ['apt-get install -y -- curl', 'apt-get install: curl'],
    ['/usr/bin/apt-get dist-upgrade -y', 'apt-get upgrade:'],
    ['apt-get purge -y --auto-remove gcc', 'apt-get remove: gcc'],
    ['apt-get clean', 'apt-get clean:'],
    ['apt-get dist-clean', 'apt-get clean:'],
    ['apt install curl', 'apt install: curl'],
    ['aptitude full-upgrade', 'aptitude upgrade:'],
    ['apt-get download curl', 'apt-get download: curl'],
    ['apt-get check', 'apt-get other:'],
    // apk
    ['apk add --no-cache --virtual .deps gcc', 'apk install: gcc'],
    ['apk --update add curl', 'apk install: curl'],
    ['apk -U upgrade', 'apk upgrade:'],
    ['apk add -X http://x/edge curl', 'apk install: curl'],
    ['apk del .deps', 'apk remove: .deps'],
    ['apk cache clean', 'apk clean:'],
    ['apk --print-arch', 'apk other:'],
    // rpm
    ['yum -y install httpd && true', 'yum install: httpd'],
    ['yum update -y', 'yum upgrade:'],
    ['dnf makecache', 'dnf update:'],
    ['dnf5 install -y --setopt=tsflags=nodocs gcc', 'dnf install: gcc'],
    ['dnf -y module install nodejs:18', 'dnf install: nodejs:18'],
    ['dnf --enablerepo crb install gcc', 'dnf install: gcc'],
    ['dnf groupinstall "Development Tools"', 'dnf install: Development Tools'],
    ['microdnf clean all', 'microdnf clean:'],
    ['tdnf remove gcc', 'tdnf remove: gcc'],
    ['zypper -n in gcc', 'zypper install: gcc'],
    ['zypper --non-interactive refresh', 'zypper update:'],
    ['zypper dup', 'zypper upgrade:'],
    ['zypper cc -a', 'zypper clean:'],
    // pacman
    ['pacman -Syu --noconfirm gcc', 'pacman install: gcc'],
    ['pacman -Syu', 'pacman upgrade:'],
    ['pacman -Sy', 'pacman update:'],
    ['pacman -Scc --noconfirm', 'pacman clean:'],
    ['pacman -Rns gcc', 'pacman remove: gcc'],
    ['pacman -U ./x.pkg.tar.zst', 'pacman install: ./x.pkg.tar.zst'],
    ['pacman -Qi gcc', 'pacman other:'],
    // Python
    ['pip3.12 install -r requirements.txt -c c.txt flask', 'pip install: flask'],
    ['python3 -m pip --no-cache-dir install flask', 'pip install: flask'],
    ['python -Im pip install flask', 'pip install: flask'],
    ['"$VENV/bin/pip" install flask', 'pip install: flask'],
    ['pip cache purge', 'pip clean:'],
    ['pip uninstall -y flask', 'pip remove: flask'],
    ['pip --version', 'pip other:'],
    ['pipx install poetry', 'pipx install: poetry'],
    ['uv pip install --system flask', 'uv install: flask'],
    ['uv sync --frozen --no-dev', 'uv install:'],
    ['uv run pytest', 'uv run:'],
    ['poetry install --only main', 'poetry install:'],
    ['poetry run pip install x', 'pip install: x'],
    ['conda install -y -c conda-forge numpy', 'conda install: numpy'],
    ['conda env create -f environment.yml', 'conda install:'],
    ['mamba clean -afy', 'conda clean:'],
    ['conda run -n app pip install x', 'pip install: x'],
    // JavaScript
    ['npm ci --omit=dev', 'npm install:'],
    ['npm i -g --prefix /x npm', 'npm install: npm'],
    ['npm cache clean --force', 'npm clean:'],
    ['npm run build', 'npm run:'],
    ['npm --version', 'npm other:'],
    ['yarn', 'yarn install:'],
    ['yarn --frozen-lockfile', 'yarn install:'],
    ['yarn --version', 'yarn other:'],
    ['yarn global add serve', 'yarn install: serve'],
    ['yarn workspace web add react', 'yarn install: react'],
    ['yarn cache clean', 'yarn clean:'],
    ['yarn build:prod', 'yarn run:'],
    ['corepack yarn install', 'yarn install:'],
    ['pnpm i --frozen-lockfile', 'pnpm install:'],
    ['pnpm fetch', 'pnpm download:'],
    ['pnpm store prune', 'pnpm clean:'],
    ['bun install', 'bun install:'],
    ['npx -y cowsay', 'npx run:'],
    // Others
    ['gem install -N bundler', 'gem install: bundler'],
    ['bundle', 'bundle install:'],
    ['bundle exec rake', 'bundle run:'],
    ['composer install --no-dev', 'composer install:'],
    ['composer global require a/b', 'composer install: a/b'],
    ['composer clear-cache', 'composer clean:'],
    ['go mod download', 'go download:'],
    ['go build -o /x ./cmd', 'go run:'],
    ['go install -ldflags "-s -w" a.b/c@v1', 'go install: a.b/c@v1'],
    ['cargo build --release', 'cargo run:'],
    ['cargo fetch', 'cargo download:'],
    ['./mvnw -B dependency:go-offline', 'maven download:'],
    ['mvn org.apache.maven.plugins:maven-dependency-plugin:3.6.0:go-offline', 'maven download:'],
    ['mvn -q clean package -DskipTests', 'maven run:'],
    ['mvn dependency:go-offline package', 'maven run:'],
    ['./gradlew --no-daemon :app:dependencies', 'gradle download:'],
    ['gradle bootJar -x test', 'gradle run:'],
    ['dotnet restore', 'dotnet download:'],
    ['dotnet add app.csproj package Serilog --version 3.0.0', 'dotnet install: Serilog@3.0.0'],
    ['dotnet publish -c Release', 'dotnet run:'],
    ['mix deps.get --only prod', 'mix download:'],
    ['cpanm -n Moose', 'cpan install: Moose'],
    ['brew install jq', 'brew install: jq'],
    ['choco install -y git --version 2.1', 'choco install: git@2.1'],
    // Verbs that are not static
    ['apt-get $VERB curl', 'apt-get other:'],
    ['apt-get $FLAGS install curl', 'apt-get install: curl'],
  ];
  for (const [line, expected] of cases) {
    test(line, () => {
      expect(summary(line)).toBe(expected);
    });
  }
});

describe('packages', () => {
  const cases: [string, string][] = [
    ['apt-get install foo=1.2 bar/stable baz:amd64 qux:i386=3', 'foo@1.2 bar@stable baz qux@3'],
    ['apt-get install "curl=7.*" libc6-$ARCH git=$V', 'curl@7.* ? git@$V'],
    ['apt-get install $PKGS "${A}b" $(cat list) {a,b} g++', '? ? ? ? g++'],
    ['apt-get install "x=${V:-1=2}" "y=$(date +%Y)"', 'x@${V:-1=2} y@$(date +%Y)'],
    [
      "apk add 'foo>1' bar~=2.0 baz=1.2-r0 qux@edge quux@edge=1 plain",
      'foo@>1 bar@~=2.0 baz@1.2-r0 qux quux@1 plain',
    ],
    [
      'dnf install foo-1.2.3-1.el9 java-11-openjdk bar-2.* baz.x86_64 cuda-13-0',
      'foo@1.2.3-1.el9 java-11-openjdk bar@2.* baz cuda-13-0',
    ],
    ['yum install python3-$V gcc-c++-8.5.0', 'python3@$V gcc-c++@8.5.0'],
    ["zypper in 'gcc>=12' make=4.3", 'gcc@>=12 make@4.3'],
    [
      "pip install flask==2.0 'a[b,c]>=1,<2' d~=1 'e; python_version<\"3\"' 'f @ https://x/y.whl'",
      'flask@2.0 a@>=1,<2 d@~=1 e f@https://x/y.whl',
    ],
    ['pip install "torch[x]==$V" $REQ', 'torch@$V ?'],
    ['npm i a@1 @b/c @b/d@^2 e@latest f@"$V"', 'a@1 @b/c @b/d@^2 e@latest f@$V'],
    ['gem install a b:2 -v 1', 'a@1 b@2'],
    ['gem install a -v "$V"', 'a@$V'],
    ['composer require a/b:^1 c/d', 'a/b@^1 c/d'],
    ["conda install a=1.2=py3 'b>=2' c::d=1 e", 'a@1.2=py3 b@>=2 c::d@1 e'],
    ['cargo install a@1 b --version 2', 'a@1 b@2'],
    ['pacman -S a core/b', 'a core/b'],
  ];
  for (const [line, expected] of cases) {
    test(line, () => {
      expect(summary(line).replace(/^[^:]*: /, '')).toBe(expected);
    });
  }

  test('paths and URLs are told apart', () => {
    const kinds = (line: string) =>
      packageCall(line).packages.map(({ kind, name, version }) => [kind, name, version]);
    expect(kinds('apt-get install ./a.deb /b.deb $D/c.deb d')).toEqual([
      ['path', './a.deb', undefined],
      ['path', '/b.deb', undefined],
      ['path', undefined, undefined],
      ['package', 'd', undefined],
    ]);
    expect(kinds('pip install . .[x] -e ./a git+https://h/b.git@v1#egg=b https://h/c.whl d/')).toEqual([
      ['path', '.', undefined],
      ['path', '.[x]', undefined],
      ['path', './a', undefined],
      ['url', 'git+https://h/b.git', 'v1'],
      ['url', 'https://h/c.whl', undefined],
      ['path', 'd/', undefined],
    ]);
    expect(kinds('npm i user/repo https://h/a#b ./c d.tgz file:e git@h:i.git')).toEqual([
      ['url', 'user/repo', undefined],
      ['url', 'https://h/a', 'b'],
      ['path', './c', undefined],
      ['path', 'd.tgz', undefined],
      ['path', 'file:e', undefined],
      ['url', 'git@h:i.git', undefined],
    ]);
    expect(kinds('yum install https://h/a.rpm')).toEqual([['url', 'https://h/a.rpm', undefined]]);
  });
});

describe('options', () => {
  test('in any order, under any name, in clusters', () => {
    const yes = (line: string) => packageCall(line).hasOption('-y');
    expect(
      ['-y', '--yes', '--assume-yes', '-qy', '-yqq'].map((option) => yes(`apt-get install ${option} a`)),
    ).toEqual([true, true, true, true, true]);
    expect(yes('apt-get install a -y')).toBe(true);
    expect(yes('apt-get -y install a')).toBe(true);
    expect(yes('apt-get install -t y a')).toBe(false);
    expect(yes('apt-get install -tyes a')).toBe(false);
    expect(yes('apt-get install a -- -y')).toBe(false);
  });

  test('a doubled letter asks for two', () => {
    const has = (options: string) => packageCall(`apt-get ${options} install a`).hasOption('-qq');
    expect(['-q', '-qq', '-q -q', '-q=2', '-q=1', '-yqq', '--quiet --quiet'].map(has)).toEqual([
      false,
      true,
      true,
      true,
      false,
      true,
      true,
    ]);
  });

  test('configuration that amounts to an option', () => {
    const apt = packageCall(
      'apt-get -o APT::Get::Assume-Yes=true -o "APT::Install-Recommends=false" install a',
    );
    expect([apt.hasOption('--yes'), apt.hasOption('--no-install-recommends')]).toEqual([true, true]);
    const off = packageCall('apt-get --no-install-recommends=false -oAPT::Get::Assume-Yes=no install a');
    expect([off.hasOption('-y'), off.hasOption('--no-install-recommends')]).toEqual([false, false]);
    expect(
      packageCall('dnf install --setopt=install_weak_deps=False a').hasOption(
        '--setopt=install_weak_deps=false',
      ),
    ).toBe(true);
  });

  test('values, joined and apart', () => {
    const call = packageCall('pip install -r a.txt --requirement=b.txt -rc.txt -r $D --no-cache-dir d');
    expect(call.optionValues('-r')).toEqual(['a.txt', 'b.txt', 'c.txt', undefined]);
    expect(call.options.map((word) => word.text)).toEqual([
      '-r',
      '--requirement=b.txt',
      '-rc.txt',
      '-r',
      '--no-cache-dir',
    ]);
    expect(call.packages.map((operand) => operand.name)).toEqual(['d']);
    expect(call.hasOption('--no-cache-dir', '--missing')).toBe(true);
  });

  test('a value asked for', () => {
    expect(packageCall('npm ci --omit=dev').hasOption('--production')).toBe(true);
    expect(packageCall('npm ci --omit optional').hasOption('--omit=dev')).toBe(false);
  });

  test('single dashes of words', () => {
    const call = packageCall('go install -tags x -mod=mod a.b/c@v1');
    expect(call.optionValues('-tags', '-mod')).toEqual(['x', 'mod']);
    expect(call.hasOption('-m')).toBe(false);
  });

  test('whether it asks', () => {
    const asks = (line: string) => assumesYes(packageCall(line));
    expect([
      asks('apt-get install a'),
      asks('apt-get -qq install a'),
      asks('apt-get -q=2 install a'),
    ]).toEqual([false, true, true]);
    expect([asks('zypper -n in a'), asks('zypper in -y a'), asks('zypper in a')]).toEqual([
      true,
      true,
      false,
    ]);
    expect([asks('pacman -S --noconfirm a'), asks('conda install -yq a'), asks('dnf -y install a')]).toEqual([
      true,
      true,
      true,
    ]);
    expect([asks('apk add a'), asks('npm i a')]).toEqual([undefined, undefined]);
  });

  test('a variable may hide options', () => {
    const hides = (line: string) => packageCall(line).mayHideOptions;
    expect([
      hides('apt-get $X install a'),
      hides('apt-get install $APT_OPTS a'),
      hides('apt-get install $PKGS'),
    ]).toEqual([true, true, false]);
  });
});

describe('what stands before', () => {
  const cases: [string, string[]][] = [
    ['sudo apt-get install a', ['sudo']],
    ['sudo -E -u root A=b apt-get install a', ['sudo']],
    ['env -u X A=b "C=d e" apt-get install a', ['env']],
    ['A=b apt-get install a', []],
    ['exec apt-get install a', ['exec']],
    ['time apt-get install a', []],
    ['command apt-get install a', ['command']],
    ['nice -n 10 ionice -c3 apt-get install a', ['nice', 'ionice']],
    ['chroot /mnt apt-get install a', ['chroot']],
    ['timeout -k 5 60 apt-get install a', ['timeout']],
    ['cat list | xargs -r -n 10 apt-get install a', ['xargs']],
    ['eatmydata apt-get install a', ['eatmydata']],
    ['gosu app apt-get install a', ['gosu']],
    ['sudo -- apt-get install a', ['sudo']],
  ];
  for (const [line, wrappers] of cases) {
    test(line, () => {
      const call = packageCall(line);
      expect([
        call.manager,
        call.action,
        call.packages.map((operand) => operand.name),
        call.wrappers,
      ]).toEqual(['apt-get', 'install', ['a'], wrappers]);
      expect(call.program.text).toBe('apt-get');
      expect(call.verb?.text).toBe('install');
    });
  }

  test('what is no call', () => {
    for (const line of [
      'echo apt-get install a',
      'command -v apt-get',
      'which apt-get',
      'rm -rf /var/lib/apt-get',
      '$APT install a',
      'sudo -u apt-get',
      'corepack enable pnpm',
      'python3 setup.py install',
      'python3 -m venv pip',
      'git apt-get install',
      "sh -c 'apt-get install a'",
      'true',
    ]) {
      expect([line, runOf(`RUN ${line}`).packageCommands]).toEqual([line, []]);
    }
  });

  test('calls in loops, conditions and substitutions are found', () => {
    const run = runOf(
      'RUN for p in a b; do apt-get install $p; done; if x; then apk add c; fi; d=$(pip install e)',
    );
    expect(
      run.packageCommands.map((call) => [call.manager, call.packages[0]?.name, call.command.conditional]),
    ).toEqual([
      ['apt-get', undefined, true],
      ['apk', 'c', true],
      ['pip', 'e', false],
    ]);
  });
});

describe('facts', () => {
  test('ids and programs are unique, every option is written with its dash', () => {
    const programs = PACKAGE_MANAGERS.flatMap((manager) => manager.programs);
    expect(new Set(programs).size).toBe(programs.length);
    expect(new Set(PACKAGE_MANAGERS.map((manager) => manager.id)).size).toBe(PACKAGE_MANAGERS.length);
    for (const manager of PACKAGE_MANAGERS) {
      const options = [...manager.valueOptions, ...manager.aliases.flat(), ...manager.assumeYes];
      expect([manager.id, options.filter((option) => !option.startsWith('-'))]).toEqual([manager.id, []]);
      expect(manager.reference).toMatch(/^https:\/\//);
    }
  });

  test('a verb does one thing', () => {
    for (const manager of PACKAGE_MANAGERS) {
      const verbs = Object.values(manager.verbs).flat();
      expect([manager.id, verbs.filter((verb, i) => verbs.indexOf(verb) !== i)]).toEqual([manager.id, []]);
    }
  });

  test('versioned programs', () => {
    expect(packageManagerOf('pip3.11')?.id).toBe('pip');
    expect(packageManagerOf('dnf-3')?.id).toBe('dnf');
    expect(packageManagerOf('ls')).toBeUndefined();
  });
});
