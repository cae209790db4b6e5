import type { Subject } from '#lib/domain/permissions/decide.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import { shortNumbers } from '#lib/domain/documents/numbering.ts';
import { printNumber } from '#lib/domain/documents/prints.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import type { Prisma } from '#lib/server/platform/generated/client.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { NotFound } from '#lib/server/platform/errors.ts';

export const printSelect = {
	id: true,
	unitId: true,
	custodyUnitId: true,
	documentId: true,
	versionId: true,
	copyNo: true,
	code: true,
	place: true,
	divisionId: true,
	holderId: true,
	holderName: true,
	state: true,
	issuedById: true,
	issuedAt: true,
	receivedAt: true,
	recallWhy: true,
	recallReason: true,
	recalledAt: true,
	recallFrom: true,
	recallDueOn: true,
	holderOutcome: true,
	holderSaidAt: true,
	outcome: true,
	closedOn: true,
	closedAt: true,
	closeReason: true,
	signerName: true,
	signerPosition: true,
	meaningText: true,
	rowVersion: true,
	issuedBy: { select: { fullName: true } },
	closedBy: { select: { fullName: true } },
	document: { select: { code: true } },
	version: {
		select: {
			title: true,
			issueNo: true,
			revisionNo: true,
			state: true,
			effectiveFrom: true,
			effectiveTo: true,
			unit: { select: { numberingScheme: true } }
		}
	}
} as const satisfies Prisma.NumberedPrintSelect;

export type LoadedPrint = Prisma.NumberedPrintGetPayload<{ select: typeof printSelect }>;

/** What the policy asks of a print: the unit that collects it, and its holder. */
export function printSubject(print: { custodyUnitId: string; holderId: string | null }): Subject {
	return { unitId: print.custodyUnitId, personId: print.holderId };
}

/** A print that this actor may see; else it does not exist: 404. */
export async function loadPrint(ctx: Ctx, printId: string): Promise<{ print: LoadedPrint; subject: Subject }> {
	const print = isUuid(printId) ? await ctx.db.numberedPrint.findUnique({ where: { id: printId }, select: printSelect }) : null;
	if (!print || !may(ctx.actor, 'print.read', printSubject(print))) throw new NotFound('print_not_found');
	return { print, subject: printSubject(print) };
}

/** A print for `transition`: recorded in the chain of the unit that collects it. */
export function moving({ id, state, rowVersion, custodyUnitId }: Pick<LoadedPrint, 'id' | 'state' | 'rowVersion' | 'custodyUnitId'>) {
	return { id, state, rowVersion, unitId: custodyUnitId };
}

/** What the trail and notices name of a print. */
export function printFacts(print: Pick<LoadedPrint, 'copyNo' | 'place' | 'holderName' | 'versionId' | 'document'>) {
	const { place, holderName, versionId } = print;
	return { code: print.document.code, version: versionId, copyNo: printNumber(print.copyNo), place, printHolder: holderName };
}

export function printParams(print: Pick<LoadedPrint, 'copyNo' | 'place' | 'holderName' | 'document' | 'version'>) {
	return {
		code: print.document.code,
		title: print.version.title,
		numbers: shortNumbers(print.version, print.version.unit.numberingScheme),
		number: printNumber(print.copyNo),
		who: print.holderName || print.place
	};
}
