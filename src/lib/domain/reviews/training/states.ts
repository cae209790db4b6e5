import { addDays, type Day } from '#lib/domain/shared/day.ts';

export const trainingResults = ['expected', 'attended', 'passed', 'failed', 'absent'] as const;
export type TrainingResult = (typeof trainingResults)[number];
/** Who took part, whatever the result. */
export const tookPart: readonly TrainingResult[] = ['attended', 'passed', 'failed'];

export const trainingStates = ['planned', 'to_fix', 'held', 'cancelled'] as const;
export type TrainingState = (typeof trainingStates)[number];

/** `to_fix`: its day is over, and who took part has not been fixed. */
export function trainingState(training: { heldOn: Day; endedOn: Day | null; fixed: boolean; cancelled: boolean }, day: Day): TrainingState {
	if (training.cancelled) return 'cancelled';
	if (training.fixed) return 'held';
	return (training.endedOn ?? training.heldOn) <= day ? 'to_fix' : 'planned';
}

export const needStates = ['open', 'late', 'met', 'dropped'] as const;
export type NeedState = (typeof needStates)[number];

/** Met when a training for it was held. */
export function needState(need: { plannedOn: Day; dropped: boolean; held: boolean }, day: Day): NeedState {
	if (need.dropped) return 'dropped';
	if (need.held) return 'met';
	return need.plannedOn < day ? 'late' : 'open';
}

export const certificateStates = ['valid', 'ending', 'lapsed', 'ended'] as const;
export type CertificateState = (typeof certificateStates)[number];
/** From so many days before its end on it is said that a certificate ends. */
export const certificateDays = 60;

export function certificateState(certificate: { validTo: Day | null; ended: boolean }, day: Day): CertificateState {
	if (certificate.ended) return 'ended';
	if (certificate.validTo === null) return 'valid';
	if (certificate.validTo < day) return 'lapsed';
	return certificate.validTo < addDays(day, certificateDays) ? 'ending' : 'valid';
}
