import { may } from '#lib/domain/permissions/decide.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { NotFound } from '#lib/server/platform/errors.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';

export type ChecklistPurpose = 'internal' | 'inspection';

/** A question of a version, in its order. */
export type ChecklistQuestion = {
	readonly id: string;
	/** The same in every version, and in copies. */
	readonly key: string;
	readonly position: number;
	readonly section: string;
	readonly text: string;
	readonly clause: string | null;
	readonly evidence: string;
	readonly guidance: string;
	/** 1 to 10: points at most in an inspection, weight in an internal audit. */
	readonly weight: number;
	/** Procedures; of the province's lists, models (`linkedProcedures` says what they are in a unit). */
	readonly documentIds: readonly string[];
};

/** A checklist that can be audited by: its newest published version. */
export type PublishedChecklist = {
	readonly id: string;
	/** Null: of the province. */
	readonly unitId: string | null;
	readonly title: string;
	readonly purpose: ChecklistPurpose;
	readonly standardCode: string;
	/** Empty: every kind. */
	readonly unitKinds: readonly string[];
	readonly isSample: boolean;
	readonly versionId: string;
	readonly number: number;
	readonly publishedAt: Date;
	readonly questions: number;
};

/**
 * The questions of a published version, in order, with the documents that they name; two statements. No question of rights: whoever may
 * open the audit that copies them may read them.
 * @throws NotFound for a draft, and for what is no version
 */
export async function publishedQuestions(ctx: Ctx, versionId: string): Promise<ChecklistQuestion[]> {
	const version = isUuid(versionId)
		? await ctx.db.checklistVersion.findFirst({ where: { id: versionId, state: 'published' }, select: { id: true } })
		: null;
	if (!version) throw new NotFound();
	return questionsOf(ctx, versionId);
}

/** The same of any version, drafts too: for the pages of checklists. */
export function questionsOf(ctx: Ctx, versionId: string): Promise<ChecklistQuestion[]> {
	return ctx.db.$queryRaw<ChecklistQuestion[]>`
		select q.id, q.key, q.position, q.section, q.text, q.clause, q.evidence, q.guidance, q.weight,
			array(select l.document_id::text from checklist_question_link l join document d on d.id = l.document_id
				where l.question_id = q.id order by d.code_sort, d.id) as "documentIds"
		from checklist_question q where q.version_id = ${versionId}::uuid order by q.position, q.id`;
}

export type ChecklistsAsked = {
	/** Its own and the province's; null: the province's. */
	readonly unitId: string | null;
	readonly purpose?: ChecklistPurpose;
	readonly standardCode?: string;
	/** Of the unit that is audited: leaves out what is meant for other kinds. */
	readonly unitKind?: string;
};

/**
 * The published lists that somebody may choose for an audit: the unit's own first, then the province's, samples last. What the actor may
 * not read is not among them.
 */
export async function listChecklists(ctx: Ctx, asked: ChecklistsAsked): Promise<PublishedChecklist[]> {
	const own = asked.unitId !== null && may(ctx.actor, 'checklist.read', { unitId: asked.unitId });
	const province = may(ctx.actor, 'checklist.read_province');
	return (await findPublished(ctx, asked)).filter(({ unitId }) => (unitId === null ? province : own));
}

/** The list that is proposed for an audit: the first of the above, whoever asks. Null when there is none. */
export async function latestPublished(ctx: Ctx, asked: ChecklistsAsked): Promise<PublishedChecklist | null> {
	return (await findPublished(ctx, asked))[0] ?? null;
}

function findPublished(ctx: Ctx, { unitId, purpose, standardCode, unitKind }: ChecklistsAsked): Promise<PublishedChecklist[]> {
	const and = [Prisma.sql`c.retired_on is null`, Prisma.sql`(c.unit_id is null or c.unit_id = ${unitId}::uuid)`];
	if (purpose) and.push(Prisma.sql`c.purpose = ${purpose}::checklist_purpose`);
	if (standardCode) and.push(Prisma.sql`c.standard_code = ${standardCode}`);
	if (unitKind) and.push(Prisma.sql`(coalesce(c.unit_kinds, '{}') = '{}' or ${unitKind} = any(c.unit_kinds))`);
	return ctx.db.$queryRaw<PublishedChecklist[]>`
		select c.id, c.unit_id as "unitId", c.title, c.purpose::text as purpose, c.standard_code as "standardCode", coalesce(c.unit_kinds, '{}') as "unitKinds",
			c.is_sample as "isSample", v.id as "versionId", v.number, v.published_at as "publishedAt",
			(select count(*)::int from checklist_question q where q.version_id = v.id) as questions
		from checklist c join lateral (select v.id, v.number, v.published_at from checklist_version v
			where v.checklist_id = c.id and v.state = 'published' order by v.number desc limit 1) v on true
		where ${Prisma.join(and, ' and ')}
		order by c.unit_id nulls last, c.is_sample, v.published_at desc, c.id`;
}
