import { letterhead } from '#lib/domain/documents/decision-words.ts';
import { percentOf } from '#lib/domain/audits/inspection-points.ts';
import { dayOf, fromDbDate } from '#lib/domain/shared/day.ts';
import { formatDateTime } from '#lib/format.ts';
import * as m from '#lib/paraglide/messages.js';
import { logRead } from '#lib/server/audit-trail/access-log.ts';
import { signaturesOf, type ShownSignature } from '#lib/server/corrective-actions/act-signatures.ts';
import { departmentUnit } from '#lib/server/procedures/models/department.ts';
import { renderInspectionMinutes, renderInspectionNotice, renderInspectionScores } from '#lib/server/pdf/render.ts';
import type { InspectionConfirmation, InspectionPaperData } from '#lib/server/pdf/inspection-data.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { NotFound } from '#lib/server/platform/errors.ts';
import { unitHeading, unitNameOn } from '#lib/server/units/units-on-day.ts';
import { snapshotOf } from './close.ts';
import { loadWholeInspection, type LoadedInspection } from './facts.ts';
import { minutesOf, type Minutes } from './minutes-content.ts';
import { figure, gradeWord, resultWord, selfWord } from './paper-words.ts';

export const inspectionPapers = ['notice', 'minutes', 'scores'] as const;
export type InspectionPaper = (typeof inspectionPapers)[number];

const fileNames = {
	notice: m.inspections_paper_name_notice,
	minutes: m.inspections_paper_name_minutes,
	scores: m.inspections_paper_name_scores
} as const;

export type PaperFile = { readonly bytes: Uint8Array; readonly fileName: string; readonly contentType: string };

/**
 * A paper of an inspection as PDF, in Vietnamese: the notice with the evidence request, the minutes with both confirmations, the sheet of scores.
 * Minutes and scores say what was fixed, never what is there now. Noted in the access log.
 * @throws NotFound `inspection_not_found`; `file_not_found` for a paper that does not exist yet
 */
export async function inspectionPaper(ctx: Ctx, inspectionId: string, paper: InspectionPaper): Promise<PaperFile> {
	const { inspection } = await loadWholeInspection(ctx, inspectionId);
	const bytes = await bytesOf(ctx, inspection, paper);
	logRead(ctx, { action: 'export', unitId: inspection.unitId, detail: `inspection ${inspection.cycle.number} ${paper}` });
	const unit = await unitNameOn(ctx, inspection.unitId, today(ctx));
	const name = fileNames[paper]({}, { locale: 'vi' });
	return { bytes, fileName: `${name} ${inspection.cycle.number} ${unit}.pdf`.replaceAll('/', '-'), contentType: 'application/pdf' };
}

async function bytesOf(ctx: Ctx, inspection: LoadedInspection, paper: InspectionPaper): Promise<Uint8Array> {
	const options = { createdAt: ctx.clock.now() };
	if (paper === 'notice') return renderInspectionNotice(await noticeData(ctx, inspection), options);
	const row = await ctx.db.inspection.findUniqueOrThrow({ where: { id: inspection.id }, select: { minutes: true, unitOpinion: true } });
	const minutes = minutesOf(row.minutes);
	if (!minutes || (inspection.state !== 'minutes' && inspection.state !== 'closed')) throw new NotFound('file_not_found');
	const common = await paperData(ctx, inspection, minutes);
	const figures = { score: scoreText(minutes.score), percent: percentText(minutes.score) };
	if (paper === 'scores') {
		const { clauses } = snapshotOf(minutes, minutes.drawnUpOn);
		return renderInspectionScores(
			{
				...common,
				...figures,
				drawnUpOn: minutes.drawnUpOn,
				rows: minutes.answers.map(({ position, clause, text, result, points, weight }) => ({
					position,
					clause: clause ?? '–',
					text,
					result: resultWord(result),
					points: points === null ? '–' : figure(points),
					weight
				})),
				clauses: clauses.map(({ clause, points, maxPoints }) => ({
					clause,
					points: figure(points),
					maxPoints,
					percent: percentText({ points, maxPoints })
				}))
			},
			options
		);
	}
	const signatures = (await signaturesOf(ctx, 'inspection', [inspection.id])).get(inspection.id) ?? [];
	const { counts } = minutes.score;
	return renderInspectionMinutes(
		{
			...common,
			...figures,
			round: minutes.round,
			drawnUpOn: minutes.drawnUpOn,
			startedOn: minutes.startedOn,
			notHandedIn: minutes.notHandedIn,
			checklist: minutes.checklist?.title ?? '',
			counts: m.inspections_counts(
				{
					met: figure(counts.met),
					partly: figure(counts.partly),
					not_met: figure(counts.not_met),
					not_applicable: figure(counts.not_applicable)
				},
				{ locale: 'vi' }
			),
			answers: minutes.answers.map((answer) => ({
				position: answer.position,
				clause: answer.clause ?? '–',
				text: answer.text,
				self: [selfWord(answer.selfResult), answer.selfText].filter(Boolean).join(': '),
				team: resultWord(answer.result),
				points: answer.points === null ? '–' : `${figure(answer.points)}/${answer.weight}`,
				remark: [answer.evidence, answer.remark].filter(Boolean).join('\n')
			})),
			findings: minutes.findings.map(({ number, grade, clause, statement, evidence, dueOn }) => ({
				number,
				grade: gradeWord(grade),
				clause: clause ?? '–',
				statement,
				evidence,
				dueOn
			})),
			strengths: minutes.strengths,
			remarks: minutes.remarks,
			opinion: row.unitOpinion ?? '',
			confirmations: confirmationsOf(inspection, signatures)
		},
		options
	);
}

