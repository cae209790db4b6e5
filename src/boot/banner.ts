import { fixedAccounts } from '../../prisma/seed/content/accounts.ts';
import { demoPassword } from '../../prisma/seed/content/people.ts';
import type { Installation } from './first-run.ts';

/** What a person sees when the server is ready. */
export function banner(address: string, { isDemo, setupPath }: Installation): string {
	const lines = ['', `  eISO  ${address}`, ''];
	if (isDemo) {
		const width = Math.max(...fixedAccounts.map(({ email }) => email.length)) + 2;
		lines.push(`  Demo accounts, all with the password ${demoPassword}`);
		lines.push(...fixedAccounts.map(({ email, who }) => `    ${email.padEnd(width)}${who.en}`), '');
	}
	if (setupPath) lines.push('  No administrator yet. Create one with this link, which works once:', `    ${address}${setupPath}`, '');
	lines.push('  Ctrl-C stops everything.', '');
	return `${lines.join('\n')}\n`;
}
