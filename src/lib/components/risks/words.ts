import type { LevelTone, RiskKind } from '#lib/domain/reviews/risks/scale.ts';
import type { Tone } from '#lib/components/ui/state-tones.ts';
import * as m from '#lib/paraglide/messages.js';

export const riskKindWords: Readonly<Record<RiskKind, () => string>> = { risk: m.risks_kind_risk, opportunity: m.risks_kind_opportunity };

const riskTones: Readonly<Record<LevelTone, Tone>> = { ok: 'ok', wait: 'wait', stop: 'stop' };

/** How a level of the scale looks. A great opportunity is nothing bad: colours of alarm are for risks alone. */
export function levelTagTone(kind: RiskKind, tone: LevelTone): Tone {
	if (kind === 'risk') return riskTones[tone];
	return tone === 'ok' ? 'grey' : 'info';
}
