import { counter } from '@kochava-stream/observability';

/** What the transformer counts beside what every stateful consumer does. */
export const transformerMetrics = {
  notes: counter(
    'transformer_link_notes_total',
    'links that could not be asked for, and values that were cut, refused or hashed',
    {
      unit: 'links',
      labels: {
        reason: {
          most: 20,
          what: '`no-device`, why a device cannot be named, `value-cut`, `email-refused`, `email-hashed`',
        },
      },
    },
  ),
};
