import type { z } from 'zod';
import {
	daysLate,
	dueDay,
	noRemarks,
	opensOn,
	reportDays,
	type answerForm,
	type beginForm,
	type ReportForm,
	type sendForm
} from '#lib/domain/reports/periodic.ts';
import { sumOf } from '#lib/domain/reports/figures.ts';
import { fromDbDate, toDbDate } from '#lib/domain/shared/day.ts';
import { userIdOf } from '#lib/domain/permissions/actor.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { headsOf } from '#lib/server/audit-trail/units.ts';
import { coordinatorsOf } from '#lib/server/corrective-actions/coordinators.ts';
import { signAct } from '#lib/server/corrective-actions/act-signatures.ts';
import { officersOf } from '#lib/server/documents/eligibility.ts';
import { requireOpenUnit } from '#lib/server/documents/unit-facts.ts';
import { provePerson, proveSigner } from '#lib/server/identity/signing.ts';
import { transition } from '#lib/server/lifecycle/transition.ts';
import { inEachLanguage } from '#lib/server/notifications/each-language.ts';
import { lapse, notify } from '#lib/server/notifications/notify.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid, NotFound, Unauthenticated } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { lockMembersOf, loseProof } from '#lib/server/roll-out/lose-proof.ts';
import { unitNameOn } from '#lib/server/units/units-on-day.ts';
import { askedPeriods } from './asked.ts';
import { reportProofOf, reportProofs } from '../roll-out-proofs.ts';
import { reportFacts } from './facts.ts';
import { loadReport, type LoadedReport } from './load.ts';
import { reportMachine } from './machine.ts';
import { provinceFacts } from './province.ts';
import { reportRule } from './rule.ts';
import { reportName, sendSentence } from './words.ts';

/**
 * Begins the report of a period, once; a second time it gives the one that is there. Recorded as `periodic_report.begin`.
 * @param unitId null: the Department's own, over the province
 * @throws Invalid (a period whose end is more than sixty days away), NotFound, Forbidden; Conflict `unit_closed`
 */
export function beginReport(
	ctx: Ctx,
	unitId: string | null,
	{ kind, year }: z.output<typeof beginForm>
): Promise<{ id: string; isNew: boolean }> {
	return transaction(ctx, async (ctx) => {
		const userId = userIdOf(ctx.actor);
		if (!userId) throw new Unauthenticated();
		const role = unitId === null ? authorize(ctx, 'report.consolidate') : authorize(ctx, 'report.write', { unitId }, { readable: false });
		if (today(ctx) < opensOn(kind, year)) throw new Invalid({ year: 'report_too_early' });
		// Two who begin at once begin one.
		await ctx.db.$executeRaw`select pg_advisory_xact_lock(hashtext(${`report ${unitId ?? 'province'} ${kind} ${year}`}))`;
		const there = await ctx.db.periodicReport.findFirst({ where: { unitId, kind, year }, select: { id: true } });
		if (there) return { ...there, isNew: false };
		if (unitId !== null) await requireOpenUnit(ctx, unitId, today(ctx));
		const dueOn = dueDay(await reportRule(ctx), kind, year);
		const { id } = await ctx.db.periodicReport.create({
			data: { unitId, kind, year, dueOn: toDbDate(dueOn), remarks: noRemarks, createdById: userId, createdAt: ctx.clock.now() },
			select: { id: true }
		});
		await record(ctx, {
			event: 'periodic_report.begin',
			subjectType: 'periodic_report',
			subjectId: id,
			unitId,
			role,
			after: { kind, year, dueOn }
		});
		return { id, isNew: true };
	});
}

