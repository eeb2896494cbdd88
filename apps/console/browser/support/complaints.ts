import { type Page } from '@playwright/test';

/** Nobody is signed in at first: the browser logs that answer as an error. */
const expected = /status of 401/;

/** What a page's console says that it should not: errors, warnings of React, breaches of the content security policy. */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() !== 'error' && message.type() !== 'warning') return;
    if (!expected.test(message.text())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  return complaints;
}
