/** What every stack of this app says of itself: the operator's commands know it by that. */
export const STACK_DESCRIPTION = 'Long-term tokens of the Click2Mail API, in secrets that rotate themselves';

/**
 * What the output of a sweep's function says of itself. In an app of somebody else's, whose stacks have descriptions of
 * their own, the commands know a stack with a rotation by that.
 */
export const SWEEP_DESCRIPTION = 'Sweeps, and takes the order {"client":"…","immediately":true} to revoke at once';

/** The output that says with which stage the stack was deployed. The commands go by it: it is part of the commands that they show. */
export const STAGE_OUTPUT = 'Stage';
