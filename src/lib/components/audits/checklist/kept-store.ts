import type { Waiting } from '#lib/domain/audits/outbox.ts';
import type { SheetPage } from '#lib/domain/audits/sheet-page.ts';

/**
 * What a device keeps of sheets that somebody took along (decision 0403), in IndexedDB: one row per sheet, with its questions and all that waits to be
 * sent. Only what was taken along is in it, and only on a device that the person called their own. Also read by the service worker.
 */
export type KeptSheet = {
	/** The path of its page: `/audits/…/checklist`. */
	readonly path: string;
	readonly userId: string;
	readonly page: SheetPage;
	readonly waiting: readonly Waiting[];
	/** When the server was last heard, by the clock of the device in milliseconds. */
	readonly contactAt: number;
	readonly lastSentAt: number | null;
};

const databaseName = 'eiso-sheets';
const storeName = 'sheets';

/** After so long without the server a kept sheet is not opened (design.md §6). */
export const keptForMs = 7 * 24 * 60 * 60 * 1000;

export function tooOld(contactAt: number, now: number): boolean {
	// A clock that was put back is no way around it.
	return now - contactAt > keptForMs || contactAt - now > 24 * 60 * 60 * 1000;
}

function open(): Promise<IDBDatabase> {
	return new Promise((resolve, reject) => {
		const request = indexedDB.open(databaseName, 1);
		request.onupgradeneeded = () => request.result.createObjectStore(storeName, { keyPath: 'path' });
		request.onsuccess = () => {
			const database = request.result;
			// Another page wipes everything: this one does not stand in the way.
			database.onversionchange = () => database.close();
			resolve(database);
		};
		request.onerror = () => reject(request.error ?? new Error('the store of this device does not open'));
	});
}

/** One act on the store, done for certain when the promise is. */
async function act<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
	const database = await open();
	try {
		return await new Promise<T>((resolve, reject) => {
			const transaction = database.transaction(storeName, mode, { durability: 'strict' });
			const request = work(transaction.objectStore(storeName));
			transaction.oncomplete = () => resolve(request.result);
			transaction.onabort = () => reject(transaction.error ?? new Error('this device keeps nothing'));
		});
	} finally {
		database.close();
	}
}

function isKeptSheet(value: unknown): value is KeptSheet {
	return typeof value === 'object' && value !== null && 'path' in value && 'userId' in value && 'page' in value && 'waiting' in value;
}

/**
 * Writes a row as `change` makes it of what is there now: two pages of one sheet do not write over each other. False when the browser refuses to
 * keep it (full, private window): then the page says so.
 */
export async function changeSheet(path: string, change: (now: KeptSheet | null) => KeptSheet): Promise<boolean> {
	try {
		const database = await open();
		try {
			await new Promise<void>((resolve, reject) => {
				const transaction = database.transaction(storeName, 'readwrite', { durability: 'strict' });
				const store = transaction.objectStore(storeName);
				const found = store.get(path);
				found.onsuccess = () => {
					const row: unknown = found.result;
					// Plain data: what is reactive in the page is no data of a store.
					store.put(JSON.parse(JSON.stringify(change(isKeptSheet(row) ? row : null))));
				};
				transaction.oncomplete = () => resolve();
				transaction.onabort = () => reject(transaction.error ?? new Error('this device keeps nothing'));
			});
		} finally {
			database.close();
		}
		return true;
	} catch {
		return false;
	}
}

export async function keptSheet(path: string): Promise<KeptSheet | null> {
	return (await keptSheets()).find((sheet) => sheet.path === path) ?? null;
}

export async function keptSheets(): Promise<KeptSheet[]> {
	try {
		// Asking for it would make it, on every device that never took anything along.
		if (!(await exists())) return [];
		const rows: unknown[] = await act('readonly', (store) => store.getAll());
		return rows.filter(isKeptSheet);
	} catch {
		return [];
	}
}

async function exists(): Promise<boolean> {
	if (typeof indexedDB === 'undefined') return false;
	if (typeof indexedDB.databases !== 'function') return true;
	return (await indexedDB.databases()).some(({ name }) => name === databaseName);
}

export async function forgetSheet(path: string): Promise<void> {
	if (!(await exists())) return;
	await act('readwrite', (store) => store.delete(path));
}
