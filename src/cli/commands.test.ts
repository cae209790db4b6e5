import { expect, it } from 'vitest';
import { helpForAll } from './command.ts';
import { allCommands, findCommand } from './commands.ts';

it('finds every command by the name that the help shows, and the longest name first', async () => {
	const all = await allCommands();
	for (const { name, command } of all) {
		expect(command.name).toBe(name);
		expect(await findCommand([...name.split(' '), '--help'])).toEqual({ command, rest: ['--help'] });
		expect(helpForAll(all.map((one) => one.command))).toContain(`  ${name} `);
	}
	expect((await findCommand(['import', 'users', 'danh-sach.xlsx']))?.command.name).toBe('import users');
});

it('finds nothing by half a name, nor by what every object has', async () => {
	for (const words of [[], ['import'], ['people'], ['constructor'], ['__proto__']]) expect(await findCommand(words)).toBeNull();
});
