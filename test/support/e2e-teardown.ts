import { rmSync } from 'node:fs';

/** The server has ended by now; its data go with it. */
export default function teardown(): void {
	if (process.env.E2E_STORAGE) rmSync(process.env.E2E_STORAGE, { recursive: true, force: true });
}
