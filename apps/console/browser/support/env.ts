/** Where the browser is, if its variable says so, and where to look for it. */
export interface BrowserEnv {
  readonly CHROMIUM_BIN?: string;
  readonly PATH?: string;
  /** none: pages are examined, and not photographed. */
  readonly BROWSER_PICTURES?: string;
  /** Set: only the two pictures of the README are made. */
  readonly README_PICTURES?: string;
}

export const environment: BrowserEnv = process.env;
