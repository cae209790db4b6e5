import type { ActionQuery } from '#lib/domain/corrective-actions/list-query.ts';
import { toDbDate, type Day } from '#lib/domain/shared/day.ts';
import * as m from '#lib/paraglide/messages.js';
import { wordsOf } from '#lib/words.ts';
import { logRead } from '#lib/server/audit-trail/access-log.ts';
import { writeSheet, type SheetColumn } from '#lib/server/files/sheet.ts';
import { printedMoment } from '#lib/server/pdf/moment.ts';
import { renderActionRegister, renderCorrectiveAction } from '#lib/server/pdf/render.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { NotFound } from '#lib/server/platform/errors.ts';
import { unitHeading } from '#lib/server/units/units-on-day.ts';
import { actionPage } from './action-page.ts';
import { checkPage } from './check-page.ts';
import { actionList, type ListedAction } from './list.ts';

type Download = { readonly bytes: Uint8Array; readonly fileName: string; readonly contentType: string };

const word = (ctx: Ctx, key: string, name: string | null) => (name ? (wordsOf(`${key}_${name}`, {}, ctx.locale) ?? name) : '');

function printedLine(ctx: Ctx): string {
	const who = ctx.actor.kind === 'user' ? ctx.actor.fullName : '';
	return m.verification_printed({ time: printedMoment(ctx.clock.now()), who }, { locale: ctx.locale });
}

/** "Phiếu yêu cầu hành động khắc phục" with its four parts, as it stands now. Reading, noted in the access log. @throws NotFound */
export async function actionPaper(ctx: Ctx, actionId: string): Promise<Download> {
	const page = await actionPage(ctx, actionId);
	const { whole } = page;
	if (!whole) throw new NotFound('corrective_action_not_found');
	const check = (await checkPage(ctx, actionId)).whole;
	const vi = { ...ctx, locale: 'vi' as const };
	logRead(ctx, { action: 'export', unitId: page.unitId, detail: `${page.number} pdf` });
	const signature = whole.signatures.at(-1);
	const bytes = await renderCorrectiveAction(
		{
			...(await unitHeading(ctx, page.unitId, today(ctx))),
			number: page.number,
			raisedOn: page.raisedOn,
			source: word(vi, 'actions_source', page.source),
			grade: word(vi, 'actions_grade', page.grade),
			clause: page.clause ?? '',
			raisedBy: whole.raisedBy?.fullName ?? '',
			area: whole.area?.name ?? '',
			statement: whole.statement,
			evidence: whole.evidence,
			correction: whole.correction || (whole.correctionImpossible ?? ''),
			consequences: whole.consequences,
			cause: whole.rootCause,
			owner: whole.owner?.fullName ?? '',
			firstDueOn: page.firstDueOn,
			dueOn: page.dueOn,
			lines: whole.lines.map(({ what, doer, dueOn, doneOn, droppedReason, result }) => ({
				what,
				who: doer,
				dueOn,
				done: droppedReason ?? [doneOn ? doneOn.split('-').toReversed().join('/') : '', result].filter(Boolean).join('. ')
			})),
			approvedBy: whole.approvedBy?.fullName ?? '',
			approval: signature ? `${signature.meaningText} (${signature.position}, ${printedMoment(signature.signedAt)})` : '',
			checkDueOn: page.checkDueOn,
			verifier: check?.verifier ?? '',
			verification: whole.verification ?? '',
			result: word(vi, 'actions_outcome', page.outcome),
			successor: whole.successors.map(({ number }) => number).join(', '),
			printed: printedLine(vi)
		},
		{ createdAt: ctx.clock.now() }
	);
	return { bytes, fileName: `${page.number}.pdf`, contentType: 'application/pdf' };
}

/** More rows than this no register has. */
const most = 5_000;

/**
 * "Sổ theo dõi" of a query, with the filters of the list: days late from the date that stands and from the first. Reading, noted in the access
 * log. Texts only where the person may read them. Of a closed unit before their own where the query asks for it, in that unit's name.
 */
export async function actionRegister(ctx: Ctx, activeUnitId: string | null, query: ActionQuery, format: 'xlsx' | 'pdf'): Promise<Download> {
	const { items, ended } = await actionList(ctx, activeUnitId, { ...query, board: false, page: 1 }, most);
	const unitId = ended?.unitId ?? activeUnitId;
	logRead(ctx, { action: 'export', unitId, detail: `corrective actions ${format}` });
	const name = m.verification_register({}, { locale: ctx.locale });
	if (format === 'xlsx')
		return {
			bytes: await writeSheet(items, columns(ctx), name),
			fileName: `${name}.xlsx`,
			contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
		};
	const heading = unitId
		? await unitHeading(ctx, unitId, today(ctx))
		: { agency: m.verification_province({}, { locale: ctx.locale }), parentAgency: null };
	const rows = items.map((row) => ({
		number: row.number,
		raisedOn: row.raisedOn,
		source: word(ctx, 'actions_source', row.source),
		grade: word(ctx, 'actions_grade', row.grade),
		clause: row.clause ?? '',
		statement: row.statement ?? row.unitName,
		owner: row.owner ?? '',
		firstDueOn: row.firstDueOn,
		dueOn: row.dueOn,
		state: stateOf(ctx, row),
		late: row.late.days,
		lateFromFirst: row.late.sinceFirst
	}));
	const data = { ...heading, asOf: today(ctx), locale: ctx.locale, printed: printedLine(ctx), rows };
	return {
		bytes: await renderActionRegister(data, { createdAt: ctx.clock.now() }),
		fileName: `${name}.pdf`,
		contentType: 'application/pdf'
	};
}

const stateOf = (ctx: Ctx, row: ListedAction) =>
	row.outcome ? word(ctx, 'actions_outcome', row.outcome) : word(ctx, 'common_state_action', row.state);

function columns(ctx: Ctx): SheetColumn<ListedAction>[] {
	const at = { locale: ctx.locale };
	const date = (day: Day | null) => (day === null ? null : toDbDate(day));
	return [
		{ header: m.verification_column_number({}, at), value: (row) => row.number, width: 16 },
		{ header: m.sisters_unit({}, at), value: (row) => row.unitName, width: 30 },
		{ header: m.verification_column_raised({}, at), value: (row) => date(row.raisedOn), width: 12 },
		{ header: m.verification_column_source({}, at), value: (row) => word(ctx, 'actions_source', row.source), width: 22 },
		{ header: m.verification_recurrences_grade({}, at), value: (row) => word(ctx, 'actions_grade', row.grade), width: 12 },
		{ header: m.verification_recurrences_clause({}, at), value: (row) => row.clause, width: 10 },
		{ header: m.sisters_what({}, at), value: (row) => row.statement, width: 60 },
		{ header: m.verification_column_owner({}, at), value: (row) => row.owner, width: 24 },
		{ header: m.verification_column_first_due({}, at), value: (row) => date(row.firstDueOn), width: 12 },
		{ header: m.verification_column_due({}, at), value: (row) => date(row.dueOn), width: 12 },
		{ header: m.verification_column_state({}, at), value: (row) => stateOf(ctx, row), width: 22 },
		{ header: m.verification_column_late({}, at), value: (row) => row.late.days, width: 10 },
		{ header: m.verification_column_late_first({}, at), value: (row) => row.late.sinceFirst, width: 14 }
	];
}
