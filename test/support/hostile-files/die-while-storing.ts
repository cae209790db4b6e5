import fs from 'node:fs/promises';
import http from 'node:http';
import { syncBuiltinESMExports } from 'node:module';
import type { FileStoreOptions } from '#lib/server/storage/index.ts';
import type { PutFacts } from '#lib/server/storage/port.ts';

/*
 * Puts a file into a store and then writes a "row" that refers to it, but kills itself (-9) just before the n-th call that touches
 * disk or network. Started by storage/crash.test.ts, which looks at what is left.
 */
type Orders = { options: FileStoreOptions; tempPath: string; facts: PutFacts; row: string; dieAt: number };

const orders = JSON.parse(process.argv[2] ?? '') as Orders;
let calls = 0;

// Steps are only counted from the start of the put, so that opening the store is not among them.
let isCounting = false;
function step(): void {
	if (!isCounting) return;
	if (calls === orders.dieAt) process.kill(process.pid, 'SIGKILL');
	calls += 1;
}

function dieBefore(target: object, names: readonly string[]): void {
	for (const name of names) {
		const original: unknown = Reflect.get(target, name);
		if (typeof original !== 'function') throw new Error(`there is no ${name} to stop at`);
		Reflect.set(target, name, function (this: unknown, ...args: unknown[]): unknown {
			step();
			const result: unknown = Reflect.apply(original, this, args);
			return result;
		});
	}
}

const probe = await fs.open(process.execPath, 'r');
dieBefore(Object.getPrototypeOf(probe) as object, ['read', 'write', 'sync']);
await probe.close();
dieBefore(fs, ['open', 'mkdir', 'rename', 'stat', 'utimes', 'rm', 'writeFile']);
dieBefore(http, ['request']);
dieBefore(http.ClientRequest.prototype, ['write', 'end']);
syncBuiltinESMExports();

const { createFileStore } = await import('#lib/server/storage/index.ts');
const store = await createFileStore(orders.options);
isCounting = true;
await store.put(orders.tempPath, orders.facts);
await fs.writeFile(orders.row, orders.facts.sha256);
