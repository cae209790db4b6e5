import { may } from '#lib/domain/permissions/decide.ts';
import { printNumber } from '#lib/domain/documents/prints.ts';
import { shortNumbers } from '#lib/domain/documents/numbering.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { isUuid, type SubjectRef, type TrailEntryRow } from './list.ts';

/** What a row is about, as people call it, and where it can be opened. */
export type SubjectName = { readonly label: string; readonly href: string | null };

/** Names for the rows of one page: subjects, units, and the people and things that `before` and `after` name by id. */
export type TrailNames = {
	subject(ref: SubjectRef): SubjectName | null;
	/** The name behind an id, if it is one that people know. */
	ofId(id: string): string | null;
};

/**
 * Looks up the names for some rows: one query per kind of thing, however many rows. Only ids that stand in rows the reader may see are
 * looked up, and only codes, titles and names come back.
 */
export async function namesFor(ctx: Ctx, rows: readonly TrailEntryRow[]): Promise<TrailNames> {
	const ids = [
		...new Set(rows.flatMap((row) => [row.subjectId, row.unitId ?? '', ...idsIn(row.before), ...idsIn(row.after)]).filter(isUuid))
	];
	const versions = await ctx.db.version.findMany({
		where: { id: { in: ids } },
		select: { id: true, title: true, issueNo: true, revisionNo: true, documentId: true, document: { select: { code: true } } }
	});
	const documents = await ctx.db.document.findMany({ where: { id: { in: ids } }, select: { id: true, code: true, title: true } });
	const batches = await ctx.db.issueBatch.findMany({
		where: { id: { in: ids } },
		select: { id: true, number: true, decisionNumber: true, unitId: true }
	});
	const lists = await ctx.db.takeOn.findMany({ where: { id: { in: ids } }, select: { id: true, number: true, unitId: true } });
	const people = await ctx.db.user.findMany({ where: { id: { in: ids } }, select: { id: true, fullName: true } });
	const units = await ctx.db.$queryRaw<{ id: string; name: string; code: string }[]>`
		select distinct on (unit_id) unit_id as id, name, code from unit_version
		where unit_id = any(${ids}::uuid[]) and valid_from <= ${today(ctx)}::date order by unit_id, valid_from desc`;
	const divisions = await ctx.db.divisionVersion.findMany({
		where: { divisionId: { in: ids } },
		orderBy: { validFrom: 'asc' },
		select: { divisionId: true, name: true }
	});
	const services = await ctx.db.adminService.findMany({ where: { id: { in: ids } }, select: { id: true, code: true } });
	const memberships = await ctx.db.membership.findMany({
		where: { id: { in: ids } },
		select: { id: true, position: true, user: { select: { fullName: true } } }
	});

	const readings = await ctx.db.readingRequest.findMany({
		where: { id: { in: ids } },
		select: { id: true, documentId: true, document: { select: { code: true } }, user: { select: { fullName: true } } }
	});
	const briefings = await ctx.db.readingBriefing.findMany({ where: { id: { in: ids } }, select: { id: true, number: true } });

	const requests = await ctx.db.changeRequest.findMany({ where: { id: { in: ids } }, select: { id: true, number: true, title: true } });

	const prints = await ctx.db.numberedPrint.findMany({
		where: { id: { in: ids } },
		select: { id: true, copyNo: true, document: { select: { code: true } } }
	});

	const externals = await ctx.db.externalDocument.findMany({
		where: { id: { in: ids } },
		select: { id: true, number: true, unitId: true }
	});
	const reviews = await ctx.db.periodicReview.findMany({
		where: { id: { in: ids } },
		select: { id: true, documentId: true, document: { select: { code: true, title: true } } }
	});

	const checklists = await ctx.db.checklist.findMany({ where: { id: { in: ids } }, select: { id: true, title: true } });
	const criteriaSets = await ctx.db.criteriaSet.findMany({ where: { id: { in: ids } }, select: { id: true, title: true, year: true } });

	const areas = await ctx.db.auditArea.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } });
	const auditors = await ctx.db.auditor.findMany({
		where: { id: { in: ids } },
		select: { id: true, user: { select: { fullName: true } } }
	});
	const programmes = await ctx.db.auditProgramme.findMany({ where: { id: { in: ids } }, select: { id: true, year: true } });

	const managementReviews = await ctx.db.managementReview.findMany({ where: { id: { in: ids } }, select: { id: true, number: true } });
	const objectiveSets = await ctx.db.objectiveSet.findMany({ where: { id: { in: ids } }, select: { id: true, year: true } });
	const risks = await ctx.db.risk.findMany({ where: { id: { in: ids } }, select: { id: true, number: true } });
	const providers = await ctx.db.externalProvider.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } });
	const trainings = await ctx.db.training.findMany({ where: { id: { in: ids } }, select: { id: true, topic: true } });
	const needs = await ctx.db.trainingNeed.findMany({ where: { id: { in: ids } }, select: { id: true, topic: true } });
	const certificates = await ctx.db.personCertificate.findMany({
		where: { id: { in: ids } },
		select: { id: true, name: true, user: { select: { fullName: true } } }
	});

	const recordYears = await ctx.db.recordYear.findMany({ where: { id: { in: ids } }, select: { id: true, year: true } });

	const delegations = await ctx.db.delegation.findMany({
		where: { id: { in: ids } },
		select: { id: true, from: { select: { fullName: true } }, to: { select: { fullName: true } } }
	});

	const names = new Map<string, SubjectName>();
	for (const { id, from, to } of delegations) names.set(id, { label: `${from.fullName} → ${to.fullName}`, href: `/delegations/${id}` });
	for (const { id, year } of recordYears) names.set(id, { label: String(year), href: '/records/series' });
	for (const { id, number } of managementReviews) names.set(id, { label: number, href: `/management-reviews/${id}` });
	for (const { id, year } of objectiveSets) names.set(id, { label: String(year), href: `/objectives/${id}` });
	for (const { id, number } of risks) names.set(id, { label: number, href: `/risks/${id}` });
	for (const { id, name } of providers) names.set(id, { label: name, href: `/providers/${id}` });
	for (const { id, topic } of trainings) names.set(id, { label: topic, href: `/training/${id}` });
	for (const { id, topic } of needs) names.set(id, { label: topic, href: '/training?view=needs' });
	for (const { id, name, user } of certificates)
		names.set(id, { label: `${user.fullName} · ${name}`, href: '/training?view=certificates' });
	for (const { id, name } of areas) names.set(id, { label: name, href: `/audits/areas/${id}` });
	for (const { id, user } of auditors) names.set(id, { label: user.fullName, href: `/audits/auditors/${id}` });
	for (const { id, year } of programmes) names.set(id, { label: String(year), href: `/audits/programmes/${id}` });
	for (const { id, title } of checklists) names.set(id, { label: title, href: `/checklists/${id}` });
	for (const { id, title, year } of criteriaSets) names.set(id, { label: `${title} ${year}`, href: `/scores/sets/${id}` });
	for (const { id, number, unitId } of externals)
		if (unitId === null || may(ctx.actor, 'external.read', { unitId })) names.set(id, { label: number, href: `/external-documents/${id}` });
	for (const { id, documentId, document } of reviews)
		names.set(id, { label: `${document.code} · ${document.title}`, href: `/documents/${documentId}/review` });
	for (const { id, number, title } of requests) names.set(id, { label: `${number} · ${title}`, href: `/change-requests/${id}` });
	for (const { id, copyNo, document } of prints)
		names.set(id, { label: `${document.code} · ${printNumber(copyNo)}`, href: `/documents/copies/${id}` });
	for (const { id, number } of briefings) names.set(id, { label: number, href: `/files/briefings/${id}/scan` });
	for (const { id, documentId, document, user } of readings)
		names.set(id, { label: `${document.code} · ${user.fullName}`, href: `/documents/${documentId}/readers` });
	for (const { id, position, user } of memberships)
		names.set(id, { label: [user.fullName, position].filter(Boolean).join(', '), href: null });
	for (const { id, code } of services) names.set(id, { label: code, href: `/admin-services/catalogue/${id}` });
	for (const { divisionId, name } of divisions) names.set(divisionId, { label: name, href: null });
	for (const { id, name, code } of units) names.set(id, { label: `${code} · ${name}`, href: null });
	for (const { id, fullName } of people) names.set(id, { label: fullName, href: null });
	// A coordinator reads the act of a batch; its page is only for its own unit.
	for (const { id, number, decisionNumber, unitId } of batches)
		names.set(id, {
			label: decisionNumber ? `${number} · ${decisionNumber}` : number,
			href: may(ctx.actor, 'batch.read', { unitId }) ? `/issue-batches/${id}` : null
		});
	for (const { id, number, unitId } of lists)
		names.set(id, { label: number, href: may(ctx.actor, 'take_on.keep', { unitId }) ? `/documents/take-on/${id}` : null });
	for (const { id, code, title } of documents) names.set(id, { label: `${code} · ${title}`, href: `/documents/${id}` });
	for (const version of versions)
		names.set(version.id, {
			label: `${version.document.code} · ${version.title} · ${shortNumbers(version)}`,
			href: `/documents/${version.documentId}`
		});
	return {
		subject: ({ id }) => names.get(id) ?? null,
		ofId: (id) => names.get(id)?.label || null
	};
}

/** Ids anywhere in a value of the trail. */
function idsIn(value: unknown): string[] {
	if (typeof value === 'string') return isUuid(value) ? [value] : [];
	if (Array.isArray(value)) return value.flatMap(idsIn);
	if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(idsIn);
	return [];
}
