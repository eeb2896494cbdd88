import { namespace, type Board, type Choice } from '../grafana/dashboard.ts';
import { shardPanels, transactionPanels } from './operator-shards.ts';
import { natsPanels, bookPanels } from './operator-nats.ts';
import { processPanels, servicePanels } from './operator-services.ts';

const service: Choice = {
  name: 'service',
  label: 'Service',
  query: 'label_values(up{job="kochava-stream", namespace=~"$namespace"}, service)',
  all: '.+',
};

/** What is the machinery doing? */
export function operator(): Board {
  return {
    name: 'operator',
    title: 'kochava-stream / Operator',
    about: 'The machinery: requests, shards and their leases, transactions and outboxes, NATS, the books, processes.',
    from: 'now-1h',
    choices: [namespace, service],
    sections: [
      { title: 'HTTP', panels: servicePanels },
      { title: 'Shards and leases', panels: shardPanels },
      { title: 'Transactions and outboxes', panels: transactionPanels },
      { title: 'NATS', panels: natsPanels },
      { title: 'Books', panels: bookPanels },
      { title: 'Processes', panels: processPanels },
    ],
  };
}
