import { isInRevision } from '#lib/domain/audits/revisions.ts';
import { membershipIn } from '#lib/domain/permissions/actor.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import { isAnswered } from '#lib/domain/reviews/objectives/answers.ts';
import { begunPeriods } from '#lib/domain/reviews/objectives/judge.ts';
import { objectivesSentence } from '#lib/domain/reviews/objectives/sentences.ts';
import { periodsIn, reportDay } from '#lib/domain/reviews/periods.ts';
import { fromDbDate } from '#lib/domain/shared/day.ts';
import { contentHash, signaturesOf } from '#lib/server/corrective-actions/act-signatures.ts';
import { evidenceOf, removableOf } from '#lib/server/corrective-actions/evidence-list.ts';
import { staffOptions } from '#lib/server/documents/work/options.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { NotFound } from '#lib/server/platform/errors.ts';
import { unitNameOn } from '#lib/server/units/units-on-day.ts';
import { documentsOfObjectives } from './documents.ts';
import {
	loadObjectiveSet,
	openRevision,
	reporterOf,
	signedObjectives,
	writtenObjectives,
	type ObjectiveRow,
	type ObjectiveSet
} from './load.ts';
import { judgeRow } from './results.ts';
import { objectivesContent } from './sign.ts';

/** The objectives of a year with how each stands, what waits for a signature and what was signed. @throws NotFound */
export async function objectiveSetPage(ctx: Ctx, setId: string) {
	const { set, subject } = await loadObjectiveSet(ctx, setId);
	const day = today(ctx);
	const manage = may(ctx.actor, 'objective.manage', subject);
	const sign = may(ctx.actor, 'objective.sign', subject);
	const written = manage || sign ? writtenObjectives(set) : signedObjectives(set);
	const lineIds = [...new Set(set.all.map(({ lineId }) => lineId))];
	const [unitName, results, responses, outcomes, revisions, documents, people] = await Promise.all([
		unitNameOn(ctx, set.unitId, day),
		ctx.db.objectiveResult.findMany({
			where: { lineId: { in: lineIds } },
			orderBy: { number: 'asc' },
			select: { lineId: true, period: true, value: true }
		}),
		ctx.db.objectiveResponse.findMany({ where: { lineId: { in: lineIds } }, select: { lineId: true, period: true } }),
		ctx.db.objectiveOutcome.findMany({ where: { lineId: { in: lineIds } }, select: { lineId: true, verdict: true } }),
		revisionsOf(ctx, set),
		documentsOfObjectives(ctx, set.unitId, set.documentId, manage),
		ctx.db.user.findMany({
			where: { id: { in: [set.createdById, set.submittedById ?? set.createdById] } },
			select: { id: true, fullName: true }
		})
	]);
	const nameOf = (id: string | null) => people.find((one) => one.id === id)?.fullName ?? '';
	const open = openRevision(set);
	const signed = set.revision > 0;
	const items = written.map((row) => {
		const ofLine = (one: { lineId: string }) => one.lineId === row.lineId;
		const judged = judgeRow(set.year, row, results.filter(ofLine), day);
		const stands = signed && row.sinceRevision <= set.revision;
		const verdict = outcomes.find(ofLine)?.verdict ?? null;
		return {
			...shownObjective(row),
			state: stands ? judged.state : null,
			value: judged.value,
			missing: judged.missing.length,
			verdict,
			answered: stands && judged.needs !== null && isAnswered(judged.needs, responses.filter(ofLine)),
			change: changeOf(set, row)
		};
	});
	const waits = set.submittedAt !== null;
	const writing = open !== null && !waits;
	const head = ctx.actor.kind === 'user' ? membershipIn(ctx.actor, set.unitId, ['head']) : undefined;
	const { id, year, state, revision, rowVersion, changeReason, returnedReason, createdAt, closedAt, closedReason } = set;
	return {
		...{
			id,
			year,
			state,
			revision,
			rowVersion,
			changeReason,
			returnedReason,
			createdAt,
			closedAt,
			closedReason,
			unitName,
			items,
			revisions
		},
		createdBy: nameOf(set.createdById),
		submitted: set.submittedAt ? { at: set.submittedAt, by: nameOf(set.submittedById) } : null,
		dropped:
			open === null
				? []
				: set.all.filter((row) => row.untilRevision === open && !written.some((one) => one.lineId === row.lineId)).map(shownObjective),
		document: documents.linked,
		documentOptions: documents.options,
		sha256: contentHash(objectivesContent(set)),
		sentence: objectivesSentence({ year, revision: open === null ? revision : revision + 1, count: written.length, changeReason }),
		signer: ctx.actor.kind === 'user' ? { fullName: ctx.actor.fullName, position: head?.position ?? '' } : { fullName: '', position: '' },
		may: {
			edit: manage && writing,
			submit: manage && writing && written.length > 0,
			recall: manage && waits,
			sign: sign && waits,
			beginChange: manage && state === 'approved' && changeReason === null,
			dropChange: manage && writing && state === 'approved',
			close: manage && state === 'approved' && changeReason === null && day > `${year}-12-31`,
			link: manage && state !== 'closed'
		}
	};
}

/** What the change that is prepared does with it. */
function changeOf(set: ObjectiveSet, row: ObjectiveRow): 'new' | 'changed' | null {
	if (set.state !== 'approved' || row.sinceRevision <= set.revision) return null;
	return set.all.some((one) => one.lineId === row.lineId && one.sinceRevision <= set.revision) ? 'changed' : 'new';
}

