import { externalFactColumns, externalKeepingColumns, type ExternalColumn } from '#lib/domain/documents/external-import.ts';
import * as m from '#lib/paraglide/messages.js';
import { contentTypes } from '#lib/server/files/rules.ts';
import { writeSheet } from '#lib/server/files/sheet.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { authorizeKeeper } from './facts.ts';

const headers: Record<ExternalColumn, typeof m.external_number> = {
	number: m.external_number,
	title: m.external_name,
	issuer: m.external_issuer,
	issuedOn: m.external_issued_on,
	inForceFrom: m.external_in_force_from,
	inForceUntil: m.external_in_force_until,
	link: m.external_link,
	receivedOn: m.external_received_on,
	appliedFor: m.external_applied_for,
	division: m.external_division,
	checker: m.external_checker,
	checkMonths: m.external_check_months
};

const helps: Record<ExternalColumn, typeof m.external_number> = {
	number: m.external_import_help_required,
	title: m.external_import_help_required,
	issuer: m.external_import_help_required,
	issuedOn: m.external_import_help_day,
	inForceFrom: m.external_import_help_day,
	inForceUntil: m.external_import_help_until,
	link: m.external_link_help,
	receivedOn: m.external_import_help_day,
	appliedFor: m.external_applied_for_help,
	division: m.external_import_help_division,
	checker: m.external_import_help_checker,
	checkMonths: m.external_import_help_months
};

/** An empty table to fill in, with a second sheet that says what each column takes, in the reader's language. @throws Forbidden */
export async function externalImportTemplate(
	ctx: Ctx,
	unitId: string | null
): Promise<{ bytes: Uint8Array; fileName: string; contentType: string }> {
	authorizeKeeper(ctx, { unitId });
	const at = { locale: ctx.locale };
	const columns: readonly ExternalColumn[] =
		unitId === null ? [...externalFactColumns, 'checkMonths'] : [...externalFactColumns, ...externalKeepingColumns];
	const table = columns.map((column) => ({ header: headers[column]({}, at), value: () => null, width: column === 'title' ? 60 : 24 }));
	const lines = columns.map((column) => [headers[column]({}, at), helps[column]({}, at)] as const);
	const bytes = await writeSheet([], table, m.external_export_sheet({}, at), { sheet: m.external_import_guide({}, at), lines });
	return { bytes, fileName: `${m.external_import_template_file({}, at)}.xlsx`, contentType: contentTypes.xlsx };
}
