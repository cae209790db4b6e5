import { eventFromForm, type EventEntry } from '#lib/domain/units/forms.ts';
import { answersTo } from '#lib/domain/units/event-answer.ts';
import type { Day } from '#lib/domain/shared/day.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { userIdOf } from '#lib/domain/permissions/actor.ts';
import type { UnitEventKind } from '#lib/domain/units/unit.ts';
import { unitEventKinds } from '#lib/domain/units/unit.ts';
import type { StoredUpload } from '#lib/server/files/store-upload.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { NotFound } from '#lib/server/platform/errors.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import type { UnitEventInput } from './apply-event.ts';
import { eventSummaries, type EventSummary } from './event-list.ts';
import { unitsOn } from './units-on-day.ts';

export type EventEntryPage = {
	readonly kind: UnitEventKind | null;
	readonly today: Day;
	/** The unit that the event is about; null while none is chosen, or for a new one. */
	readonly unit: {
		readonly unitId: string;
		readonly code: string;
		readonly name: string;
		readonly kindCode: string;
		readonly parentId: string | null;
	} | null;
	/** The event that this one answers, and the kinds that can. */
	readonly answers: EventSummary | null;
	readonly offered: readonly UnitEventKind[];
	/** All units of today, for choosing; units that come later by an event are among them. */
	readonly units: readonly { readonly value: string; readonly label: string; readonly hint: string }[];
	readonly kinds: readonly { readonly value: string; readonly label: string }[];
};

/**
 * What the form of an event needs, by `?kind`, `?unit` and `?answers`. @throws Forbidden; NotFound for a unit or an event that is none
 */
export async function eventEntry(ctx: Ctx, params: URLSearchParams): Promise<EventEntryPage> {
	authorize(ctx, 'unit.manage');
	const units = await unitsOn(ctx);
	const asked = params.get('unit') || null;
	const unit = asked === null ? null : units.find((one) => one.unitId === asked);
	if (unit === undefined) throw new NotFound('unit_not_found');
	const names = new Map(units.map((one) => [one.unitId, one.name]));
	const kinds = await ctx.db.unitKind.findMany({ orderBy: { sortOrder: 'asc' } });
	const answersId = params.get('answers') || null;
	const [answers = null] = answersId === null ? [] : await eventSummaries(ctx, { id: isUuid(answersId) ? answersId : '' });
	if (answersId !== null && answers === null) throw new NotFound('unit_event_not_found');
	const offered = answers ? answersTo(answers.kind) : unitEventKinds;
	return {
		kind: offered.find((one) => one === params.get('kind')) ?? null,
		today: today(ctx),
		unit,
		answers,
		offered,
		units: units.map((one) => ({
			value: one.unitId,
			label: one.name,
			hint: [one.code, one.parentId ? names.get(one.parentId) : null].filter(Boolean).join(' · ')
		})),
		kinds: kinds.map((one) => ({ value: one.code, label: ctx.locale === 'en' ? one.nameEn : one.nameVi }))
	};
}

/** The entered form as an event, with the scan that was sent with it or kept at the preview. @throws NotFound `upload_gone` */
export async function eventOfEntry(
	ctx: Ctx,
	form: EventEntry,
	file: StoredUpload | null
): Promise<UnitEventInput & { keptScan: string | null }> {
	const { decisionNumber, decisionDate, basis, choices, answers } = form;
	const kept = file ? await keepScan(ctx, file) : form.keptScan;
	return {
		...eventFromForm(form, form.unit ?? ''),
		...{ decisionNumber, decisionDate, basis, choices, answersId: answers, keptScan: kept },
		scan: kept === null ? null : await scanOf(ctx, kept)
	};
}

/** Keeps a scan between the preview and the entry, for this person alone; what is never entered is swept after a day. */
function keepScan(ctx: Ctx, { sha256, size, contentType, fileName, detectedType, pages }: StoredUpload): Promise<string> {
	return transaction(ctx, async (ctx) => {
		const createdAt = ctx.clock.now();
		await ctx.db.storedFile.createMany({ data: [{ sha256, size: BigInt(size), contentType, createdAt }], skipDuplicates: true });
		const { id } = await ctx.db.upload.create({
			data: { userId: requirePerson(ctx), sha256, fileName, fileType: detectedType, pages, createdAt },
			select: { id: true }
		});
		return id;
	});
}

async function scanOf(ctx: Ctx, id: string): Promise<{ sha256: string; fileName: string }> {
	const upload = await ctx.db.upload.findFirst({ where: { id, userId: requirePerson(ctx) }, select: { sha256: true, fileName: true } });
	if (!upload) throw new NotFound('upload_gone');
	return upload;
}

function requirePerson(ctx: Ctx): string {
	const userId = userIdOf(ctx.actor);
	if (userId === null) throw new NotFound('upload_gone');
	return userId;
}

/** Asked before a byte of a scan is read. @throws Forbidden */
export function mayManageUnits(ctx: Ctx): Promise<void> {
	authorize(ctx, 'unit.manage');
	return Promise.resolve();
}
