import { Group, Text } from '@mantine/core';
import { Link } from 'react-router';
import classes from './brand.module.css';

/** Two ways that become one. */
export function Mark({ size = 28 }: { size?: number }) {
  return (
    <svg aria-hidden="true" width={size} height={size} viewBox="0 0 32 32">
      <rect width="32" height="32" rx="8" fill="#0b6e66" />
      <path
        d="M8 11h7c3 0 3 5 6 5h3M8 21h7c3 0 3-5 6-5"
        fill="none"
        stroke="#fff"
        strokeWidth="2.6"
        strokeLinecap="round"
      />
      <circle cx="24.2" cy="16" r="2.6" fill="#7ff0df" />
    </svg>
  );
}

export function Brand() {
  return (
    <Link to="/" className={classes.brand} aria-label="kochava-stream, to the start">
      <Group gap={10} wrap="nowrap">
        <Mark />
        <Text fw={650} size="md" style={{ letterSpacing: '-0.01em' }}>
          kochava-stream
        </Text>
      </Group>
    </Link>
  );
}
