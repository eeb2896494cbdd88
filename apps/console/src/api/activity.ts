const quietMs = 60_000;
let lastMs = Date.now();

for (const sign of ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart']) {
  window.addEventListener(sign, () => (lastMs = Date.now()), { capture: true, passive: true });
}

/** Nobody has touched the page for a minute: what it asks for now is its own idea, and keeps no session alive. */
export function isLeftAlone(): boolean {
  return Date.now() - lastMs > quietMs;
}
