import { realpathSync } from 'node:fs';
import path from 'node:path';
import { createProcessService } from './process-service.ts';
import type { Stamp } from './stamp.ts';

export type StampRequest = { readonly source: string; readonly target: string; readonly stamp: Stamp };
export type StampedFile = { readonly sha256: string; readonly size: number };

export type PdfStamper = {
	/**
	 * Stamps the file `source` into the new file `target`; both lie in the folder of temporary files, and both stay the caller's.
	 * @throws PdfProcessError `refused` for a file that cannot be stamped, `timeout` or `memory` for one beyond the limits
	 */
	stamp(source: string, target: string, stamp: Stamp): Promise<StampedFile>;
	stop(): Promise<void>;
};

export type PdfStamperOptions = {
	/** The only folder outside the program that the process may read, and the only one it may write. */
	readonly tempDir: string;
	readonly projectRoot?: string;
	readonly filesPerProcess?: number;
	readonly timeoutMs?: number;
	readonly memoryLimitMb?: number;
};

export function createPdfStamper({ tempDir, projectRoot = process.cwd(), ...limits }: PdfStamperOptions): PdfStamper {
	const service = createProcessService<StampRequest, StampedFile>({
		script: path.join(projectRoot, 'src/lib/server/pdf/stamp-process.ts'),
		args: [projectRoot],
		nodeArgs: permissions(projectRoot, tempDir),
		requestsPerProcess: limits.filesPerProcess ?? 100,
		timeoutMs: limits.timeoutMs ?? 120_000,
		memoryLimitMb: limits.memoryLimitMb ?? 1200,
		idleMs: 30_000
	});
	return {
		stamp: (source, target, stamp) => service.call({ source: path.resolve(source), target: path.resolve(target), stamp }),
		stop: () => service.stop()
	};
}

/** Even a file that took over the process could read and write nothing but other temporary files, and start nothing. */
function permissions(projectRoot: string, tempDir: string): string[] {
	const program = ['node_modules', 'src', 'package.json'].map((name) => path.join(projectRoot, name));
	const both = (places: readonly string[]) => [...new Set(places.flatMap((place) => [path.resolve(place), realpathSync(place)]))];
	return [
		'--permission',
		...both([...program, tempDir]).map((place) => `--allow-fs-read=${place}`),
		...both([tempDir]).map((place) => `--allow-fs-write=${place}`),
		'--disable-warning=ExperimentalWarning'
	];
}

const shared = new Map<string, PdfStamper>();

/** The one stamper of this process for a folder of temporary files. */
export function pdfStamper(tempDir: string): PdfStamper {
	const known = shared.get(tempDir) ?? createPdfStamper({ tempDir });
	shared.set(tempDir, known);
	return known;
}

export async function stopStamping(): Promise<void> {
	await Promise.all([...shared.values()].map((stamper) => stamper.stop()));
	shared.clear();
}
