import { buildkit } from './buildkit.ts';
import type { Catalog } from './catalog.ts';
import { checkov } from './checkov.ts';
import { dockadvisor } from './dockadvisor.ts';
import { dockerfilelint } from './dockerfilelint.ts';
import { dockerignoreAudit } from './dockerignoreAudit.ts';
import { dockle } from './dockle.ts';
import { hadolint } from './hadolint.ts';
import { kics } from './kics.ts';
import { parfum } from './parfum.ts';
import { rcjsuen } from './rcjsuen.ts';
import { semgrep } from './semgrep.ts';
import { sonar } from './sonar.ts';
import { tally } from './tally.ts';
import { trivy } from './trivy.ts';

/** Every catalog, the best known first. */
export const catalogs: readonly Catalog[] = [
  hadolint,
  buildkit,
  rcjsuen,
  sonar,
  trivy,
  tally,
  checkov,
  kics,
  semgrep,
  dockadvisor,
  parfum,
  dockerfilelint,
  dockle,
  dockerignoreAudit,
];
