import http from 'node:http';

export type Answer = {
	readonly status: number;
	readonly ms: number;
	readonly bytes: number;
	readonly body: string;
	readonly headers: http.IncomingHttpHeaders;
};
export type Ask = { readonly path: string; readonly headers?: Record<string, string>; readonly keepBody?: boolean };
export type HttpClient = { get(ask: Ask): Promise<Answer>; close(): void };

/** A client that keeps its connections, as a browser does. Times run from the request to the last byte. */
export function httpClient(port: number, sockets: number, cookie?: string): HttpClient {
	const agent = new http.Agent({ keepAlive: true, maxSockets: sockets });
	return {
		get: ({ path, headers = {}, keepBody = false }) =>
			new Promise((resolve, reject) => {
				const started = performance.now();
				const request = http.get(
					{ host: '127.0.0.1', port, path, agent, headers: { host: `localhost:${port}`, ...(cookie ? { cookie } : {}), ...headers } },
					(response) => {
						let bytes = 0;
						const chunks: Buffer[] = [];
						response.on('data', (chunk: Buffer) => {
							bytes += chunk.length;
							if (keepBody) chunks.push(chunk);
						});
						response.once('error', reject);
						response.once('end', () =>
							resolve({
								status: response.statusCode ?? 0,
								ms: performance.now() - started,
								bytes,
								body: Buffer.concat(chunks).toString('utf8'),
								headers: response.headers
							})
						);
					}
				);
				request.once('error', reject);
			}),
		close: () => agent.destroy()
	};
}

/** Asks and insists on the status. @throws Error with what was answered instead */
export async function insist(client: HttpClient, ask: Ask, status = 200): Promise<Answer> {
	const answer = await client.get(ask);
	if (answer.status !== status) throw new Error(`${ask.path} was answered with ${answer.status}, not ${status}`);
	return answer;
}
