import { type FrontendFeature, lacksFeature } from '../../knowledge/frontendFeatures.ts';
import type { BuildModel } from '../../model/types.ts';

/** Whether the program that reads this file surely lacks a feature: `# syntax=` names a version that is too old. */
export function isTooOldFor(model: BuildModel, feature: FrontendFeature | undefined): boolean {
  const { version } = model.frontend;
  return feature !== undefined && version !== undefined && lacksFeature(version, feature);
}
