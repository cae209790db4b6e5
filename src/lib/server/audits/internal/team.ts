import type { ProposedMember } from '#lib/domain/audits/audit-forms.ts';
import { appointSentence } from '#lib/domain/audits/audit-sentences.ts';
import { problemsOf, sheetOf, type IndependenceFacts, type IndependenceSheet } from '#lib/domain/audits/independence.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { signAct, type SignedContent } from '#lib/server/corrective-actions/act-signatures.ts';
import { requireUser } from '#lib/server/documents/input.ts';
import { proveSigner } from '#lib/server/identity/signing.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid } from '#lib/server/platform/errors.ts';
import type { Prisma } from '#lib/server/platform/generated/client.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { moveAudit, tellOfAudit, type AuditAct, type AuditMoved } from './act.ts';
import { loadAudit, type LoadedAudit, type TeamFacts } from './facts.ts';
import { independenceOf, type Candidate } from './independence.ts';

const mostMembers = 20;

/**
 * The officer proposes who audits what; a proposal takes the place of the one before, and of an appointment. Nobody is proposed who is not
 * independent: the refusal names what stands against whom.
 * @throws Forbidden; Conflict `not_independent` with `items`, `illegal_transition`, `stale`; Invalid by field
 */
export function proposeTeam(ctx: Ctx, input: AuditAct & { members: readonly ProposedMember[] }): Promise<AuditMoved> {
	return transaction(ctx, async (ctx) => {
		const { audit, subject } = await loadAudit(ctx, input.auditId);
		authorize(ctx, 'audit.plan', subject);
		const members = await checkedMembers(ctx, audit, input.members);
		requireIndependent(await independenceOf(ctx, audit, members));
		const moved = await moveAudit(ctx, audit, 'propose_team', subject, {
			rowVersion: input.rowVersion,
			before: { team: audit.team.map(({ userId }) => userId) },
			after: {
				team: members.map(({ userId }) => userId),
				lead: members.filter(({ isLead }) => isLead).map(({ userId }) => userId),
				guests: members.filter(({ homeUnitId }) => homeUnitId !== null).map(({ userId }) => userId)
			}
		});
		await endMembers(ctx, audit.team, 'replaced');
		await createMembers(ctx, audit, members);
		return moved;
	});
}

/**
 * A2: a head appoints the team as proposed, by signature over who audits what and over the sheet of each. Whether everybody is independent is
 * looked at again at this moment. The sheets stay with the appointment.
 * @throws Conflict `signature_refused`, `not_independent` with `items`, `team_not_proposed`, `stale`; Forbidden
 */
export async function appointTeam(ctx: Ctx, input: AuditAct & { password: string }): Promise<AuditMoved> {
	const shown = await loadAudit(ctx, input.auditId);
	authorize(ctx, 'audit.appoint', shown.subject);
	const signer = await proveSigner(ctx, shown.audit.unitId, input.password);
	return transaction(ctx, async (ctx) => {
		const { audit, subject } = await loadAudit(ctx, input.auditId);
		if (audit.state === 'planned' && (audit.team.length === 0 || audit.team.every(({ appointed }) => appointed)))
			throw new Conflict('team_not_proposed');
		requireEveryArea(audit, audit.team);
		const sheets = sheetsOf(ctx, audit, await independenceOf(ctx, audit, audit.team));
		const { id: signatureId, contentSha256 } = await signAct(ctx, {
			subjectType: 'audit',
			subjectId: audit.id,
			meaning: 'appoint_team',
			meaningText: appointSentence(audit, audit.team.length).vi,
			unitId: audit.unitId,
			signer,
			content: appointmentContent(audit, sheets)
		});
		const moved = await moveAudit(ctx, audit, 'appoint', subject, {
			rowVersion: input.rowVersion ?? shown.audit.rowVersion,
			after: { team: audit.team.map(({ userId }) => userId), contentSha256 }
		});
		const now = ctx.clock.now();
		for (const member of audit.team.filter(({ appointed }) => !appointed))
			await ctx.db.auditTeamMember.update({
				where: { id: member.id },
				data: { appointedAt: now, signatureId, independence: { ...sheets.get(member.userId) } }
			});
		await tellOfAudit(
			ctx,
			audit,
			'audit_team_appointed',
			audit.team.map(({ userId }) => userId)
		);
		return moved;
	});
}

