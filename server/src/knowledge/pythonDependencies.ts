import { type DependencyManager, dependencyFacts, optional, required, settings } from './dependencyFacts.ts';

/** https://pip.pypa.io/en/stable/reference/requirements-file-format/ */
const localRequirement =
  /^[ \t]*(?:-e|--editable|(?:-f|--find-links)[ =](?!https?:)|--no-index|\.{0,2}\/|\.(?:\s|\[|$)|[\w.[\],-]+[ \t]*@[ \t]*(?:file:|\.))/m;

/** How managers of Python packages, and conda, install a project. */
export const PYTHON_DEPENDENCIES: readonly DependencyManager[] = [
  dependencyFacts({
    manager: 'pip',
    ecosystem: 'python',
    manifests: [],
    commands: [{ verbs: ['install', 'download', 'wheel'], reads: 'install', fileOptions: ['-r', '-c'] }],
    widerOptions: ['-e', '--no-index'],
    localSigns: {
      '': localRequirement,
    },
    reference: 'https://pip.pypa.io/en/stable/reference/requirements-file-format/',
  }),
  dependencyFacts({
    manager: 'uv',
    ecosystem: 'python',
    manifests: [
      required('pyproject.toml'),
      optional('uv.lock'),
      settings('uv.toml'),
      settings('.python-version'),
    ],
    commands: [
      { verbs: ['sync'], reads: 'project', step: { options: ['--no-install-project'] } },
      { verbs: ['pip install'], reads: 'install', fileOptions: ['-r', '-c'] },
      { verbs: ['pip sync'], reads: 'install', fileOperands: true },
    ],
    folderOptions: ['--directory', '--project'],
    widerOptions: ['-e', '--package', '--all-packages', '--no-index', '--script'],
    output: { folder: '.venv', unless: ['UV_PROJECT_ENVIRONMENT'] },
    localSigns: {
      'pyproject.toml': /\[tool\.uv\.workspace\]|\bpath\s*=|\bworkspace\s*=/,
      '': localRequirement,
    },
    reference: 'https://docs.astral.sh/uv/guides/integration/docker/#intermediate-layers',
  }),
  dependencyFacts({
    manager: 'poetry',
    ecosystem: 'python',
    manifests: [required('pyproject.toml'), optional('poetry.lock'), settings('poetry.toml')],
    commands: [{ verbs: ['install', 'sync'], reads: 'project', step: { options: ['--no-root'] } }],
    folderOptions: ['-C', '--directory', '-P', '--project'],
    widerOptions: ['--only-root'],
    output: {
      folder: '.venv',
      when: {
        variables: ['POETRY_VIRTUALENVS_IN_PROJECT'],
        options: [],
        settings: ['virtualenvs.in-project'],
      },
    },
    localSigns: { 'pyproject.toml': /\bpath\s*=|file:/ },
    reference: 'https://python-poetry.org/docs/cli/#install',
  }),
  dependencyFacts({
    manager: 'pipenv',
    ecosystem: 'python',
    manifests: [required('Pipfile'), optional('Pipfile.lock')],
    commands: [{ verbs: ['install', 'sync'], reads: 'install' }],
    widerOptions: ['-r', '-e'],
    output: { folder: '.venv', when: { variables: ['PIPENV_VENV_IN_PROJECT'], options: [], settings: [] } },
    localSigns: { Pipfile: /\bpath\s*=|\beditable\s*=|\bfile\s*=/ },
    reference: 'https://pipenv.pypa.io/en/latest/commands.html#install',
  }),
  dependencyFacts({
    manager: 'conda',
    ecosystem: 'conda',
    manifests: [],
    commands: [
      {
        verbs: ['env create', 'env update', 'create', 'install', 'update'],
        reads: 'install',
        fileOptions: ['-f'],
      },
    ],
    localSigns: {
      '': /^[ \t]*-[ \t]*(?:-e|--editable|-r|--requirement|-c|--constraint|\.{0,2}\/|\.[ \t]*$)/m,
    },
    reference:
      'https://docs.conda.io/projects/conda/en/stable/user-guide/tasks/manage-environments.html#creating-an-environment-from-an-environment-yml-file',
  }),
];
