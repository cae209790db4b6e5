import type { FindingEdit } from '#lib/domain/audits/answer-forms.ts';
import { isComplete, wrongAnswer, type Answer } from '#lib/domain/audits/answers.ts';
import { say, sendable, shownAnswer, type Waiting } from '#lib/domain/audits/outbox.ts';
import type { SheetPage, SheetQuestion } from '#lib/domain/audits/sheet-page.ts';
import { fetchSheet, sendEdits, sendSettling, type Reply, type Settling } from './calls.ts';
import { changeSheet, keptSheet, tooOld, type KeptSheet } from './kept-store.ts';
import { forgetPage, forgetPages, keepPage, type WorkerWords } from './take-along.ts';

/** Why nothing goes on by itself. */
export type SheetProblem = 'signed_out' | 'closed' | 'gone' | 'page_old' | 'server' | 'full';

const sendAfterMs = 1_200;
const retryEveryMs = 20_000;
/** So many sayings in one sending. */
const batchSize = 100;

/**
 * A sheet on this device: what the server last said, what was typed since, and the sending of it. Answers begin here and go to the server as
 * soon as it is reached; on a device where the sheet was taken along they are in its store before anything else happens.
 */
export class Sheet {
	page: SheetPage = $state.raw({ ...emptyPage });
	waiting: readonly Waiting[] = $state.raw([]);
	/** Scripts run and the store was read: what is shown is what there is. */
	ready = $state(false);
	kept = $state(false);
	online = $state(true);
	sending = $state(false);
	problem = $state<SheetProblem | null>(null);
	lastSentAt = $state<number | null>(null);
	keptAt = $state<number | null>(null);
	contactAt = $state(0);
	now = $state(0);
	/** What was not sent when the right ended: shown once, kept nowhere. */
	unsent: readonly Waiting[] = $state.raw([]);

	readonly old = $derived(this.kept && tooOld(this.contactAt, this.now));
	readonly weights = $derived(new Map(this.page.questions.map(({ id, weight }) => [id, weight])));
	readonly sendable = $derived(sendable(this.waiting, this.page.kind, this.weights));
	readonly incomplete = $derived(
		this.waiting.filter((one) => one.kind === 'answer' && Object.keys(this.wrong(one.edit.questionId, one.edit.answer)).length > 0).length
	);
	readonly done = $derived(this.page.questions.filter((question) => this.isDone(question)).length);

	readonly #path: string;
	readonly #words: () => WorkerWords;
	readonly #gone = new Set<string>();
	#timer: ReturnType<typeof setTimeout> | undefined;
	#again = false;
	/** Being taken along: the store has it, the page is not kept yet. */
	#taking = false;
	#writing: Promise<unknown> = Promise.resolve();

	constructor(page: SheetPage, path: string, words: () => WorkerWords) {
		this.page = page;
		this.#path = path;
		this.#words = words;
	}

	answerOf(question: SheetQuestion): Answer {
		return shownAnswer(this.waiting, question);
	}

	isDone(question: SheetQuestion): boolean {
		return isComplete(this.page.kind, this.answerOf(question), question.weight);
	}

	wrong(questionId: string, answer: Answer): Record<string, string> {
		return wrongAnswer(this.page.kind, answer, this.weights.get(questionId) ?? 1);
	}

	refusalOf(question: SheetQuestion): string | null {
		return this.waiting.find((one) => one.edit.questionId === question.id && one.refused !== null)?.refused ?? null;
	}

