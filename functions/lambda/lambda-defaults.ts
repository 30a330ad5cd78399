import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy, { type MiddyfiedHandler } from '@middy/core';
import type { Context } from 'aws-lambda';
import type { Log } from '../core/token-api.ts';
import { writeRecorded } from './own-metrics.ts';
import { sanitised } from './sanitised.ts';
import { countFailure, recordUnaccounted } from './stack-metrics.ts';

/** Writes JSON lines straight to standard output, so that Lambda's own log format does not wrap them. */
export const logger = new Logger();

/**
 * The same log, as the functions' core knows it. An error among the details is sanitised before it is written, and
 * counted by its cause.
 */
export const log: Log = {
  info: (message, details) => logger.info(message, sanitisedDetails(details)),
  warn: (message, details) => logger.warn(message, sanitisedDetails(details)),
  error: (message, details) => logger.error(message, sanitisedDetails(details)),
  unaccounted: (why, details) => {
    recordUnaccounted();
    logger.error(`A token is unaccounted for: ${why}`, details);
  },
};

/** The log of work on one client: each line says so. @param client its name in the settings */
export function logAbout(client: string): Log {
  return {
    info: (message, details) => log.info(message, { client, ...details }),
    warn: (message, details) => log.warn(message, { client, ...details }),
    error: (message, details) => log.error(message, { client, ...details }),
    unaccounted: (why, details) => log.unaccounted(why, { client, ...details }),
  };
}

/**
 * What every function has in common: the log knows the invocation, metrics are written at its end, and a failure is
 * logged once, here, and thrown on. The event is never logged, whatever an environment variable says: it may hold a
 * RotationToken.
 */
export function withLambdaDefaults<Result>(
  handle: (event: unknown, context: Context) => Promise<Result>,
): MiddyfiedHandler<unknown, Result> {
  const handler = middy<unknown, Result>(handle);
  handler.use(injectLambdaContext(logger, { resetKeys: true, logEvent: false }));
  handler.use({ after: writeRecorded, onError: writeRecorded }).onError((request) => {
    const error = sanitised(request.error);
    request.error = error;
    countFailure(error);
    logger.error(error.message, error);
  });
  return handler;
}

function sanitisedDetails(details: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  if (!('error' in details)) return details;
  const error = sanitised(details['error']);
  countFailure(error);
  return { ...details, error };
}
