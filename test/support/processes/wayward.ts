import { serveRequests } from '#lib/server/pdf/serve-requests.ts';

/** A process that does what it is told, good and bad, for the tests of whoever must live with it. */
export type Order =
	| { readonly do: 'answer'; readonly with: string }
	| { readonly do: 'tell' }
	| { readonly do: 'refuse' }
	| { readonly do: 'die' }
	| { readonly do: 'hang' }
	| { readonly do: 'eat' };

const eaten: Buffer[] = [];

serveRequests(async (message) => {
	const order = message as Order;
	switch (order.do) {
		case 'answer':
			return order.with;
		case 'tell':
			return { pid: process.pid, env: Object.keys(process.env), args: process.execArgv };
		case 'refuse':
			throw new Error('not this one');
		case 'die':
			process.stderr.write('its last words\n');
			await new Promise((resolve) => process.stderr.write('', resolve));
			return process.exit(7);
		case 'hang':
			for (;;);
		case 'eat':
			for (;;) {
				eaten.push(Buffer.alloc(8_000_000, 1));
				await new Promise((resolve) => setImmediate(resolve));
			}
	}
});
