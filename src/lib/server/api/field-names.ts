import { Invalid } from '#lib/server/platform/errors.ts';

/** Says a refusal of fields with the names that they have in the API. */
export async function named<Result>(names: Readonly<Record<string, string>>, act: Promise<Result>): Promise<Result> {
	try {
		return await act;
	} catch (error) {
		if (!(error instanceof Invalid)) throw error;
		throw new Invalid(Object.fromEntries(Object.entries(error.fields).map(([field, code]) => [names[field] ?? field, code])));
	}
}
