import { inviteForm, provinceAccountForm } from '#lib/domain/people/forms.ts';
import { provinceRoles, roles } from '#lib/domain/permissions/actor.ts';
import { createSetupLink } from '#lib/server/identity/setup.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { invitePerson } from '#lib/server/people/invite.ts';
import { createProvinceAccount } from '#lib/server/people/province.ts';
import { systemContext } from '#lib/server/runtime.ts';
import { unitsOn } from '#lib/server/units/units-on-day.ts';
import { UsageError, type Command, type Values } from './command.ts';
import { inNameOf } from './in-name-of.ts';

const unitRoles: readonly string[] = roles;
const known = [...provinceRoles, ...roles];

export const userCreate: Command = {
	name: 'user create',
	summary: 'Invite a person: a province-wide role, or roles in a unit; the first administrator by a one-time link',
	details: [
		`Roles: ${known.join(', ')}; several for one unit are separated by commas.`,
		'A new installation: user create --role administrator prints the link that creates the administrator.',
		'Everybody else is invited in the name of a person who may do so (--as), by mail; the trail says that it came from here.'
	].join('\n'),
	options: {
		role: { type: 'string', value: 'ROLE', description: 'what the person will be', required: true },
		email: { type: 'string', value: 'EMAIL', description: 'where the invitation goes' },
		name: { type: 'string', value: 'NAME', description: 'full name' },
		unit: { type: 'string', value: 'CODE', description: 'the unit, for roles in a unit' },
		position: { type: 'string', value: 'TEXT', description: 'official position' },
		as: { type: 'string', value: 'EMAIL', description: 'who invites: an administrator, a coordinator, a head or an officer' }
	},
	async run(tools) {
		const runtime = await tools.runtime();
		const system = systemContext(runtime);
		const wanted = tools.values
			.text('role')
			.split(',')
			.map((role) => role.trim());
		if (wanted.includes('administrator')) {
			const path = await createSetupLink(system);
			if (!path) throw new UsageError('there is an administrator already; there can be no second one');
			tools.note('The administrator is created with this link, which works once:');
			tools.print(`${tools.settings.origin ?? `http://localhost:${tools.settings.port}`}${path}`);
			return 0;
		}
		const ctx = await inNameOf(system, tools.values.optional('as'));
		const made = wanted.every((role) => unitRoles.includes(role))
			? await inviteToUnit(ctx, wanted, tools.values)
			: await inviteToProvince(ctx, wanted, tools.values);
		tools.print(`${made.staffName ?? ''}\tinvited by mail`);
		return 0;
	}
};

async function inviteToUnit(ctx: Ctx, wanted: readonly string[], values: Values) {
	const code = values.optional('unit');
	const unit = (await unitsOn(ctx)).find((one) => one.code === code?.toUpperCase());
	if (!unit) throw new UsageError(code ? `there is no unit ${code} today` : '--unit is missing');
	return invitePerson(ctx, inviteForm.parse({ ...personOf(values), unitId: unit.unitId, roles: wanted }));
}

async function inviteToProvince(ctx: Ctx, wanted: readonly string[], values: Values) {
	const [role, ...more] = wanted;
	if (more.length > 0) throw new UsageError(`"${wanted.join(', ')}" cannot be given together; one of ${known.join(', ')}`);
	if (!provinceRoles.some((one) => one === role)) throw new UsageError(`"${role ?? ''}" is no role; one of ${known.join(', ')}`);
	return createProvinceAccount(ctx, provinceAccountForm.parse({ ...personOf(values), role }));
}

function personOf(values: Values) {
	const [email, fullName] = [values.optional('email'), values.optional('name')];
	if (!email || !fullName) throw new UsageError('--email and --name are needed');
	return {
		email,
		fullName,
		staffName: '',
		position: values.optional('position') ?? '',
		capacity: '',
		divisionId: '',
		validFrom: '',
		validTo: ''
	};
}
