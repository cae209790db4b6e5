import { createToken, tokenDays } from '#lib/server/identity/tokens.ts';
import { UsageError, type Command } from './command.ts';
import { findPerson } from './find-person.ts';
import { asOperator } from './operator.ts';

export const tokenCreate: Command = {
	name: 'token create',
	summary: `Make an API token of a person, valid for ${tokenDays} days; prints only the token`,
	details: 'Use npm run -s eiso -- token create … so that npm prints nothing either. The token is shown once.',
	options: {
		user: { type: 'string', value: 'EMAIL', description: 'whose token: email or staff name', required: true },
		name: { type: 'string', value: 'NAME', description: 'what it is for, as the person will see it in the list', required: true }
	},
	async run(tools) {
		const name = tools.values.text('name');
		if (name === '') throw new UsageError('--name must not be empty');
		const made = await asOperator(tools, async (ctx) => {
			const person = await findPerson(ctx, tools.values.text('user'));
			return createToken(ctx, { userId: person.id, name });
		});
		tools.print(made.token);
		return 0;
	}
};
