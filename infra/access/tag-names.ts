/**
 * Tags that a stack puts on its own resources, with its name as the value. Roles that serve all clients are bound by
 * them, so that such a role is the same for one client and for forty (belief: sweep-by-tag).
 */
export const TOKEN_SECRET_TAG = 'click2mail:token-secret-of';
export const CLIENT_SECRET_TAG = 'click2mail:client-secret-of';
export const SIGNING_KEY_TAG = 'click2mail:signing-key-of';
export const ROTATION_FUNCTION_TAG = 'click2mail:rotation-function-of';
