import { describe, expect, it } from 'vitest';
import { membershipIn, publicActor, type ActorMembership, type UserActor } from './actor.ts';

const person = (memberships: readonly ActorMembership[]): UserActor => ({
	kind: 'user',
	userId: 'lan',
	fullName: 'Lan',
	memberships,
	province: [],
	provincePosition: '',
	childUnitIds: [],
	predecessors: [],
	inspectedUnitIds: [],
	auditedDocumentIds: [],
	token: null,
	operator: null
});
const membership = (id: string, more: Partial<ActorMembership> = {}): ActorMembership => ({
	id,
	unitId: 'unit',
	divisionId: null,
	roles: ['head'],
	position: id,
	capacity: 'acting',
	...more
});

describe('the membership by which somebody acts', () => {
	const acting = membership('acting');
	const deputy = membership('deputy', { capacity: 'deputy_for' });
	const chief = membership('chief', { capacity: 'chief' });
	const staff = membership('staff', { roles: ['reader'], capacity: null });

	it('is the one as chief, whenever it began', () => {
		expect(membershipIn(person([acting, chief]), 'unit', ['head'])?.id).toBe('chief');
		expect(membershipIn(person([chief, acting]), 'unit', ['head'])?.id).toBe('chief');
		expect(membershipIn(person([staff, acting, chief]), 'unit')?.id).toBe('chief');
	});

	it('is else the one that began first, of those with the role', () => {
		expect(membershipIn(person([acting, deputy]), 'unit', ['head'])?.id).toBe('acting');
		expect(membershipIn(person([deputy, acting]), 'unit', ['head'])?.id).toBe('deputy');
		expect(membershipIn(person([staff, deputy]), 'unit', ['head'])?.id).toBe('deputy');
	});

	it('is of that unit, and none where none holds the role', () => {
		const elsewhere = membership('elsewhere', { unitId: 'other', capacity: 'chief' });
		expect(membershipIn(person([elsewhere, acting]), 'unit')?.id).toBe('acting');
		expect(membershipIn(person([elsewhere, staff]), 'unit', ['head'])).toBeNull();
		expect(membershipIn(publicActor, 'unit')).toBeNull();
	});
});