/** What a signature over an appointment covers: the days, and of each member the areas and the sheet. @param sheets by person */
export function appointmentContent(audit: LoadedAudit, sheets: ReadonlyMap<string, Prisma.InputJsonValue>): SignedContent {
	const members = audit.team.map((member) => ({
		userId: member.userId,
		name: member.fullName,
		role: member.role,
		homeUnitId: member.homeUnitId,
		areas: audit.areas.filter(({ id }) => member.areaIds.includes(id)).map(({ id, name }) => ({ id, name })),
		independence: sheets.get(member.userId) ?? null
	}));
	return { audit: audit.id, number: audit.number, from: audit.firstDay, to: audit.lastDay, members };
}

/** @throws Conflict (`code`) with the code, the person and the thing of everything that stands against somebody */
export function requireIndependent(facts: readonly IndependenceFacts[], code = 'not_independent'): void {
	const items = facts.flatMap(problemsOf);
	if (items.length > 0) throw new Conflict(code, { items, names: [...new Set(items.map(({ fullName }) => fullName))].join(', ') });
}

function sheetsOf(ctx: Ctx, audit: LoadedAudit, facts: readonly IndependenceFacts[]): Map<string, IndependenceSheet> {
	requireIndependent(facts);
	const days = { from: audit.firstDay, to: audit.lastDay };
	return new Map(
		facts.flatMap((one) => {
			const sheet = sheetOf(one, ctx.clock.now(), days);
			return sheet ? [[one.userId, sheet]] : [];
		})
	);
}

/**
 * After the scope or the days changed: the same people are proposed again for the areas that stayed, and nobody is appointed. Called in the
 * transaction of the change, before the areas are written.
 */
export async function reopenTeam(ctx: Ctx, audit: LoadedAudit, areaIds: readonly string[]): Promise<void> {
	await endMembers(ctx, audit.team, 'scope_changed');
	const staying = audit.team.map((member) => ({
		...member,
		isLead: member.role === 'lead',
		areaIds: member.areaIds.filter((id) => areaIds.includes(id))
	}));
	await createMembers(ctx, audit, staying);
}

type CheckedMember = Candidate & { readonly isLead: boolean };

async function checkedMembers(ctx: Ctx, audit: LoadedAudit, members: readonly ProposedMember[]): Promise<CheckedMember[]> {
	const ids = members.map(({ userId }) => userId);
	if (members.length === 0) throw new Invalid({ person: 'required' });
	if (members.length > mostMembers) throw new Invalid({ person: `too_many_members:${mostMembers}` });
	if (new Set(ids).size !== ids.length || !ids.every(isUuid)) throw new Invalid({ person: 'person_unknown' });
	if (members.filter(({ isLead }) => isLead).length !== 1) throw new Invalid({ leadId: 'lead_required' });
	if (members.some(({ areaIds }) => areaIds.some((id) => !audit.areas.some((area) => area.id === id))))
		throw new Invalid({ area: 'area_unknown' });
	requireEveryArea(audit, members);
	const people = await ctx.db.user.findMany({ where: { id: { in: ids }, status: 'active' }, select: { id: true, fullName: true } });
	return members.map((member) => {
		const fullName = people.find(({ id }) => id === member.userId)?.fullName;
		if (fullName === undefined) throw new Invalid({ person: 'person_unknown' });
		// Whoever belongs to the unit is no guest of it.
		return { ...member, fullName, homeUnitId: member.homeUnitId === audit.unitId ? null : member.homeUnitId };
	});
}

/** @throws Conflict `area_without_auditor` with the names: also an area led by a head has somebody who is independent of it */
function requireEveryArea(audit: LoadedAudit, members: readonly { readonly areaIds: readonly string[] }[]): void {
	const open = audit.areas.filter(({ id }) => !members.some(({ areaIds }) => areaIds.includes(id)));
	if (open.length > 0) throw new Conflict('area_without_auditor', { areas: open.map(({ name }) => name).join(', ') });
}

async function endMembers(ctx: Ctx, team: readonly TeamFacts[], endedReason: string): Promise<void> {
	await ctx.db.auditTeamMember.updateMany({
		where: { id: { in: team.map(({ id }) => id) }, endedAt: null },
		data: { endedAt: ctx.clock.now(), endedReason }
	});
}

async function createMembers(ctx: Ctx, audit: LoadedAudit, members: readonly CheckedMember[]): Promise<void> {
	const [proposedById, proposedAt] = [requireUser(ctx), ctx.clock.now()];
	for (const { userId, homeUnitId, isLead, areaIds } of members) {
		const role = isLead ? 'lead' : homeUnitId === null ? 'member' : 'guest';
		const { id } = await ctx.db.auditTeamMember.create({
			data: { auditId: audit.id, userId, role, homeUnitId, proposedById, proposedAt },
			select: { id: true }
		});
		await ctx.db.auditTeamArea.createMany({ data: areaIds.map((areaId) => ({ memberId: id, areaId })) });
	}
}
