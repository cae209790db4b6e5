import { openAuditStates, type AuditEvent } from '#lib/domain/audits/audit-lifecycle.ts';
import { rowsFor } from '#lib/domain/documents/lifecycle.ts';
import { may, type Subject } from '#lib/domain/permissions/decide.ts';
import { fromDbDate, type Day } from '#lib/domain/shared/day.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, NotFound } from '#lib/server/platform/errors.ts';
import type { Prisma } from '#lib/server/platform/generated/client.ts';
import { peopleOfAreas, type AreaPerson } from '../areas.ts';
import { isStillThere, stillThereOn } from '#lib/server/corrective-actions/still-there.ts';
import { auditMachine } from './machine.ts';

const auditSelectOn = (day: Day) =>
	({
		id: true,
		unitId: true,
		number: true,
		title: true,
		state: true,
		programmeId: true,
		extraordinaryReason: true,
		purpose: true,
		standardCode: true,
		clauses: true,
		law: true,
		place: true,
		startsOn: true,
		endsOn: true,
		firstStartsOn: true,
		checklistVersionId: true,
		shortNoticeReason: true,
		openingMeeting: true,
		closingMeeting: true,
		strengths: true,
		conclusion: true,
		proposals: true,
		reportRound: true,
		sharedAt: true,
		stateReason: true,
		rowVersion: true,
		auditScopeAreaAudit: {
			orderBy: [{ area: { position: 'asc' } }, { area: { name: 'asc' } }],
			select: { areaId: true, area: { select: { name: true, leaderId: true, divisionId: true, clauses: true } } }
		},
		auditScopeDocumentAudit: { select: { documentId: true } },
		auditTeamMemberAudit: {
			where: { endedAt: null },
			orderBy: [{ role: 'asc' }, { proposedAt: 'asc' }, { id: 'asc' }],
			select: {
				id: true,
				userId: true,
				role: true,
				homeUnitId: true,
				appointedAt: true,
				user: { select: { fullName: true, ...stillThereOn(day) } },
				auditTeamAreaMember: { select: { areaId: true } }
			}
		}
	}) as const satisfies Prisma.InternalAuditSelect;

type AuditRow = Prisma.InternalAuditGetPayload<{ select: ReturnType<typeof auditSelectOn> }>;

/** One appointed or proposed person of the team. */
export type TeamFacts = {
	readonly id: string;
	readonly userId: string;
	readonly fullName: string;
	readonly role: 'lead' | 'member' | 'guest';
	/** Guests: the unit they come from. */
	readonly homeUnitId: string | null;
	readonly appointed: boolean;
	/** Still a member of the unit by which they were appointed. */
	readonly active: boolean;
	readonly areaIds: readonly string[];
};

export type ScopeArea = {
	readonly id: string;
	readonly name: string;
	readonly leaderId: string | null;
	readonly divisionId: string | null;
	readonly clauses: readonly string[];
	/** Who belongs to it on the first day of the audit, and who joined since. */
	readonly people: readonly AreaPerson[];
};

export type LoadedAudit = Omit<AuditRow, 'auditScopeAreaAudit' | 'auditScopeDocumentAudit' | 'auditTeamMemberAudit'> & {
	readonly areas: readonly ScopeArea[];
	readonly documentIds: readonly string[];
	/** Proposed and appointed, the lead first. */
	readonly team: readonly TeamFacts[];
	readonly firstDay: Day;
	readonly lastDay: Day;
};

/** An audit whoever asks, with its areas and team. @throws NotFound `audit_not_found` */
export async function findAudit(ctx: Ctx, auditId: string): Promise<LoadedAudit> {
	const row = isUuid(auditId) ? await ctx.db.internalAudit.findUnique({ where: { id: auditId }, select: auditSelectOn(today(ctx)) }) : null;
	if (!row) throw new NotFound('audit_not_found');
	const { auditScopeAreaAudit, auditScopeDocumentAudit, auditTeamMemberAudit, ...audit } = row;
	const areaIds = auditScopeAreaAudit.map(({ areaId }) => areaId);
	const first = fromDbDate(audit.startsOn);
	const people = await peopleOfAreas(ctx, areaIds, first);
	// Who comes into an area later belongs to it as well: they answer for it while it is audited, and no more about it.
	const joined = first < today(ctx) ? await peopleOfAreas(ctx, areaIds, today(ctx)) : new Map<string, AreaPerson[]>();
	const peopleOf = (areaId: string): AreaPerson[] => {
		const known = people.get(areaId) ?? [];
		return [...known, ...(joined.get(areaId) ?? []).filter(({ userId }) => !known.some((person) => person.userId === userId))];
	};
	return {
		...audit,
		firstDay: fromDbDate(audit.startsOn),
		lastDay: fromDbDate(audit.endsOn),
		areas: auditScopeAreaAudit.map(({ areaId, area }) => ({ id: areaId, ...area, people: peopleOf(areaId) })),
		documentIds: auditScopeDocumentAudit.map(({ documentId }) => documentId),
		team: auditTeamMemberAudit.map(({ user, appointedAt, auditTeamAreaMember, ...member }) => ({
			...member,
			fullName: user.fullName,
			appointed: appointedAt !== null,
			active: isStillThere(user, member.homeUnitId ?? audit.unitId),
			areaIds: auditTeamAreaMember.map(({ areaId }) => areaId)
		}))
	};
}

