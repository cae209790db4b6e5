import { z } from 'zod';
import { provinceRoles, roles, signingCapacities } from '#lib/domain/permissions/actor.ts';
import { ownIdentity } from '#lib/server/identity/own-identity.ts';
import { operation } from './operation.ts';
import { unitRef } from './schemas.ts';

export const getMe = operation({
	id: 'getMe',
	method: 'GET',
	path: '/me',
	tag: 'Account',
	summary: 'Who asks, and with which roles today',
	response: z.object({
		id: z.uuid(),
		fullName: z.string(),
		email: z.string().nullable(),
		staffName: z.string().nullable(),
		memberships: z.array(
			z.object({
				unit: unitRef,
				divisionId: z.uuid().nullable(),
				roles: z.array(z.enum(roles)),
				position: z.string(),
				capacity: z.enum(signingCapacities).nullable()
			})
		),
		province: z.array(z.enum(provinceRoles)),
		token: z.object({ id: z.uuid(), name: z.string() }).nullable()
	}),
	run: (ctx) => ownIdentity(ctx)
});
