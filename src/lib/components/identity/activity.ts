/** What happens to a page that is used or rests. */
export type ActivityCallbacks = {
	/** Nobody has used any page of this browser for the given minutes. */
	idle: () => void;
	/** Used, in a page that asked the server for nothing in the meantime: the server should hear of it. */
	used: () => void;
	/** Another page of this browser was unlocked. */
	opened: () => void;
};

const usedKey = 'eiso-used';
const openedKey = 'eiso-opened';
const noteEveryMs = 5_000;
const tellEveryMs = 120_000;
const lookEveryMs = 10_000;
const signs = ['pointerdown', 'keydown', 'wheel', 'touchmove'] as const;

/**
 * Watches whether a person is at work, across all pages of the browser, so that a page that rests in the background locks nobody
 * out and keeps nobody in. Gives what stops it.
 */
export function watchActivity(idleMinutes: number, { idle, used, opened }: ActivityCallbacks): () => void {
	const limit = idleMinutes * 60_000;
	let noted = Date.now();
	let told = Date.now();
	let resting = false;
	localStorage.setItem(usedKey, String(noted));

	function note(): void {
		const now = Date.now();
		if (now - noted < noteEveryMs || rested()) return;
		noted = now;
		localStorage.setItem(usedKey, String(now));
		if (now - told < tellEveryMs) return;
		told = now;
		used();
	}
	const lastUsed = () => Math.max(noted, Number(localStorage.getItem(usedKey)) || 0);
	const rested = () => Date.now() - lastUsed() >= limit;
	function look(): void {
		if (!rested()) resting = false;
		else if (!resting) {
			resting = true;
			idle();
		}
	}
	function heard(event: StorageEvent): void {
		if (event.key !== openedKey) return;
		wake();
		opened();
	}
	function wake(): void {
		resting = false;
		noted = Date.now();
		told = noted;
		localStorage.setItem(usedKey, String(noted));
	}
	// Timers stand still while a laptop sleeps: look at once when the page is seen again.
	function lookWhenSeen(): void {
		if (document.visibilityState === 'visible') look();
	}

	const timer = setInterval(look, lookEveryMs);
	for (const sign of signs) addEventListener(sign, note, { passive: true, capture: true });
	addEventListener('storage', heard);
	addEventListener('eiso-opened', wake);
	document.addEventListener('visibilitychange', lookWhenSeen);
	return () => {
		clearInterval(timer);
		for (const sign of signs) removeEventListener(sign, note, { capture: true });
		removeEventListener('storage', heard);
		removeEventListener('eiso-opened', wake);
		document.removeEventListener('visibilitychange', lookWhenSeen);
	};
}

/** Says to all pages of this browser that the session is open again. */
export function sayOpened(): void {
	localStorage.setItem(openedKey, String(Date.now()));
	// A storage event reaches only the other pages.
	dispatchEvent(new Event('eiso-opened'));
}
