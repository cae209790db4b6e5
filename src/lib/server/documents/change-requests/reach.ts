import { roles } from '#lib/domain/permissions/actor.ts';
import { peopleIn } from '#lib/domain/documents/audience.ts';
import { shortNumbers } from '#lib/domain/documents/numbering.ts';
import { shownState, type ShownState } from '#lib/domain/documents/phase.ts';
import { fromDbDate } from '#lib/domain/shared/day.ts';
import { inForceOn, phaseWhere } from '#lib/server/permissions/visible.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { printsOut } from '../prints/queries.ts';
import { peopleWith } from '../eligibility.ts';

type Named = { id: string; code: string; title: string };

/** What a change of a document reaches, as of today. */
export type Reach = {
	/** Forms and other documents below it. */
	readonly children: readonly Named[];
	readonly parent: Named | null;
	/** Documents whose version in force cites it. */
	readonly citedBy: readonly Named[];
	/** People in its audience. */
	readonly readers: number;
	/** Versions that are open or upcoming already. */
	readonly versions: readonly { id: string; numbers: string; state: ShownState }[];
	/** Personal copies that people printed or downloaded of the version in force. */
	readonly prints: number;
	/** Numbered prints of it that are out. */
	readonly numbered: number;
	/** Draft batches that have a line of it. */
	readonly batches: readonly { id: string; number: string }[];
};

const nothing: Reach = { children: [], parent: null, citedBy: [], readers: 0, versions: [], prints: 0, numbered: 0, batches: [] };

/** The reach of a change; a new document reaches nothing yet. A fixed number of statements. */
export async function reachOf(ctx: Ctx, unitId: string, documentId: string | null): Promise<Reach> {
	if (documentId === null) return nothing;
	const day = today(ctx);
	const name = { id: true, code: true, title: true } as const;
	const [document, references, open, prints, numbered, lines, members] = await Promise.all([
		ctx.db.document.findUniqueOrThrow({
			where: { id: documentId },
			select: {
				parent: { select: name },
				children: { where: { status: 'open' }, select: name, orderBy: { codeSort: 'asc' } },
				audience: { select: { kind: true, divisionId: true, role: true, userId: true } },
				unit: { select: { numberingScheme: true } }
			}
		}),
		ctx.db.versionReference.findMany({
			where: { documentId, version: { AND: [inForceOn(day), { documentId: { not: documentId } }] } },
			select: { version: { select: { document: { select: name } } } },
			orderBy: { version: { document: { codeSort: 'asc' } } }
		}),
		ctx.db.version.findMany({
			where: { documentId, OR: [phaseWhere('open', day), phaseWhere('upcoming', day)] },
			select: { id: true, issueNo: true, revisionNo: true, state: true, effectiveFrom: true },
			orderBy: [{ issueNo: 'asc' }, { revisionNo: 'asc' }]
		}),
		ctx.db.printCode.count({ where: { kind: 'personal', version: { AND: [{ documentId }, inForceOn(day)] } } }),
		printsOut(ctx, [documentId]).then((out) => out.get(documentId) ?? 0),
		ctx.db.issueBatchLine.findMany({
			where: { documentId, batch: { state: 'draft' } },
			select: { batch: { select: { id: true, number: true } } }
		}),
		peopleWith(ctx, unitId, roles)
	]);
	return {
		children: document.children,
		parent: document.parent,
		citedBy: references.map(({ version }) => version.document),
		readers: peopleIn(document.audience, members).size,
		versions: open.map((version) => ({
			id: version.id,
			numbers: shortNumbers(version, document.unit.numberingScheme),
			state: shownState({ state: version.state, effectiveFrom: fromDbDate(version.effectiveFrom), effectiveTo: null }, day)
		})),
		prints,
		numbered,
		batches: lines.map(({ batch }) => batch)
	};
}
