import { type Page } from '@playwright/test';

/** Browsers log every refusal as an error: that nobody is signed in yet, that a token or something typed is wrong. */
const expected = /status of (401|403|422)/;

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
