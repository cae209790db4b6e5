import { loadDemo, type DemoProgress } from '../../prisma/seed/demo/load.ts';
import { UsageError, type Command, type Tools } from './command.ts';

const words: Record<DemoProgress['stage'], string> = { units: 'Units', people: 'People', documents: 'Documents', search: 'Search' };

export const demoLoad: Command = {
	name: 'demo load',
	summary: 'Load the sample province into an empty database: units, people, about 400 documents in every state',
	details: 'npm start does this by itself on the first start of an embedded database. It takes a minute or two.',
	options: {},
	async run(tools) {
		const runtime = await tools.runtime();
		const { client } = runtime;
		const [row, people, units] = await Promise.all([
			client.installation.findUnique({ where: { id: 1 } }),
			client.user.count(),
			client.unit.count()
		]);
		if (row?.demoLoadedAt || people > 0 || units > 0) throw new UsageError('the demo needs an empty database; this one is in use');
		tools.print('Loading the demo');
		await loadDemo(runtime, progressOn(tools));
		return 0;
	}
};

/** A line that grows on a terminal; elsewhere a new line at each tenth. */
function progressOn({ print }: Tools): (progress: DemoProgress) => void {
	const shown = new Map<string, number>();
	return ({ stage, done, total }) => {
		const tenth = total === 0 ? 10 : Math.floor((done * 10) / total);
		if (process.stdout.isTTY) {
			process.stdout.write(`\r  ${words[stage].padEnd(10)} ${done} of ${total}${done >= total ? '\n' : ''}`);
		} else if (shown.get(stage) !== tenth) {
			shown.set(stage, tenth);
			print(`  ${words[stage].padEnd(10)} ${done} of ${total}`);
		}
	};
}
