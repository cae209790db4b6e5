import { bringUpToDate, recreateDatabase } from '../boot/database.ts';
import { verifyCommand } from '#lib/server/audit-trail/verify-command.ts';
import { recordRestore, restoreBackup } from '#lib/server/backup/restore.ts';
import { openFileStore } from '#lib/server/runtime.ts';
import { progressLines } from './backup-progress.ts';
import type { Command } from './command.ts';
import { asOperator, fromCaller } from './operator.ts';

export const restore: Command = {
	name: 'restore',
	summary: 'Bring a backup into an empty database and the file store, then check the trail',
	details: [
		'Only into an empty database: a new one, or one in which nothing but the start of eISO has been. Files come first, then all rows',
		'or none; a restore that broke off is started again. Nobody is signed in afterwards.',
		'Exit code 0: everything is there and the trail holds; 1: refused, or the trail does not hold.'
	].join('\n'),
	arguments: ['FOLDER'],
	opensDatabaseAsItIs: true,
	options: {
		'new-key': {
			type: 'boolean',
			description: 'go on without the key of the backup: mails that wait are lost, new checkpoints get a new key'
		}
	},
	async run(tools) {
		const { url, isEmbedded } = tools.database;
		const restored = await restoreBackup({
			folder: fromCaller(tools.values.argument(0)),
			databaseUrl: url,
			store: await openFileStore(tools.settings),
			environment: process.env,
			newKey: tools.values.flag('new-key'),
			...(isEmbedded ? { makeAnew: () => recreateDatabase(url, { migrated: false }) } : {}),
			signal: tools.signal,
			onProgress: progressLines(tools)
		});
		await bringUpToDate(url, tools.settings);
		const { manifest, migratedOn, unknownJobs } = restored;
		const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
		tools.print(`${rows} rows and ${manifest.objects.rows - manifest.faults.length} files are back, as of ${manifest.takenAt}`);
		if (migratedOn.length > 0) tools.note(`Brought up to this version by ${migratedOn.length} migrations: ${migratedOn.join(', ')}`);
		if (unknownJobs > 0) tools.note(`${unknownJobs} waiting jobs were left out: this version does not know their kind.`);
		if (!restored.isSameKey) tools.note('The key is a new one. Mails that were waiting cannot be sent.');
		for (const sha256 of manifest.faults) tools.note(`Not there, because it was missing when the backup was made: ${sha256}`);
		return asOperator(tools, async (ctx) => {
			await recordRestore(ctx, restored);
			return verifyCommand(ctx, { signal: tools.signal, print: tools.print, note: tools.note });
		});
	}
};
