import { reviewProofs } from '#lib/server/reviews/roll-out-proofs.ts';
import { announcementProofs } from '#lib/server/roll-out/announcement-proofs.ts';
import type { Proofs } from '#lib/server/roll-out/proofs.ts';
import { systemProofs } from '#lib/server/roll-out/system-proofs.ts';
import { reportProofs } from './roll-out-proofs.ts';

/** Every proof of a step, domain by domain: reports come last in the order of folders, so here all of them are known. */
export const everyProof: Proofs = { ...systemProofs, ...announcementProofs, ...reviewProofs, ...reportProofs };
