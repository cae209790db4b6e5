import { afterEach, describe, expect, it } from 'vitest';
import type { Order } from '#test/support/processes/wayward.ts';
import { createProcessService, PdfProcessError, type ProcessService, type ProcessServiceOptions } from './process-service.ts';

type Told = { pid: number; env: string[]; args: string[] };
const started: ProcessService<Order, unknown>[] = [];

function service(options: Partial<ProcessServiceOptions> = {}): ProcessService<Order, unknown> {
	const made = createProcessService<Order, unknown>({
		script: 'test/support/processes/wayward.ts',
		args: [],
		requestsPerProcess: 100,
		timeoutMs: 20_000,
		memoryLimitMb: 1000,
		idleMs: 60_000,
		...options
	});
	started.push(made);
	return made;
}

afterEach(async () => {
	await Promise.all(started.splice(0).map((one) => one.stop()));
});

async function tell(one: ProcessService<Order, unknown>): Promise<Told> {
	return (await one.call({ do: 'tell' })) as Told;
}

async function failure(act: Promise<unknown>): Promise<string> {
	try {
		await act;
	} catch (error) {
		if (error instanceof PdfProcessError) return error.code;
		throw error;
	}
	return 'answered';
}

function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch {
		return false;
	}
}

describe('a process service', () => {
	it('answers in order, by one process, whoever asks at once', async () => {
		const one = service();
		const answers = await Promise.all(['a', 'b', 'c'].map((text) => one.call({ do: 'answer', with: text })));
		expect(answers).toEqual(['a', 'b', 'c']);
		expect((await tell(one)).pid).toBe((await tell(one)).pid);
	});

	it('hands no secret of the server to the process', async () => {
		process.env.EISO_TEST_SECRET = 'geheim';
		try {
			expect((await tell(service())).env).not.toContain('EISO_TEST_SECRET');
		} finally {
			delete process.env.EISO_TEST_SECRET;
		}
	});

	it('gives Node the arguments that it was told', async () => {
		expect((await tell(service({ nodeArgs: ['--disable-proto=delete'] }))).args).toContain('--disable-proto=delete');
	});

	it('replaces the process after so many requests', async () => {
		const one = service({ requestsPerProcess: 2 });
		const pids = [];
		for (let round = 0; round < 6; round += 1) pids.push((await tell(one)).pid);
		expect(new Set(pids).size).toBe(3);
	});

	it('lives on after a refusal, and says why', async () => {
		const one = service();
		const { pid } = await tell(one);
		await expect(one.call({ do: 'refuse' })).rejects.toThrow('not this one');
		expect((await tell(one)).pid).toBe(pid);
	});

	it('starts another process when one dies, hangs or eats the memory, and the next in line is served', async () => {
		for (const [order, code, timeoutMs] of [
			['die', 'crashed', 60_000],
			// Long enough for the next one to start on a busy machine.
			['hang', 'timeout', 4000],
			['eat', 'memory', 60_000]
		] as const) {
			const one = service({ timeoutMs, memoryLimitMb: 400 });
			const { pid } = await tell(one);
			const [failed, next] = await Promise.all([failure(one.call({ do: order })), one.call({ do: 'answer', with: 'next' })]);
			expect([order, failed, next]).toEqual([order, code, 'next']);
			await expect.poll(() => isAlive(pid)).toBe(false);
		}
	});

	it('tells what the process said before it died', async () => {
		await expect(service().call({ do: 'die' })).rejects.toThrow('its last words');
	});

	it('ends its process when it is stopped, refuses what waits, and starts anew when it is asked again', async () => {
		const one = service();
		const { pid } = await tell(one);
		const waiting = [failure(one.call({ do: 'hang' })), failure(one.call({ do: 'answer', with: 'never' }))];
		await one.stop();
		expect(isAlive(pid)).toBe(false);
		expect(await Promise.all(waiting)).toEqual(['crashed', 'stopped']);
		expect(await one.call({ do: 'answer', with: 'again' })).toBe('again');
	});

	it('lets an idle process go', async () => {
		const one = service({ idleMs: 50 });
		const { pid } = await tell(one);
		await expect.poll(() => isAlive(pid)).toBe(false);
	});
});
