/** How a person is named at sign-in: a mail address or a staff name (unit code, dot, short name). */
export type SignInName = { readonly kind: 'email' | 'staff_name'; readonly value: string };

const emailForm = /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+$/;
const staffNameForm = /^[\p{Lu}\p{Lo}\p{N}._-]{1,80}$/u;
// Control and direction marks make one name look like another.
const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/** As it is stored: lower case, NFC; null when it is no mail address. */
export function normalEmail(text: string): string | null {
	const email = text.normalize('NFC').trim().toLowerCase();
	return email.length <= 254 && emailForm.test(email) ? email : null;
}

/** As it is stored: upper case, NFC, no spaces; null when it cannot be one. */
export function normalStaffName(text: string): string | null {
	const name = text.normalize('NFC').replace(/\s+/g, '').toUpperCase();
	return staffNameForm.test(name) ? name : null;
}

/** What somebody typed to sign in, in any case; null when it is neither form and so nobody's name. */
export function signInName(text: string): SignInName | null {
	if (text.includes('@')) {
		const email = normalEmail(text);
		return email ? { kind: 'email', value: email } : null;
	}
	const staffName = normalStaffName(text);
	return staffName ? { kind: 'staff_name', value: staffName } : null;
}

/** A person's full name with single spaces; null when it is empty, too long or carries invisible marks. */
export function normalName(text: string): string | null {
	const name = text.normalize('NFC').replace(/ +/g, ' ').trim();
	return name !== '' && name.length <= 120 && !invisible.test(name) ? name : null;
}
