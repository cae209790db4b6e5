import { unsignedFrom } from '#lib/domain/audits/inspection-days.ts';
import { drawUpSentence, handInSentence, ownOpinionSentence, signMinutesSentence } from '#lib/domain/audits/inspection-sentences.ts';
import { percentOf, pointsFor, scoreOf } from '#lib/domain/audits/inspection-points.ts';
import { inspectionLifecycle, type InspectionEvent } from '#lib/domain/audits/inspection-lifecycle.ts';
import { membershipIn, userIdOf } from '#lib/domain/permissions/actor.ts';
import { may, type Subject } from '#lib/domain/permissions/decide.ts';
import type { Action } from '#lib/domain/permissions/policy.ts';
import { dayOf, fromDbDate } from '#lib/domain/shared/day.ts';
import { rowsFor } from '#lib/domain/documents/lifecycle.ts';
import { contentHash, signaturesOf } from '#lib/server/corrective-actions/act-signatures.ts';
import { countEvidence } from '#lib/server/corrective-actions/evidence-list.ts';
import { findingsOf } from '#lib/server/corrective-actions/findings.ts';
import { staffOptions } from '#lib/server/documents/work/options.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { NotFound } from '#lib/server/platform/errors.ts';
import { unitNamesOn } from '#lib/server/units/units-on-day.ts';
import { findInspection, isSelfTimeOver, teamUnsaid, type LoadedInspection } from './facts.ts';
import { minutesOf } from './minutes-content.ts';
import { mayCloseUnsigned, missingFor } from './missing.ts';
import { activeLeads, inspectorPosition } from './people.ts';
import { previousOf } from './previous.ts';
import { unsignedFacts } from './unsigned.ts';

export type InspectionPage = Awaited<ReturnType<typeof inspectionPage>>;
export type WholeInspection = Extract<InspectionPage, { view: 'whole' }>;
export type InspectionOutcome = Extract<InspectionPage, { view: 'result' }>;

/**
 * An inspection as its page shows it: all of it, to who helps the unit to answer without what is not the unit's own, or for the parent unit result
 * and score once it has ended.
 * @throws NotFound `inspection_not_found`
 */
export async function inspectionPage(ctx: Ctx, inspectionId: string) {
	const { inspection, subject } = await findInspection(ctx, inspectionId);
	const day = today(ctx);
	const units = await unitNamesOn(ctx, [inspection.unitId], day);
	const head = {
		id: inspection.id,
		cycle: { id: inspection.cycle.id, number: inspection.cycle.number, title: inspection.cycle.title, state: inspection.cycle.state },
		unit: { id: inspection.unitId, name: units.get(inspection.unitId)?.name ?? '', code: units.get(inspection.unitId)?.code ?? '' },
		state: inspection.state,
		ending: inspection.ending,
		visitOn: fromDbDate(inspection.visitOn),
		firstVisitOn: fromDbDate(inspection.firstVisitOn),
		closedAt: inspection.closedAt,
		today: day
	};
	const closed = inspection.state === 'closed' && inspection.points !== null && inspection.maxPoints !== null;
	const score = closed ? scoreFigures(inspection.points ?? 0, inspection.maxPoints ?? 0) : null;
	if (may(ctx.actor, 'inspection.read', subject)) {
		return { view: 'whole' as const, ...head, score, ...(await wholeOf(ctx, inspection, subject)) };
	}
	if (!closed || !may(ctx.actor, 'inspection.result', subject)) throw new NotFound('inspection_not_found');
	return { view: 'result' as const, ...head, score };
}

function scoreFigures(points: number, maxPoints: number) {
	return { points, maxPoints, percent: percentOf(points, maxPoints) };
}

