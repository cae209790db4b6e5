import { peopleIn, toStored, type AudienceLine, type StoredLine } from '#lib/domain/documents/audience.ts';
import { roles } from '#lib/domain/permissions/actor.ts';
import type { Visibility } from '#lib/domain/permissions/policy.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { lapse } from '#lib/server/notifications/notify.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Invalid } from '#lib/server/platform/errors.ts';
import type { DocumentClass, DocumentMedium } from '#lib/server/platform/generated/enums.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { validOn } from '#lib/server/units/units-on-day.ts';
import { audienceRows, requireOwnLinks } from './document-checks.ts';
import { loadDocument, type LoadedDocument } from './document-facts.ts';
import { nameDrafters, requireOpenDocument, tellDrafters, updateDocument } from './documents.ts';
import { peopleWith } from './eligibility.ts';
import { requireLengths, tidy } from './input.ts';
import { followAudience } from './readings/follow.ts';

/** What was not given stays as it is; `null` takes a link away. */
export type DocumentChange = {
	documentId: string;
	rowVersion?: number;
	class?: DocumentClass;
	ownerId?: string | null;
	ownerDivisionId?: string | null;
	parentId?: string | null;
	replacesId?: string | null;
	visibility?: Visibility;
	medium?: DocumentMedium;
	distribution?: string;
	audience?: readonly AudienceLine[];
	drafters?: readonly string[];
};

/**
 * states.md §1, set owner, audience, visibility, drafters, parent. Records whom the document reached before and reaches after.
 * @throws Conflict `stale`, `illegal_transition` (abandoned); Invalid by field; Forbidden
 */
export function manageDocument(ctx: Ctx, input: DocumentChange): Promise<{ rowVersion: number }> {
	return transaction(ctx, async (ctx) => {
		const { document, subject } = await loadDocument(ctx, input.documentId);
		const role = authorize(ctx, 'document.manage', subject);
		requireOpenDocument(document, 'manage', input.rowVersion);
		requireLengths({ distribution: input.distribution });
		if (input.class && document.kindCode !== 'QT') throw new Invalid({ class: 'class_of_procedures' });
		await requireOwnLinks(ctx, document.unitId, input, document.id);

		const columns = columnsOf(input);
		await updateDocument(ctx, document, columns);
		const readers = input.audience ? [...peopleIn(document.audience, await peopleWith(ctx, document.unitId, roles))] : [];
		if (input.audience) {
			await replaceAudience(ctx, document.id, input.audience);
			await followAudience(ctx, document.id, readers);
		}
		const named = input.drafters ? await replaceDrafters(ctx, document, input.drafters) : null;
		const audience = input.audience?.map(toStored) ?? document.audience;
		await record(ctx, {
			event: 'document.manage',
			subjectType: 'document',
			subjectId: document.id,
			unitId: document.unitId,
			role,
			before: {
				...pick(document, Object.keys(columns)),
				...(await reach(ctx, document, document.audience, document.visibility)),
				...(input.drafters ? { drafters: document.drafters.map(({ userId }) => userId) } : {})
			},
			after: {
				...columns,
				...(await reach(ctx, document, audience, input.visibility ?? document.visibility)),
				...(input.drafters ? { drafters: [...input.drafters] } : {})
			}
		});
		if (named) await tellDrafters(ctx, 'drafter_added', document, named);
		return { rowVersion: document.rowVersion + 1 };
	});
}

function columnsOf(input: DocumentChange): Record<string, string | null> {
	const { class: documentClass, ownerId, ownerDivisionId, parentId, replacesId, visibility, medium } = input;
	const distribution = input.distribution === undefined ? undefined : tidy(input.distribution);
	const given = { class: documentClass, ownerId, ownerDivisionId, parentId, replacesId, visibility, medium, distribution };
	return Object.fromEntries(Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

function pick(from: object, names: readonly string[]): Record<string, string | null> {
	return Object.fromEntries(Object.entries(from).filter(([name]) => names.includes(name)));
}

async function replaceAudience(ctx: Ctx, documentId: string, lines: readonly AudienceLine[]): Promise<void> {
	await ctx.db.documentAudience.deleteMany({ where: { documentId } });
	await ctx.db.documentAudience.createMany({ data: audienceRows(documentId, lines) });
}

/** Gives the people who were not drafters before. */
async function replaceDrafters(ctx: Ctx, document: LoadedDocument, wanted: readonly string[]): Promise<string[]> {
	const before = document.drafters.map((drafter) => drafter.userId);
	const gone = before.filter((id) => !wanted.includes(id));
	await ctx.db.documentDrafter.deleteMany({ where: { documentId: document.id, userId: { in: gone } } });
	await lapse(ctx, 'document', [document.id], ['drafter_named', 'drafter_added', 'code_changed'], { userIds: gone });
	const added = [...new Set(wanted)].filter((id) => !before.includes(id));
	await nameDrafters(ctx, document.id, added);
	return added;
}

/** How many people of the unit are told, and how many units may read. */
async function reach(
	ctx: Ctx,
	document: LoadedDocument,
	lines: readonly StoredLine[],
	visibility: Visibility
): Promise<{ audience: StoredLine[]; people: number; units: number }> {
	const members = await peopleWith(ctx, document.unitId, roles);
	const beyond = visibility === 'province' || visibility === 'public';
	const audience = lines.map(({ kind, divisionId, role, userId }) => ({ kind, divisionId, role, userId }));
	return { audience, people: peopleIn(lines, members).size, units: beyond ? await countUnits(ctx) : 1 };
}

function countUnits(ctx: Ctx): Promise<number> {
	return ctx.db.unitVersion.count({ where: validOn(today(ctx)) });
}
