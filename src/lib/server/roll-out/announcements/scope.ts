import type { Day } from '#lib/domain/shared/day.ts';
import type { Ctx } from '#lib/server/platform/context.ts';

/** A service in the scope of a unit's system, as it stands on a day. */
export type ScopeService = {
	readonly serviceId: string | null;
	readonly code: string;
	readonly name: string;
	readonly field: string;
	readonly procedureCode: string;
};

/**
 * The services of a unit that are handled by a procedure in force on a day (a procedure with a day yet to come counts from that day on). What
 * the unit says it does not handle is not of them. One query, no question of rights.
 */
export function scopeOn(ctx: Ctx, unitId: string, day: Day): Promise<ScopeService[]> {
	return ctx.db.$queryRaw<ScopeService[]>`
		select s.id as "serviceId", s.code, sv.name, sv.field, string_agg(distinct d.code, ', ') as "procedureCode"
		from unit_version u
		join admin_service_version sv on u.kind_code = any(sv.kind_codes) and sv.valid_from <= ${day}::date and (sv.valid_to is null or sv.valid_to > ${day}::date)
		join admin_service s on s.id = sv.service_id
		join admin_service_link l on l.service_id = s.id and l.unit_id = u.unit_id and l.removed_at is null
		join document d on d.id = l.document_id
		where u.unit_id = ${unitId}::uuid and u.valid_from <= ${day}::date and (u.valid_to is null or u.valid_to > ${day}::date)
			and exists (select 1 from version v where v.document_id = d.id and v.in_force @> ${day}::date)
			and not exists (select 1 from unit_admin_service c where c.unit_id = u.unit_id and c.service_id = s.id and not c.handled)
		group by s.id, s.code, sv.name, sv.field
		order by sv.field collate "vi-x-icu", s.code`;
}

/** Replaces the scope of a draft. */
export async function writeScope(ctx: Ctx, announcementId: string, services: readonly ScopeService[]): Promise<void> {
	await ctx.db.announcementService.deleteMany({ where: { announcementId } });
	await ctx.db.announcementService.createMany({
		data: services.map(({ serviceId, code, name, field, procedureCode }, position) => ({
			announcementId,
			position,
			...{ serviceId, code, name, field, procedureCode }
		}))
	});
}
