import { compareNumbers } from '#lib/domain/documents/numbering.ts';
import { changedParts } from '#lib/domain/procedures/content-parts.ts';
import { procedureContent, type PartKey, type ProcedureContent } from '#lib/domain/procedures/content.ts';
import { fromDbDate, type Day } from '#lib/domain/shared/day.ts';
import * as m from '#lib/paraglide/messages.js';
import { peopleWith } from '#lib/server/documents/eligibility.ts';
import { unitOnOrToBe } from '#lib/server/documents/unit-facts.ts';
import type { PaperHead, Revision, Signer } from '#lib/server/pdf/procedure-data.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { validOn } from '#lib/server/units/units-on-day.ts';
import { isoTitlesOf } from '#lib/server/units/quality-system/iso-title.ts';
import type { CitedNames } from './paper.ts';
import { partWords } from '#lib/procedure-parts.ts';

const vi = { locale: 'vi' } as const;
/** Where the unit keeps no dated edition. */
const usualStandard = 'TCVN ISO 9001:2015';

/**
 * Cover, running header and revision table of a version as they are known today. The file is frozen when the version is sent to
 * review, before anybody has signed: who drafted it is known then, who reviews and approves only where one person can. The acts
 * themselves, with hour and hash, are in the version's history and on the stamped copies. Asks for no permission.
 * @param reviewerId who is asked to review, where the sender names somebody
 */
export async function paperHead(
	ctx: Ctx,
	versionId: string,
	content: ProcedureContent,
	reviewerId: string | null = null
): Promise<PaperHead> {
	const version = await ctx.db.version.findUniqueOrThrow({
		where: { id: versionId },
		select: {
			documentId: true,
			unitId: true,
			title: true,
			issueNo: true,
			revisionNo: true,
			summary: true,
			round: true,
			reviewerId: true,
			effectiveFrom: true,
			issueBatch: { select: { decisionDate: true } },
			authors: { orderBy: { since: 'asc' }, select: { userId: true, round: true } },
			document: { select: { code: true, kind: { select: { nameVi: true } } } }
		}
	});
	const day = today(ctx);
	const unit = await unitOnOrToBe(ctx, version.unitId, day);
	const parent = unit?.parentId ? await unitOnOrToBe(ctx, unit.parentId, day) : null;
	const edition = await ctx.db.unitStandard.findFirst({
		where: { unitId: version.unitId, ...validOn(day) },
		select: { standard: { select: { nameVi: true } } }
	});
	const heads = [...new Set((await peopleWith(ctx, version.unitId, ['head'])).map(({ userId }) => userId))];
	const drafter = version.authors.find(({ round }) => round === version.round)?.userId ?? null;
	const parties = [drafter, version.reviewerId ?? reviewerId, heads.length === 1 ? (heads[0] ?? null) : null];
	const [drafted = null, reviewed = null, approved = null] = await signers(ctx, version.unitId, parties, day);
	return {
		agency: unit?.name ?? '',
		parentAgency: parent?.name ?? null,
		standard: edition?.standard.nameVi ?? usualStandard,
		kind: version.document.kind.nameVi,
		title: version.title,
		code: version.document.code,
		issueNo: version.issueNo,
		revisionNo: version.revisionNo,
		issuedOn: fromDbDate(version.issueBatch?.decisionDate ?? null),
		effectiveOn: fromDbDate(version.effectiveFrom),
		signers: { drafted, reviewed, approved },
		coverNote: m.procedure_files_cover_note({}, vi),
		revisions: await revisions(ctx, { ...version, id: versionId, content })
	};
}

async function signers(ctx: Ctx, unitId: string, userIds: readonly (string | null)[], day: Day): Promise<(Signer | null)[]> {
	const ids = userIds.filter((id) => id !== null);
	const titles = await isoTitlesOf(ctx, unitId, ids, day);
	const people = await ctx.db.user.findMany({
		where: { id: { in: ids } },
		select: { id: true, fullName: true, memberships: { where: { unitId, ...validOn(day) }, select: { position: true } } }
	});
	const isoWords = {
		head: () => m.procedure_files_iso_head({}, vi),
		deputy_head: () => m.procedure_files_iso_deputy_head({}, vi),
		secretary: () => m.procedure_files_iso_secretary({}, vi),
		member: () => m.procedure_files_iso_member({}, vi)
	};
	return userIds.map((id) => {
		const person = people.find((one) => one.id === id);
		if (!person) return null;
		const title = titles.get(person.id);
		const position = [person.memberships[0]?.position ?? '', title ? isoWords[title]() : ''].filter((words) => words !== '');
		return { name: person.fullName, position: position.join(', ') };
	});
}

type ThisVersion = { id: string; documentId: string; issueNo: number; revisionNo: number; summary: string; content: ProcedureContent };

/** What was issued before, in order, and this version last; which parts changed is told where both texts were written here. */
async function revisions(ctx: Ctx, version: ThisVersion): Promise<Revision[]> {
	const issued = await ctx.db.version.findMany({
		where: { documentId: version.documentId, id: { not: version.id }, issuedAt: { not: null }, state: { in: ['issued', 'withdrawn'] } },
		select: {
			id: true,
			issueNo: true,
			revisionNo: true,
			summary: true,
			issueBatch: { select: { decisionDate: true } },
			content: { select: { content: true } }
		}
	});
	const before = issued.filter((one) => compareNumbers(one, version) < 0).sort(compareNumbers);
	const lines = [
		...before.map((one) => ({
			...one,
			on: fromDbDate(one.issueBatch?.decisionDate ?? null),
			content: procedureContent.safeParse(one.content?.content).data ?? null
		})),
		{ ...version, on: null }
	];
	return lines.map(({ summary, issueNo, revisionNo, on, content }, index) => {
		const earlier = lines[index - 1]?.content ?? null;
		return {
			request: index === 0 ? m.procedure_files_first_issue({}, vi) : '',
			part: earlier && content ? partsText(changedParts(earlier, content)) : '',
			description: summary,
			issueNo,
			revisionNo,
			on
		};
	});
}

function partsText(parts: readonly PartKey[]): string {
	return [...new Set(parts.map((part) => partWords(part, 'vi')))].join('; ');
}

/** What documents are called that rows cite without words of their own. */
export async function citedNames(ctx: Ctx, unitId: string, content: ProcedureContent): Promise<CitedNames> {
	const bare = [...content.references, ...content.legalBasis].filter(({ text }) => text.trim() === '');
	if (bare.length === 0) return {};
	const documents = await ctx.db.document.findMany({
		where: { unitId, id: { in: bare.flatMap(({ documentId }) => (documentId ? [documentId] : [])) } },
		select: { id: true, code: true, title: true }
	});
	const externals = await ctx.db.externalDocument.findMany({
		where: { OR: [{ unitId: null }, { unitId }], id: { in: bare.flatMap(({ externalId }) => (externalId ? [externalId] : [])) } },
		select: { id: true, number: true, title: true }
	});
	const names = new Map([
		...documents.map(({ id, code, title }): [string, string] => [id, `${code} ${title}`]),
		...externals.map(({ id, number, title }): [string, string] => [id, `${number} ${title}`])
	]);
	return Object.fromEntries(names);
}
