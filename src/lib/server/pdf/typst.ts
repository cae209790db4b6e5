import path from 'node:path';
import { createProcessService } from './process-service.ts';
import { printableData } from './printable.ts';

/** Our own documents: Typst templates filled with data, as PDF/A-2b, in a process of their own. */
export type TemplateName =
	| 'procedure'
	| 'document'
	| 'form'
	| 'decision'
	| 'announcement'
	| 'system-confirmation'
	| 'periodic-report'
	| 'hand-over'
	| 'corrective-action'
	| 'action-register'
	| 'master-list'
	| 'invitation-slip'
	| 'trail-extract'
	| 'audit-programme'
	| 'audit-cycle'
	| 'roll-out-board'
	| 'inspection-notice'
	| 'inspection-minutes'
	| 'internal-audit'
	| 'inspection-scores';

export type TypstRequest = {
	readonly template: TemplateName;
	/** JSON. */
	readonly data: string;
	readonly standard: 'a-2b';
	/** Seconds since 1970. */
	readonly creationTimestamp: number;
	/** Whether the places that the template notes are wanted. */
	readonly places: boolean;
};

/** Name, page and millimetres from its top: where something stands that the template noted. */
export type Place = readonly [name: string, page: number, top: number];
export type TypstAnswer = { readonly pdf: Uint8Array; readonly pages: number; readonly places: readonly Place[] };

export type TypstOptions = {
	/** The day and time in the file's metadata; equal input and time give equal bytes. */
	readonly createdAt: Date;
};

export type TypstRenderer = {
	render(template: TemplateName, data: object, options: TypstOptions): Promise<Uint8Array>;
	/** The same with the places of its parts. */
	renderPlaced(template: TemplateName, data: object, options: TypstOptions): Promise<TypstAnswer>;
	stop(): Promise<void>;
};

export type TypstRendererOptions = {
	readonly projectRoot?: string;
	readonly rendersPerProcess?: number;
	readonly timeoutMs?: number;
};

/** Past this, a document is a mistake: the largest real input, 1,000 lines of a master list, is 300 kB. */
const largestData = 8_000_000;

export function createTypstRenderer(options: TypstRendererOptions = {}): TypstRenderer {
	const projectRoot = options.projectRoot ?? process.cwd();
	const service = createProcessService<TypstRequest, TypstAnswer>({
		script: path.join(projectRoot, 'src/lib/server/pdf/typst-process.ts'),
		args: [projectRoot],
		requestsPerProcess: options.rendersPerProcess ?? 300,
		timeoutMs: options.timeoutMs ?? 60_000,
		memoryLimitMb: 1500,
		idleMs: 60_000
	});
	async function call(template: TemplateName, data: object, { createdAt }: TypstOptions, places: boolean): Promise<TypstAnswer> {
		const json = JSON.stringify(printableData(data, projectRoot));
		if (json.length > largestData) throw new RangeError(`the data of ${template} have ${json.length} characters`);
		const creationTimestamp = Math.floor(createdAt.getTime() / 1000);
		return service.call({ template, data: json, standard: 'a-2b', creationTimestamp, places });
	}
	return {
		render: async (template, data, options) => (await call(template, data, options, false)).pdf,
		renderPlaced: (template, data, options) => call(template, data, options, true),
		stop: () => service.stop()
	};
}

let shared: TypstRenderer | undefined;

/** Renders with the one renderer of this process. */
export function renderTypst(template: TemplateName, data: object, options: TypstOptions): Promise<Uint8Array> {
	shared ??= createTypstRenderer();
	return shared.render(template, data, options);
}

export function renderTypstPlaced(template: TemplateName, data: object, options: TypstOptions): Promise<TypstAnswer> {
	shared ??= createTypstRenderer();
	return shared.renderPlaced(template, data, options);
}

let previews: TypstRenderer | undefined;

/** Drafts are many and may be anything: they keep nobody waiting who signs or prints. */
export function previewTypst(template: TemplateName, data: object, options: TypstOptions): Promise<TypstAnswer> {
	previews ??= createTypstRenderer({ timeoutMs: 15_000 });
	return previews.renderPlaced(template, data, options);
}

export async function stopTypst(): Promise<void> {
	await Promise.all([shared?.stop(), previews?.stop()]);
	shared = undefined;
	previews = undefined;
}
