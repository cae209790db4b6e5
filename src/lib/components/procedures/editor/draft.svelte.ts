import { emptyContent, partKeys, type PartKey, type ProcedureContent } from '#lib/domain/procedures/content.ts';
import { changedParts, partsOf, samePart, withParts } from '#lib/domain/procedures/content-parts.ts';
import { mergeContent, type MergeConflict } from '#lib/domain/procedures/merge.ts';
import { keepText, keptText } from './kept-text.ts';
import { resolved, type Choice } from './resolve.ts';
import { sendParts, type Others, type SaveAnswer } from './save-call.ts';

export type Start = {
	documentId: string;
	userId: string;
	versionId: string;
	revision: number;
	savedAt: Date;
	content: ProcedureContent;
	/** What is on the screen already and not saved. */
	typed?: ProcedureContent;
};
/** A change that can be taken back by one press. */
export type Undo = { readonly text: string; readonly part: PartKey; readonly value: unknown };

const pauseMs = 900;
const retryMs = [2_000, 5_000, 10_000, 20_000, 30_000];
const lookMs = 15_000;

/**
 * A draft as it is written in one page: what is on the screen, what the server has, and what lies between. Saves by itself, merges
 * what others saved, keeps in the browser what has not arrived.
 */
export class Draft {
	/** What is on the screen. */
	content = $state.raw<ProcedureContent>(emptyContent(false));
	/** Two texts for one place, until the person chooses. */
	conflicts = $state.raw<readonly MergeConflict[]>([]);
	others = $state.raw<Others>([]);
	savedAt = $state.raw<Date>(new Date(0));
	/** Since when nothing arrives; null while the connection works. */
	offlineSince = $state.raw<Date | null>(null);
	/** Why the server does not take it; null when it does. */
	refused = $state.raw<{ status: number; message: string } | null>(null);
	sending = $state(false);
	/** The browser does not keep what has not arrived. */
	unkept = $state(false);
	undo = $state.raw<Undo | null>(null);

	#start: Start;
	#base = $state.raw(1);
	#server = $state.raw<ProcedureContent>(emptyContent(false));
	#timer: ReturnType<typeof setTimeout> | undefined;
	#tries = 0;
	/** One call at a time: an answer that overtakes another would speak of a text that is past. */
	#busy = false;
	/** The revision from which an earlier page began what it could not save; its text is not here to merge with, the server has it. */
	#keptBase: number | null = null;

	constructor(start: Start) {
		this.#start = start;
		this.#base = start.revision;
		this.#server = start.content;
		this.content = start.typed ?? start.content;
		this.savedAt = start.savedAt;
	}

