import { formatDay } from '#lib/format.ts';
import { signingCapacities, roles, type Role } from '#lib/domain/permissions/actor.ts';
import { isLead } from '#lib/domain/people/appointment.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { capacityNames, roleNames } from '#lib/role-names.ts';
import { NotFound, Unauthenticated } from '#lib/server/platform/errors.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { unitNamesOn, unitsOn, unitsToCome } from '#lib/server/units/units-on-day.ts';
import { strandedDuties, type DutyHolder } from './duties.ts';
import { maySeeImport } from './import.ts';
import { listPeople, type FoundPeople } from './list-people.ts';
import { unitOffers, type UnitOffer } from './offers.ts';
import { divisionOptions, type Option } from './options.ts';
import { mayAppointIn } from './person-facts.ts';
import * as m from '#lib/paraglide/messages.js';

/** Which unit's people a page is about: the one of the address, else the one somebody works in; null: all, for who sees all. */
function unitOf(ctx: Ctx, asked: string | null, activeUnitId: string | null): string | null {
	if (ctx.actor.kind !== 'user') throw new Unauthenticated();
	if (asked && isUuid(asked)) return asked;
	if (asked === 'all' && may(ctx.actor, 'person.list')) return null;
	if (activeUnitId) return activeUnitId;
	if (may(ctx.actor, 'person.list')) return null;
	throw new NotFound('unit_not_found');
}

export type PeoplePage = {
	found: FoundPeople;
	unit: { id: string; name: string } | null;
	/** For who may look into every unit. */
	units: Option[] | null;
	divisions: Option[];
	stranded: DutyHolder[];
	/** Whom the unit has asked and who has not answered, for those who may appoint there. */
	offers: UnitOffer[];
	asked: { q: string; role: string; division: string; state: string };
	may: { invite: boolean; import: boolean; inspections: boolean };
};

/** The list of people as the address asks for it. @throws Unauthenticated, NotFound */
export async function peoplePage(ctx: Ctx, params: URLSearchParams, activeUnitId: string | null): Promise<PeoplePage> {
	const asked = (name: string) => params.get(name) ?? '';
	const unitId = unitOf(ctx, params.get('unit'), activeUnitId);
	const found = await listPeople(ctx, {
		unitId,
		q: asked('q'),
		role: asked('role'),
		divisionId: asked('division'),
		state: asked('state'),
		page: Number(asked('page')) || 1
	});
	const names = await unitNamesOn(ctx, unitId ? [unitId] : [], today(ctx));
	return {
		found,
		unit: unitId ? { id: unitId, name: names.get(unitId)?.name ?? '' } : null,
		units: may(ctx.actor, 'person.list') ? await unitChoices(ctx) : null,
		divisions: unitId ? await divisionOptions(ctx, unitId) : [],
		stranded: unitId ? await strandedDuties(ctx, unitId) : [],
		offers: unitId ? await unitOffers(ctx, unitId) : [],
		asked: { q: asked('q'), role: asked('role'), division: asked('division'), state: asked('state') },
		may: {
			invite: mayAppointIn(ctx, unitId),
			import: maySeeImport(ctx),
			inspections: may(ctx.actor, 'person.grant_inspection')
		}
	};
}

/** Units of today, and those that begin later: their people are there before their first day. */
export async function unitChoices(ctx: Ctx): Promise<Option[]> {
	const now = (await unitsOn(ctx)).map((unit) => ({ value: unit.unitId, label: unit.name, hint: unit.code }));
	const coming = (await unitsToCome(ctx)).map(({ unitId, code, name, validFrom }) => ({
		value: unitId,
		label: name,
		hint: `${code} · ${m.unitevents_from_day({ day: formatDay(validFrom) })}`
	}));
	return [...now, ...coming];
}

/** The choices of a form that appoints, in the reader's language. */
export type AppointmentChoices = { roles: Option[]; capacities: Option[] };

export function appointmentChoices(ctx: Ctx, unitId: string | null): AppointmentChoices {
	const lead = may(ctx.actor, 'person.appoint_lead', { unitId });
	const staff = may(ctx.actor, 'person.appoint_staff', { unitId });
	const given = roles.filter((role: Role) => (isLead(role) ? lead : staff || lead));
	return {
		roles: given.map((role) => ({ value: role, label: roleNames[role]({}, { locale: ctx.locale }) })),
		capacities: signingCapacities.map((capacity) => ({ value: capacity, label: capacityNames[capacity]({}, { locale: ctx.locale }) }))
	};
}

export type InvitePage = AppointmentChoices & {
	unitId: string;
	unit: string;
	units: Option[] | null;
	divisions: Option[];
	today: string;
	/** False: mails are kept and nobody can read them. */
	sendsMail: boolean;
	leadsOnly: boolean;
};

/** What the form for inviting needs. @throws Unauthenticated, NotFound for who may invite nobody there */
export async function invitePage(ctx: Ctx, asked: string | null, activeUnitId: string | null, sendsMail: boolean): Promise<InvitePage> {
	const units = may(ctx.actor, 'person.appoint_lead') ? await unitChoices(ctx) : null;
	const unitId = unitOf(ctx, asked, activeUnitId) ?? units?.[0]?.value ?? null;
	if (!unitId || !mayAppointIn(ctx, unitId)) throw new NotFound('unit_not_found');
	const names = await unitNamesOn(ctx, [unitId], today(ctx));
	return {
		...appointmentChoices(ctx, unitId),
		unitId,
		unit: names.get(unitId)?.name ?? '',
		units,
		divisions: await divisionOptions(ctx, unitId),
		today: today(ctx),
		sendsMail,
		leadsOnly: !may(ctx.actor, 'person.appoint_staff', { unitId })
	};
}
