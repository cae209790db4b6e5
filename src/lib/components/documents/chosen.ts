const key = 'eiso.approvals.chosen';

/**
 * What was ticked among the documents that wait, for as long as the tab lives: whoever opens one of them and comes back, by whatever
 * way, has still chosen the others. Only ids; the page takes those that still wait.
 */
export const chosen = {
	read(): string[] {
		try {
			const kept: unknown = JSON.parse(sessionStorage.getItem(key) ?? '[]');
			return Array.isArray(kept) ? kept.filter((id) => typeof id === 'string') : [];
		} catch {
			// Storage that is forbidden, or something else under the key: nothing is chosen.
			return [];
		}
	},
	keep(ids: readonly string[]): void {
		try {
			sessionStorage.setItem(key, JSON.stringify(ids));
		} catch {
			// Without storage the choice ends with the page.
		}
	}
};
