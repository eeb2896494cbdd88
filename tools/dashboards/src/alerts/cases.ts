import { arriving, resources } from './cases-arriving.ts';
import { leaving } from './cases-leaving.ts';
import { books, lag, working } from './cases-working.ts';
import { type AlertCase } from './story.ts';

export const alertCases: readonly AlertCase[] = [...arriving, ...working, ...books, ...lag, ...leaving, ...resources];
