// Names both processes agree on. The manifest repeats most of them; test/shared/manifest.test.ts compares.

export const extensionId = 'shipshape.shipshape';
export const serverName = 'Shipshape';

/** The manifest's homepage: rule pages are found under it. */
export const homepage = 'https://github.com/shipshape-dev/shipshape';

/** `source` of every diagnostic, and the name of its collection. */
export const diagnosticSource = 'shipshape';

/** The section of the settings: `shipshape.preset`, … */
export const settingsSection = 'shipshape';

/** Kind of the code action that applies every safe fix of a file. */
export const fixAllKind = 'source.fixAll.shipshape';

/** Kind of the code actions that need no problem: another form of what is at the cursor. */
export const rewriteKind = 'refactor.rewrite';

/** Kind of the quick fix that mends all problems of one rule. */
export const fixRuleKind = 'quickfix.shipshape.rule';

/** Kind of the quick fix that gives an instruction the form the guides want, safe or not. */
export const fixInstructionKind = 'quickfix.shipshape.instruction';

/** The context key that is true where images are built: a workspace folder says so, or a document of ours was open. */
export const activeContext = 'shipshape.active';

export const commands = {
  restartServer: 'shipshape.restartServer',
  showLog: 'shipshape.showLog',
  fixAll: 'shipshape.fixAll',
  fixRule: 'shipshape.fixRule',
  fixInstruction: 'shipshape.fixInstruction',
  /** Argument: the URI of a file. Without one it is the file of the active editor. */
  findUses: 'shipshape.findUses',
  /** Argument: the id of a rule. Without one the user picks it. */
  openRulePage: 'shipshape.openRulePage',
  /** Argument: the URI of a file or folder. Without one it is the path at the cursor, else the open file. */
  whyInImage: 'shipshape.whyInImage',
  chooseContext: 'shipshape.chooseContext',
  /** Shows what is wrong in all Dockerfiles and ignore files of the workspace, open or not. */
  checkWorkspace: 'shipshape.checkWorkspace',
  /** Of files that are not open nothing is shown any more. */
  clearWorkspace: 'shipshape.clearWorkspace',
} as const;
