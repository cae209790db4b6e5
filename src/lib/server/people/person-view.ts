import { today, type Ctx } from '#lib/server/platform/context.ts';
import { appointmentChoices, unitChoices, type AppointmentChoices } from './pages.ts';
import { divisionOptions, type Option } from './options.ts';
import { mayAppointIn } from './person-facts.ts';
import { personPage, type PersonView } from './person-page.ts';

export type PersonViewPage = {
	person: PersonView;
	/** For each unit of a membership, what may be given there. */
	choices: Record<string, AppointmentChoices>;
	/** Where this actor may give the person one more membership. */
	add: (AppointmentChoices & { units: Option[]; divisions: Option[] }) | null;
	sendsMail: boolean;
	today: string;
};

/** The page of one person with the choices of its forms. @throws NotFound */
export async function personView(ctx: Ctx, userId: string, sendsMail: boolean): Promise<PersonViewPage> {
	const person = await personPage(ctx, userId);
	const units = [...new Set(person.memberships.map((membership) => membership.unitId))];
	return {
		person,
		choices: Object.fromEntries(units.map((unitId) => [unitId, appointmentChoices(ctx, unitId)])),
		add: person.self || person.status === 'disabled' ? null : await addChoices(ctx),
		sendsMail,
		today: today(ctx)
	};
}

async function addChoices(ctx: Ctx): Promise<PersonViewPage['add']> {
	const units = (await unitChoices(ctx)).filter((unit) => mayAppointIn(ctx, unit.value));
	const [first] = units;
	if (!first) return null;
	const only = units.length === 1;
	return { ...appointmentChoices(ctx, first.value), units, divisions: only ? await divisionOptions(ctx, first.value) : [] };
}