	/** Reads what this device has, then asks the server. Gives what ends it. */
	start(): () => void {
		this.now = Date.now();
		this.contactAt = this.now;
		this.online = navigator.onLine;
		void this.#begin();
		const heard = () => {
			this.online = true;
			void this.send();
		};
		const lost = () => (this.online = false);
		const seen = () => {
			if (document.visibilityState === 'visible') void this.send();
			else void this.#flush();
		};
		addEventListener('online', heard);
		addEventListener('offline', lost);
		document.addEventListener('visibilitychange', seen);
		const timer = setInterval(() => {
			this.now = Date.now();
			const asks = this.sendable.length > 0 || !this.online;
			if (asks && document.visibilityState === 'visible') void this.send();
		}, retryEveryMs);
		return () => {
			removeEventListener('online', heard);
			removeEventListener('offline', lost);
			document.removeEventListener('visibilitychange', seen);
			clearInterval(timer);
			clearTimeout(this.#timer);
		};
	}

	async #begin(): Promise<void> {
		// Whoever is at this device now finds nothing of anybody before.
		await forgetPages(this.page.userId);
		const row = await keptSheet(this.#path);
		if (row) {
			this.kept = true;
			this.waiting = row.waiting;
			this.contactAt = row.contactAt;
			this.lastSentAt = row.lastSentAt;
			if (row.page.shape === this.page.shape && row.page.takenAt > this.page.takenAt) this.page = row.page;
		}
		this.ready = true;
		if (await this.send()) await this.#keepBytes();
	}

	/** What somebody typed or chose. */
	say(question: SheetQuestion, answer: Answer): void {
		const now = { id: crypto.randomUUID(), madeAt: new Date().toISOString() };
		const next = say(this.waiting, question, answer, now);
		const left = new Set(next.map(({ edit }) => edit.id));
		for (const { edit } of this.waiting) if (!left.has(edit.id)) this.#gone.add(edit.id);
		this.waiting = next;
		this.#later();
	}

	raise(finding: Omit<FindingEdit, 'id' | 'madeAt'>): void {
		const edit = { ...finding, id: crypto.randomUUID(), madeAt: new Date().toISOString() };
		this.waiting = [...this.waiting, { kind: 'finding', attempted: false, edit, refused: null }];
		this.#later();
	}

	/** Takes back what the server has not heard of, or did not take. */
	takeBack(id: string): void {
		this.#gone.add(id);
		this.waiting = this.waiting.filter(({ edit }) => edit.id !== id);
		void this.#flush();
	}

	#later(): void {
		void this.#flush();
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => void this.send(), sendAfterMs);
	}

	/** Sends what is whole, then asks what stands. Gives whether the server was heard. */
	async send(): Promise<boolean> {
		if (this.problem === 'gone') return false;
		if (this.sending) {
			this.#again = true;
			return false;
		}
		clearTimeout(this.#timer);
		this.sending = true;
		try {
			let heard: boolean;
			do heard = await this.#sendOnce();
			while (this.#goesOn(heard));
			return heard;
		} finally {
			this.sending = false;
		}
	}

	/** The network may have come back while a call was failing for want of it: that news is not to be lost. */
	#goesOn(heard: boolean): boolean {
		const asked = this.#again;
		this.#again = false;
		return asked || (heard && this.sendable.length > 0 && this.problem === null);
	}

	async #sendOnce(): Promise<boolean> {
		const batch = this.sendable.slice(0, batchSize);
		if (batch.length > 0) {
			const ids = new Set(batch.map(({ edit }) => edit.id));
			// From here on these ids may be known to the server: they are never given to other words.
			this.waiting = this.waiting.map((one) => (ids.has(one.edit.id) ? { ...one, attempted: true } : one));
			await this.#flush();
			const reply = await sendEdits(
				this.page.sendHref,
				batch.flatMap((one) => (one.kind === 'answer' ? one.edit : [])),
				batch.flatMap((one) => (one.kind === 'finding' ? one.edit : []))
			);
			if (!(await this.#heard(reply, true)) || !reply?.data) return false;
			const results = new Map(reply.data.results.map((result) => [result.id, result]));
			this.waiting = this.waiting.flatMap((one) => {
				const result = results.get(one.edit.id);
				if (!result) return one;
				if (result.outcome === 'refused') return { ...one, refused: result.code ?? 'invalid' };
				this.#gone.add(one.edit.id);
				return [];
			});
			this.lastSentAt = Date.now();
		}
		const fresh = await fetchSheet(this.page.sendHref);
		if (!(await this.#heard(fresh)) || !fresh?.data) return false;
		if (fresh.data.shape === this.page.shape) this.page = fresh.data;
		else this.problem = 'page_old';
		await this.#flush();
		return true;
	}

	/** Whether the server took the call; else says why not. */
	async #heard(reply: Reply<unknown>, took = false): Promise<boolean> {
		this.now = Date.now();
		if (reply === null) {
			this.online = false;
			return false;
		}
		this.online = true;
		if (reply.status === 403 || reply.status === 404) {
			this.unsent = this.waiting;
			this.waiting = [];
			this.kept = false;
			this.problem = 'gone';
			await this.#writing;
			await forgetPage(this.#path);
			return false;
		}
		if (reply.status === 401 || reply.status === 423) this.problem = 'signed_out';
		else if (reply.status === 409) this.problem = 'closed';
		else if (reply.status === 422) this.problem = 'page_old';
		else if (reply.status !== 200) this.problem = 'server';
		else {
			this.contactAt = this.now;
			const goesOn = took || this.waiting.length === 0;
			if (this.problem !== 'full' && (this.problem !== 'closed' || goesOn)) this.problem = null;
		}
		return reply.status === 200;
	}

	async settle(settling: Settling): Promise<'done' | 'stale' | 'unheard'> {
		const reply = await sendSettling(this.page.sendHref, settling);
		if (reply?.status === 409 && reply.code !== 'illegal_transition') {
			await this.send();
			return 'stale';
		}
		if (!(await this.#heard(reply))) return 'unheard';
		if (settling.choice !== 'keep') this.#forgetWords(settling.questionId);
		await this.send();
		return 'done';
	}

	/** What was settled by other words is said: nothing of that question waits any more. */
	#forgetWords(questionId: string): void {
		this.waiting = this.waiting.filter((one) => {
			const own = one.kind === 'answer' && one.edit.questionId === questionId;
			if (own) this.#gone.add(one.edit.id);
			return !own;
		});
	}

	/** Keeps the sheet on this device. False: this browser does not. */
	async take(): Promise<boolean> {
		this.#taking = true;
		await this.#flush();
		const done = this.problem !== 'full' && (await keepPage(this.#path, this.#words()));
		this.#taking = false;
		// Said only now: a person may walk out of the network the moment they read it.
		this.kept = done;
		if (!done) {
			await forgetPage(this.#path);
			return false;
		}
		// Asked for, not needed: a browser short of room then takes something else.
		void navigator.storage.persist().catch(() => false);
		return true;
	}

	async untake(): Promise<void> {
		this.kept = false;
		await this.#writing;
		await forgetPage(this.#path);
	}

	/** The newest page with the newest parts, each time it was opened with a network. */
	async #keepBytes(): Promise<void> {
		if (this.kept) await keepPage(this.#path, this.#words());
	}

	/** Writes what there is to the store, one after the other, where the sheet was taken along. */
	#flush(): Promise<unknown> {
		this.#writing = this.#writing.then(async () => {
			if (!this.kept && !this.#taking) return;
			const done = await changeSheet(this.#path, (now) => this.#row(now));
			this.keptAt = done ? Date.now() : this.keptAt;
			if (!done) this.problem = 'full';
			else if (this.problem === 'full') this.problem = null;
		});
		return this.#writing;
	}

	#row(now: KeptSheet | null): KeptSheet {
		// What another page of this browser put there stays until it is sent.
		const known = new Set(this.waiting.map(({ edit }) => edit.id));
		const others = (now?.waiting ?? []).filter(({ edit }) => !known.has(edit.id) && !this.#gone.has(edit.id));
		return {
			path: this.#path,
			userId: this.page.userId,
			page: this.page,
			waiting: [...others, ...this.waiting],
			contactAt: this.contactAt,
			lastSentAt: this.lastSentAt
		};
	}
}

const emptyPage: SheetPage = {
	shape: 1,
	kind: 'internal',
	id: '',
	userId: '',
	number: '',
	title: '',
	unit: '',
	backHref: '/',
	sendHref: '',
	state: '',
	open: false,
	answers: false,
	mayKeep: false,
	takenAt: '',
	questions: []
};
