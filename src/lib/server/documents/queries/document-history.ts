import { may, type Subject } from '#lib/domain/permissions/decide.ts';
import type { VersionEvent } from '#lib/domain/documents/lifecycle.ts';
import type { SigningCapacity } from '#lib/domain/permissions/actor.ts';
import type { SignatureMeaning } from '#lib/server/platform/generated/client.ts';
import type { Ctx } from '#lib/server/platform/context.ts';

export type HistoryAct = {
	readonly versionId: string;
	readonly round: number;
	readonly event: VersionEvent;
	readonly name: string;
	readonly position: string;
	readonly comment: string | null;
	readonly at: Date;
	readonly voided: boolean;
};

export type HistorySignature = {
	readonly versionId: string;
	readonly round: number;
	readonly meaning: SignatureMeaning;
	readonly name: string;
	readonly position: string;
	readonly capacity: SigningCapacity | null;
	readonly at: Date;
	readonly sha256: string | null;
	/** A reset by somebody else or a change of heads in the 30 days before. */
	readonly notice: string | null;
	readonly voided: boolean;
};

export type DocumentHistory = { readonly acts: readonly HistoryAct[]; readonly signatures: readonly HistorySignature[] };

/** Acts that everybody who may read an issued version may know of: the rest is the work before it, and that is the keepers'. */
const publicEvents: readonly VersionEvent[] = ['issue', 'revoke', 'withdraw', 'take_on'];
const withinUnit: readonly VersionEvent[] = [...publicEvents, 'submit', 'pass', 'approve'];

/**
 * What was done with these versions, as far as this actor may know: who keeps the documents sees every act with its remarks,
 * people of the unit and those who inspect it who submitted, reviewed and approved what was issued, others who approved it.
 * @param versions those that the actor may read; `issued` ones are not open any more
 */
export async function documentHistory(
	ctx: Ctx,
	subject: Subject,
	versions: readonly { id: string; issued: boolean }[]
): Promise<DocumentHistory> {
	const ids = versions.map((version) => version.id);
	const keeps = may(ctx.actor, 'version.read', { ...subject, phase: 'open' });
	const inside = keeps || may(ctx.actor, 'version.read', { ...subject, phase: 'past', inAudience: true });
	const events = keeps ? undefined : { in: [...(inside ? withinUnit : publicEvents)] };
	const [acts, signatures] = await Promise.all([
		ctx.db.versionAct.findMany({
			where: { versionId: { in: ids }, ...(events ? { event: events } : {}), ...(keeps ? {} : { voidedAt: null }) },
			orderBy: [{ at: 'asc' }, { id: 'asc' }],
			select: { versionId: true, round: true, event: true, actorName: true, position: true, comment: true, at: true, voidedAt: true }
		}),
		ctx.db.signature.findMany({
			where: { versionId: { in: ids }, ...(keeps ? {} : { voidedAt: null }) },
			orderBy: { signedAt: 'asc' },
			select: {
				versionId: true,
				round: true,
				meaning: true,
				signerName: true,
				position: true,
				capacity: true,
				signedAt: true,
				pdfSha256: true,
				sourceSha256: true,
				notice: true,
				voidedAt: true
			}
		})
	]);
	return {
		acts: acts.map(({ actorName, voidedAt, comment, ...act }) => ({
			...act,
			name: actorName,
			comment: keeps || act.event === 'withdraw' ? comment : null,
			voided: voidedAt !== null
		})),
		signatures: signatures.flatMap(({ versionId, round, signerName, signedAt, pdfSha256, sourceSha256, voidedAt, ...signature }) =>
			versionId === null
				? []
				: [
						{
							...signature,
							versionId,
							round: round ?? 0,
							name: signerName,
							at: signedAt,
							sha256: pdfSha256 ?? sourceSha256,
							voided: voidedAt !== null
						}
					]
		)
	};
}
