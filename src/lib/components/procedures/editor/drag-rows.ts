/** What a list of rows needs to be sorted by its handles, with mouse, pen or finger. */
type Options = { order: () => readonly string[]; onmove: (from: number, to: number) => void };

/** Rows carry `data-row` with their id, handles `data-handle`. The row follows the pointer as it passes the middles of the others. */
export function dragRows(list: HTMLElement, initial: Options): { update: (next: Options) => void; destroy: () => void } {
	let options = initial;
	let held: string | null = null;

	function down(event: PointerEvent): void {
		const handle = event.target instanceof Element ? event.target.closest('[data-handle]') : null;
		const row = handle?.closest('[data-row]');
		if (!row || event.button !== 0) return;
		event.preventDefault();
		held = row.getAttribute('data-row');
		row.classList.add('held');
		addEventListener('pointermove', move);
		addEventListener('pointerup', up);
		addEventListener('pointercancel', up);
	}
	function move(event: PointerEvent): void {
		const order = options.order();
		const from = order.findIndex((id) => id === held);
		if (from < 0) return;
		const middles = order.map((id) => {
			const box = list.querySelector(`[data-row="${CSS.escape(id)}"]`)?.getBoundingClientRect();
			return box ? box.top + box.height / 2 : 0;
		});
		const above = middles.filter((middle, index) => index !== from && middle < event.clientY).length;
		if (above !== from) options.onmove(from, above);
	}
	function up(): void {
		list.querySelector('.held')?.classList.remove('held');
		held = null;
		removeEventListener('pointermove', move);
		removeEventListener('pointerup', up);
		removeEventListener('pointercancel', up);
	}

	list.addEventListener('pointerdown', down);
	return {
		update: (next) => (options = next),
		destroy: () => {
			up();
			list.removeEventListener('pointerdown', down);
		}
	};
}
