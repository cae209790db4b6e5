import { dayOf } from '#lib/domain/shared/day.ts';
import type { Role } from '#lib/domain/permissions/actor.ts';
import { warningCodes } from '#lib/domain/documents/batch.ts';
import { approveVersion } from '#lib/server/documents/approve.ts';
import { createDocument } from '#lib/server/documents/documents.ts';
import { issueNow } from '#lib/server/documents/issue.ts';
import { recordOpening } from '#lib/server/documents/reading.ts';
import { passVersion } from '#lib/server/documents/review.ts';
import { loadActor } from '#lib/server/identity/actor.ts';
import { createProcedureVersion } from '#lib/server/procedures/new-procedure.ts';
import { submitProcedure } from '#lib/server/procedures/submit.ts';
import { fixedClock } from '#lib/server/platform/clock.ts';
import { createContext, type Ctx } from '#lib/server/platform/context.ts';
import type { Runtime } from '#lib/server/runtime.ts';
import { demoPassword } from '../content/people.ts';
import { writtenProcedures, type WrittenProcedure } from '../content/written-procedures.ts';

const dayMs = 86_400_000;

/** Procedures that a unit wrote in eISO: one in force since some days, two that are being written. */
export async function writeProcedures(runtime: Runtime, unitId: string): Promise<void> {
	const { client, clock } = runtime;
	const people = await peopleOf(runtime, unitId);
	const at = (daysAgo: number) => fixedClock(new Date(clock.now().getTime() - daysAgo * dayMs));
	const as = async (userId: string, daysAgo: number): Promise<Ctx> => {
		const then = at(daysAgo);
		const actor = await loadActor(client, userId, dayOf(then.now()));
		if (!actor) throw new Error('somebody of the demo cannot act');
		return createContext({ actor, client, clock: then });
	};
	for (const procedure of writtenProcedures) {
		const id = await begin(await as(people.officer, 6), unitId, people.drafter, procedure);
		if (procedure.until === 'draft') continue;
		const version = { id, round: 1 };
		await submitProcedure(await as(people.officer, 5), runtime.tools, { versionId: id });
		const reviewer = await as(people.reviewer, 4);
		await recordOpening(reviewer, version);
		await passVersion(reviewer, { versionId: id });
		const head = await as(people.head, 3);
		await recordOpening(head, version);
		await approveVersion(head, { versionId: id, password: demoPassword });
		const day = dayOf(at(2).now());
		await issueNow(await as(people.head, 2), {
			...{ unitId, versionIds: [id], decisionNumber: '231/QĐ-SNV', decisionDate: day, effectiveOn: day },
			...{ confirm: warningCodes, password: demoPassword }
		});
	}
}

async function begin(ctx: Ctx, unitId: string, drafter: string, procedure: WrittenProcedure): Promise<string> {
	const { code, title, kind, content } = procedure;
	const document = await createDocument(ctx, { unitId, kind: 'QT', class: kind, code, title, drafters: [drafter] });
	const { id } = await createProcedureVersion(ctx, { documentId: document.id, summary: 'Ban hành lần đầu', content });
	return id;
}

async function peopleOf({ client }: Runtime, unitId: string): Promise<Record<'officer' | 'drafter' | 'reviewer' | 'head', string>> {
	const found = async (role: Role, except: readonly string[] = []) => {
		const { userId } = await client.membership.findFirstOrThrow({
			where: { unitId, roles: { has: role }, validTo: null, userId: { notIn: [...except] } },
			orderBy: { validFrom: 'asc' }
		});
		return userId;
	};
	const officer = await found('officer');
	const reviewer = await found('reviewer', [officer]);
	return { officer, reviewer, head: await found('head', [officer, reviewer]), drafter: await found('drafter', [officer]) };
}
