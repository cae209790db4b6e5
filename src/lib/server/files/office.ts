import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { LimitReached } from './limited-process.ts';

/** What a converter is given: a copy of the file in a folder of its own. */
export type OfficeOptions = { readonly tempDir: string; readonly timeoutMs?: number; readonly memoryMb?: number };

/** LibreOffice ended without a PDF: the file cannot be read by it. */
export class ConversionFailed extends Error {
	constructor() {
		super('LibreOffice made no PDF of the file');
		this.name = 'ConversionFailed';
	}
}

const largestPdf = 200_000_000;
const memoryCheckMs = 200;
let known: string | null | undefined;

/** LibreOffice of this machine, or null: then people upload the PDF themselves. Looked for once. */
export function officeProgram(): string | null {
	known ??= findOffice();
	return known;
}

function findOffice(): string | null {
	const onPath = (process.env.PATH ?? '').split(path.delimiter).map((folder) => path.join(folder, 'soffice'));
	const inOpt = existsSync('/opt')
		? readdirSync('/opt')
				.filter((name) => name.startsWith('libreoffice'))
				.map((name) => `/opt/${name}/program/soffice`)
		: [];
	const places = [...onPath, '/usr/lib/libreoffice/program/soffice', ...inOpt, '/Applications/LibreOffice.app/Contents/MacOS/soffice'];
	return places.find((place) => existsSync(place)) ?? null;
}

/**
 * Makes a PDF/A-2b of a Word or OpenDocument text. LibreOffice runs with a profile of its own that is thrown away, without our
 * environment, without a network where the system lets us take it away, and with limits of time, memory and size; all it leaves is
 * in one folder. The file went through the checks of uploads before (no macros, nothing fetched).
 * @param source path of the file; @param type decides how it is read, whatever its name
 * @throws LimitReached, ConversionFailed
 */
export async function convertToPdf(source: string, type: 'docx' | 'odt', options: OfficeOptions): Promise<Buffer> {
	const program = officeProgram();
	if (!program) throw new Error('LibreOffice is not installed');
	await mkdir(options.tempDir, { recursive: true });
	const folder = await mkdtemp(path.join(options.tempDir, 'office-'));
	try {
		const input = path.join(folder, `source.${type}`);
		await writeFile(input, await readFile(source), { mode: 0o600 });
		await writeFile(path.join(folder, 'fonts.conf'), fontsConfig(folder));
		await run(program, folder, input, options);
		const output = path.join(folder, 'source.pdf');
		const size = await stat(output).then(
			(file) => file.size,
			() => 0
		);
		if (size === 0) throw new ConversionFailed();
		if (size > largestPdf) throw new LimitReached('memory');
		return await readFile(output);
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

const pdfFilter = JSON.stringify({
	SelectPdfVersion: { type: 'long', value: '2' },
	UseTaggedPDF: { type: 'boolean', value: 'true' },
	ExportBookmarks: { type: 'boolean', value: 'true' },
	// A field to fill in would be a second face of the page.
	ExportFormFields: { type: 'boolean', value: 'false' }
});

function run(program: string, folder: string, input: string, { timeoutMs = 120_000, memoryMb = 1200 }: OfficeOptions): Promise<void> {
	const args = [
		`-env:UserInstallation=file://${folder}/profile`,
		'--headless',
		'--norestore',
		'--nolockcheck',
		'--nodefault',
		'--nologo',
		'--convert-to',
		`pdf:writer_pdf_Export:${pdfFilter}`,
		'--outdir',
		folder,
		input
	];
	const fence = withoutNetwork();
	const child = spawn(fence ? 'unshare' : program, fence ? [...fence, program, ...args] : args, {
		cwd: folder,
		// A group of its own, so that all of it can be ended.
		detached: true,
		stdio: 'ignore',
		env: { HOME: folder, TMPDIR: folder, PATH: '/usr/local/bin:/usr/bin:/bin', LANG: 'C.UTF-8', FONTCONFIG_FILE: `${folder}/fonts.conf` }
	});
	return new Promise((resolve, reject) => {
		const end = (finish: () => void) => {
			clearTimeout(timer);
			clearInterval(memory);
			killGroup(child);
			finish();
		};
		const timer = setTimeout(() => end(() => reject(new LimitReached('time'))), timeoutMs);
		const memory = setInterval(() => {
			void groupMemoryMb(child.pid).then((megabytes) => {
				if (megabytes > memoryMb) end(() => reject(new LimitReached('memory')));
			});
		}, memoryCheckMs);
		child.once('error', (error) => end(() => reject(error)));
		child.once('exit', () => end(resolve));
	});
}

function killGroup(child: ChildProcess): void {
	if (child.pid === undefined) return;
	try {
		process.kill(-child.pid, 'SIGKILL');
	} catch {
		// The last of the group has gone.
	}
}

let fenceKnown: readonly string[] | null | undefined;

/** Arguments of `unshare` that take the network away, or null where the system does not let us. */
function withoutNetwork(): readonly string[] | null {
	const args = ['--user', '--map-root-user', '--net'];
	if (fenceKnown === undefined) fenceKnown = spawnSync('unshare', [...args, 'true'], { stdio: 'ignore' }).status === 0 ? args : null;
	return fenceKnown;
}

/** Memory of all processes of the group, as Linux tells it; elsewhere only the time limits. */
async function groupMemoryMb(group: number | undefined): Promise<number> {
	if (group === undefined || process.platform !== 'linux') return 0;
	const sizes = await Promise.all(
		readdirSync('/proc')
			.filter((name) => /^\d+$/.test(name))
			.map(async (pid) => {
				const line = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '');
				// The name in brackets may hold spaces; what follows it: state, parent, group, … 22nd: pages in memory.
				const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
				return Number(fields[2]) === group ? Number(fields[21]) * 4096 : 0;
			})
	);
	return sizes.reduce((sum, size) => sum + size, 0) / 1024 / 1024;
}

/** Times New Roman is not free: Tinos has its widths, so that pages break as they did in Word, and all Vietnamese letters. */
function fontsConfig(folder: string): string {
	const fonts = path.join(process.cwd(), 'node_modules/@expo-google-fonts/tinos');
	const replaced = ['Times New Roman', 'Times'].map(
		(family) => `<match><test name="family"><string>${family}</string></test>
<edit name="family" mode="assign" binding="strong"><string>Tinos</string></edit></match>`
	);
	return `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
${replaced.join('\n')}<include ignore_missing="yes">/etc/fonts/fonts.conf</include>
<selectfont><rejectfont><pattern><patelt name="family"><string>Liberation Serif</string></patelt></pattern></rejectfont></selectfont>
<dir>${escapeXml(fonts)}</dir><cachedir>${escapeXml(folder)}/fonts</cachedir></fontconfig>`;
}

function escapeXml(text: string): string {
	return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
