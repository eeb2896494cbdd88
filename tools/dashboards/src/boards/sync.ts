import { namespace, type Board } from '../grafana/dashboard.ts';
import { syncChoice } from './sync-choice.ts';
import { delivery, waiting } from './sync-delivery.ts';
import { books, dead, links } from './sync-ends.ts';
import { headline } from './sync-headline.ts';

/** How is this sync doing? */
export function syncBoard(): Board {
  return {
    name: 'sync',
    title: 'kochava-stream / Sync',
    about:
      'How one sync, or all of them, is doing: what Kochava says, how long it takes, what waits and why, links, dead letters.',
    from: 'now-3h',
    choices: [namespace, syncChoice],
    sections: [
      { title: 'Now', panels: headline },
      { title: 'Delivery', panels: delivery },
      { title: 'Waiting, and why', panels: waiting },
      { title: 'Links to identities', panels: links },
      { title: 'Dead letters', panels: dead },
      { title: 'Books', panels: books },
    ],
  };
}
