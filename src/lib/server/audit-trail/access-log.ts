import { userIdOf } from '#lib/domain/permissions/actor.ts';
import { dayOf } from '#lib/domain/shared/day.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import type { PrismaClient } from '#lib/server/platform/generated/client.ts';
import { ensureMonth } from './access-log-months.ts';

/**
 * What was read. `open`: a page or the pages in place; `past`: the same of a version that is not in force any more; `file`: the
 * reading copy as bytes; `print`: a personal copy; `source`: the editable file; `export`: a list or an extract; `verify`: the
 * public check of a paper, or the check of a chain.
 */
export const readActions = ['open', 'past', 'file', 'print', 'source', 'export', 'verify'] as const;
export type ReadAction = (typeof readActions)[number];

/** `detail` of a `file` that was what was signed, not the reading copy. */
export const originalDetail = 'original';

export type Read = {
	action: ReadAction;
	unitId?: string | null;
	documentId?: string | null;
	versionId?: string | null;
	/** What of it: the day asked for, the format of an export. Never content. */
	detail?: string | null;
};

type Row = {
	at: string;
	user_id: string | null;
	unit_id: string | null;
	document_id: string | null;
	version_id: string | null;
	action: ReadAction;
	detail: string | null;
	token_id: string | null;
	address: string | null;
	request_id: string | null;
};

type Buffer = { rows: Row[]; timer: NodeJS.Timeout | null; writing: Promise<void> | null; months: Set<string>; lost: number };

/** Half of the second that design.md §6 allows: the INSERT itself takes the rest. */
export const flushAfterMs = 500;
const flushAtRows = 1000;
/** While the database is away reads are kept up to this many; then the oldest go and are counted. */
const keepRows = 50_000;

const buffers = new WeakMap<object, Buffer>();

/**
 * Notes a read in the access log. Returns at once and never fails: rows gather in the process and go out together in one INSERT
 * within a second (docs/decisions/0301). Nothing of it is in the caller's transaction: a read that happened is logged even if
 * what it served was rolled back.
 */
export function logRead(ctx: Ctx, read: Read): void {
	const buffer = bufferOf(ctx.client);
	buffer.rows.push({
		at: ctx.clock.now().toISOString(),
		user_id: userIdOf(ctx.actor),
		unit_id: read.unitId ?? null,
		document_id: read.documentId ?? null,
		version_id: read.versionId ?? null,
		action: read.action,
		detail: read.detail ? storable(read.detail) : null,
		token_id: ctx.actor.kind === 'user' ? (ctx.actor.token?.id ?? null) : null,
		address: storable(ctx.address) || null,
		request_id: storable(ctx.requestId)
	});
	if (buffer.rows.length > keepRows) {
		buffer.rows.shift();
		buffer.lost += 1;
	}
	if (buffer.rows.length >= flushAtRows) void startFlush(ctx.client, buffer);
	else schedule(ctx.client, buffer);
}

/**
 * Writes what is buffered for this database; called at shutdown before the client disconnects, and by tests.
 * @throws the database's error when the rows could not be written; they stay buffered.
 */
export async function flushAccessLog(client: PrismaClient): Promise<void> {
	const buffer = buffers.get(client);
	if (!buffer) return;
	// A flush under way may fail and put its rows back: what counts is the one made here.
	await buffer.writing?.catch(() => undefined);
	await write(client, buffer);
}

/** For the metrics: rows that wait, and rows given up since the start because the database was away for too long. */
export function accessLogState(client: PrismaClient): { waiting: number; lost: number } {
	const buffer = buffers.get(client);
	return { waiting: buffer?.rows.length ?? 0, lost: buffer?.lost ?? 0 };
}

/** jsonb takes neither a NUL nor half a character, and one such row would hold up all the others. */
function storable(text: string): string {
	return text
		.slice(0, 500)
		.toWellFormed()
		.replace(/\p{Cc}/gu, ' ');
}

function bufferOf(client: PrismaClient): Buffer {
	const known = buffers.get(client);
	if (known) return known;
	const made: Buffer = { rows: [], timer: null, writing: null, months: new Set(), lost: 0 };
	buffers.set(client, made);
	return made;
}

function schedule(client: PrismaClient, buffer: Buffer, afterMs = flushAfterMs): void {
	if (buffer.timer) return;
	buffer.timer = setTimeout(() => {
		buffer.timer = null;
		void startFlush(client, buffer);
	}, afterMs);
	// The log does not keep a process alive: the shutdown flushes.
	buffer.timer.unref();
}

function startFlush(client: PrismaClient, buffer: Buffer): Promise<void> {
	buffer.writing ??= write(client, buffer)
		.catch(() => undefined)
		.finally(() => {
			buffer.writing = null;
			if (buffer.rows.length > 0) schedule(client, buffer);
		});
	return buffer.writing;
}

async function write(client: PrismaClient, buffer: Buffer): Promise<void> {
	const rows = buffer.rows;
	if (rows.length === 0) return;
	buffer.rows = [];
	try {
		await ensureMonths(client, buffer, rows);
		await client.$executeRaw`
			insert into eiso_log.access_log (at, user_id, unit_id, document_id, version_id, action, detail, token_id, address, request_id)
			select at, user_id, unit_id, document_id, version_id, action, detail, token_id, address, request_id
			from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(at timestamptz, user_id uuid, unit_id uuid, document_id uuid,
				version_id uuid, action text, detail text, token_id uuid, address text, request_id text)`;
	} catch (error) {
		buffer.rows = [...rows, ...buffer.rows].slice(-keepRows);
		throw error;
	}
}

/** A month whose first row came before its partition would sit in the default partition for ever and could not be dropped. */
async function ensureMonths(client: PrismaClient, buffer: Buffer, rows: readonly Row[]): Promise<void> {
	const days = new Set(rows.map((row) => `${dayOf(new Date(row.at)).slice(0, 7)}-01`));
	for (const day of days) {
		if (buffer.months.has(day)) continue;
		await ensureMonth(client, day);
		buffer.months.add(day);
	}
}
