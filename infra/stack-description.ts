/** What every stack of this app says of itself: the operator's commands know it by that. */
export const STACK_DESCRIPTION = 'Long-term tokens of the Click2Mail API, in secrets that rotate themselves';
