import { fromDbDate, type Day } from '#lib/domain/shared/day.ts';
import { shortNumbers } from '#lib/domain/documents/numbering.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import type { LoadedAction } from './action-facts.ts';
import { countEvidence } from './evidence-list.ts';
import { hasVerifier } from './still-verifies.ts';

/** What stands in the way of calling an action effective (states.md C10), each with where it is mended. */
export const blockReasons = [
	'no_verifier',
	'day_not_reached',
	'no_evidence',
	'no_version',
	'not_in_force',
	'not_withdrawn',
	'reading_open'
] as const;
export type BlockReason = (typeof blockReasons)[number];

export type Block = {
	readonly reason: BlockReason;
	/** Of a document: its code, its numbers, how many have not read it. */
	readonly code: string | null;
	readonly numbers: string | null;
	readonly waiting: number;
	/** The day of the check. */
	readonly day: Day | null;
	readonly href: string | null;
};

/**
 * Every gate that is not met, in the order in which they are dealt with; none: the action may be called effective. The same function of the
 * database holds the row, so that nothing gets past this.
 */
export async function blocksOf(ctx: Ctx, action: LoadedAction): Promise<Block[]> {
	const none = { code: null, numbers: null, waiting: 0, day: null, href: null };
	const blocks: Block[] = [];
	if (!(await hasVerifier(ctx, action))) blocks.push({ ...none, reason: 'no_verifier', href: '#who-verifies' });
	const day = fromDbDate(action.checkDueOn);
	if (day === null || day > today(ctx)) blocks.push({ ...none, reason: 'day_not_reached', day });
	const evidence = await countEvidence(ctx, 'action_check', [action.id]);
	if ((evidence.get(action.id) ?? 0) === 0) blocks.push({ ...none, reason: 'no_evidence', href: '#conclusion' });
	return [...blocks, ...(await documentBlocks(ctx, action.id))];
}

type Row = {
	documentId: string;
	versionId: string | null;
	reason: string;
	waiting: number;
	code: string;
	issueNo: number | null;
	revisionNo: number | null;
};

async function documentBlocks(ctx: Ctx, actionId: string): Promise<Block[]> {
	const rows = await ctx.db.$queryRaw<Row[]>`
		select b.document_id as "documentId", b.version_id as "versionId", b.reason, b.waiting, d.code, v.issue_no as "issueNo",
			v.revision_no as "revisionNo"
		from eiso_action_blocks(${actionId}::uuid) b join document d on d.id = b.document_id left join version v on v.id = b.version_id
		order by d.code_sort, b.reason`;
	return rows.flatMap(({ reason, documentId, versionId, code, waiting, issueNo, revisionNo }) => {
		const known = blockReasons.find((one) => one === reason);
		if (!known) return [];
		const numbers = issueNo !== null && revisionNo !== null ? shortNumbers({ issueNo, revisionNo }) : null;
		const href =
			known === 'reading_open' ? `/documents/${documentId}/readers` : versionId ? `/versions/${versionId}` : `/documents/${documentId}`;
		return [{ reason: known, code, numbers, waiting, day: null, href }];
	});
}
