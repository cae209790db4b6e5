/**
 * For a process that serves people all day. Node sizes its memory by the machine: with 24 GB it lets a server of 80 MB live data grow
 * to 600 MB. These keep it at half of that: a smaller space for what is young, and an earlier look at what is old. They set no limit.
 */
export const frugal = ['--max-semi-space-size=8', '--heap-growing-percent=20'];
