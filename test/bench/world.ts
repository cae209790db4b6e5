import pg from 'pg';
import { loadActor } from '#lib/server/identity/actor.ts';
import { systemClock } from '#lib/server/platform/clock.ts';
import { createContext, today, type Ctx } from '#lib/server/platform/context.ts';
import type { PrismaClient } from '#lib/server/platform/generated/client.ts';
import { createPrisma } from '#lib/server/platform/prisma.ts';
import { systemContext } from '#lib/server/runtime.ts';
import type { BenchDatabase } from './database.ts';
import { nameOf } from './data/documents.ts';
import type { BenchFiles } from './data/files.ts';
import { idOf } from './data/ids.ts';
import { peopleOf, seats, type People } from './data/people.ts';
import { startMeasured, type MeasuredServer } from './server/start.ts';

/** The unit whose people ask. */
export const homeUnit = 3;

/** One province: its data, a server on them, and ways to ask the database directly. */
export type World = BenchDatabase & {
	readonly files: BenchFiles;
	readonly people: People;
	readonly storageDir: string;
	readonly server: MeasuredServer;
	/** One connection, for bare SQL. */
	readonly sql: pg.Client;
	/** For what is measured in this process. */
	readonly client: PrismaClient;
	readonly readerId: string;
	asPerson(unit: number, seat: number): Promise<Ctx>;
	asPersonId(userId: string): Promise<Ctx>;
	/** The version in force of a document of the home unit. */
	versionInForce(nthDocument: number): Promise<{ versionId: string; documentId: string }>;
	close(): Promise<void>;
};

export async function openWorld(database: BenchDatabase & { files: BenchFiles }, storageDir: string): Promise<World> {
	const server = await startMeasured(database.url, storageDir);
	const sql = new pg.Client({ connectionString: database.url });
	await sql.connect();
	const client = createPrisma(database.url, { max: 2 });
	const clock = systemClock();
	const people = peopleOf(database.size);
	async function asPersonId(userId: string): Promise<Ctx> {
		const actor = await loadActor(client, userId, today(systemContext({ client, clock })));
		if (!actor) throw new Error('this person may not act');
		return createContext({ actor, client, clock });
	}
	return {
		...database,
		people,
		storageDir,
		server,
		sql,
		client,
		readerId: people.personAt(homeUnit, seats.reader).id,
		asPerson: (unit, seat) => asPersonId(people.personAt(unit, seat).id),
		asPersonId,
		async versionInForce(nthDocument) {
			const { rows } = await sql.query<{ versionId: string; documentId: string }>(
				`SELECT v.id AS "versionId", d.id AS "documentId" FROM version v JOIN document d ON d.id = v.document_id
				WHERE d.unit_id = $1 AND d.code = $2 AND v.effective_from <= eiso_today() AND (v.effective_to IS NULL OR v.effective_to > eiso_today())`,
				[idOf('unit', homeUnit), nameOf(homeUnit, nthDocument).code]
			);
			const [row] = rows;
			if (!row) throw new Error(`document ${nthDocument} has no version in force`);
			return row;
		},
		async close() {
			await server.stop();
			await sql.end();
			await client.$disconnect();
		}
	};
}
