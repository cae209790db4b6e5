import { writeBackup } from '#lib/server/backup/write.ts';
import { findInstallationKey, loadInstallationKey } from '#lib/server/platform/secrets.ts';
import { openFileStore } from '#lib/server/runtime.ts';
import { progressLines } from './backup-progress.ts';
import type { Command } from './command.ts';
import { asOperator, fromCaller } from './operator.ts';

export const backup: Command = {
	name: 'backup',
	summary: 'Write all rows and files into a new folder, while the system goes on working',
	details: [
		'One moment of the database, every file it names, and the key. Each backup has a folder of its own; it is called',
		'FOLDER.unfinished until it is whole. One that broke off goes on when it is started again.',
		'The folder holds everything that the system knows, the key included: guard it as you guard the machine.'
	].join('\n'),
	arguments: ['FOLDER'],
	options: {
		'without-key': { type: 'boolean', description: 'leave out installation.key; a restore then wants it from you' },
		'despite-faults': { type: 'boolean', description: 'go on when the file store lacks files; a restore will lack them too' }
	},
	async run(tools) {
		const folder = fromCaller(tools.values.argument(0));
		const store = await openFileStore(tools.settings);
		// A key from the environment is kept by whoever sets it, and not laid beside the data.
		const isOurs = findInstallationKey(process.env)?.from !== 'environment';
		const manifest = await asOperator(tools, (ctx) =>
			writeBackup(ctx, {
				databaseUrl: tools.database.url,
				store,
				folder,
				key: { bytes: loadInstallationKey(process.env), include: isOurs && !tools.values.flag('without-key') },
				despiteFaults: tools.values.flag('despite-faults'),
				signal: tools.signal,
				onProgress: progressLines(tools)
			})
		);
		const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
		tools.print(`${folder}\t${rows} rows, ${manifest.objects.rows - manifest.faults.length} files, as of ${manifest.takenAt}`);
		for (const sha256 of manifest.faults) tools.note(`Not in it, because the file store lacks it: ${sha256}`);
		tools.note(
			manifest.key.included
				? 'It holds the key of this installation and all personal data: guard it as you guard the machine.'
				: 'It does not hold the key of this installation: keep SECRET_KEY or installation.key elsewhere.'
		);
		return 0;
	}
};
