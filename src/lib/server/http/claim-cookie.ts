import type { Cookies } from '@sveltejs/kit';
import { claimMinutes, type Claim } from '#lib/server/identity/witness-claim.ts';

/** Holds the claim of a reset with a witness in this browser alone: the secret, and the number to show again after a reload. */
const name = '__Host-eiso-reset';
const attributes = { path: '/', httpOnly: true, secure: true, sameSite: 'strict' } as const;

export function keepClaim(cookies: Cookies, claim: Claim): void {
	cookies.set(name, `${claim.secret}.${claim.number}`, { ...attributes, maxAge: claimMinutes * 60 });
}

export function readClaim(cookies: Cookies): Claim | null {
	const [, secret, number] = /^([\w-]{43})\.(\d{4})$/.exec(cookies.get(name) ?? '') ?? [];
	return secret && number ? { secret, number } : null;
}

export function dropClaim(cookies: Cookies): void {
	cookies.delete(name, attributes);
}
