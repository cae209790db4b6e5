import type { ToastMessage } from './form-state.ts';

export type ShownToast = ToastMessage & { id: number };

let list = $state<ShownToast[]>([]);
let last = 0;

/** The toasts on the screen. Written in the browser only. */
export const toasts = {
	get list(): readonly ShownToast[] {
		return list;
	},
	show(message: ToastMessage): void {
		last += 1;
		// The same words again say nothing new, and each toast lies over a part of the page.
		const others = list.filter((toast) => toast.text !== message.text || toast.undo !== undefined);
		list = [...others.slice(-2), { ...message, id: last }];
	},
	dismiss(id: number): void {
		list = list.filter((toast) => toast.id !== id);
	}
};
