import type { CheckFacts, DocumentFact } from '#lib/domain/procedures/checks.ts';
import { procedureContent, type Duration, type ProcedureContent } from '#lib/domain/procedures/content.ts';
import { codeKeysIn } from '#lib/domain/procedures/form-codes.ts';
import { phaseOn } from '#lib/domain/documents/phase.ts';
import { fromDbDate, toDbDate } from '#lib/domain/shared/day.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { loadDocument } from '#lib/server/documents/document-facts.ts';
import { inForceOn, visibleVersions } from '#lib/server/permissions/visible.ts';
import { adminServiceFor } from './admin-services/published.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import type { Prisma } from '#lib/server/platform/generated/client.ts';

/**
 * What the checks must know of the world outside a text: the unit's forms, the documents that the text names or cites, and the
 * administrative service. A code that somebody typed is told to exist or not; its title only to who may read it.
 * @throws NotFound `document_not_found`
 */
export async function checkFacts(ctx: Ctx, documentId: string, content: ProcedureContent): Promise<CheckFacts> {
	const { document } = await loadDocument(ctx, documentId);
	const cited = citedIds(content, 'documentId');
	const keys = codeKeysIn(content);
	const found = await documentFacts(ctx, {
		unitId: document.unitId,
		status: 'open',
		OR: [{ kindCode: 'BM' }, { codeKey: { in: keys } }, { id: { in: cited } }]
	});
	const named = new Set(keys);
	const byKey = found.filter(
		({ key, kindCode, fact }) => named.has(key) || (kindCode === 'BM' && fact.state === 'in_force' && fact.title !== '')
	);
	return {
		forms: Object.fromEntries(byKey.map(({ key, fact }) => [key, fact])),
		documents: Object.fromEntries(found.filter(({ id }) => cited.includes(id)).map(({ id, fact }) => [id, fact])),
		externals: await externalFacts(ctx, document.unitId, content),
		service: await serviceFact(ctx, content),
		earlierTimes: await earlierTimes(ctx, document.id)
	};
}

function citedIds(content: ProcedureContent, what: 'documentId' | 'externalId'): string[] {
	return [...new Set([...content.references, ...content.legalBasis].map((row) => row[what]))].flatMap((id) =>
		id !== null && isUuid(id) ? [id] : []
	);
}

async function documentFacts(ctx: Ctx, where: Prisma.DocumentWhereInput) {
	const day = today(ctx);
	const documents = await ctx.db.document.findMany({
		where,
		orderBy: { codeSort: 'asc' },
		select: {
			id: true,
			code: true,
			codeKey: true,
			kindCode: true,
			versions: {
				where: { state: { not: 'cancelled' } },
				select: { id: true, title: true, state: true, effectiveFrom: true, effectiveTo: true }
			}
		}
	});
	const readable = await ctx.db.version.findMany({
		where: { AND: [{ document: where }, visibleVersions(ctx.actor, 'version.read', day)] },
		select: { id: true }
	});
	const mayRead = new Set(readable.map(({ id }) => id));
	return documents.map(({ id, code, codeKey, kindCode, versions }) => {
		const phased = versions.map(({ effectiveFrom, effectiveTo, state, ...version }) => ({
			...version,
			phase: phaseOn({ state, effectiveFrom: fromDbDate(effectiveFrom), effectiveTo: fromDbDate(effectiveTo) }, day)
		}));
		const shown =
			phased.find(({ phase }) => phase === 'in_force') ?? phased.find(({ phase }) => phase === 'upcoming' || phase === 'open') ?? phased[0];
		const state = shown?.phase === 'in_force' ? 'in_force' : shown?.phase === 'past' ? 'past' : 'draft';
		const fact: DocumentFact = { code, title: shown && mayRead.has(shown.id) ? shown.title : '', state };
		return { id, key: codeKey, kindCode, fact };
	});
}

/** The service with the code in the text, as the catalogue has it today. */
async function serviceFact(ctx: Ctx, { service }: ProcedureContent): Promise<CheckFacts['service']> {
	const code = service?.serviceCode.trim() ?? '';
	if (code === '') return null;
	const found = await adminServiceFor(ctx, code, today(ctx));
	if (!found) return 'unknown';
	const { limit, decision } = found;
	const timeLimit: Duration | null = limit && { value: limit.value, unit: limit.unit === 'working_days' ? 'days' : 'hours' };
	return { code: found.code, name: found.name, timeLimit, decision: decision.number, decisionDate: decision.date };
}

/** Of the lists that the unit can cite: its own and the province's. */
async function externalFacts(ctx: Ctx, unitId: string, content: ProcedureContent): Promise<CheckFacts['externals']> {
	const ids = citedIds(content, 'externalId');
	if (ids.length === 0) return {};
	const day = toDbDate(today(ctx));
	const found = await ctx.db.externalDocument.findMany({
		where: { id: { in: ids }, OR: [{ unitId: null }, { unitId }] },
		select: {
			id: true,
			number: true,
			title: true,
			inForceTo: true,
			repeals: {
				where: { takenBackAt: null, effectiveOn: { lte: day } },
				orderBy: { effectiveOn: 'asc' },
				take: 1,
				select: { effectiveOn: true, byAct: true, replacedBy: { select: { number: true } } }
			}
		}
	});
	return Object.fromEntries(
		found.map(({ id, number, title, inForceTo, repeals: [repeal] }) => {
			const ended = repeal?.effectiveOn ?? (inForceTo && inForceTo <= day ? inForceTo : null);
			const replacedBy = repeal ? (repeal.replacedBy?.number ?? repeal.byAct) : null;
			return [id, { title: `${number} ${title}`.trim(), repealedOn: fromDbDate(ended), replacedBy }];
		})
	);
}

/** The step times of the version in force, where it was written here. */
async function earlierTimes(ctx: Ctx, documentId: string): Promise<CheckFacts['earlierTimes']> {
	const readable = visibleVersions(ctx.actor, 'version.read', today(ctx));
	const stored = await ctx.db.procedureContent.findFirst({
		where: { version: { AND: [{ documentId }, inForceOn(today(ctx)), readable] } },
		select: { content: true }
	});
	const { data } = procedureContent.safeParse(stored?.content);
	return Object.fromEntries((data?.steps ?? []).flatMap(({ id, time }) => (time ? [[id, time]] : [])));
}
