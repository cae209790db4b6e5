import type { Role, SigningCapacity } from '#lib/domain/permissions/actor.ts';
import type { DutyKind } from '#lib/domain/people/duties.ts';
import type { Day } from '#lib/domain/shared/day.ts';

/** One choice of a select. */
export type Option = { value: string; label: string; hint?: string };

/** A membership as the page of a person shows it. */
export type MembershipShown = {
	id: string;
	unitId: string;
	unit: string;
	divisionId: string | null;
	division: string | null;
	roles: Role[];
	position: string;
	capacity: SigningCapacity | null;
	validFrom: Day;
	validTo: Day | null;
	rowVersion: number;
	when: 'now' | 'later' | 'over';
	mayChange: boolean;
	/** What ending it would leave the unit without. */
	warnings: ('last_head' | 'last_officer')[];
	/** An internal auditor who is not on the register of the unit. */
	unregistered: boolean;
};

export type DutyShown = { key: string; kind: DutyKind; label: string | null; holders: Option[] };

/** What an offer says, on either side. `from` null: from the day it is accepted. */
type OfferShown = {
	id: string;
	roles: Role[];
	position: string;
	capacity: SigningCapacity | null;
	from: Day | null;
	to: Day | null;
	offeredBy: string;
	lastDay: Day;
};

/** An open offer as its unit sees it. */
export type UnitOfferShown = OfferShown & { address: string; offeredAt: Date; mayWithdraw: boolean };

/** An open offer as the person sees it. */
export type OwnOfferShown = OfferShown & { unit: string; division: string | null };