async function wholeOf(ctx: Ctx, inspection: LoadedInspection, subject: Subject) {
	const can = (action: Action) => may(ctx.actor, action, subject);
	// Who only helps the unit to answer sees the questions, what it says of itself, and for whom and by when.
	const whole = can('inspection.read_whole');
	const [row, said, findings, signatures, unsigned, previous, leads, acts] = await Promise.all([
		ctx.db.inspection.findUniqueOrThrow({
			where: { id: inspection.id },
			select: {
				minutes: true,
				strengths: true,
				remarks: true,
				returnedText: true,
				unitOpinion: true,
				stateReason: true,
				shortNoticeReason: true,
				earlyStartReason: true,
				handedInBy: { select: { fullName: true } }
			}
		}),
		answersOf(ctx, inspection.id),
		can('finding.read_inspection') ? findingsOf(ctx, { inspectionId: inspection.id }) : [],
		signaturesOf(ctx, 'inspection', whole ? [inspection.id] : []),
		unsignedFacts(ctx, inspection),
		whole ? previousOf(ctx, inspection) : null,
		activeLeads(ctx, inspection),
		whole ? actsOf(ctx, inspection.id) : []
	]);
	const answers: typeof said = whole
		? said
		: said.map((answer) => ({ ...answer, ...teamUnsaid, findings: [], conflicts: { ...answer.conflicts, team: 0 } }));
	const minutes = whole ? minutesOf(row.minutes) : null;
	// Before minutes are drawn up the score is what the answers so far give.
	const current =
		minutes && inspection.state !== 'on_site'
			? minutes.score
			: scoreOf(answers.map(({ result, points, weight }) => ({ result, points, weight })));
	const is = (event: InspectionEvent) => rowsFor(inspectionLifecycle, inspection.state, event).length > 0;
	const selfAssess = is('self_assess') && can('inspection.self_assess') && !isSelfTimeOver(ctx, inspection);
	const answer = is('answer') && can('inspection.answer');
	const does = {
		notify: is('notify') && can('inspection.notify'),
		helpers: is('name_helpers') && can('inspection.name_helpers'),
		selfAssess,
		extend: is('extend_self') && can('inspection.lead'),
		handIn: is('hand_in') && can('inspection.hand_in'),
		start: is('start') && can('inspection.lead'),
		answer,
		attach: selfAssess || answer,
		drawUp: is('draw_up') && can('inspection.lead'),
		sign: is('sign') && can('inspection.sign'),
		return: is('return') && can('inspection.sign') && inspection.returnedAt === null,
		remind: is('remind') && can('inspection.close_unsigned') && !unsigned.reminders.some((at) => dayOf(at) === today(ctx)),
		closeUnsigned: is('close_unsigned') && can('inspection.close_unsigned') && mayCloseUnsigned(ctx, inspection, unsigned.reminders.length),
		postpone: is('postpone') && can('inspection.direct'),
		cancel: is('cancel') && can('inspection.direct')
	};
	const { number } = inspection.cycle;
	const side = can('inspection.lead') ? ('lead' as const) : ('coordinator' as const);
	return {
		/** Only to help: no side of the team, no minutes and papers, no history, no inspection before. */
		helpsOnly: !whole,
		rowVersion: inspection.rowVersion,
		selfDays: inspection.cycle.selfDays,
		selfDueOn: fromDbDate(inspection.selfDueOn),
		firstSelfDueOn: fromDbDate(inspection.firstSelfDueOn),
		selfOver: inspection.state === 'notified' && isSelfTimeOver(ctx, inspection),
		notifiedAt: inspection.notifiedAt,
		handedInAt: inspection.handedInAt,
		handedInBy: row.handedInBy?.fullName ?? null,
		startedAt: inspection.startedAt,
		notHandedIn: inspection.notHandedIn,
		minutesAt: inspection.minutesAt,
		minutesRound: inspection.minutesRound,
		returnedAt: inspection.returnedAt,
		returnedText: whole ? row.returnedText : null,
		unitOpinion: whole ? row.unitOpinion : null,
		stateReason: whole ? row.stateReason : null,
		shortNoticeReason: whole ? row.shortNoticeReason : null,
		earlyStartReason: whole ? row.earlyStartReason : null,
		strengths: whole ? row.strengths : '',
		remarks: whole ? row.remarks : '',
		evidenceRequest: inspection.cycle.evidenceRequest,
		team: inspection.team
			? {
					name: inspection.team.name,
					members: inspection.team.cycleTeamMemberTeam.map(({ user, isLead }) => ({ name: user.fullName, isLead }))
				}
			: null,
		helpers: inspection.inspectionHelperInspection.map(({ userId, user }) => ({ id: userId, name: user.fullName })),
		answers,
		progress: {
			total: answers.length,
			self: answers.filter(({ selfResult }) => selfResult !== 'unanswered').length,
			team: answers.filter(({ result }) => result !== 'unanswered').length
		},
		current: { ...scoreFigures(current.points, current.maxPoints), counts: current.counts },
		findings,
		hasMinutes: minutes !== null && (inspection.state === 'minutes' || inspection.state === 'closed'),
		contentSha256: minutes ? contentHash(minutes) : null,
		signatures: signatures.get(inspection.id) ?? [],
		unsigned: {
			from: inspection.minutesAt ? unsignedFrom(inspection.minutesAt) : null,
			reminders: unsigned.reminders,
			asks: whole ? unsigned.asks.map(({ side, at, text }) => ({ side, at, text })) : [],
			/** This person's side has asked; the other one closes. */
			waits: unsigned.asks.some((ask) => ask.side === side && ask.userId === userIdOf(ctx.actor))
		},
		previous,
		history: acts.map(({ user, ...act }) => ({ ...act, by: user?.fullName ?? null })),
		missing: missingFor(ctx, inspection, answers, leads.length),
		does,
		sentences: {
			handIn: handInSentence(number, answers.length),
			drawUp: drawUpSentence(number, current.points, current.maxPoints),
			sign: signMinutesSentence(number, current.points, current.maxPoints),
			signOwn: ownOpinionSentence(number, current.points, current.maxPoints)
		},
		signer: signerOf(ctx, inspection.unitId),
		choices: { staff: does.helpers ? await staffOptions(ctx, inspection.unitId) : [] }
	};
}

