import type { Day } from '#lib/domain/shared/day.ts';
import type { ToastMessage } from '#lib/components/ui/form-state.ts';
import type { IconName } from '#lib/components/ui/icons.ts';

export type Theme = 'system' | 'light' | 'dark';

/** One place of the navigation. Only what the person may open, twelve at most. */
export type NavEntry = {
	href: string;
	label: string;
	icon: IconName;
	/** Addresses of pages that hang under this place and are no place of their own. */
	holds?: readonly string[];
	/** How many things wait there; left out or 0: no number. */
	count?: number;
	/** The red-brown count: only at "Việc của tôi". */
	hot?: boolean;
};

/** A group with its heading; the first one has none. */
export type NavGroup = { label?: string; entries: readonly NavEntry[] };

/** Under the unit's system, its audits, its settings, its plans; under the province's roll-out and its reports. */
export type PlaceTabs = Readonly<Record<'system' | 'audits' | 'settings' | 'plans' | 'rollOut' | 'reports', readonly NavEntry[]>>;

export type UnitRef = { id: string; code: string; name: string };

export type Me = {
	fullName: string;
	position: string;
	/** The unit the person works in now. */
	unit: UnitRef;
	/** All units of the person; with more than one the switcher shows. */
	units: readonly UnitRef[];
};

/** What `(app)/+layout.server.ts` returns. */
export type AppLayoutData = {
	me: Me;
	nav: readonly NavGroup[];
	/** The places of a phone's bottom bar. Left out: Việc, Tìm, Tôi. */
	bottomNav?: readonly NavEntry[];
	/** Pages that hang together under one place and that this person may open. */
	tabs: PlaceTabs;
	demo: boolean;
	/** In whose place the person may act today. */
	inPlace: readonly { id: string; ofName: string }[];
	/** Notices not seen yet. */
	notices: number;
	/** The server's day (its clock may be moved in a demo). */
	today: Day;
	theme: Theme;
	/** After how many minutes without use the page covers itself. */
	idleMinutes?: number;
	/** Said once after a redirect, with the act to take it back. */
	flash?: ToastMessage | null;
	/** The 64 px rail at any width, for the editor. A page's load may set it. */
	rail?: boolean;
};

/** What the root `+layout.server.ts` returns for every page, signed in or not. */
export type RootLayoutData = { demo: boolean; theme: Theme };

/** Addresses that the shell itself links to. */
export const shellPaths = {
	home: '/',
	search: '/search',
	notices: '/notices',
	account: '/account',
	sessions: '/account/sessions',
	preferences: '/preferences',
	switchUnit: '/preferences/unit',
	signIn: '/sign-in',
	signOut: '/sign-out'
} as const;
