import { emptyContent, emptyService, limits, procedureContent, type ProcedureContent, type ServiceBlocks } from './content.ts';
import type { DocxBlock } from './docx-blocks.ts';
import { parseDuration } from './duration.ts';
import { bodyStart, headingOf, type Target } from './import-headings.ts';
import { tableOf, type KnownTable } from './import-tables.ts';

/** A piece that nobody could place, with the heading that it stood under. */
export type Unplaced = { readonly under: string; readonly text: string };
export type Imported = {
	readonly content: ProcedureContent;
	readonly unplaced: readonly Unplaced[];
	/** Cover, contents and revisions: made anew by eISO, shown so that nothing is lost unseen. */
	readonly front: readonly string[];
};

/**
 * Reads a procedure out of a Word file: sections by their headings, tables by the words of their heads. What is not recognised comes
 * back to be placed by hand; no text is lost.
 */
export function importDocx(blocks: readonly DocxBlock[], newId: () => string): Imported {
	const start = bodyStart(blocks);
	const reading = new Reading(newId);
	// Without a body nothing is a cover either.
	const cover = start < blocks.length ? blocks.slice(0, start) : [];
	for (const block of start < blocks.length ? blocks.slice(start) : blocks) reading.read(block);
	return { ...reading.end(), front: cover.map(plainText).filter((text) => text !== '') };
}

export function plainText(block: DocxBlock): string {
	return block.kind === 'text' ? block.text.trim() : block.rows.map((row) => row.map((cell) => cell.trim()).join(' | ')).join('\n');
}

const nothing = /^[-–•+*\s]*(?:không có|không)\.?$/iu;
const dash = /^\s*[-–—•+*]\s+/u;
const channelWords = { in_person: /trực tiếp/iu, post: /bưu chính|bưu điện/iu, online: /trực tuyến|dịch vụ công/iu } as const;

class Reading {
	readonly #newId: () => string;
	readonly #texts = new Map<Target, string[]>();
	readonly #unplaced: Unplaced[] = [];
	readonly #content: ProcedureContent = emptyContent(false);
	readonly #service: ServiceBlocks = emptyService();
	#isService = false;
	#target: Target | null = null;
	#heading = '';
	#inContent = false;

	constructor(newId: () => string) {
		this.#newId = newId;
	}

	read(block: DocxBlock): void {
		const heading = headingOf(block);
		if (heading?.target && this.#opens(heading.target)) return this.#open(heading.target, heading.title, heading.rest);
		if (heading && heading.target === null && this.#inContent) return this.#openSection(heading.title);
		if (block.kind === 'table') return this.#table(block.rows);
		const text = block.text.trim();
		if (text !== '') this.#text(text);
	}

	/** A block of section 5 is one only there, or under a heading of its own; "Nội dung" inside a section is a heading of it. */
	#opens(target: Target): boolean {
		return !(target === 'content' && this.#inContent);
	}

	#open(target: Target, title: string, rest: string): void {
		[this.#target, this.#heading] = [target, title];
		const isBlock = target.startsWith('service.') || target === 'steps' || target === 'legalBasis' || target === 'content';
		this.#inContent = isBlock;
		if (target.startsWith('service.')) this.#isService = true;
		if (rest !== '') this.#text(rest);
	}

	#openSection(title: string): void {
		[this.#target, this.#heading] = ['sections', title];
		this.#content.sections.push({ id: this.#newId(), heading: title.slice(0, limits.short), text: '' });
	}

	#text(text: string): void {
		const code = /^Mã (?:thủ tục hành chính|TTHC)\s*:\s*(\S+?)\.?$/iu.exec(text);
		if (this.#target === 'content' && code?.[1]) {
			this.#service.serviceCode = code[1];
			this.#isService = true;
		} else if (this.#target === 'sections') {
			const section = this.#content.sections.at(-1);
			if (section) section.text = section.text === '' ? text : `${section.text}\n${text}`;
		} else if (this.#target === null || this.#target === 'content') this.#leave(text);
		else this.#texts.set(this.#target, [...(this.#texts.get(this.#target) ?? []), text]);
	}

	#leave(text: string): void {
		this.#unplaced.push({ under: this.#heading, text });
	}

	#table(rows: readonly (readonly string[])[]): void {
		const known = tableOf(rows, this.#target);
		if (!known || known.kind === 'front') return this.#leave(plainText({ kind: 'table', rows }));
		for (const [index, row] of rows.slice(1).entries()) {
			if (row.every((cell) => cell.trim() === '')) continue;
			this.#row(known, row, index + 1);
		}
	}

	#row({ kind, columns }: KnownTable, row: readonly string[], no: number): void {
		const cell = (name: string) => row[columns[name] ?? -1]?.trim() ?? '';
		const line = (name: string) =>
			cell(name)
				.replace(/\s*\n\s*/gu, ' ')
				.slice(0, limits.short);
		const id = this.#newId();
		if (kind === 'steps') {
			const time = parseDuration(cell('time').replace(/\n/gu, ' '));
			if (time === null && cell('time') !== '') this.#leave(`B${no}: ${cell('time')}`);
			this.#content.steps.push({ id, what: cell('what'), who: line('who'), time, result: cell('result') });
		} else if (kind === 'dossier') {
			this.#isService = true;
			const marked = (name: string) => cell(name) !== '' && !/^(?:0+|không)$/iu.test(cell(name));
			this.#service.dossier.push({ id, name: cell('name'), original: marked('original'), copy: marked('copy'), form: line('form') });
		} else if (kind === 'forms') this.#content.forms.push({ id, code: line('code'), name: cell('name') });
		else if (kind === 'records') this.#content.records.push({ id, name: cell('name'), keptBy: line('keptBy'), keptFor: line('keptFor') });
		else this.#content.definitions.push({ id, term: line('term'), meaning: cell('meaning') });
		this.#leaveOthers(columns, row, no);
	}

