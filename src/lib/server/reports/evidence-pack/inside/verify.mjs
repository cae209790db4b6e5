// node verify.mjs [folder]: checks the unpacked evidence pack in which it lies. Node 20 or newer, nothing else.
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import vm from 'node:vm';

const here = path.dirname(fileURLToPath(import.meta.url));
const folder = path.resolve(process.argv[2] ?? here);
vm.runInThisContext(await readFile(path.join(here, 'verify.js'), 'utf8'));

async function list() {
	const entries = await readdir(folder, { recursive: true, withFileTypes: true });
	return entries
		.filter((entry) => !entry.isDirectory())
		.map((entry) =>
			path
				.relative(folder, path.join(entry.parentPath ?? entry.path, entry.name))
				.split(path.sep)
				.join('/')
		);
}

async function read(name) {
	const bytes = await readFile(path.join(folder, ...name.split('/')));
	return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
}

const marks = new Map([
	[true, 'OK '],
	[false, '!! '],
	[null, '   ']
]);
const whole = await globalThis.eisoVerify({ list, read }, ({ ok, text }) => process.stdout.write(`${marks.get(ok)} ${text}\n`));
process.exitCode = whole ? 0 : 1;
