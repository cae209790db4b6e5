import { z } from 'zod';
import { timeOf } from '#lib/domain/audits/timetable.ts';
import { fromDbDate, isDay, type Day } from '#lib/domain/shared/day.ts';
import { unitOn } from '#lib/server/documents/unit-facts.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { linkedProcedures } from '../procedures-in-force.ts';
import type { LoadedAudit } from './facts.ts';
import { slotsOf } from './timetable.ts';

const keptDay = z.custom<Day>((value) => typeof value === 'string' && isDay(value));
const texts = z.array(z.string());

/** A plan out of the database, for its papers. */
const planShape = z.object({
	purpose: z.string(),
	standard: z.string(),
	clauses: texts,
	law: z.string(),
	place: z.string(),
	from: keptDay,
	to: keptDay,
	extraordinaryReason: z.string().nullable(),
	checklist: z.object({ title: z.string(), version: z.number() }).nullable(),
	areas: z.array(z.object({ name: z.string() })),
	documents: z.array(z.object({ code: z.string(), label: z.string().nullable() })),
	team: z.array(
		z.object({
			name: z.string(),
			role: z.enum(['lead', 'member', 'guest']),
			homeUnit: z.string().nullable(),
			areas: texts,
			independence: z.unknown()
		})
	),
	slots: z.array(
		z.object({
			day: keptDay,
			from: z.string(),
			to: z.string(),
			topic: z.string(),
			clauses: texts,
			place: z.string(),
			auditors: texts,
			auditees: texts
		})
	)
});
export type PrintedPlan = z.infer<typeof planShape>;

/** The plan as it was sent; before that, and once it was postponed, as it stands. */
export async function planAsSent(ctx: Ctx, audit: LoadedAudit): Promise<PrintedPlan> {
	const { plan, notifiedAt } = await ctx.db.internalAudit.findUniqueOrThrow({
		where: { id: audit.id },
		select: { plan: true, notifiedAt: true }
	});
	return notifiedAt === null ? planContent(ctx, audit) : planShape.parse(plan);
}

/**
 * The plan as it is sent and printed: everything in words and plain values, so that it stays what it was whatever changes afterwards.
 */
export async function planContent(ctx: Ctx, audit: LoadedAudit) {
	const [slots, sheets, documents, checklist, standard] = await Promise.all([
		slotsOf(ctx, audit.id),
		ctx.db.auditTeamMember.findMany({
			where: { auditId: audit.id, endedAt: null },
			select: { userId: true, independence: true, appointedAt: true, signature: { select: { signerName: true, position: true } } }
		}),
		linkedProcedures(ctx, audit.unitId, audit.documentIds, audit.firstDay),
		audit.checklistVersionId === null
			? null
			: ctx.db.checklistVersion.findUnique({
					where: { id: audit.checklistVersionId },
					select: { number: true, checklist: { select: { title: true } } }
				}),
		ctx.db.standard.findUnique({ where: { code: audit.standardCode }, select: { nameVi: true } })
	]);
	const names = new Map<string, string>();
	for (const unitId of new Set([audit.unitId, ...audit.team.flatMap(({ homeUnitId }) => homeUnitId ?? [])]))
		names.set(unitId, (await unitOn(ctx, unitId, audit.firstDay))?.name ?? '');
	const areaName = (id: string | null) => audit.areas.find((area) => area.id === id)?.name ?? '';
	return {
		number: audit.number,
		title: audit.title,
		unit: names.get(audit.unitId) ?? '',
		purpose: audit.purpose,
		standard: standard?.nameVi ?? audit.standardCode,
		clauses: [...audit.clauses],
		law: audit.law,
		place: audit.place,
		from: audit.firstDay,
		to: audit.lastDay,
		firstStartsOn: fromDbDate(audit.firstStartsOn),
		extraordinaryReason: audit.extraordinaryReason,
		checklist: checklist ? { title: checklist.checklist.title, version: checklist.number } : null,
		areas: audit.areas.map(({ id, name, people }) => ({
			id,
			name,
			leader: people.find(({ why }) => why === 'leader')?.fullName ?? '',
			people: people.map(({ fullName }) => fullName)
		})),
		documents: documents.map(({ documentId, code, title, label }) => ({ documentId, code, title, label })),
		team: audit.team.map((member) => {
			const row = sheets.find(({ userId }) => userId === member.userId);
			return {
				userId: member.userId,
				name: member.fullName,
				role: member.role,
				homeUnit: member.homeUnitId === null ? null : (names.get(member.homeUnitId) ?? ''),
				areas: member.areaIds.map(areaName),
				independence: row?.independence ?? null,
				appointedAt: row?.appointedAt?.toISOString() ?? null,
				appointedBy: row?.signature ? { name: row.signature.signerName, position: row.signature.position } : null
			};
		}),
		slots: slots.map((slot) => ({
			kind: slot.kind,
			day: slot.day,
			from: timeOf(slot.fromMinute),
			to: timeOf(slot.toMinute),
			area: areaName(slot.areaId),
			topic: slot.topic,
			clauses: [...slot.clauses],
			place: slot.place,
			auditors: slot.people.filter(({ side }) => side === 'auditor').map(({ fullName }) => fullName),
			auditees: slot.people.filter(({ side }) => side === 'auditee').map(({ fullName }) => fullName)
		}))
	};
}
