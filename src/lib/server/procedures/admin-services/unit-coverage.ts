import {
	countStates,
	coverageState,
	type CoverageCounts,
	type CoverageQuery,
	type CoverageState
} from '#lib/domain/procedures/admin-services/coverage.ts';
import type { Published } from '#lib/domain/procedures/admin-services/service.ts';
import { phaseOn, type VersionTimes } from '#lib/domain/documents/phase.ts';
import { shortNumbers } from '#lib/domain/documents/numbering.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import { fromDbDate, type Day } from '#lib/domain/shared/day.ts';
import { fold } from '#lib/domain/shared/fold.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { visibleVersions } from '#lib/server/permissions/visible.ts';
import { NotFound } from '#lib/server/platform/errors.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { readUnits, validOn } from '#lib/server/units/units-on-day.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { publishedOf } from './published.ts';

/** A procedure that handles a service, as far as the reader may see it. */
export type CoveredBy = {
	readonly linkId: string;
	readonly documentId: string;
	readonly code: string;
	readonly title: string;
	/** The version in force: number and since when; null where none is. */
	readonly inForce: { readonly versionId: string; readonly numbers: string; readonly since: Day } | null;
	/** The version being written or waiting for its day. */
	readonly coming: { readonly versionId: string; readonly numbers: string } | null;
	/** The decision by which the version in force was written, by an officer's word. */
	readonly writtenBy: Published | null;
	/** The version that is coming was confirmed against what is published today. */
	readonly comingConfirmed: boolean;
};

export type CoverageLine = {
	readonly serviceId: string;
	/** The row of the catalogue that holds today. */
	readonly serviceVersionId: string;
	readonly code: string;
	readonly name: string;
	readonly field: string;
	readonly published: Published;
	readonly since: Day;
	readonly isSample: boolean;
	readonly state: CoverageState;
	/** Why it is not handled. */
	readonly reason: string | null;
	readonly procedures: readonly CoveredBy[];
};

export type UnitCoverage = {
	readonly unit: { readonly unitId: string; readonly code: string; readonly name: string; readonly kindName: string };
	readonly lines: readonly CoverageLine[];
	/** Of all services that apply to the unit, whatever the filter. */
	readonly counts: CoverageCounts;
	readonly total: number;
	readonly fields: readonly string[];
	readonly abilities: { readonly choose: boolean };
};

/**
 * What a unit does about the services that apply to its kind today, in five queries however many there are. Of procedures only what the
 * reader may see counts: to whom a draft is hidden, a service with nothing but a draft has none.
 * @throws NotFound for a unit that is none today or whose coverage is not the reader's to see
 */
export async function unitCoverage(ctx: Ctx, unitId: string, query: CoverageQuery): Promise<UnitCoverage> {
	const day = today(ctx);
	if (!isUuid(unitId) || !may(ctx.actor, 'admin_service.coverage', { unitId })) throw new NotFound('unit_not_found');
	const [unit] = await readUnits(ctx, day, Prisma.sql`v.unit_id = ${unitId}::uuid`);
	if (!unit) throw new NotFound('unit_not_found');
	const [rows, choices, links] = await Promise.all([
		ctx.db.adminServiceVersion.findMany({
			where: { ...validOn(day), kindCodes: { has: unit.kindCode } },
			include: { service: { select: { code: true } } },
			orderBy: [{ field: 'asc' }, { service: { code: 'asc' } }]
		}),
		ctx.db.unitAdminService.findMany({ where: { unitId }, select: { serviceId: true, handled: true, reason: true } }),
		readLinks(ctx, unitId, day)
	]);
	const choiceOf = new Map(choices.map((choice) => [choice.serviceId, choice]));
	const all = rows.map((row): CoverageLine => {
		const published = publishedOf(row);
		const choice = choiceOf.get(row.serviceId) ?? null;
		const procedures = links.filter((link) => link.serviceId === row.serviceId).map((link) => link.procedure(row.id));
		const facts = procedures.map(({ inForce, coming, writtenBy }) => ({ inForce: inForce && { writtenBy }, coming: coming !== null }));
		return {
			serviceId: row.serviceId,
			serviceVersionId: row.id,
			code: row.service.code,
			name: row.name,
			field: row.field,
			published,
			since: fromDbDate(row.validFrom),
			isSample: row.isSample,
			state: coverageState(choice, published, facts),
			reason: choice?.reason ?? null,
			procedures
		};
	});
	return {
		unit: { unitId, code: unit.code, name: unit.name, kindName: unit.kindName },
		lines: all.filter((line) => matches(line, query)),
		counts: countStates(all.map(({ state }) => state)),
		total: all.length,
		fields: [...new Set(all.map(({ field }) => field))],
		abilities: { choose: may(ctx.actor, 'admin_service.choose', { unitId }) }
	};
}

