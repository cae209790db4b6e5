import type { newDelegationPage, delegationPage } from '#lib/server/people/delegations/pages.ts';

export type NewDelegationPage = Awaited<ReturnType<typeof newDelegationPage>>;
export type DelegationPage = Awaited<ReturnType<typeof delegationPage>>;