export function shownObjective(row: ObjectiveRow) {
	return {
		id: row.lineId,
		...{ code: row.code, statement: row.statement, indicator: row.indicator, measure: row.measure, direction: row.direction },
		target: Number(row.target),
		baseline: row.baseline === null ? null : Number(row.baseline),
		...{ source: row.source, resources: row.resources, plan: row.plan, judgedBy: row.judgedBy, judging: row.judging, period: row.period },
		...{ ownerId: row.ownerId, owner: row.owner.fullName, reporter: row.reporter?.fullName ?? null, dueOn: fromDbDate(row.dueOn) }
	};
}

async function revisionsOf(ctx: Ctx, set: ObjectiveSet) {
	const [rows, signatures] = await Promise.all([
		ctx.db.objectiveRevision.findMany({
			where: { setId: set.id },
			orderBy: { number: 'desc' },
			select: { id: true, number: true, reason: true, signatureId: true }
		}),
		signaturesOf(ctx, 'objective_set', [set.id])
	]);
	const own = signatures.get(set.id) ?? [];
	return rows.map(({ id, number, reason, signatureId }) => ({
		...{ id, number, reason },
		count: set.all.filter((row) => isInRevision(row, number)).length,
		signature: own.find((one) => one.id === signatureId) ?? null
	}));
}

/** The form of a new objective. @throws NotFound also when nothing is being written */
export async function newObjectivePage(ctx: Ctx, setId: string) {
	const { set, subject } = await loadObjectiveSet(ctx, setId);
	if (!may(ctx.actor, 'objective.manage', subject) || openRevision(set) === null || set.submittedAt)
		throw new NotFound('objective_not_found');
	const written = writtenObjectives(set);
	return {
		set: { id: set.id, year: set.year, rowVersion: set.rowVersion },
		code: `MT-${String(written.length + 1).padStart(2, '0')}`,
		people: await staffOptions(ctx, set.unitId)
	};
}

/** One objective: its words, its results of every period with their corrections, what is done where it was missed, its evidence. @throws NotFound */
export async function objectivePage(ctx: Ctx, setId: string, lineId: string) {
	const { set, subject: of } = await loadObjectiveSet(ctx, setId);
	const day = today(ctx);
	const manage = may(ctx.actor, 'objective.manage', of);
	const seesWritten = manage || may(ctx.actor, 'objective.sign', of);
	const signed = signedObjectives(set).find((row) => row.lineId === lineId);
	const row = (seesWritten ? writtenObjectives(set).find((one) => one.lineId === lineId) : undefined) ?? signed;
	if (!row) throw new NotFound('objective_not_found');
	const subject = { ...of, ownerIds: [reporterOf(signed ?? row)] };
	const [results, responses, evidence] = await Promise.all([
		ctx.db.objectiveResult.findMany({
			where: { lineId },
			orderBy: [{ period: 'asc' }, { number: 'asc' }],
			include: { recordedBy: { select: { fullName: true } } }
		}),
		ctx.db.objectiveResponse.findMany({
			where: { lineId },
			orderBy: { decidedAt: 'asc' },
			include: { decidedBy: { select: { fullName: true } }, action: { select: { id: true, number: true, state: true, outcome: true } } }
		}),
		evidenceOf(ctx, 'objective', [lineId])
	]);
	const files = evidence.get(lineId) ?? [];
	const measured = signed ?? row;
	const { needs, ...judged } = judgeRow(set.year, measured, results, day);
	const begun = begunPeriods(measured.period, set.year, day);
	const writes = set.state === 'approved' && signed !== undefined;
	const report = writes && may(ctx.actor, 'objective.report', subject);
	return {
		set: {
			id: set.id,
			year: set.year,
			state: set.state,
			rowVersion: set.rowVersion,
			editable: manage && openRevision(set) !== null && !set.submittedAt
		},
		objective: { ...shownObjective(row), change: changeOf(set, row) },
		judged: signed ? judged : null,
		periods: Array.from({ length: periodsIn(measured.period) }, (_, at) => {
			const period = at + 1;
			const given = results.filter((one) => one.period === period);
			const current = given.at(-1);
			return {
				id: String(period),
				period,
				begun: begun.includes(period),
				dueOn: reportDay(measured.period, set.year, period),
				late: judged.missing.includes(period),
				value: current ? Number(current.value) : null,
				note: current?.note ?? '',
				source: current?.source ?? '',
				by: current?.recordedBy.fullName ?? null,
				recordedOn: fromDbDate(current?.recordedOn ?? null),
				onTime: given[0] ? given[0].recordedOn <= given[0].dueOn : null,
				earlier: given.slice(0, -1).map(({ id, value, recordedOn, recordedBy }, index) => ({
					...{ id, value: Number(value), recordedOn: fromDbDate(recordedOn), by: recordedBy.fullName },
					corrected: given[index + 1]?.correctedReason ?? ''
				}))
			};
		}),
		nextPeriod: begun.find((period) => !results.some((one) => one.period === period)) ?? begun.at(-1) ?? null,
		responses: responses.map(({ id, period, acceptedReason, decidedBy, decidedAt, action }) => ({
			...{ id, period, acceptedReason, by: decidedBy.fullName, at: decidedAt, action }
		})),
		evidence: files,
		/** What this person may take away: a head, until the year is closed, and not what they added. */
		removable: writes ? removableOf(ctx, 'objective.remove_evidence', subject, files) : [],
		people: manage ? await staffOptions(ctx, set.unitId) : [],
		may: {
			report: report && begun.length > 0,
			respond: writes && manage && needs !== null && !isAnswered(needs, responses),
			evidence: report
		}
	};
}
