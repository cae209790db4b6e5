/** What the programme of a year asks: a signature of the heads, the officer's next word after it came back. */
export type ProgrammeDuty = 'programme_sign' | 'programme_returned';

/** Work that waits for a person beyond documents. Each has its words and its page in `HomeWork.svelte`. */
export type LaterDuty = ProgrammeDuty;
