import type { LevelTone, RiskKind } from '#lib/domain/reviews/risks/scale.ts';
import type { Tone } from '#lib/components/ui/state-tones.ts';
import * as m from '#lib/paraglide/messages.js';

export const riskKindWords: Readonly<Record<RiskKind, () => string>> = { risk: m.risks_kind_risk, opportunity: m.risks_kind_opportunity };

/** How a level of the scale looks. */
export const levelTagTones: Readonly<Record<LevelTone, Tone>> = { ok: 'ok', wait: 'wait', stop: 'stop' };
