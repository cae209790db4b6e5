/** The sample accounts that the sign-in page offers, in this order (design.md §2). All have one password, which is no secret. */
export const demoPassword = 'eiso-demo-2026';

export const demoEmails: readonly string[] = [
	'officer',
	'reviewer',
	'head',
	'staff',
	'officer.communes',
	'head.communes',
	'staff.communes',
	'officer.new',
	'coordinator',
	'auditor',
	'admin'
].map((name) => `${name}@eiso.example`);
