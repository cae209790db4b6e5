import type { StateOf } from '#lib/components/ui/state-tones.ts';
import type { ShownReading } from '#lib/domain/documents/reading.ts';

const looks: Record<ShownReading, StateOf<'reading'>> = {
	late: 'open',
	to_read: 'open',
	confirmed: 'confirmed',
	confirmed_on_paper: 'confirmed_on_paper',
	carried: 'confirmed_by_carrying',
	waived: 'waived',
	lapsed: 'lapsed'
};

/** The state tag of a request; that it is late says the tag of its day. */
export function readingLook(shown: ShownReading): StateOf<'reading'> {
	return looks[shown];
}
