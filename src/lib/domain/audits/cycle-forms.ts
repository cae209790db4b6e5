import { z } from 'zod';
import {
	checkbox,
	filled,
	listOf,
	optionalDay,
	optionalId,
	optionalText,
	requiredDay,
	requiredId,
	requiredText,
	rowVersionField
} from '#lib/domain/shared/form-fields.ts';

/** By which a draft's units are found: kinds of units, a list of codes, or a wave of the roll-out. */
export const cycleScopes = ['kind', 'list', 'wave'] as const;
export type CycleScope = (typeof cycleScopes)[number];

/** Units of one cycle at most: more than the province has ever had. */
export const unitLimit = 1000;

const days = (least: number, most: number) =>
	filled(z.coerce.number('whole_number').int('whole_number').min(least, `number_from:${least}`).max(most, `number_to:${most}`));

/** Codes as people paste them from a table or a letter: by lines, commas, semicolons or spaces. */
const codes = z
	.string()
	.max(20_000, 'too_long:20000')
	.default('')
	.transform((text) => [...new Set(text.split(/[\s,;]+/u).filter((code) => code !== ''))])
	.pipe(z.array(z.string()).max(unitLimit, `too_many_units:${unitLimit}`));

const fields = {
	title: requiredText(300),
	decisionNumber: optionalText(60),
	decisionDate: optionalDay,
	scope: z.enum(cycleScopes, 'required'),
	kinds: listOf(z.string().max(60, 'invalid')),
	codes,
	waveId: optionalId,
	windowFrom: requiredDay,
	windowTo: requiredDay,
	checklistVersionId: optionalId,
	criteriaSetId: optionalId,
	previousId: optionalId,
	evidenceRequest: optionalText(4000),
	selfDays: days(0, 90).default(3),
	recommendationDays: days(1, 730).default(30)
};

export const newCycleForm = z.object(fields);
export const changeCycleForm = z.object({ ...fields, rowVersion: rowVersionField });
/** `decisionDate` and the ids are null when not given. */
export type CycleInput = z.output<typeof newCycleForm>;

export const cycleActForm = z.object({ rowVersion: rowVersionField });
export const closeCycleForm = z.object({ reason: optionalText(2000), rowVersion: rowVersionField });

export const teamForm = z.object({ teamId: optionalId, name: requiredText(120) });
export const removeTeamForm = z.object({ teamId: requiredId });
export const memberForm = z.object({ teamId: requiredId, userId: requiredId, lead: checkbox });
export const endMemberForm = z.object({ memberId: requiredId, reason: optionalText(500) });

/** Who visits a unit, and when; null: nobody yet, no day yet. */
export type UnitAssignment = { readonly unitId: string; readonly teamId: string | null; readonly visitOn: string | null };

const assignedField = /^(team|visit):([0-9a-f-]{36})$/;

/** One row per unit: the fields `team:<unit>` and `visit:<unit>`. */
export const assignForm = z.looseObject({}).transform((fields): { rows: UnitAssignment[] } => {
	const rows = new Map<string, UnitAssignment>();
	for (const [field, value] of Object.entries(fields)) {
		const [, what, unitId = ''] = assignedField.exec(field) ?? [];
		if (!what || typeof value !== 'string') continue;
		const row = rows.get(unitId) ?? { unitId, teamId: null, visitOn: null };
		rows.set(unitId, { ...row, ...(what === 'team' ? { teamId: value || null } : { visitOn: value || null }) });
	}
	return { rows: [...rows.values()] };
});

/** `31/12/2026` as it is kept; anything else as it was typed. */
export function writtenDay(text: string): string {
	const [, day, month, year] = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(text) ?? [];
	return day && month && year ? `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}` : text;
}

export const spreadForm = z.object({
	perDay: days(1, 10),
	/** Also those that have a day. */
	all: checkbox,
	/** Further days on which nobody visits: Tết and other holidays that move. */
	daysOff: z
		.string()
		.max(2000, 'too_long:2000')
		.default('')
		.transform((text) =>
			text
				.split(/[\s,;]+/u)
				.filter((day) => day !== '')
				.map(writtenDay)
		)
});

export const addUnitForm = z.object({ unit: requiredText(60), teamId: optionalId, visitOn: optionalDay, reason: requiredText(2000) });
export const reassignForm = z.object({
	inspectionId: requiredId,
	teamId: requiredId,
	visitOn: optionalDay,
	reason: optionalText(2000),
	rowVersion: rowVersionField
});
export const independenceForm = z.object({ months: days(0, 120) });
