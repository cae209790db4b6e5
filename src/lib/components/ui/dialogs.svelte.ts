/** Which named dialog is open. Written in the browser only: on the server the address (`?ask=name`) decides. */
let asked = $state<string | null>(null);

export const dialogs = {
	get asked(): string | null {
		return asked;
	},
	ask(name: string): void {
		asked = name;
	},
	close(): void {
		asked = null;
	}
};