async function paperData(ctx: Ctx, inspection: LoadedInspection, minutes: Minutes | null): Promise<InspectionPaperData> {
	const department = await departmentUnit(ctx);
	const heading = department ? await unitHeading(ctx, department, today(ctx)) : null;
	const words = heading
		? letterhead({ name: heading.agency, above: heading.parentAgency ? [heading.parentAgency] : [] })
		: { agency: m.inspections_paper_department({}, { locale: 'vi' }), parentAgency: null };
	const cycle = await ctx.db.auditCycle.findUniqueOrThrow({
		where: { id: inspection.cycleId },
		select: { decisionNumber: true, decisionDate: true }
	});
	const team = minutes?.team ?? inspection.team?.cycleTeamMemberTeam.map(({ user, isLead }) => ({ name: user.fullName, isLead })) ?? [];
	return {
		...words,
		unit: minutes?.unit.name ?? (await unitNameOn(ctx, inspection.unitId, today(ctx))),
		cycle: {
			number: inspection.cycle.number,
			title: inspection.cycle.title,
			decisionNumber: cycle.decisionNumber,
			decisionDate: fromDbDate(cycle.decisionDate)
		},
		team: team.map(({ name, isLead }) => ({
			name,
			role: isLead ? m.inspections_lead({}, { locale: 'vi' }) : m.inspections_member({}, { locale: 'vi' })
		})),
		visitOn: minutes ? minutes.visitOn : fromDbDate(inspection.visitOn),
		printedAt: m.inspections_paper_printed({ time: formatDateTime(ctx.clock.now()) }, { locale: 'vi' })
	};
}

async function noticeData(ctx: Ctx, inspection: LoadedInspection) {
	const [common, version, questions, sent] = await Promise.all([
		paperData(ctx, inspection, null),
		ctx.db.checklistVersion.findUnique({
			where: { id: inspection.cycle.checklistVersionId ?? inspection.id },
			select: { checklist: { select: { title: true } } }
		}),
		ctx.db.inspectionAnswer.count({ where: { inspectionId: inspection.id } }),
		ctx.db.inspectionAct.findFirst({
			where: { inspectionId: inspection.id, event: 'notify' },
			orderBy: { at: 'desc' },
			select: { at: true, user: { select: { fullName: true } } }
		})
	]);
	return {
		...common,
		noticeOn: inspection.notifiedAt ? dayOf(inspection.notifiedAt) : null,
		selfDueOn: fromDbDate(inspection.selfDueOn),
		checklist: version?.checklist.title ?? '',
		questions,
		evidenceRequest: inspection.cycle.evidenceRequest,
		sent:
			inspection.notifiedAt && sent
				? m.inspections_paper_sent({ name: sent.user?.fullName ?? '', time: formatDateTime(inspection.notifiedAt) }, { locale: 'vi' })
				: ''
	};
}

/** Both sides: the lead who drew up these minutes, and the unit's head, or that the unit has not signed. */
function confirmationsOf(inspection: LoadedInspection, signatures: readonly ShownSignature[]): InspectionConfirmation[] {
	const vi = { locale: 'vi' } as const;
	const lead = signatures.findLast(({ meaning }) => meaning === 'draw_up_minutes');
	const head = signatures.findLast(({ meaning }) => meaning === 'sign_minutes' || meaning === 'sign_minutes_own_opinion');
	const unsigned = inspection.ending === 'unsigned' ? m.inspections_ending_unsigned({}, vi) : m.inspections_paper_not_signed({}, vi);
	return [
		confirmationOf(m.inspections_paper_party_unit({}, vi), head, unsigned),
		confirmationOf(m.inspections_paper_party_lead({}, vi), lead, unsigned)
	];
}

function confirmationOf(party: string, signature: ShownSignature | undefined, otherwise: string): InspectionConfirmation {
	if (!signature) return { party, name: '', position: '', when: otherwise, meaning: '', hash: '' };
	return {
		party,
		name: signature.signerName,
		position: signature.position,
		when: m.inspections_paper_confirmed({ time: formatDateTime(signature.signedAt) }, { locale: 'vi' }),
		meaning: signature.meaningText,
		hash: signature.contentSha256
	};
}

function scoreText({ points, maxPoints }: { points: number; maxPoints: number }): string {
	return `${figure(points)}/${maxPoints}`;
}

function percentText({ points, maxPoints }: { points: number; maxPoints: number }): string {
	const percent = percentOf(points, maxPoints);
	return percent === null ? '–' : `${percent}%`;
}
