import { expect, it } from 'vitest';
import { createLogger } from './log.ts';

it('a log hides secrets wherever they stand, and nothing else', () => {
	const lines: string[] = [];
	const log = createLogger('info', { write: (line) => lines.push(line) });
	log.info(
		{
			password: 'hush1',
			user: { email: 'a@b.vn', passwordHash: 'hush2' },
			request: { headers: { authorization: 'Bearer hush3', cookie: 's=hush4', 'set-cookie': 'hush5', accept: 'text/html' } },
			settings: { smtpUrl: 'smtp://u:hush6@h', s3: { secretKey: 'hush7' } },
			token: 'hush8',
			err: Object.assign(new Error('refused'), { code: '23505' })
		},
		'signed in'
	);
	log.debug('not written at this level');
	expect(lines).toHaveLength(1);
	const [line = ''] = lines;
	expect(line).not.toContain('hush');
	expect(JSON.parse(line)).toMatchObject({
		msg: 'signed in',
		user: { email: 'a@b.vn' },
		request: { headers: { accept: 'text/html' } },
		err: { code: '23505' }
	});
});
