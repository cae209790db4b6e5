import { hash, verify } from '@node-rs/argon2';

/**
 * Passwords: argon2id, 64 MiB, t=3, p=1 (design.md §3). At most four hashes run at once, so that a burst of sign-ins cannot take
 * all of the machine's memory.
 */
// 2 is argon2id: the package's names are a const enum, which modules compiled alone cannot read.
const options = { algorithm: 2, memoryCost: 65_536, timeCost: 3, parallelism: 1 };
const atOnce = 4;

let running = 0;
const waiting: (() => void)[] = [];

async function limited<T>(work: () => Promise<T>): Promise<T> {
	while (running >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve));
	running++;
	try {
		return await work();
	} finally {
		running--;
		waiting.shift()?.();
	}
}

export function hashPassword(password: string): Promise<string> {
	return limited(() => hash(password.normalize('NFC'), options));
}

let dummy: Promise<string> | null = null;

/**
 * Whether the password fits. With no stored hash (unknown or never activated account) the same work is done on a dummy, so that
 * the time of the answer does not tell whether an account exists.
 */
export async function passwordFits(stored: string | null, password: string): Promise<boolean> {
	dummy ??= hashPassword(crypto.randomUUID());
	const target = stored ?? (await dummy);
	const fits = await limited(() => verify(target, password.normalize('NFC')));
	return stored !== null && fits;
}
