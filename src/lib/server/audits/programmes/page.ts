import { membershipIn } from '#lib/domain/permissions/actor.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import type { ProposalReason } from '#lib/domain/audits/programme.ts';
import { lineOutcome, type ProgrammeClosing } from '#lib/domain/audits/programme-outcome.ts';
import { programmeSentence } from '#lib/domain/audits/programme-sentences.ts';
import { isInRevision } from '#lib/domain/audits/revisions.ts';
import { contentHash, signaturesOf } from '#lib/server/corrective-actions/act-signatures.ts';
import type { Prisma } from '#lib/server/platform/generated/client.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { NotFound } from '#lib/server/platform/errors.ts';
import { unitNameOn } from '#lib/server/units/units-on-day.ts';
import { validAuditors } from '../auditors.ts';
import { closingFacts } from './close.ts';
import { programmeContent, signedNext } from './content.ts';
import { currentParts, loadProgramme, openRevision, type Programme, type ProgrammeLine } from './facts.ts';
import { visitsIn } from './history.ts';

export type ProgrammePage = Awaited<ReturnType<typeof programmePage>>;

/** A programme with its grid, map, gaps and revisions, and what the reader may do with it. @throws NotFound */
export async function programmePage(ctx: Ctx, programmeId: string) {
	const { programme, subject } = await loadProgramme(ctx, programmeId);
	const { unitId, year, state } = programme;
	const day = today(ctx);
	const [unitName, plan, visits, revisions, people, auditors] = await Promise.all([
		unitNameOn(ctx, unitId, day),
		programmeContent(ctx, programme),
		visitsIn(ctx, unitId, year),
		revisionsOf(ctx, programme),
		ctx.db.user.findMany({
			where: { id: { in: [programme.createdById, ...(programme.submittedById ? [programme.submittedById] : [])] } },
			select: { id: true, fullName: true }
		}),
		validAuditors(ctx, { unitId, day })
	]);
	const { lines } = currentParts(programme);
	const nameOf = (id: string | null) => people.find((one) => one.id === id)?.fullName ?? null;
	const manage = may(ctx.actor, 'programme.manage', subject);
	const sign = may(ctx.actor, 'programme.sign', subject);
	const writing = openRevision(programme) !== null && programme.submittedAt === null;
	const waits = state !== 'closed' && programme.submittedAt !== null;
	const head = membershipIn(ctx.actor, unitId, ['head']);
	return {
		id: programme.id,
		year,
		state,
		unitName,
		rowVersion: programme.rowVersion,
		revision: programme.revision,
		objectives: programme.objectives,
		standard: plan.standard,
		createdBy: nameOf(programme.createdById),
		createdAt: programme.createdAt,
		submitted: programme.submittedAt ? { at: programme.submittedAt, by: nameOf(programme.submittedById) } : null,
		returnedReason: programme.returnedReason,
		changeReason: programme.changeReason,
		closedAt: programme.closedAt,
		closedReason: programme.closedReason,
		closing: closingIn(programme),
		sections: plan.sections,
		areas: plan.areas,
		coverage: plan.coverage,
		lines: lines.map((line) => shownLine(line, programme)),
		/** Signed lines that the change which is prepared takes back. */
		takenBack: programme.allLines
			.filter((line) => openRevision(programme) !== null && line.untilRevision === openRevision(programme))
			.map((line) => shownLine(line, programme)),
		visits,
		revisions,
		sha256: contentHash(plan.content),
		sentence: programmeSentence({
			year,
			revision: signedNext(programme),
			audits: lines.length,
			gaps: plan.coverage.gaps.length,
			changeReason: programme.changeReason
		}),
		signer: ctx.actor.kind === 'user' ? { fullName: ctx.actor.fullName, position: head?.position ?? '' } : { fullName: '', position: '' },
		leads: manage ? leadOptions(auditors, lines) : [],
		may: {
			edit: manage && writing,
			propose: manage && writing && state === 'draft',
			submit: manage && writing,
			recall: manage && waits,
			sign: sign && waits,
			beginChange: manage && state === 'approved' && programme.changeReason === null,
			dropChange: manage && writing && state === 'approved',
			close: manage && state === 'approved' && programme.changeReason === null,
			areas: may(ctx.actor, 'area.manage', subject)
		}
	};
}

/** One line with the form that changes it. @throws NotFound also when nothing is being written */
export async function linePage(ctx: Ctx, programmeId: string, lineId: string) {
	const page = await programmePage(ctx, programmeId);
	const line = page.lines.find(({ id }) => id === lineId);
	if (!line || !page.may.edit) throw new NotFound('programme_not_found');
	const { id, year, rowVersion, sections, leads } = page;
	return { line, programme: { id, year, rowVersion, sections, leads } };
}

/** Who may lead today, and whoever leads a line already. */
function leadOptions(auditors: readonly { userId: string; fullName: string; position: string }[], lines: readonly ProgrammeLine[]) {
	const options = new Map(auditors.map((one) => [one.userId, { value: one.userId, label: one.fullName, hint: one.position }]));
	for (const { leadId, lead } of lines)
		if (leadId && lead && !options.has(leadId)) options.set(leadId, { value: leadId, label: lead.fullName, hint: '' });
	return [...options.values()];
}

function shownLine(line: ProgrammeLine, programme: Programme) {
	const { audits } = line;
	return {
		id: line.id,
		areaId: line.areaId,
		areaName: line.area.name,
		month: line.month,
		clauses: line.clauses,
		leadId: line.leadId,
		leadName: line.lead?.fullName ?? null,
		note: line.note,
		reasons: reasonsOf(line.proposal),
		/** It comes with the change that is prepared. */
		isNew: programme.state === 'approved' && line.sinceRevision > programme.revision,
		outcome: programme.state === 'draft' ? null : lineOutcome(audits),
		audits
	};
}

/** What a proposal keeps with its lines; lines set by hand have none. */
function reasonsOf(proposal: Prisma.JsonValue): ProposalReason[] {
	return Array.isArray(proposal) ? proposal.filter(isReason) : [];
}

function isReason(value: unknown): value is ProposalReason {
	return typeof value === 'object' && value !== null && 'code' in value && typeof value.code === 'string';
}

function closingIn(programme: Programme): ProgrammeClosing | null {
	return programme.state === 'closed' && programme.closing !== null ? closingFacts(programme) : null;
}

async function revisionsOf(ctx: Ctx, programme: Programme) {
	const [rows, signatures] = await Promise.all([
		ctx.db.auditProgrammeRevision.findMany({
			where: { programmeId: programme.id },
			orderBy: { number: 'desc' },
			select: { id: true, number: true, reason: true, signatureId: true, at: true }
		}),
		signaturesOf(ctx, 'audit_programme', [programme.id])
	]);
	const own = signatures.get(programme.id) ?? [];
	const linesIn = (number: number) => programme.allLines.filter((line) => isInRevision(line, number)).length;
	return rows.map(({ id, number, reason, signatureId, at }) => ({
		...{ id, number, reason, at },
		audits: linesIn(number),
		signature: own.find((one) => one.id === signatureId) ?? null
	}));
}
