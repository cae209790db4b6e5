// A bare Node server for one file, streamed from the disk: what the reading copy is compared with.
import { createReadStream, statSync } from 'node:fs';
import { createServer } from 'node:http';

const file = process.argv[2] ?? '';
const { size } = statSync(file);
const server = createServer((_request, response) => {
	response.writeHead(200, { 'content-type': 'application/pdf', 'content-length': size });
	createReadStream(file, { highWaterMark: 256 * 1024 }).pipe(response);
});
server.listen(0, '127.0.0.1', () => {
	const bound = server.address();
	if (bound && typeof bound === 'object') process.send?.(bound.port);
});
process.on('disconnect', () => process.exit());
