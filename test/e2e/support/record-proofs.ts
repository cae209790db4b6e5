// Writes down what eISO knows of the steps of the roll-out, as it does every hour, in the database of the product that is under test:
//   node test/e2e/support/record-proofs.ts <storage folder>
import path from 'node:path';
import { systemActor } from '#lib/domain/permissions/actor.ts';
import { attachQueue, createBoss } from '#lib/server/jobs/queue.ts';
import { systemClock } from '#lib/server/platform/clock.ts';
import { createContext } from '#lib/server/platform/context.ts';
import { findEmbeddedPostgres } from '#lib/server/platform/embedded-postgres.ts';
import { createLogger } from '#lib/server/platform/log.ts';
import { createPrisma } from '#lib/server/platform/prisma.ts';
import { rollOutProofs } from '#lib/server/roll-out-proofs.ts';
import { recordProofs } from '#lib/server/roll-out/prove.ts';

const [storage = ''] = process.argv.slice(2);
const server = findEmbeddedPostgres(path.join(storage, 'postgres'));
if (!server) throw new Error(`no database runs in ${storage}`);
const client = createPrisma(server.url, { max: 2 });
const boss = await createBoss(server.url, createLogger('silent'));
attachQueue(client, boss);
await recordProofs(createContext({ actor: systemActor, client, clock: systemClock() }), rollOutProofs);
await boss.stop({ graceful: false });
await client.$disconnect();
