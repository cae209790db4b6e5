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
 * The job `models.remind`: officers hear of models whose due day comes near or has passed, on these days only; of a model and its forms
 * once, by whichever of those due is due first. The date of the run says which, so that a second run on one day says nothing new.
 */
export async function remindOfDueDays(ctx: Ctx): Promise<void> {
	const day = today(ctx);
	const sources = await readModels(ctx, Prisma.sql`m.retired_on is null`, 'forms');
	const adoptionsOf = Map.groupBy(
		await readAdoptions(ctx, { documentIds: sources.map((source) => source.documentId) }),
		(adoption) => adoption.sourceDocumentId
	);
	for (const [modelId, parts] of Map.groupBy(sources, (source) => source.id)) {
		const [model = null] = parts.toSorted((a, b) => Number(a.isForm) - Number(b.isForm));
		const late = parts.flatMap((part) =>
			(adoptionsOf.get(part.documentId) ?? []).flatMap((adoption) => {
				const behind = adoption.documentId === null || adoption.notApplicable ? null : behindOf(part, adoption);
				return behind ? [{ unitId: adoption.unitId, ...behind }] : [];
			})
		);
		for (const [unitId, ones] of Map.groupBy(late, (one) => one.unitId)) {
			const [told] = ones.filter(({ due }) => isToldOn(due, day)).toSorted((a, b) => (a.due < b.due ? -1 : 1));
			if (model && told) await remind(ctx, { modelId, unitId, model, due: told.due, by: told.by, day });
		}
	}
}

function isToldOn(due: Day, day: Day): boolean {
	return [-reminders.before, ...reminders.after].some((days) => addDays(due, days) === day);
}

type Due = { modelId: string; unitId: string; model: Pick<LoadedModel, 'code' | 'title'>; due: Day; by: number; day: Day };

async function remind(ctx: Ctx, { modelId, unitId, model, due, by, day }: Due): Promise<void> {
	const soon = day < due;
	await transaction(ctx, async (ctx) => {
		await notify(ctx, {
			to: await officersOf(ctx, unitId),
			kind: soon ? 'model_soon' : 'model_late',
			subjectType: 'model',
			subjectId: modelId,
			unitId,
			params: { code: model.code, title: model.title, day: due, count: by }
		});
	});
}
