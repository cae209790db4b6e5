import { reportProofs } from '#lib/server/reports/roll-out-proofs.ts';
import { reviewProofs } from '#lib/server/reviews/roll-out-proofs.ts';
import { announcementProofs } from '#lib/server/roll-out/announcement-proofs.ts';
import type { Proofs } from '#lib/server/roll-out/proofs.ts';
import { systemProofs } from '#lib/server/roll-out/system-proofs.ts';

/** Every proof of a step, domain by domain. What comes after roll-out in the order of folders joins here. */
export const rollOutProofs: Proofs = { ...systemProofs, ...announcementProofs, ...reviewProofs, ...reportProofs };
