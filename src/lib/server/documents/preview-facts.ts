import { roles } from '#lib/domain/permissions/actor.ts';
import type { Decision } from '#lib/domain/documents/batch.ts';
import type { BatchFacts, LineFacts, RangedVersion } from '#lib/domain/documents/batch-preview.ts';
import { isHolding } from '#lib/domain/documents/external.ts';
import { fromDbDate, toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { inForceOn } from '#lib/server/permissions/visible.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import type { Prisma } from '#lib/server/platform/generated/client.ts';
import { validOn } from '#lib/server/units/units-on-day.ts';
import type { LineRow } from './batch-lines.ts';
import { peopleWith } from './eligibility.ts';
import { externalStatus } from './external/status.ts';
import { readingCounts } from './readings/queries/reading-counts.ts';
import { unitOn } from './unit-facts.ts';

const defaultMonthsAhead = 12;

const versionSelect = {
	id: true,
	documentId: true,
	unitId: true,
	state: true,
	rowVersion: true,
	round: true,
	title: true,
	changeClass: true,
	issueNo: true,
	revisionNo: true,
	pdfSha256: true,
	sourceSha256: true,
	effectiveFrom: true,
	effectiveTo: true,
	signatures: {
		where: { meaning: 'approve_version', voidedAt: null },
		select: { round: true, pdfSha256: true, sourceSha256: true }
	}
} as const satisfies Prisma.VersionSelect;

export type VersionRow = Prisma.VersionGetPayload<{ select: typeof versionSelect }>;
/** The facts of a preview, and the rows that a command writes to. */
export type LoadedFacts = BatchFacts & { readonly rows: ReadonlyMap<string, VersionRow> };

/** Reads all that a preview and the issue of a batch need, in a fixed number of queries whatever the number of lines. */
export async function loadFacts(ctx: Ctx, unitId: string, decision: Decision, lines: readonly LineRow[]): Promise<LoadedFacts> {
	const now = today(ctx);
	const day = decision.effectiveOn ?? now;
	const ids = lines.map((line) => line.documentId);
	const rows = await versionsOf(ctx, ids, now);
	const documents = await ctx.db.document.findMany({
		where: { id: { in: ids } },
		select: {
			id: true,
			code: true,
			codeSort: true,
			kindCode: true,
			replacesId: true,
			audience: { select: { kind: true, divisionId: true, role: true, userId: true } }
		},
		orderBy: { codeSort: 'asc' }
	});
	const reading = await readingCounts(
		ctx,
		rows.filter((row) => isInForce(row, now)).map((row) => row.id)
	);
	const lineOf = new Map(lines.map((line) => [line.documentId, line]));
	const facts = documents.map((document): LineFacts => {
		const line = lineOf.get(document.id);
		const own = rows.filter((row) => row.documentId === document.id);
		const version = own.find((row) => row.id === line?.versionId);
		const current = own.find((row) => isInForce(row, now) && row.id !== line?.versionId);
		return {
			documentId: document.id,
			code: document.code,
			kind: document.kindCode,
			audience: document.audience,
			replacesId: document.replacesId,
			reason: line?.reason ?? null,
			version: version ? { ...pickVersion(version), signed: isSigned(version) } : null,
			current: rangedOf(current),
			reading: current && reading.get(current.id),
			upcoming: rangedOf(own.find((row) => row.effectiveFrom !== null && fromDbDate(row.effectiveFrom) > now && row.id !== line?.versionId))
		};
	});
	return {
		decision,
		today: now,
		monthsAhead: await monthsAhead(ctx),
		unitOpen: (await unitOn(ctx, unitId, day)) !== null,
		lines: facts,
		members: await peopleWith(ctx, unitId, roles),
		divisions: await divisionNames(ctx, unitId, now),
		rows: new Map(rows.map((row) => [row.id, row])),
		...(await surroundings(ctx, ids, facts, day))
	};
}

/** Versions of these documents that are open, or in force today or later. */
function versionsOf(ctx: Ctx, documentIds: readonly string[], day: Day): Promise<VersionRow[]> {
	const date = toDbDate(day);
	return ctx.db.version.findMany({
		where: {
			documentId: { in: [...documentIds] },
			state: { not: 'cancelled' },
			OR: [{ effectiveFrom: null }, { effectiveTo: null }, { effectiveTo: { gt: date } }]
		},
		select: versionSelect
	});
}

function pickVersion(row: VersionRow) {
	const { id, state, title, changeClass, issueNo, revisionNo } = row;
	return { id, state, title, changeClass, issueNo, revisionNo };
}

function isSigned(row: VersionRow): boolean {
	return row.signatures.some(
		(signature) => signature.round === row.round && signature.pdfSha256 === row.pdfSha256 && signature.sourceSha256 === row.sourceSha256
	);
}

function isInForce(row: VersionRow, day: Day): boolean {
	const [from, until] = [fromDbDate(row.effectiveFrom), fromDbDate(row.effectiveTo)];
	return from !== null && from <= day && (until === null || until > day);
}

function rangedOf(row: VersionRow | undefined): RangedVersion | null {
	if (!row?.effectiveFrom) return null;
	return { ...pickVersion(row), from: fromDbDate(row.effectiveFrom), until: fromDbDate(row.effectiveTo) };
}

async function monthsAhead(ctx: Ctx): Promise<number> {
	const setting = await ctx.db.setting.findUnique({ where: { key: 'batches.monthsAhead' }, select: { value: true } });
	const value = setting?.value;
	return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 60 ? value : defaultMonthsAhead;
}

async function divisionNames(ctx: Ctx, unitId: string, day: Day): Promise<{ id: string; name: string }[]> {
	const rows = await ctx.db.divisionVersion.findMany({
		where: { division: { unitId }, ...validOn(day) },
		select: { divisionId: true, name: true }
	});
	return rows.map((row) => ({ id: row.divisionId, name: row.name }));
}

type Around = Pick<BatchFacts, 'forms' | 'cited' | 'citing' | 'replaced' | 'unfit'>;

/** The documents around a batch: beneath it, cited by it, citing it, replaced by it, and whether they are in force on that day. */
async function surroundings(ctx: Ctx, ids: readonly string[], lines: readonly LineFacts[], day: Day): Promise<Around> {
	const inBatch = new Set(ids);
	const versionIds = lines.flatMap((line) => line.version?.id ?? []);
	const replacedIds = lines.flatMap((line) => (line.replacesId && !inBatch.has(line.replacesId) ? [line.replacesId] : []));
	const near = await ctx.db.document.findMany({
		where: { status: 'open', id: { notIn: [...ids] }, OR: [{ parentId: { in: [...ids] } }, { id: { in: replacedIds } }] },
		select: { id: true, code: true, title: true, parentId: true },
		orderBy: { codeSort: 'asc' }
	});
	const references = await ctx.db.versionReference.findMany({
		where: { versionId: { in: versionIds } },
		select: { versionId: true, document: { select: { id: true, code: true, title: true } } },
		orderBy: { document: { codeSort: 'asc' } }
	});
	const citing = await ctx.db.versionReference.findMany({
		where: { documentId: { in: [...ids] }, version: { AND: [inForceOn(day), { documentId: { notIn: [...ids] } }] } },
		select: { documentId: true, version: { select: { title: true, document: { select: { id: true, code: true } } } } },
		orderBy: { version: { document: { codeSort: 'asc' } } }
	});
	const asked = [...near.map((document) => document.id), ...references.map((reference) => reference.document.id)];
	const inForce = await ctx.db.version.findMany({
		where: { AND: [{ documentId: { in: asked } }, inForceOn(day)] },
		select: { documentId: true }
	});
	const live = new Set(inForce.map((version) => version.documentId));
	const item = (document: { id: string; code: string; title: string }) => ({
		documentId: document.id,
		code: document.code,
		title: document.title
	});
	const externals = await ctx.db.versionExternalReference.findMany({
		where: { versionId: { in: versionIds } },
		select: { versionId: true, externalId: true }
	});
	const status = await externalStatus(
		ctx,
		externals.map((reference) => reference.externalId),
		day
	);
	const byVersion = new Map(lines.flatMap((line) => (line.version ? [[line.version.id, line.code]] : [])));
	return {
		forms: near.flatMap((document) =>
			document.parentId && inBatch.has(document.parentId) && live.has(document.id)
				? [{ ...item(document), parentId: document.parentId }]
				: []
		),
		replaced: near.filter((document) => replacedIds.includes(document.id) && live.has(document.id)).map(item),
		cited: references.map((reference) => ({
			...item(reference.document),
			by: byVersion.get(reference.versionId) ?? '',
			inForce: live.has(reference.document.id)
		})),
		unfit: externals.flatMap(({ versionId, externalId }) => {
			const line = lines.find((one) => one.version?.id === versionId);
			const external = status.get(externalId);
			return line && external && !isHolding(external.state)
				? [{ documentId: line.documentId, code: line.code, title: line.version?.title ?? '', because: external.number }]
				: [];
		}),
		citing: citing.map((reference) => ({
			documentId: reference.version.document.id,
			code: reference.version.document.code,
			title: reference.version.title,
			citedId: reference.documentId
		}))
	};
}
