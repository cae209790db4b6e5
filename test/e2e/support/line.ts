import { connect, createServer, type Socket } from 'node:net';

export type Line = {
	/** Where the app answers through the line. */
	readonly address: string;
	/** Breaks when so many more bytes have gone to the app, and stays broken: a browser tries again by itself. */
	cutAfter(bytes: number): void;
	isCut(): boolean;
	mend(): void;
	close(): void;
};

/** A line to the app that can be cut in the middle of an upload. */
export async function startLine(app: string): Promise<Line> {
	const { hostname, port } = new URL(app);
	const open = new Set<Socket>();
	let left = Infinity;
	let isCut = false;
	const server = createServer((near) => {
		if (isCut) {
			near.destroy();
			return;
		}
		const far = connect(Number(port), hostname);
		const end = () => {
			near.destroy();
			far.destroy();
		};
		for (const socket of [near, far]) {
			open.add(socket);
			socket.on('error', end);
			socket.on('close', () => {
				open.delete(socket);
				end();
			});
		}
		far.pipe(near);
		near.on('data', (bytes) => {
			left -= bytes.length;
			if (left > 0) {
				far.write(bytes);
				return;
			}
			isCut = true;
			for (const socket of open) socket.destroy();
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const at = server.address();
	if (at === null || typeof at === 'string') throw new Error('no port');
	return {
		address: `http://localhost:${at.port}`,
		cutAfter(bytes) {
			left = bytes;
		},
		isCut: () => isCut,
		mend() {
			left = Infinity;
			isCut = false;
		},
		close() {
			server.close();
			for (const socket of open) socket.destroy();
		}
	};
}
