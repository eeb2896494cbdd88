import { consentFields } from '@kochava-stream/kochava';
import { counter, syncLabel } from '@kochava-stream/observability';

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
  installs: counter(
    'transformer_install_events_total',
    'installs of which Amplitude events told, by what became of them',
    { unit: 'installs', labels: { result: { most: 20, what: '`told`, or why the device cannot be named' } } },
  ),
  leftOut: counter(
    'transformer_consent_left_out_total',
    'consents of sent events that were there and could not be read, so that they were not sent',
    { unit: 'consents', labels: { sync: syncLabel, field: [...consentFields, 'gdpr_privacy_consent'] } },
  ),
};
