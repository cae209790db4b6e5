import { z } from 'zod';
import { coverageStates } from '#lib/domain/procedures/admin-services/coverage.ts';
import { limitUnits, type Published } from '#lib/domain/procedures/admin-services/service.ts';
import { catalogue } from '#lib/server/procedures/admin-services/catalogue-page.ts';
import { unitCoverage } from '#lib/server/procedures/admin-services/unit-coverage.ts';
import { unitIdOf } from '#lib/server/units/unit-ref.ts';
import { operation, pageOf, pageQuery } from './operation.ts';
import { day, rowVersion, text } from './schemas.ts';

const service = z
	.object({
		id: z.uuid(),
		code: z.string(),
		name: z.string(),
		field: z.string(),
		decision: z.object({ number: z.string(), date: day }),
		limit: z
			.object({ value: z.number(), unit: z.enum(limitUnits) })
			.nullable()
			.meta({ description: 'Null where the decision gives several, which the note says.' }),
		limitNote: z.string(),
		validFrom: day,
		rowVersion: rowVersion.nullable().meta({ description: 'Of the catalogue; null in the list of a unit.' }),
		coverage: z
			.object({
				state: z.enum(coverageStates),
				reason: z.string().nullable(),
				serviceVersionId: z.uuid(),
				procedures: z.array(z.object({ linkId: z.uuid(), documentId: z.uuid(), code: z.string(), title: z.string(), inForce: z.boolean() }))
			})
			.nullable()
			.meta({ description: 'How the unit that was asked for stands with it; null without one.' })
	})
	.meta({ id: 'AdminService' });

export const listAdminServices = operation({
	id: 'listAdminServices',
	method: 'GET',
	path: '/admin-services',
	tag: 'Administrative services',
	summary: 'The catalogue of administrative services, or what a unit does about those that apply to it',
	description: 'By words of code, name or decision, with or without accents.',
	query: z.object({ unit: text(60).optional(), q: text(100).optional(), ...pageQuery.shape }),
	response: pageOf(service),
	async run(ctx, { query }) {
		const { page, pageSize, unit, q = '' } = query;
		const all = unit ? await ofUnit() : await ofProvince();
		return { items: all.slice((page - 1) * pageSize, page * pageSize), total: all.length, page, pageSize };

		async function ofUnit() {
			const { lines } = await unitCoverage(ctx, await unitIdOf(ctx, unit ?? ''), { q, state: null, field: '' });
			return lines.map(({ serviceId, serviceVersionId, code, name, field, published, since, state, reason, procedures }) => ({
				id: serviceId,
				code,
				name,
				field,
				...publishedAnswer(published),
				validFrom: since,
				rowVersion: null,
				coverage: {
					serviceVersionId,
					state,
					reason,
					procedures: procedures.map(({ linkId, documentId, code, title, inForce }) => ({
						linkId,
						documentId,
						code,
						title,
						inForce: inForce !== null
					}))
				}
			}));
		}

		async function ofProvince() {
			const { services } = await catalogue(ctx, { q, kind: '' });
			return services.map(({ id, code, rowVersion, shown }) => ({
				id,
				code,
				name: shown.name,
				field: shown.field,
				...publishedAnswer(shown),
				validFrom: shown.validFrom,
				rowVersion,
				coverage: null
			}));
		}
	}
});

function publishedAnswer({ decisionNumber, decisionDate, limit, limitNote }: Published) {
	return { decision: { number: decisionNumber, date: decisionDate }, limit, limitNote };
}
