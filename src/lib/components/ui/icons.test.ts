import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { iconNames } from './icons.ts';
import { stateLooks } from './state-tones.ts';

test('the sprite draws each icon that has a name, and no other', () => {
	const sprite = readFileSync(new URL('../../assets/icons.svg', import.meta.url), 'utf8');
	const drawn = [...sprite.matchAll(/<symbol id="([^"]+)"/g)].map((match) => match[1]);
	expect(drawn.toSorted()).toEqual([...iconNames].toSorted());
});

test('the seal is only for what is in force', () => {
	const sealed = Object.entries(stateLooks).flatMap(([kind, looks]) =>
		Object.entries(looks)
			.filter(([, look]) => look.icon === 'seal')
			.map(([state]) => `${kind}.${state}`)
	);
	expect(sealed).toEqual(['version.in_force', 'announcement.in_force']);
});

test('within one kind no two states look and read the same', () => {
	for (const looks of Object.values(stateLooks)) {
		const words = Object.values(looks).map((look) => look.word());
		expect(new Set(words).size).toBe(words.length);
	}
});
