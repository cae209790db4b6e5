import { packState } from '#lib/domain/reports/evidence-pack.ts';
import { fromDbDate } from '#lib/domain/shared/day.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { logRead } from '#lib/server/audit-trail/access-log.ts';
import { deliverFile } from '#lib/server/files/deliver.ts';
import { cleanFileName } from '#lib/server/files/file-name.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { NotFound } from '#lib/server/platform/errors.ts';
import type { FileStore } from '#lib/server/storage/port.ts';
import { unitNamesOn } from '#lib/server/units/units-on-day.ts';

/** A pack that is not built within a day is given up. */
export const givenUpMs = 24 * 60 * 60 * 1000;

/**
 * The bytes of a pack, whole or a part of them, so that a broken download goes on where it stopped. Asked anew each time: rights that ended
 * end here too. Noted in the access log. @throws NotFound `file_not_found`
 */
export async function deliverPack(ctx: Ctx, store: FileStore, packId: string, request: Request): Promise<Response> {
	const pack = isUuid(packId) ? await ctx.db.evidencePack.findUnique({ where: { id: packId } }) : null;
	if (!pack) throw new NotFound('file_not_found');
	const action = pack.scope === 'inspection' ? 'pack.make_inspection' : 'pack.make';
	if (!may(ctx.actor, action, { unitId: pack.unitId })) throw new NotFound('file_not_found');
	const keepUntil = pack.keepUntil ? fromDbDate(pack.keepUntil) : null;
	if (packState({ ...pack, keepUntil }, today(ctx)) !== 'ready' || !pack.storedSha256) throw new NotFound('file_not_found');
	logRead(ctx, { action: 'export', unitId: pack.unitId, detail: `evidence pack ${pack.label}` });
	const unit = (await unitNamesOn(ctx, [pack.unitId], today(ctx))).get(pack.unitId)?.code ?? '';
	return deliverFile(request, store, {
		sha256: pack.storedSha256,
		contentType: 'application/zip',
		fileName: cleanFileName(`eISO ${unit} ${pack.label.replaceAll('/', '-')}.zip`)
	});
}

/**
 * Bytes whose days are over are let go; the next sweep of the store removes them. What was asked for a day ago and is not there will not come any
 * more: its job gave up. Gives how many were let go.
 */
export async function dropOldPacks(ctx: Ctx): Promise<number> {
	const now = ctx.clock.now();
	await ctx.db.evidencePack.updateMany({
		where: { builtAt: null, failedAt: null, askedAt: { lt: new Date(now.getTime() - givenUpMs) } },
		data: { failedAt: now, failure: 'fault' }
	});
	return ctx.db.$executeRaw`update evidence_pack set stored_sha256 = null
		where stored_sha256 is not null and keep_until < ${today(ctx)}::date`;
}
