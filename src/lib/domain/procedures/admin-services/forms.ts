import { z } from 'zod';
import { listOf, optionalText, requiredDay, requiredId, requiredText, rowVersionField } from '#lib/domain/shared/form-fields.ts';
import { limitUnits, limitValue, serviceCodeKey, type Limit, type LimitUnit } from './service.ts';

const limitField = z
	.string()
	.default('')
	.refine((text) => text.trim() === '' || limitValue(text) !== null, 'limit_form')
	.transform((text) => (text.trim() === '' ? null : limitValue(text)));

const text = {
	name: requiredText(500),
	field: requiredText(200),
	kindCodes: listOf(z.string().max(60, 'invalid')),
	decisionNumber: requiredText(100),
	decisionDate: requiredDay,
	limitValue: limitField,
	limitUnit: z.enum(limitUnits, 'invalid').default('working_days'),
	limitNote: optionalText(1000),
	validFrom: requiredDay
};

const codeField = requiredText(60).refine((code) => serviceCodeKey(code) !== '', 'service_code_form');

export const newServiceForm = z.object({ code: codeField, ...text });
const row = { serviceId: requiredId, rowVersion: rowVersionField.pipe(z.int('invalid')) };
export const changeServiceForm = z.object({ ...row, ...text });
export const endServiceForm = z.object({ ...row, endsOn: requiredDay });

export const serviceImportForm = z.object({ validFrom: requiredDay });
export const serviceImportCommitForm = z.object({ file: requiredId, validFrom: requiredDay, expected: z.string().max(100, 'invalid') });

/** Ticks several services at once; each is an act of its own. */
export const handleForm = z.object({ serviceIds: listOf(requiredId) });
export const notHandledForm = z.object({ serviceId: requiredId, reason: requiredText(500) });
export const linkForm = z.object({ serviceId: requiredId, documentId: requiredId });
export const linkIdForm = z.object({ linkId: requiredId });
export const confirmForm = z.object({ linkId: requiredId, versionId: requiredId, serviceVersionId: requiredId });

/** The two fields of a form as the limit they say. */
export function limitFrom({ limitValue, limitUnit }: { limitValue: number | null; limitUnit: LimitUnit }): Limit | null {
	return limitValue === null ? null : { value: limitValue, unit: limitUnit };
}
