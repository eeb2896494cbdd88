import { Box } from '@mantine/core';
import { Copy } from './copy.tsx';
import classes from './json.module.css';

/** A value as JSON, or a text as it is; scrolls inside itself and can be reached with the keyboard. */
export function Json({ value, label, maxHeight = 320 }: { value: unknown; label: string; maxHeight?: number }) {
  const text = typeof value === 'string' ? value : JSON.stringify(value, undefined, 2);
  return (
    <Box className={classes.frame}>
      <pre className={classes.text} style={{ maxHeight }} tabIndex={0} role="region" aria-label={label}>
        {text}
      </pre>
      <Box className={classes.copy}>
        <Copy value={text} what={label} />
      </Box>
    </Box>
  );
}