/** Saves what the unit adds to the figures. Recorded as `periodic_report.edit`. @throws NotFound, Forbidden, Conflict `stale` `illegal_transition` */
export function editReport(ctx: Ctx, reportId: string, { rowVersion, number, reportDate, ...remarks }: ReportForm): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const report = await loadReport(ctx, reportId);
		const role = authorizeOwn(ctx, report, 'write');
		if (report.state !== 'draft') throw new Conflict('illegal_transition', { state: report.state, event: 'edit' });
		const { count } = await ctx.db.periodicReport.updateMany({
			where: { id: report.id, state: 'draft', rowVersion },
			data: { number, reportDate: reportDate ? toDbDate(reportDate) : null, remarks, rowVersion: { increment: 1 } }
		});
		if (count === 0) throw new Conflict('stale', { state: report.state, rowVersion: report.rowVersion });
		await record(ctx, {
			event: 'periodic_report.edit',
			subjectType: 'periodic_report',
			subjectId: report.id,
			unitId: report.unitId,
			role,
			before: { number: report.number, reportDate: report.reportDate, ...report.remarks },
			after: { number, reportDate, ...remarks }
		});
	});
}

function authorizeOwn(ctx: Ctx, report: LoadedReport, act: 'write' | 'send'): string {
	if (report.unitId === null) return authorize(ctx, 'report.consolidate');
	return authorize(ctx, act === 'write' ? 'report.write' : 'report.send', { unitId: report.unitId });
}

/** Acts on one report come one after the other: what is read here is what the act before left. */
async function lockReport(ctx: Ctx, reportId: string): Promise<LoadedReport> {
	await ctx.db.$executeRaw`select 1 from periodic_report where id = ${reportId}::uuid for update`;
	return loadReport(ctx, reportId);
}

/** What was sent is neither due nor late any more, whichever day the reminder named. */
function lapseReminders(ctx: Ctx, unitId: string, { kind, year }: LoadedReport): Promise<void> {
	const what = inEachLanguage((locale) => reportName({ kind, year }, locale));
	return lapse(ctx, 'unit', [unitId], ['report_due', 'report_late'], { saying: { what } });
}

/**
 * Freezes the figures as they are now, signs and sends: a head for the unit, the coordinator for the province. Needs number and date of the
 * paper. Recorded with the hash of what was signed and the days it is late; coordinators are told.
 * @throws Invalid (number, date), Conflict `stale` `illegal_transition` `signature_refused`, Forbidden, NotFound
 */
export async function sendReport(ctx: Ctx, reportId: string, { rowVersion, password }: z.output<typeof sendForm>): Promise<void> {
	const found = await loadReport(ctx, reportId);
	authorizeOwn(ctx, found, 'send');
	const signer =
		found.unitId === null
			? await provePerson(ctx, password, { position: ctx.actor.kind === 'user' ? ctx.actor.provincePosition : '' })
			: await proveSigner(ctx, found.unitId, password);
	await transaction(
		ctx,
		async (ctx) => {
			const report = await lockReport(ctx, found.id);
			if (report.rowVersion !== rowVersion) throw new Conflict('stale', { state: report.state, rowVersion: report.rowVersion });
			if (report.state !== 'draft') throw new Conflict('illegal_transition', { state: report.state, event: 'send' });
			const { number, reportDate, remarks, unitId, kind, year } = report;
			if (number === '' || !reportDate)
				throw new Invalid({ ...(number === '' ? { number: 'required' } : {}), ...(reportDate ? {} : { reportDate: 'required' }) });
			if (reportDate > today(ctx)) throw new Invalid({ reportDate: 'in_future' });
			const facts = await factsToSend(ctx, report);
			const [due] = unitId === null ? [true] : await askedPeriods(ctx, unitId, [{ kind, year }]);
			const lateDays = due ? daysLate(report.dueOn, today(ctx)) : 0;
			const { id: signatureId, contentSha256 } = await signAct(ctx, {
				subjectType: 'periodic_report',
				subjectId: report.id,
				meaning: 'send_report',
				meaningText: sendSentence({ kind, year }, 'vi'),
				unitId,
				signer,
				content: { kind, year, number, reportDate, facts, remarks }
			});
			await ctx.db.periodicReportIssue.create({
				data: {
					reportId: report.id,
					round: report.issues.length + 1,
					number,
					reportDate: toDbDate(reportDate),
					facts,
					remarks,
					signatureId,
					sentAt: ctx.clock.now(),
					lateDays
				}
			});
			await transition(ctx, reportMachine, report, 'send', unitId === null ? {} : { unitId }, {
				rowId: unitId === null ? 'P1b' : 'P1',
				after: { number, reportDate, lateDays, contentSha256 }
			});
			if (unitId === null) return;
			await lapse(ctx, 'periodic_report', [report.id]);
			await lapseReminders(ctx, unitId, report);
			await notify(ctx, {
				to: await coordinatorsOf(ctx),
				kind: 'report_sent',
				subjectType: 'periodic_report',
				subjectId: report.id,
				unitId,
				params: { unit: await unitNameOn(ctx, unitId, today(ctx)), number }
			});
		},
		{ timeoutMs: 60_000 }
	);
}

