/** What every stack of this app says of itself: the operator's commands know it by that. */
export const STACK_DESCRIPTION = 'Long-term tokens of the Click2Mail API, in secrets that rotate themselves';

/** The output that says with which stage the stack was deployed. The commands go by it: it is part of the commands that they show. */
export const STAGE_OUTPUT = 'Stage';
