/** An order that cannot be carried out; its message is for whoever gave it. */
export class BadOrder extends Error {
  override readonly name = 'BadOrder';
  /** HTTP status of the answer. */
  readonly status: number;

  constructor(message: string, status = 400) {
    super(message);
    this.status = status;
  }
}