async function factsToSend(ctx: Ctx, { unitId, kind, year }: LoadedReport) {
	if (unitId === null) {
		const { units, byKind, waves, counts } = await provinceFacts(ctx, { kind, year });
		const lines = units.map(({ reportId: _report, waves: _waves, ...unit }) => unit);
		return { byKind, counts, waves: [...waves], sums: sumOf(units.map(({ facts }) => facts)), units: lines };
	}
	const [unit] = await reportFacts(ctx, { ...reportDays(kind, year), unitId });
	if (!unit) throw new NotFound('unit_not_found');
	return { ...unit.facts, waves: [...unit.waves], score: unit.score };
}

/** The Department notes that it has the report. Recorded with the day; the unit's officers and heads are told. */
export function receiveReport(ctx: Ctx, reportId: string, { rowVersion }: z.output<typeof answerForm>): Promise<void> {
	return answerReport(ctx, reportId, 'receive', { rowVersion, comment: '' });
}

/** The Department gives a report back with the reason; what was sent stays, and the unit sends again. */
export function returnReport(ctx: Ctx, reportId: string, input: z.output<typeof answerForm>): Promise<void> {
	return answerReport(ctx, reportId, 'return', input);
}

function answerReport(
	ctx: Ctx,
	reportId: string,
	event: 'receive' | 'return',
	{ rowVersion, comment }: z.output<typeof answerForm>
): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const report = await lockReport(ctx, (await loadReport(ctx, reportId)).id);
		const unitId = report.unitId;
		if (unitId === null) throw new NotFound('report_not_found');
		const reason = comment.trim();
		if (event === 'return' && reason === '') throw new Invalid({ comment: 'reason_required' });
		const day = toDbDate(today(ctx));
		const last = report.issues.at(-1);
		const answer = event === 'receive' ? { receivedOn: day } : { returnedOn: day, returnedReason: reason };
		authorize(ctx, 'report.receive', { unitId });
		if (event === 'return') {
			// Nobody could mend what is given back to a unit that is no more.
			await requireOpenUnit(ctx, unitId, today(ctx));
			await lockMembersOf(ctx, unitId);
		}
		if (report.state === 'sent' && last)
			await ctx.db.periodicReportIssue.update({ where: { id: last.id }, data: { ...answer, answeredById: userIdOf(ctx.actor) } });
		await transition(
			ctx,
			reportMachine,
			report,
			event,
			{ unitId },
			{
				comment: event === 'return' ? reason : null,
				expectedRowVersion: rowVersion,
				after: { number: report.number, on: fromDbDate(day) }
			}
		);
		if (event === 'return') await loseProof(ctx, reportProofs, reportProofOf[report.kind], unitId, reason);
		await lapse(ctx, 'periodic_report', [report.id]);
		await notify(ctx, {
			to: [...(await officersOf(ctx, unitId)), ...(await headsOf(ctx, unitId))],
			kind: event === 'receive' ? 'report_received' : 'report_returned',
			subjectType: 'periodic_report',
			subjectId: report.id,
			unitId,
			params: { number: report.number, reason: reason || null }
		});
	});
}
