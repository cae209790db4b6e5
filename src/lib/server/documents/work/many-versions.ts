import type { NumberingScheme } from '#lib/domain/documents/numbering.ts';
import { userIdOf } from '#lib/domain/permissions/actor.ts';
import { decide, type Subject } from '#lib/domain/permissions/decide.ts';
import { approveSentence, type Sentence } from '#lib/domain/documents/sentences.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { exceptionInForce, peopleWith, reviewerFacts } from '../eligibility.ts';
import { actSubject, readingSubject, versionSelect, type LoadedVersion } from '../version-facts.ts';
import { versionAbilities, type VersionAbilities } from './abilities.ts';

/** An open version in a list that is acted on as a whole: what a person must see of it before, and what they may do. */
export type ListedVersion = {
	readonly id: string;
	readonly documentId: string;
	readonly code: string;
	readonly title: string;
	readonly issueNo: number;
	readonly revisionNo: number;
	readonly scheme: NumberingScheme;
	readonly state: LoadedVersion['state'];
	readonly rowVersion: number;
	/** The file that a signature names: the reading PDF, else the source of a form. */
	readonly sha256: string | null;
	readonly pages: number | null;
	readonly hasPdf: boolean;
	readonly changeClass: 'substantive' | 'editorial';
	readonly summary: string;
	/** Whether this person has opened it in the round it is in. */
	readonly opened: boolean;
	/** What approving it says, word for word. */
	readonly sentence: Sentence;
	readonly may: VersionAbilities;
};

/**
 * Versions by their ids or those of their documents, in the order of their codes; what this person may not read is left out. A
 * handful of statements whatever their number: reviewers, heads and exception are the unit's, not the version's.
 */
export async function versionsOf(
	ctx: Ctx,
	ids: { readonly versionIds?: readonly string[]; readonly documentIds?: readonly string[] }
): Promise<ListedVersion[]> {
	const loaded = await ctx.db.version.findMany({
		where: {
			state: { in: ['draft', 'in_review', 'in_approval', 'approved'] },
			OR: [{ id: { in: [...(ids.versionIds ?? [])] } }, { documentId: { in: [...(ids.documentIds ?? [])] } }]
		},
		select: versionSelect,
		orderBy: { document: { codeSort: 'asc' } }
	});
	const day = today(ctx);
	const readable = loaded.flatMap((version) => {
		const subject = readingSubject(ctx.actor, version, day);
		return decide(ctx.actor, 'version.read', subject).allowed ? [{ version, subject }] : [];
	});
	const [units, opened] = await Promise.all([
		Promise.all([...new Set(readable.map(({ version }) => version.unitId))].map((unitId) => unitFacts(ctx, unitId))),
		openedOf(
			ctx,
			readable.map(({ version }) => version.id)
		)
	]);
	return readable.flatMap(({ version, subject }) => {
		const unit = units.find((one) => one.unitId === version.unitId);
		if (!unit) return [];
		const full = actSubject(subject, version, reviewerFacts(version, unit.people, unit.exception));
		return [listed(ctx, version, full, unit.exception !== null, opened.has(version.id))];
	});
}

async function unitFacts(ctx: Ctx, unitId: string) {
	const [people, exception] = await Promise.all([peopleWith(ctx, unitId, ['reviewer', 'head']), exceptionInForce(ctx, unitId)]);
	return { unitId, people, exception };
}

async function openedOf(ctx: Ctx, versionIds: readonly string[]): Promise<Set<string>> {
	const rows = await ctx.db.$queryRaw<{ id: string }[]>`
		select v.id from version v join version_opening o on o.version_id = v.id and o.round = v.round
		where v.id = any(${[...versionIds]}::uuid[]) and o.user_id = ${userIdOf(ctx.actor)}::uuid`;
	return new Set(rows.map((row) => row.id));
}

function listed(ctx: Ctx, version: LoadedVersion, subject: Subject, exception: boolean, opened: boolean): ListedVersion {
	const { id, documentId, title, issueNo, revisionNo, state, rowVersion, changeClass, summary } = version;
	const { code } = version.document;
	const scheme = version.unit.numberingScheme;
	const abilities = versionAbilities(ctx, version, subject);
	const passed = (subject.passerIds ?? []).includes(userIdOf(ctx.actor) ?? '');
	return {
		id,
		documentId,
		code,
		title,
		issueNo,
		revisionNo,
		scheme,
		state,
		rowVersion,
		sha256: version.pdfSha256 ?? version.sourceSha256,
		pages: version.pdfPages,
		hasPdf: version.pdfSha256 !== null,
		changeClass,
		summary,
		opened,
		sentence: approveSentence({ code, scheme, issueNo, revisionNo }, version.pdfPages),
		// Who reviewed signs only under the exception: `approve` refuses it, so no list offers it.
		may: { ...abilities, approve: abilities.approve && (!passed || exception) }
	};
}
