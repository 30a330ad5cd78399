import { randomUUID } from 'node:crypto';
import { parseTokenSecret } from '../../functions/core/token-secret.ts';
import { CURRENT } from '../../functions/core/version-labels.ts';
import type { FunctionSettings } from '../../functions/lambda/settings.ts';
import type { RevokeNowAnswer } from '../../functions/revoke-superseded-tokens/revoke-now-answer.ts';
import { SWEEP } from '../../infra/function-names.ts';
import type { Caller } from '../aws/aws-service.ts';
import type { Click2MailApi } from '../click2mail-api/click2mail-api.ts';
import type { Clock } from '../clock.ts';
import type { FunctionConfiguration, Lambda } from '../lambda/lambda.ts';
import type { SecretsManager } from '../secrets-manager/secrets-manager.ts';
import type { DeployedClient } from '../token-clients.ts';
import { BadOrder } from './bad-order.ts';

interface TokenOrdersOptions {
  readonly clock: Clock;
  readonly clients: readonly DeployedClient[];
  readonly secretsManager: SecretsManager;
  readonly api: Click2MailApi;
  readonly lambda: Lambda;
  readonly administrator: Caller;
  readonly settingsOf: (configuration: FunctionConfiguration) => FunctionSettings;
}

/** What a person orders of a client's tokens: what the operator's AWS calls would do. */
export class TokenOrders {
  readonly #options: TokenOrdersOptions;

  constructor(options: TokenOrdersOptions) {
    this.#options = options;
  }

  /**
   * Has Secrets Manager rotate the client's token; the rotation goes on after the answer.
   * @throws BadOrder when there is no such client
   * @throws AwsError
   */
  async rotate(clientName: string): Promise<{ readonly client: string; readonly versionId: string }> {
    const { secretArn } = this.#client(clientName);
    const { secretsManager, administrator } = this.#options;
    const order = { SecretId: secretArn, ClientRequestToken: randomUUID() };
    const { VersionId } = await secretsManager.call('RotateSecret', order, administrator);
    return { client: clientName, versionId: String(VersionId) };
  }

  /**
   * Has the stack's function replace a client's token and revoke it and all before it.
   * @param tokenId the token that is meant
   * @returns the function's answer
   * @throws BadOrder when there is no such client, or the function did not do it
   */
  async revokeNow(clientName: string, tokenId: string): Promise<RevokeNowAnswer> {
    this.#client(clientName);
    const { clock, lambda, settingsOf } = this.#options;
    const revoker = lambda
      .functions()
      .filter(({ environment }) => environment['POWERTOOLS_SERVICE_NAME'] === SWEEP)
      .find((configuration) => Object.hasOwn(settingsOf(configuration).clients, clientName));
    if (revoker === undefined) throw new BadOrder(`No function of the stack revokes tokens of ${clientName}.`, 404);
    // Nothing begins in the middle of a move of the clock: it would jump while the function works.
    await clock.advance(0);
    const order = { client: clientName, immediately: true, token_id: tokenId };
    const { functionError, payload } = await lambda.invoke(revoker.functionName, Buffer.from(JSON.stringify(order)));
    const answer: unknown = JSON.parse(payload.toString());
    if (functionError !== undefined) throw new BadOrder((answer as { errorMessage: string }).errorMessage, 502);
    return answer as RevokeNowAnswer;
  }

  /**
   * Revokes a token at the API and tells nobody of it, as somebody at Click2Mail may.
   * @param which the current token of a client, or a token by its id
   * @returns the token's id
   * @throws BadOrder when there is no such client or token, or the token is not live
   */
  revokeAtApi(which: { readonly client: string } | { readonly tokenId: string }): string {
    const { api } = this.#options;
    const tokenId = 'client' in which ? this.#currentToken(which.client) : which.tokenId;
    const token = api.tokens().find(({ id }) => id === tokenId);
    if (token === undefined) throw new BadOrder(`There is no token ${tokenId} at the API.`, 404);
    if (token.state !== 'live') throw new BadOrder(`${tokenId} is ${token.state} already.`, 409);
    api.revokeOutOfBand(tokenId);
    return tokenId;
  }

  #currentToken(clientName: string): string {
    const { secretArn } = this.#client(clientName);
    const secret = this.#options.secretsManager.secrets().find(({ arn }) => arn === secretArn);
    const current = secret?.versions.find(({ labels }) => labels.includes(CURRENT));
    const token = parseTokenSecret(current?.secretString ?? '');
    if (token === undefined) throw new BadOrder(`${clientName} has no token yet.`, 409);
    return token.token_id;
  }

  #client(name: string): DeployedClient {
    const client = this.#options.clients.find((one) => one.name === name);
    if (client === undefined) throw new BadOrder(`The stack has no client ${name}.`, 404);
    return client;
  }
}