function matches(line: CoverageLine, { q, state, field }: CoverageQuery): boolean {
	if (state !== null && line.state !== state) return false;
	if (field !== '' && line.field !== field) return false;
	const text = fold(`${line.code} ${line.name} ${line.published.decisionNumber}`);
	return fold(q)
		.split(/\s+/)
		.every((word) => text.includes(word));
}

type LinkFacts = { readonly serviceId: string; procedure(serviceVersionId: string): CoveredBy };

async function readLinks(ctx: Ctx, unitId: string, day: Day): Promise<LinkFacts[]> {
	const visible = visibleVersions(ctx.actor, 'version.read', day);
	const links = await ctx.db.adminServiceLink.findMany({
		where: { unitId, removedAt: null, document: { versions: { some: visible } } },
		orderBy: { document: { codeSort: 'asc' } },
		select: {
			id: true,
			serviceId: true,
			document: {
				select: {
					id: true,
					code: true,
					title: true,
					versions: {
						where: { AND: [visible, { state: { not: 'cancelled' } }] },
						select: { id: true, title: true, state: true, effectiveFrom: true, effectiveTo: true, issueNo: true, revisionNo: true },
						orderBy: [{ issueNo: 'asc' }, { revisionNo: 'asc' }]
					}
				}
			},
			confirmations: {
				orderBy: { confirmedAt: 'asc' },
				select: { versionId: true, serviceVersionId: true, serviceVersion: true }
			}
		}
	});
	return links.map(({ id, serviceId, document, confirmations }) => {
		const phases = document.versions.map((version) => ({ version, phase: phaseOn(timesOf(version), day) }));
		const inForce = phases.find(({ phase }) => phase === 'in_force')?.version ?? null;
		const coming = phases.findLast(({ phase }) => phase === 'open' || phase === 'upcoming')?.version ?? null;
		// A version nobody vouched for was written by no later decision than the ones before it.
		const upTo = inForce ? document.versions.slice(0, document.versions.indexOf(inForce) + 1).map((version) => version.id) : [];
		const own = confirmations.filter(({ versionId }) => versionId === inForce?.id).at(-1);
		const word = own ?? confirmations.filter(({ versionId }) => upTo.includes(versionId)).at(-1);
		return {
			serviceId,
			procedure: (serviceVersionId: string): CoveredBy => ({
				linkId: id,
				documentId: document.id,
				code: document.code,
				title: inForce?.title ?? coming?.title ?? document.title,
				inForce: inForce && {
					versionId: inForce.id,
					numbers: shortNumbers(inForce),
					since: fromDbDate(inForce.effectiveFrom) ?? ''
				},
				coming: coming && { versionId: coming.id, numbers: shortNumbers(coming) },
				writtenBy: word ? publishedOf(word.serviceVersion) : null,
				comingConfirmed: confirmations.some((one) => one.versionId === coming?.id && one.serviceVersionId === serviceVersionId)
			})
		};
	});
}

function timesOf(version: { state: VersionTimes['state']; effectiveFrom: Date | null; effectiveTo: Date | null }): VersionTimes {
	return { state: version.state, effectiveFrom: fromDbDate(version.effectiveFrom), effectiveTo: fromDbDate(version.effectiveTo) };
}
