import type { Cast } from './cast.ts';
import type { ScenarioAudience } from './scenario-types.ts';
import type { DocumentSpec } from './types.ts';
import type { Visibility } from './vocabulary.ts';

/** Who may see and who is asked to read. */
export function visibilityOf(spec: DocumentSpec): Visibility {
	if (spec.code === 'QC.05') return 'restricted';
	if (spec.class === 'tthc') return 'public';
	if (spec.body.type === 'form' && spec.body.nationalHeading) return 'public';
	if (['HTQLCL', 'CSCL', 'MTCL', 'HD'].includes(spec.kind)) return 'province';
	return 'unit';
}

/** Forms ask nobody to read; texts of one division ask that division; the rest asks everybody. */
export function audienceOf(spec: DocumentSpec, cast: Cast, chance: number): ScenarioAudience[] {
	if (spec.kind === 'BM') return [];
	const ofDivision = spec.code === 'QC.05' || (spec.class === 'tthc' && chance % 2 === 0);
	if (ofDivision && cast.divisionCode && !cast.alone) return [{ kind: 'division', divisionCode: cast.divisionCode }];
	return [{ kind: 'unit' }];
}
