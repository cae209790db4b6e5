import { open, rm, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import type { TableRow } from '#lib/server/files/delimited.ts';
import { renderInvitationSlips } from '#lib/server/pdf/render.ts';
import { importPeople, type ImportPeopleReport } from '#lib/server/people/import.ts';
import { issueSlips } from '#lib/server/people/invitations.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { systemContext } from '#lib/server/runtime.ts';
import { UsageError, type Command, type Tools } from './command.ts';
import { inNameOf } from './in-name-of.ts';
import { fromCaller } from './operator.ts';
import { readRows } from './table-file.ts';

export const importUsers: Command = {
	name: 'import users',
	summary: 'Invite a list of people (TSV, CSV or XLSX): all of them, or nobody',
	details: [
		'The first line names the columns: unit, fullName, roles, and if wanted email, staffName, position, capacity, division and',
		'validFrom; as on the page of the import, also in Vietnamese. Who has an email is sent a link, others need a printed slip.',
		'Codes of slips are keys to accounts: they are never printed here. --slips writes them into a PDF that only you can read.'
	].join('\n'),
	arguments: ['FILE'],
	options: {
		as: { type: 'string', value: 'EMAIL', description: 'who invites: a coordinator, an officer or a head', required: true },
		unit: { type: 'string', value: 'CODE', description: 'the unit of everybody, for a list without that column' },
		slips: { type: 'string', value: 'FILE.pdf', description: 'make the slips of people without email and write them into a new file' },
		'dry-run': { type: 'boolean', description: 'only say what would happen' }
	},
	async run(tools) {
		const { values } = tools;
		const file = values.argument(0);
		const rows = withUnit(await readRows(file), values.optional('unit'));
		const runtime = await tools.runtime();
		const ctx = await inNameOf(systemContext(runtime), values.text('as'));
		const input = { rows, dryRun: values.flag('dry-run'), fileName: path.basename(file) };
		const slips = values.optional('slips');
		const report = slips && !input.dryRun ? await importWithSlips(tools, ctx, input, fromCaller(slips)) : await importPeople(ctx, input);
		return tell(tools, report, slips !== undefined);
	}
};

/** A list of one unit needs no column for it. A list that has one is told so by the import. */
function withUnit([head, ...rows]: readonly TableRow[], code: string | undefined): readonly TableRow[] {
	if (code === undefined || !head) return head ? [head, ...rows] : [];
	const pad = (cells: readonly string[]) => [...cells, ...Array<string>(Math.max(0, head.cells.length - cells.length)).fill('')];
	return [
		{ ...head, cells: [...head.cells, 'unit'] },
		...rows.map((row) => ({ ...row, cells: [...pad(row.cells).slice(0, head.cells.length), code] }))
	];
}

/** The file is opened before anybody is invited: codes that could not be written would be lost. */
async function importWithSlips(
	{ settings }: Tools,
	ctx: Ctx,
	input: Parameters<typeof importPeople>[1],
	file: string
): Promise<ImportPeopleReport> {
	const target = await openNew(file);
	let isWritten = false;
	try {
		const report = await importPeople(ctx, input);
		if (report.committed && report.withoutMail.length > 0) {
			const origin = settings.origin ?? `http://localhost:${settings.port}`;
			const slips = await issueSlips(ctx, { userIds: report.withoutMail, origin });
			await target.writeFile(await renderInvitationSlips({ locale: 'vi', slips }, { createdAt: ctx.clock.now() }));
			await target.sync();
			isWritten = true;
		}
		return report;
	} finally {
		await target.close();
		if (!isWritten) await rm(file);
	}
}

async function openNew(file: string): Promise<FileHandle> {
	try {
		return await open(file, 'wx', 0o600);
	} catch (error) {
		if (error instanceof Error && 'code' in error && error.code === 'EEXIST')
			throw new UsageError(`${file} is there already; name a new file`);
		throw error instanceof Error && 'syscall' in error ? new UsageError(`${file} cannot be written: ${error.message}`) : error;
	}
}

function tell({ print, note, settings }: Tools, report: ImportPeopleReport, withSlips: boolean): number {
	for (const { line, column, reason, value } of report.faults) print(`row ${line}\t${column ?? ''}\t${reason}\t${value}`);
	if (report.faults.length > 0) {
		note(`${report.faults.length} faults in ${report.total} rows; nobody was invited.`);
		return 1;
	}
	const slips = new Set(report.withoutMail);
	for (const { line, unitCode, staffName, fullName, userId } of report.people)
		print(`row ${line}\t${unitCode}\t${staffName ?? ''}\t${fullName}\t${slips.has(userId) ? 'slip' : 'mail'}`);
	if (!report.committed) {
		note(`A dry run: ${report.people.length} people could be invited; nothing was written.`);
		return 0;
	}
	note(`${report.people.length} people invited.`);
	if (slips.size > 0 && withSlips) note(`${slips.size} slips written. Hand them over, and delete the file: each is the key to an account.`);
	else if (slips.size > 0)
		note(
			`${slips.size} have no email: their slips are printed on their pages (People), by whoever may invite them, or next time by --slips.`
		);
	if (settings.smtpUrl === null && slips.size < report.people.length)
		note('No SMTP_URL is set: the mails do not leave. Print slips instead, on the pages of these people.');
	return 0;
}
