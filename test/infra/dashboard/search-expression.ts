/** What CloudWatch is asked for by one `SEARCH`. */
export interface SearchExpression {
  /** Absent without a metric schema. */
  readonly namespace: string | undefined;
  /** Names of dimensions, in the order of the schema. */
  readonly dimensions: readonly string[];
  /** What the search term says of properties: `MetricName="Vended"`. Exact where the value is in double quotes. */
  readonly properties: readonly { readonly name: string; readonly value: string; readonly isExact: boolean }[];
  readonly statistic: string;
}

type Token = { readonly kind: '{' | '}' | '(' | ')' | ',' | '=' | 'quoted' | 'bare'; readonly text: string };

const MOST_CHARACTERS = 1024;

/**
 * Where a name may stand without quotes: letters and digits alone. The page's own examples leave out the quotes around
 * `AWS/EC2`, too.
 */
const NEEDS_NO_QUOTES = /^[A-Za-z0-9]+(?:\/[A-Za-z0-9]+)*$/;

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html */
const STATISTIC = /^(?:Average|Sum|Minimum|Maximum|SampleCount|IQM|(?:p|tm|wm|tc|ts)(?:\d{1,2}(?:\.\d+)?|100))$/;

/**
 * All searches of an expression, which may be metric math around them.
 * @throws SyntaxError for what the page does not allow
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/search-expression-syntax.html
 */
export function searchesIn(expression: string): SearchExpression[] {
  return [...expression.matchAll(/\bSEARCH\b/g)].map(({ index }) => {
    const rest = expression.slice(index);
    // The period was an argument in earlier editions of the page; CDK and Grafana write it still.
    const call = /^SEARCH\(\s*'([^']*)'\s*,\s*'([^']*)'\s*(?:,\s*(\d+)\s*)?\)/.exec(rest);
    if (call === null) throw new SyntaxError(`Not SEARCH('…', 'Statistic'): ${rest}`);
    const [, query = '', statistic = '', period] = call;
    if (query.length > MOST_CHARACTERS) throw new SyntaxError(`More than ${MOST_CHARACTERS} characters`);
    if (!STATISTIC.test(statistic)) throw new SyntaxError(`Not a statistic: ${statistic}`);
    if (period !== undefined && !isPeriod(Number(period))) throw new SyntaxError(`Not a period: ${period}`);
    return { ...new SearchQuery(query).read(), statistic };
  });
}

class SearchQuery {
  readonly #tokens: Token[];
  readonly #properties: { name: string; value: string; isExact: boolean }[] = [];

  constructor(query: string) {
    this.#tokens = tokensOf(query);
  }

  read(): Omit<SearchExpression, 'statistic'> {
    if (this.#tokens.length === 0) throw new SyntaxError('Neither a metric schema nor a search term');
    const [namespace, ...dimensions] = this.#schema();
    if (this.#tokens.length > 0) this.#either();
    if (this.#tokens.length > 0) throw new SyntaxError(`Out of place: ${this.#tokens[0]?.text}`);
    return { namespace, dimensions, properties: this.#properties };
  }

  #schema(): string[] {
    if (!this.#take('{')) return [];
    const names = [this.#name()];
    while (this.#take(',')) names.push(this.#name());
    this.#demand('}');
    this.#take(',');
    return names;
  }

  #name(): string {
    const { kind, text } = this.#next();
    if (kind === 'quoted') return text;
    if (kind !== 'bare') throw new SyntaxError(`Not a name: ${text}`);
    if (!NEEDS_NO_QUOTES.test(text)) throw new SyntaxError(`Needs double quotes: ${text}`);
    return text;
  }

  #either(): void {
    this.#all();
    while (this.#takeWord('OR')) this.#all();
  }

  /** What stands side by side counts as joined by AND. */
  #all(): void {
    this.#one();
    while (this.#takeWord('AND') || this.#isTermNext()) this.#one();
  }

  #one(): void {
    if (this.#takeWord('NOT')) return this.#one();
    if (this.#take('(')) {
      this.#either();
      return this.#demand(')');
    }
    const { text: name } = this.#value();
    if (!this.#take('=')) return;
    const { kind, text: value } = this.#value();
    this.#properties.push({ name, value, isExact: kind === 'quoted' });
  }

  #value(): Token {
    const token = this.#next();
    if (token.kind !== 'quoted' && (token.kind !== 'bare' || /^(?:AND|OR|NOT)$/.test(token.text))) {
      throw new SyntaxError(`Not a term: ${token.text}`);
    }
    return token;
  }

  #isTermNext(): boolean {
    const [token] = this.#tokens;
    if (token?.kind === 'bare') return token.text !== 'OR';
    return token?.kind === 'quoted' || token?.kind === '(';
  }

  #takeWord(word: string): boolean {
    const [token] = this.#tokens;
    return token?.kind === 'bare' && token.text === word && this.#tokens.shift() !== undefined;
  }

  #take(kind: Token['kind']): boolean {
    return this.#tokens[0]?.kind === kind && this.#tokens.shift() !== undefined;
  }

  #demand(kind: Token['kind']): void {
    if (!this.#take(kind)) throw new SyntaxError(`No ${kind} before: ${this.#tokens[0]?.text ?? 'the end'}`);
  }

  #next(): Token {
    const token = this.#tokens.shift();
    if (token === undefined) throw new SyntaxError('It ends too early');
    return token;
  }
}

/** Within double quotes, these have a backslash before them: `" \ ( )`. */
function tokensOf(query: string): Token[] {
  const tokens: Token[] = [];
  for (let rest = query.trimStart(); rest !== ''; rest = rest.trimStart()) {
    const [sign] = /^[{}(),=]/.exec(rest) ?? [];
    const [quoted, inner] = /^"((?:[^"\\()]|\\["\\()])+)"/.exec(rest) ?? [];
    const [bare] = /^[^\s{}(),="\\]+/.exec(rest) ?? [];
    const found = sign ?? quoted ?? bare;
    if (found === undefined) throw new SyntaxError(`Neither a name nor closed quotes: ${rest}`);
    if (sign !== undefined) tokens.push({ kind: sign as '{', text: sign });
    else if (inner !== undefined) tokens.push({ kind: 'quoted', text: inner.replaceAll(/\\(.)/g, '$1') });
    else tokens.push({ kind: 'bare', text: found });
    rest = rest.slice(found.length);
  }
  return tokens;
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricStat.html */
function isPeriod(seconds: number): boolean {
  return [1, 5, 10, 20, 30].includes(seconds) || (seconds > 0 && seconds % 60 === 0);
}
