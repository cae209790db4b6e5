import type pg from 'pg';

export type Cell = string | number | boolean | Date | null | readonly string[];

/**
 * Loads rows with COPY, in the transaction of the client if it has one open. Rows are made as they are sent, so that no table is
 * ever in memory as a whole. Gives the number of rows.
 */
export function copyRows(client: pg.Client, table: string, columns: readonly string[], rows: Iterable<readonly Cell[]>): Promise<number> {
	const names = columns.map((name) => `"${name}"`).join(', ');
	return new Promise((resolve, reject) => client.query(new CopyIn(`COPY "${table}" (${names}) FROM STDIN`, rows, { resolve, reject })));
}

/** What the protocol of `pg` asks of a query: its messages arrive as calls. */
type Wire = pg.Connection & { sendCopyFromChunk(chunk: Buffer): void; endCopyFrom(): void; sendCopyFail(message: string): void };

const chunkBytes = 256 * 1024;

type Done = { resolve: (count: number) => void; reject: (error: unknown) => void };

class CopyIn {
	readonly #sql: string;
	readonly #rows: Iterable<readonly Cell[]>;
	readonly #done: Done;
	#count = 0;
	#failure: unknown = null;

	constructor(sql: string, rows: Iterable<readonly Cell[]>, done: Done) {
		this.#sql = sql;
		this.#rows = rows;
		this.#done = done;
	}

	submit = (connection: pg.Connection) => connection.query(this.#sql);

	handleCopyInResponse(connection: Wire) {
		this.#send(connection).then(
			() => connection.endCopyFrom(),
			(error: unknown) => {
				this.#failure = error;
				connection.sendCopyFail('the rows could not be made');
			}
		);
	}

	async #send(connection: Wire): Promise<void> {
		let lines: string[] = [];
		let size = 0;
		const flush = async () => {
			connection.sendCopyFromChunk(Buffer.from(lines.join(''), 'utf8'));
			lines = [];
			size = 0;
			if (connection.stream.writableNeedDrain) await new Promise((resolve) => connection.stream.once('drain', resolve));
		};
		for (const row of this.#rows) {
			const line = `${row.map(cellText).join('\t')}\n`;
			lines.push(line);
			size += line.length;
			this.#count += 1;
			if (size >= chunkBytes) await flush();
		}
		if (size > 0) await flush();
	}

	handleCommandComplete() {
		// The count is ours; the end of the query comes with ReadyForQuery.
	}

	handleReadyForQuery() {
		if (this.#failure === null) this.#done.resolve(this.#count);
		else this.#done.reject(this.#failure);
	}

	handleError(error: unknown) {
		this.#done.reject(this.#failure ?? error);
	}
}

function cellText(cell: Cell): string {
	if (cell === null) return '\\N';
	if (typeof cell === 'string') return escaped(cell);
	if (cell instanceof Date) return cell.toISOString();
	if (typeof cell === 'object') return escaped(`{${cell.map((item) => JSON.stringify(item)).join(',')}}`);
	return String(cell);
}

const special: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

function escaped(text: string): string {
	return text.replace(/[\\\t\n\r]/g, (sign) => special[sign] ?? sign);
}
