/** How a line of a signed programme stands. What was cancelled or stopped counts as not done. */
export type LineOutcome = 'done' | 'under_way' | 'no_audit' | 'cancelled';

type AuditState = 'planned' | 'notified' | 'in_progress' | 'reported' | 'closed' | 'cancelled';

export function lineOutcome(audits: readonly { readonly state: AuditState }[]): LineOutcome {
	if (audits.some(({ state }) => state === 'reported' || state === 'closed')) return 'done';
	if (audits.some(({ state }) => state !== 'cancelled')) return 'under_way';
	return audits.length > 0 ? 'cancelled' : 'no_audit';
}

/** What a closed programme says of its year. */
export type ProgrammeClosing = {
	readonly planned: number;
	readonly done: number;
	readonly notDone: readonly { readonly area: string; readonly month: number; readonly why: Exclude<LineOutcome, 'done'> }[];
};

type Line = { readonly area: string; readonly month: number; readonly audits: readonly { readonly state: AuditState }[] };

export function closingOf(lines: readonly Line[]): ProgrammeClosing {
	const outcomes = lines.map(({ area, month, audits }) => ({ area, month, why: lineOutcome(audits) }));
	const notDone = outcomes.flatMap(({ area, month, why }) => (why === 'done' ? [] : [{ area, month, why }]));
	return { planned: lines.length, done: lines.length - notDone.length, notDone };
}
