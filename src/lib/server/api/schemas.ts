import { z } from 'zod';
import { isDay } from '#lib/domain/shared/day.ts';

/** Schemas that several calls share. Those with an id become components of the OpenAPI document. */

const dayMeta = { format: 'date', description: 'A calendar day in Asia/Ho_Chi_Minh.' };

/** In requests: a real day, or 422. */
export const dayInput = z.string('day_invalid').refine(isDay, 'day_invalid').meta(dayMeta);
export const day = z.string().meta(dayMeta);
export const moment = z.iso.datetime();

export const asOfQuery = z.object({
	asOf: dayInput
		.optional()
		.meta({ ...dayMeta, description: 'The end of that day in Asia/Ho_Chi_Minh; may lie ahead. Today when left out.' })
});

/** In requests: left out or null, there is none. */
export const optionalDayInput = dayInput.nullable().default(null).meta(dayMeta);
export const optionalIdInput = z.uuid('invalid').nullable().default(null);
export const idsInput = z.array(z.uuid('invalid')).max(500).default([]);

const sha256Format = /^[0-9a-f]{64}$/;
export const sha256 = z.string().regex(sha256Format, 'invalid').meta({ description: 'SHA-256 of the bytes, hexadecimal.' });

export const text = (limit: number) => z.string('required').trim().max(limit, `too_long:${limit}`);
export const requiredText = (limit: number) => text(limit).min(1, 'required');

export const unitInput = requiredText(100).meta({ description: 'The id of a unit, or its code of today.' });

export const rowVersion = z.int().min(1).meta({ description: 'Sent back, it makes sure that nobody acted in between: else 409 `stale`.' });

/** A head's signature. A token alone never signs. */
export const signature = z
	.object({
		password: z.string('password_required').max(200, 'invalid').meta({ format: 'password' }),
		sha256: sha256.optional().meta({ description: 'What the signer saw: the reading PDF, or the source where there is none.' })
	})
	.meta({ description: 'The password of the person, entered again. Counted by the same throttle as sign-in.' });

/** The password of a head who signs what has no bytes of its own. */
export const passwordSignature = signature.pick({ password: true });

export const unitRef = z.object({ id: z.uuid(), code: z.string(), name: z.string() }).meta({ id: 'UnitRef' });