	/** Columns that no procedure has: their words are not lost. The first one only counts. */
	#leaveOthers(columns: KnownTable['columns'], row: readonly string[], no: number): void {
		const known = new Set(Object.values(columns));
		const others = row.filter((cell, index) => !known.has(index) && cell.trim() !== '' && !/^B?\s*\d+[.)]?$/iu.test(cell.trim()));
		if (others.length > 0) this.#leave(`${no}: ${others.join(' | ')}`);
	}

	end(): Omit<Imported, 'front'> {
		const text = (target: Target) => (this.#texts.get(target) ?? []).join('\n');
		const items = (target: Target) =>
			(this.#texts.get(target) ?? []).filter((one) => !nothing.test(one)).map((one) => one.replace(dash, ''));
		const content = this.#content;
		[content.purpose, content.scope] = [text('purpose'), text('scope')];
		[content.stepNotes, content.recordsNote] = [text('steps'), items('records').join('\n')];
		for (const item of items('references')) this.#reference(item);
		content.legalBasis = items('legalBasis').map((one) => this.#referenceRow(one));
		for (const item of items('definitions')) this.#definition(item);
		for (const item of items('forms')) this.#form(item);
		if (this.#isService) content.service = this.#blocks(text, items);
		return { content: this.#held(content), unplaced: this.#unplaced };
	}

	#referenceRow(text: string) {
		return { id: this.#newId(), text, documentId: null, externalId: null };
	}

	#reference(item: string): void {
		const clauses = /^Điều khoản áp dụng của .*: ([\d.; ]+?)\.?$/u.exec(item)?.[1];
		if (clauses) this.#content.clauses.push(...clauses.split(';').map((clause) => clause.trim()));
		else this.#content.references.push(this.#referenceRow(item));
	}

	#definition(item: string): void {
		const parts = /^(.{1,120}?)\s*(?::|\s[-–=]\s|\slà\s)\s*(\S.*)$/su.exec(item);
		const [, term, meaning] = parts ?? [];
		if (term && meaning) this.#content.definitions.push({ id: this.#newId(), term, meaning });
		else this.#unplaced.push({ under: '', text: item });
	}

	#form(item: string): void {
		const [, code, name] = /^(\S*\d\S*?|Mẫu số \S+)\s*[-–:]\s*(\S.*)$/su.exec(item) ?? [];
		if (code && name) this.#content.forms.push({ id: this.#newId(), code, name });
		else this.#unplaced.push({ under: '', text: item });
	}

	#blocks(text: (target: Target) => string, items: (target: Target) => string[]): ServiceBlocks {
		const limit = limitOf(text('service.timeLimit'));
		const place = (this.#texts.get('service.place') ?? []).map((line) => ({ line, ways: /^Cách thức\s*:\s*(.*)$/iu.exec(line)?.[1] }));
		const ways = place.map(({ ways }) => ways ?? '').join(' ');
		const channels = (['in_person', 'post', 'online'] as const).filter((channel) => channelWords[channel].test(ways));
		return {
			...this.#service,
			conditions: items('service.conditions').join('\n'),
			dossierSets: text('service.dossierSets').replace(/\n/gu, ' '),
			timeLimit: limit.time,
			timeNote: limit.note,
			place: place.flatMap(({ line, ways }) => (ways === undefined ? [line] : [])).join('\n'),
			channels,
			fee: text('service.fee')
		};
	}

	/** Within the limits of the content: what is beyond comes back to be placed. */
	#held(content: ProcedureContent): ProcedureContent {
		const tooMany = (rows: object[]) => {
			for (const row of rows.splice(limits.rows)) {
				const words = Object.entries(row).flatMap(([key, value]) =>
					key !== 'id' && typeof value === 'string' && value !== '' ? [value] : []
				);
				this.#leave(words.join(' | '));
			}
		};
		for (const rows of [
			content.references,
			content.definitions,
			content.sections,
			content.steps,
			content.legalBasis,
			content.forms,
			content.records
		])
			tooMany(rows);
		if (content.service) tooMany(content.service.dossier);
		return procedureContent.parse(this.#cut(content));
	}

	#cut(value: unknown): unknown {
		if (typeof value === 'string') {
			if (value.length <= limits.text) return value;
			this.#leave(value.slice(limits.text));
			return value.slice(0, limits.text);
		}
		if (Array.isArray(value)) return value.map((item) => this.#cut(item));
		if (value === null || typeof value !== 'object') return value;
		return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.#cut(item)]));
	}
}

/** "12 ngày làm việc kể từ …": the time, and the rest as its note. */
function limitOf(text: string): { time: ProcedureContent['steps'][number]['time']; note: string } {
	const [first = '', ...rest] = text.split('\n');
	const match = /^((?:[\d½.,/]+)\s*(?:ngày|giờ)(?:\s+làm việc)?)(.*)$/iu.exec(first.replace(dash, '').trim());
	const time = parseDuration(match?.[1] ?? '');
	if (time === null) return { time: null, note: text };
	const more = (match?.[2] ?? '').replace(/^[\s,;.]+/u, '');
	return { time, note: [more, ...rest].filter((line) => line !== '').join('\n') };
}
