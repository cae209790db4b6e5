import type { ClosingSteps } from '#lib/server/units/finish-closing.ts';
import { endDocuments } from './at-entry.ts';
import { keepDocuments } from './call-off.ts';
import { closeDocuments } from './from-day.ts';

/**
 * What the end of a unit does to its documents, in its two moments (states.md §11):
 *
 * | thing | when the event is entered | from its day on |
 * | --- | --- | --- |
 * | in force, or upcoming before the day | ends on the day; what was chosen goes on in the successor (`carry-over/`) | |
 * | issued batch, effective on the day or later | revoked by the event; its versions are approved again, and offered to the successor | |
 * | draft … approved | goes on, and can still be issued for the days that are left | cancelled "sắp xếp đơn vị", offered to the successor |
 * | draft batch, list of take-on, correction that waits to be signed | goes on | discarded, declined |
 * | exception, guest asked for | goes on | ended |
 * | change request that is open | goes on | closed, listed for the successor (`change-requests/inherited.ts`) |
 * | request to read | goes on | lapses; what was confirmed stays |
 * | periodic review, adopted model | goes on | computed: nothing is in force, so nothing is asked |
 * | external documents | go on | offered to the successor |
 * | heads of both | told what will come | told what was closed |
 *
 * What is done at entry is dates and a revocation, which can be set and issued anew; what cannot be undone waits for the day. A document
 * that was never issued keeps its code: nobody else needs it in a unit that is no more, and the draft that its successor takes on will
 * name it. Records pass by `records/unit-closing.ts`.
 */
export const documentClosing: ClosingSteps = { atEntry: endDocuments, fromDay: closeDocuments, callOff: keepDocuments };
