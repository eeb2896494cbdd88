/** Injection tokens of what has no class of its own. */
export const OIDC = Symbol('oidc');
export const LOGGER = Symbol('logger');
