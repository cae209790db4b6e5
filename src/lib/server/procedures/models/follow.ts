import { shortNumbers } from '#lib/domain/documents/numbering.ts';
import { behindOf } from '#lib/domain/procedures/models/adoption-state.ts';
import { addDays, type Day } from '#lib/domain/shared/day.ts';
import * as m from '#lib/paraglide/messages.js';
import { proposeBySystem } from '#lib/server/documents/change-requests/propose.ts';
import { officersOf } from '#lib/server/documents/eligibility.ts';
import { notify } from '#lib/server/notifications/notify.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { DomainError } from '#lib/server/platform/errors.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { readAdoptions, readModels, type AdoptionRow, type LoadedModel } from './facts.ts';

/**
 * The job `models.issued` (B3, adopting units): tells the officers of every unit that follows a model, or a form of one, of its new
 * version, and proposes the change there by a request. Nothing is written into a unit's documents. Run again it tells nobody twice.
 */
export async function tellAdoptingUnits(ctx: Ctx, versionIds: readonly string[]): Promise<void> {
	const rows = await ctx.db.version.findMany({
		where: { id: { in: [...versionIds] }, state: 'issued', document: { adoptions: { some: {} } } },
		select: {
			id: true,
			documentId: true,
			issueNo: true,
			revisionNo: true,
			title: true,
			effectiveFrom: true,
			document: { select: { code: true, parentId: true } }
		}
	});
	for (const version of rows) {
		const [model] = await readModels(
			ctx,
			Prisma.sql`m.document_id = any(${[version.documentId, version.document.parentId].filter((id) => id !== null)}::uuid[])`
		);
		if (!model || version.effectiveFrom === null) continue;
		const effectiveFrom = version.effectiveFrom.toISOString().slice(0, 10);
		const told: NewVersion = {
			id: version.id,
			code: version.document.code,
			title: version.title,
			numbers: shortNumbers(version),
			effectiveFrom,
			due: addDays(effectiveFrom, model.dueDays)
		};
		for (const adoption of await readAdoptions(ctx, { documentIds: [version.documentId] })) {
			if (adoption.documentId !== null && !adoption.notApplicable) await tellUnit(ctx, model, adoption, adoption.documentId, told);
		}
	}
}

type NewVersion = { id: string; code: string; title: string; numbers: string; effectiveFrom: Day; due: Day };

async function tellUnit(ctx: Ctx, model: LoadedModel, adoption: AdoptionRow, documentId: string, version: NewVersion): Promise<void> {
	await transaction(ctx, async (ctx) => {
		await notify(ctx, {
			to: await officersOf(ctx, adoption.unitId),
			kind: 'model_issued',
			subjectType: 'model',
			subjectId: model.id,
			unitId: adoption.unitId,
			params: { code: version.code, title: version.title, numbers: version.numbers, day: version.due }
		});
		await propose(ctx, adoption.unitId, documentId, version);
	});
}

/** A unit that is no more is told nothing; its documents passed on with it. */
async function propose(ctx: Ctx, unitId: string, documentId: string, version: NewVersion): Promise<void> {
	const words = { code: version.code, numbers: version.numbers, day: version.due.split('-').reverse().join('/') };
	try {
		await proposeBySystem(ctx, {
			source: 'model',
			key: version.id,
			unitId,
			documentId,
			what: m.models_request_what(words, { locale: 'vi' }),
			why: m.models_request_why(words, { locale: 'vi' })
		});
	} catch (cause) {
		if (!(cause instanceof DomainError) || cause.code !== 'unit_closed') throw cause;
	}
}

/** How many days before its due day, and on which days after it, a unit hears again of what it has not followed. */
const reminders = { before: 7, after: [1, 15, 30] } as const;

/**
 * The job `models.remind`: officers hear of models whose due day comes near or has passed, on these days only. The date of the run says
 * which, so that a second run on one day says nothing new.
 */
export async function remindOfDueDays(ctx: Ctx): Promise<void> {
	const day = today(ctx);
	const models = await readModels(ctx);
	const adoptions = await readAdoptions(ctx, { documentIds: models.map((model) => model.documentId) });
	for (const model of models) {
		for (const adoption of adoptions.filter((one) => one.sourceDocumentId === model.documentId)) {
			if (adoption.documentId === null || adoption.notApplicable) continue;
			const behind = behindOf(model, adoption);
			if (!behind) continue;
			const soon = addDays(behind.due, -reminders.before) === day;
			if (!soon && !reminders.after.some((days) => addDays(behind.due, days) === day)) continue;
			await transaction(ctx, async (ctx) => {
				await notify(ctx, {
					to: await officersOf(ctx, adoption.unitId),
					kind: soon ? 'model_soon' : 'model_late',
					subjectType: 'model',
					subjectId: model.id,
					unitId: adoption.unitId,
					params: { code: model.code, title: model.title, day: behind.due, count: behind.by }
				});
			});
		}
	}
}
