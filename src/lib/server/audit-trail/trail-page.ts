import { may } from '#lib/domain/permissions/decide.ts';
import { hasProvinceRole } from '#lib/domain/permissions/actor.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Ctx } from '#lib/server/platform/context.ts';
import { logRead } from './access-log.ts';
import { keyFingerprint, checkpointSigner } from './checkpoint-key.ts';
import { newestCheckpoint, type Checkpoint } from './checkpoints.ts';
import { exportLimits, type ExportFormat } from './export.ts';
import { countLimitFor, listTrail, type TrailFilter, type TrailPage } from './list.ts';
import { seesAccountActs, seesOtherUnits, wholeTrailUnits } from './scope.ts';
import { subjectGroups } from './subject-types.ts';
import { namesFor } from './subjects.ts';
import { unitsWithTrail, type NamedUnit } from './units.ts';
import { verifyChain, type ChainCheck } from './verify.ts';
import { eventWords, showAct, subjectTypeWords, type ShownAct } from './words.ts';

type Choice = { readonly value: string; readonly label: string };

export type ShownTrail = Omit<TrailPage, 'items'> & { readonly items: readonly ShownAct[] };

/** Everything the page /trail shows. `kind` says which of the three views it is. */
export type TrailView = ShownTrail & {
	readonly kind: 'unit' | 'visible' | 'accounts';
	readonly filter: TrailFilter;
	readonly units: readonly NamedUnit[];
	readonly events: readonly Choice[];
	readonly subjectTypes: readonly Choice[];
	/** The chain that `verify` and the checkpoint are about: a unit's id, or null for the province's. */
	readonly chainUnitId: string | null;
	readonly checkpoint: Checkpoint | null;
	readonly key: { readonly publicKey: string; readonly fingerprint: string };
	readonly canExport: boolean;
	/** The most rows of each kind of file. */
	readonly exportLimits: Readonly<Record<ExportFormat, number>>;
	readonly unitName: string;
	readonly canVerify: boolean;
};

/**
 * The acts the actor may see, with what can be chosen and the newest checkpoint.
 * @param activeUnitId the unit the person works in now: where nothing is chosen, its trail is shown
 * @throws NotFound for who sees no trail
 */
export async function trailView(ctx: Ctx, asked: TrailFilter, page: number, activeUnitId: string | null): Promise<TrailView> {
	const filter = { ...asked, unit: asked.unit || defaultUnit(ctx, activeUnitId) };
	const list = await shownTrail(ctx, filter, page);
	const chainUnitId = filter.unit && filter.unit !== 'province' ? filter.unit : null;
	const kind = wholeTrailUnits(ctx.actor).includes(filter.unit ?? '') ? 'unit' : seesOtherUnits(ctx.actor) ? 'visible' : 'accounts';
	const signer = checkpointSigner();
	const units = await unitsWithTrail(ctx);
	const canVerify = may(ctx.actor, 'trail.verify', { unitId: chainUnitId });
	return {
		...list,
		kind,
		filter,
		units,
		events: await eventChoices(ctx),
		subjectTypes: Object.keys(subjectGroups).map((value) => ({ value, label: subjectTypeWords(value, ctx.locale) })),
		chainUnitId,
		checkpoint: canVerify ? await newestCheckpoint(ctx, chainUnitId) : null,
		key: { publicKey: signer.publicKey, fingerprint: keyFingerprint(signer.publicKey) },
		exportLimits: { ...exportLimits, xlsx: Math.min(exportLimits.xlsx, countLimitFor(ctx.actor)) },
		unitName: units.find((unit) => unit.id === chainUnitId)?.name ?? m.trail_province({}, { locale: ctx.locale }),
		canExport: chainUnitId !== null || hasProvinceRole(ctx.actor, 'coordinator') || seesAccountActs(ctx.actor),
		canVerify
	};
}

/** A page of acts in words. */
export async function shownTrail(ctx: Ctx, filter: TrailFilter, page: number, pageSize?: number): Promise<ShownTrail> {
	const list = await listTrail(ctx, filter, { page, pageSize });
	const names = await namesFor(ctx, list.items);
	return { ...list, items: list.items.map((row) => showAct(row, names, ctx.locale)) };
}

/** An officer or head looks at a trail of their own; the Department at all of them; the administrator at the province's. */
function defaultUnit(ctx: Ctx, activeUnitId: string | null): string | null {
	const own = wholeTrailUnits(ctx.actor);
	if (own.length > 0) return own.find((unitId) => unitId === activeUnitId) ?? own[0] ?? null;
	return seesAccountActs(ctx.actor) ? 'province' : null;
}

/** Every kind of act that was ever recorded, by one index probe each. */
async function eventChoices(ctx: Ctx): Promise<Choice[]> {
	const rows = await ctx.db.$queryRaw<{ event: string }[]>`
		with recursive known as (
			(select event from audit_trail order by event limit 1)
			union all
			select (select t.event from audit_trail t where t.event > known.event order by t.event limit 1) from known where known.event is not null
		)
		select event from known where event is not null`;
	const choices = rows.map(({ event }) => ({ value: event, label: eventWords(event, ctx.locale) ?? event }));
	return choices.sort((a, b) => a.label.localeCompare(b.label, ctx.locale));
}

/** Checks a chain because a person asked, and notes that in the access log. */
export async function verifyForPage(ctx: Ctx, unitId: string | null): Promise<ChainCheck> {
	const check = await verifyChain(ctx, unitId);
	logRead(ctx, { action: 'verify', unitId, detail: 'trail' });
	return check;
}
