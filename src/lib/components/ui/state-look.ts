import type { IconName } from './icons.ts';

export type Tone = 'ok' | 'wait' | 'wait-dashed' | 'info' | 'stop' | 'stop-outline' | 'grey' | 'dashed' | 'struck';

/** The three signs of a state: word, icon, tone. Remove colour and it still reads. */
export type StateLook = { word: () => string; icon: IconName; tone: Tone };

export const look = (word: () => string, icon: IconName, tone: Tone): StateLook => ({ word, icon, tone });
