import type { WaitingDuty } from '#lib/server/documents/queries/home-duties.ts';
import { actionDuties } from './action-duties.ts';
import { auditDuties } from './audit-duties.ts';
import { documentDuties } from './document-duties.ts';
import { registerDuties } from './register-duties.ts';
import { reviewDuties } from './review-duties.ts';
import { rollOutDuties } from './roll-out-duties.ts';
import type { DutyLook } from './duty-look.ts';

/** How every duty is listed; batches are shown apart, with what they issue. */
export const dutyLooks: Record<Exclude<WaitingDuty['what'], 'batch' | 'batch_sign'>, DutyLook> = {
	...documentDuties,
	...auditDuties,
	...actionDuties,
	...rollOutDuties,
	...reviewDuties,
	...registerDuties
};