	get versionId(): string {
		return this.#start.versionId;
	}
	get revision(): number {
		return this.#base;
	}
	/** Parts that the server does not have as they are here. */
	get pending(): readonly PartKey[] {
		return changedParts(this.#server, this.content);
	}

	/** Changes one part; it is saved after a short pause. */
	set(part: PartKey, value: unknown, undo: Undo | null = null): void {
		this.content = replaced(this.content, part, value);
		this.undo = undo;
		this.#changed();
	}
	takeBack(): void {
		const { undo } = this;
		if (undo) this.set(undo.part, undo.value);
	}
	/** One or more parts at once, such as a suggestion of the checks. */
	take(content: ProcedureContent): void {
		this.content = content;
		this.#changed();
	}
	choose(conflict: MergeConflict, choice: Choice): void {
		this.content = resolved(this.content, conflict, choice);
		this.conflicts = this.conflicts.filter((one) => one !== conflict);
		this.#changed();
	}

	/** In the browser only: takes up what an earlier page could not save, and looks for what others save. @returns what ends it */
	begin(): () => void {
		const kept = keptText(this.#start.userId, this.versionId);
		if (kept) {
			this.#keptBase = kept.base;
			for (const [part, value] of Object.entries(kept.parts)) if (isPart(part)) this.content = replaced(this.content, part, value);
			void this.save();
		}
		const online = () => void this.save();
		const look = setInterval(() => {
			if (document.visibilityState === 'visible') void this.save(true);
		}, lookMs);
		addEventListener('online', online);
		return () => {
			removeEventListener('online', online);
			clearInterval(look);
			clearTimeout(this.#timer);
		};
	}

	/** Sends what has changed. `look`: asks also when nothing has, for what others saved. */
	async save(look = false): Promise<boolean> {
		clearTimeout(this.#timer);
		if (this.#busy) return false;
		const { pending } = this;
		if (pending.length === 0 && !look && !this.offlineSince) return true;
		const sent = this.content;
		const parts = partsOf(sent);
		this.#busy = true;
		this.sending = pending.length > 0;
		const answer = await sendParts(this.#start.documentId, {
			versionId: this.versionId,
			base: this.#keptBase ?? this.#base,
			parts: Object.fromEntries(pending.map((part) => [part, parts[part]]))
		});
		this.sending = this.#busy = false;
		return this.#take(answer, sent);
	}

	async #take(answer: SaveAnswer, sent: ProcedureContent): Promise<boolean> {
		if (answer.kind === 'offline') {
			this.offlineSince ??= new Date();
			this.#timer = setTimeout(() => void this.save(), retryMs[Math.min(this.#tries++, retryMs.length - 1)]);
			return false;
		}
		this.offlineSince = null;
		this.#tries = 0;
		if (answer.kind === 'refused') {
			this.refused = answer;
			return false;
		}
		this.refused = null;
		if (answer.others.length > 0) this.others = answer.others;
		if (answer.kind === 'saved') {
			this.savedAt = answer.savedAt;
			// What was typed meanwhile goes on top of what the server made of it.
			const merged = mergeContent(sent, this.content, answer.content ?? sent);
			this.#base = answer.revision;
			this.#server = answer.content ?? sent;
			this.#put(merged.merged, merged.conflicts);
		} else {
			const base = this.#keptBase === null ? this.#server : emptied(answer.content, this.content);
			const merged = mergeContent(base, this.content, answer.content);
			this.#rebase(answer.revision, answer.content);
			this.#put(merged.merged, merged.conflicts);
		}
		this.#keptBase = null;
		const left = this.pending.length > 0;
		this.#keep();
		if (left) this.#changed();
		return !left && this.conflicts.length === 0;
	}

	#rebase(revision: number, content: ProcedureContent): void {
		this.#base = revision;
		this.#server = content;
	}
	#put(content: ProcedureContent, conflicts: readonly MergeConflict[]): void {
		// A field that is not touched keeps its cursor.
		if (!samePart(content, this.content)) this.content = content;
		if (conflicts.length > 0) this.conflicts = [...this.conflicts, ...conflicts];
	}
	#changed(): void {
		this.#keep();
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => void this.save(), pauseMs);
	}
	#keep(): void {
		const { pending } = this;
		const parts = partsOf(this.content);
		const mine = this.conflicts.map(({ part }) => part);
		const kept = [...new Set([...pending, ...mine])];
		const texts = kept.length === 0 ? null : this.conflicts.reduce((content, one) => resolved(content, one, 'mine'), this.content);
		const values = texts ? partsOf(texts) : parts;
		this.unkept = !keepText(
			this.#start.userId,
			this.versionId,
			texts && {
				base: this.#keptBase ?? this.#base,
				since: Date.now(),
				parts: Object.fromEntries(kept.map((part) => [part, values[part]])),
				conflicts: []
			}
		);
	}
}

/** Without a check, so that what is typed too long stays on the screen; the server says what is wrong with it. */
function replaced(content: ProcedureContent, part: PartKey, value: unknown): ProcedureContent {
	try {
		return withParts(content, { [part]: value });
	} catch {
		return content;
	}
}

function isPart(part: string): part is PartKey {
	return partKeys.some((known) => known === part);
}

/** A base in which every part that differs is unlike both sides. */
function emptied(one: ProcedureContent, other: ProcedureContent): ProcedureContent {
	const blank = partsOf(emptyContent(one.service !== null));
	return withParts(one, Object.fromEntries(changedParts(one, other).map((part) => [part, blank[part]])));
}