/**
 * What the policy asks of an audit as a whole. Team and lead are those a head appointed; a guest, also one who leads, only until the audit is
 * closed or cancelled (states.md A2 to A9). Auditees are the people of all its areas.
 */
export function auditSubject(audit: LoadedAudit): Subject {
	const team = activeTeam(audit);
	return {
		unitId: audit.unitId,
		teamIds: team.map(({ userId }) => userId),
		leadIds: team.filter(({ role }) => role === 'lead').map(({ userId }) => userId),
		auditeeIds: [...new Set(audit.areas.flatMap((area) => area.people.map(({ userId }) => userId)))]
	};
}

/**
 * The same for one area, or for what concerns no area: the team are those who audit it and the lead, auditees the people of this area alone.
 */
export function areaSubject(audit: LoadedAudit, areaId: string | null): Subject {
	const team = activeTeam(audit).filter((member) => areaId === null || member.role === 'lead' || member.areaIds.includes(areaId));
	return {
		unitId: audit.unitId,
		teamIds: team.map(({ userId }) => userId),
		leadIds: team.filter(({ role }) => role === 'lead').map(({ userId }) => userId),
		auditeeIds: audit.areas.filter((area) => area.id === areaId).flatMap((area) => area.people.map(({ userId }) => userId))
	};
}

function activeTeam(audit: LoadedAudit): TeamFacts[] {
	const open = openAuditStates.some((state) => state === audit.state);
	return audit.team.filter((member) => member.appointed && member.active && (open || member.homeUnitId === null));
}

/** Whether somebody sees all of an audit, or of which areas. */
export type AuditSight = { readonly all: boolean; readonly areaIds: readonly string[] };

export function sightOf(ctx: Ctx, audit: LoadedAudit): AuditSight {
	if (may(ctx.actor, 'audit.read', auditSubject(audit))) return { all: true, areaIds: audit.areas.map(({ id }) => id) };
	// An audit that has not been announced is nobody's business but that of those who prepare it.
	if (audit.state === 'planned') return { all: false, areaIds: [] };
	const own = audit.areas.filter((area) => may(ctx.actor, 'audit.read_area', areaSubject(audit, area.id)));
	return { all: false, areaIds: own.map(({ id }) => id) };
}

/**
 * An audit that this actor may see, all of it or the part about their own area; else it does not exist: 404.
 * @throws NotFound `audit_not_found`
 */
export async function loadAudit(ctx: Ctx, auditId: string): Promise<{ audit: LoadedAudit; subject: Subject; sight: AuditSight }> {
	const audit = await findAudit(ctx, auditId);
	const sight = sightOf(ctx, audit);
	if (!sight.all && sight.areaIds.length === 0) throw new NotFound('audit_not_found');
	return { audit, subject: auditSubject(audit), sight };
}

export type AuditForAnswering = {
	readonly audit: LoadedAudit;
	readonly sight: AuditSight;
	/** What `audit.answer` is asked of, for questions of an area or of none. */
	readonly subjectOf: (areaId: string | null) => Subject;
	readonly mayAnswer: (areaId: string | null) => boolean;
};

/**
 * What the answering page and its merge need: who may see the audit, and area by area who may answer (states.md A5: members their own areas,
 * the lead all, nobody their own). `requireRow(audit, 'answer')` asks the state, in the transaction that writes.
 * @throws NotFound `audit_not_found`
 */
export async function loadAuditForAnswering(ctx: Ctx, auditId: string): Promise<AuditForAnswering> {
	const { audit, sight } = await loadAudit(ctx, auditId);
	const subjectOf = (areaId: string | null) => areaSubject(audit, areaId);
	return { audit, sight, subjectOf, mayAnswer: (areaId) => may(ctx.actor, 'audit.answer', subjectOf(areaId)) };
}

/**
 * Asks the lifecycle whether an act that leaves the audit as it is has its state now (A5, A6), with the row held so that nobody reports
 * meanwhile. Two of them go on side by side.
 * @throws Conflict `illegal_transition` with the state as it is now
 */
export async function requireRow(ctx: Ctx, auditId: string, event: Extract<AuditEvent, 'answer' | 'raise_finding'>): Promise<void> {
	await ctx.db.$queryRaw`select id from internal_audit where id = ${auditId}::uuid for share`;
	const { state } = await ctx.db.internalAudit.findUniqueOrThrow({ where: { id: auditId }, select: { state: true } });
	if (rowsFor(auditMachine.table, state, event).length === 0) throw new Conflict('illegal_transition', { state, event });
}

/** Whether an id of `/audits` is an internal audit; else it may be an inspection. Nobody learns from this whether there is one. */
export async function isInternalAudit(ctx: Ctx, id: string): Promise<boolean> {
	return isUuid(id) && (await ctx.db.internalAudit.count({ where: { id } })) > 0;
}