/** What was done in it, the latest first. */
function actsOf(ctx: Ctx, inspectionId: string) {
	return ctx.db.inspectionAct.findMany({
		where: { inspectionId },
		orderBy: [{ at: 'desc' }, { id: 'desc' }],
		select: { id: true, event: true, at: true, text: true, user: { select: { fullName: true } } }
	});
}

/** As what this person would sign: head of the unit, or inspector. */
function signerOf(ctx: Ctx, unitId: string): { fullName: string; position: string } {
	const fullName = ctx.actor.kind === 'user' ? ctx.actor.fullName : '';
	const membership = membershipIn(ctx.actor, unitId, ['head']);
	return { fullName, position: membership?.position ?? inspectorPosition(ctx) };
}

/** Both sides of every question, in order, with what hangs on it. Three statements. */
async function answersOf(ctx: Ctx, inspectionId: string) {
	const rows = await ctx.db.inspectionAnswer.findMany({
		where: { inspectionId },
		orderBy: [{ position: 'asc' }, { id: 'asc' }],
		select: {
			id: true,
			position: true,
			selfResult: true,
			selfText: true,
			result: true,
			points: true,
			evidence: true,
			remark: true,
			question: { select: { key: true, section: true, text: true, clause: true, weight: true } },
			answerEditInspectionAnswer: { where: { outcome: 'conflict' }, select: { side: true } },
			findingAnswer: { where: { state: { not: 'void' } }, select: { number: true, grade: true } }
		}
	});
	const evidence = await countEvidence(
		ctx,
		'inspection_answer',
		rows.map(({ id }) => id)
	);
	return rows.map(({ question, answerEditInspectionAnswer: edits, findingAnswer, ...answer }) => ({
		...answer,
		...question,
		points: answer.points ?? pointsFor(answer.result, question.weight),
		conflicts: {
			self: edits.filter(({ side }) => side === 'self').length,
			team: edits.filter(({ side }) => side === 'team').length
		},
		findings: findingAnswer,
		evidenceCount: evidence.get(answer.id) ?? 0
	}));
}
