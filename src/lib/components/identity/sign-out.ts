import * as m from '#lib/paraglide/messages.js';

/**
 * Before a sign-out: says how many answers on this device the server does not have, and asks; then takes off the device what was taken along. The
 * answer of the server clears the rest, also where no script ran.
 */
export async function signOut(event: SubmitEvent & { currentTarget: HTMLFormElement }): Promise<void> {
	const form = event.currentTarget;
	event.preventDefault();
	try {
		const { forgetPages, unsentCount } = await import('#lib/components/audits/checklist/take-along.ts');
		const count = await unsentCount();
		if (count > 0 && !confirm(m.sheets_sign_out_unsent({ count }))) return;
		await forgetPages();
	} catch {
		// Nothing of this may keep somebody signed in.
	}
	form.submit();
}
