// Finds a merger of 2025-07-01 (prisma/seed/data/unit-events.tsv) whose communes stand in the database of the product that is under test, with
// nobody in them and in no wave, and gives each a head, an officer and a reader who can sign in:
//   node test/e2e/support/communes-to-merge.ts <storage folder> <password>
// Prints { to: { name, code, kind }, from: [{ unitId, code, name, head, officer, reader }] }. The people are written at once, as those of the demo are.
import path from 'node:path';
import { membershipFrom } from '../../../prisma/seed/content/people.ts';
import { systemActor } from '#lib/domain/permissions/actor.ts';
import { toDbDate } from '#lib/domain/shared/day.ts';
import { readTableFile } from '#lib/server/files/table.ts';
import { hashPassword } from '#lib/server/identity/password.ts';
import { systemClock } from '#lib/server/platform/clock.ts';
import { createContext, today } from '#lib/server/platform/context.ts';
import { findEmbeddedPostgres } from '#lib/server/platform/embedded-postgres.ts';
import { createPrisma } from '#lib/server/platform/prisma.ts';
import { readUnits } from '#lib/server/units/units-on-day.ts';

const [storage = '', password = ''] = process.argv.slice(2);
const server = findEmbeddedPostgres(path.join(storage, 'postgres'));
if (!server) throw new Error(`no database runs in ${storage}`);
const client = createPrisma(server.url, { max: 2 });
const ctx = createContext({ actor: systemActor, client, clock: systemClock() });

const officeOf = (name: string) => `UBND ${name.replace(/\s*\(.*\)$/u, '').replace(/^./u, (letter) => letter.toLowerCase())}`;
const fileName = 'unit-events.tsv';
const { rows } = await readTableFile({ path: `prisma/seed/data/${fileName}`, fileName });
const mergers = Map.groupBy(
	rows.filter(({ cells: [day, event] }) => day === '2025-07-01' && event === 'MERGE'),
	({ cells: [, , , , number, name] }) => `${number} ${name}`
);
const units = await readUnits(ctx, today(ctx));
const peopled = new Set((await client.membership.findMany({ select: { unitId: true } })).map(({ unitId }) => unitId));
const inWave = new Set((await client.rollOutUnit.findMany({ select: { unitId: true } })).map(({ unitId }) => unitId));
const found = [...mergers.values()].flatMap((rows) => {
	const from = rows.map(({ cells: [, , number, name = ''] }) =>
		units.find(
			(unit) => unit.code === `XA-${number}` && unit.name === officeOf(name) && !peopled.has(unit.unitId) && !inWave.has(unit.unitId)
		)
	);
	const [, , , , number = '', name = ''] = rows[0]?.cells ?? [];
	const standing = from.filter((unit) => unit !== undefined);
	return standing.length === rows.length && standing.length > 1 ? [{ number, name: officeOf(name), from: standing }] : [];
});
const [merger] = found;
if (!merger) throw new Error('no merger is left to be tried');

const passwordHash = await hashPassword(password);
const joined = { validFrom: toDbDate(membershipFrom), createdAt: new Date(`${membershipFrom}T08:00:00+07:00`) };
async function person(
	unit: { unitId: string; code: string; name: string },
	role: 'head' | 'officer' | 'reader',
	position: string
): Promise<string> {
	const email = `${role}.${unit.code.toLowerCase()}@eiso.example`;
	const fullName = `${position} ${unit.name.replace(/^UBND \S+ /u, '')}`;
	await client.user.create({
		data: {
			...{ email, fullName, locale: 'vi', status: 'active', passwordHash, passwordSetAt: joined.createdAt, isDemo: true },
			createdAt: joined.createdAt,
			memberships: { create: { unitId: unit.unitId, roles: [role], position, capacity: role === 'head' ? 'on_behalf' : null, ...joined } }
		}
	});
	return email;
}
const from = [];
for (const unit of merger.from) {
	const { unitId, code, name } = unit;
	from.push({
		...{ unitId, code, name },
		head: await person(unit, 'head', 'Chủ tịch'),
		officer: await person(unit, 'officer', 'Thư ký ISO'),
		reader: await person(unit, 'reader', 'Công chức')
	});
}
const kind = merger.name.includes('phường') ? 'WARD' : 'COMMUNE';
process.stdout.write(JSON.stringify({ to: { name: merger.name, code: `XA-${merger.number}@2025`, kind }, from }));
await client.$disconnect();
